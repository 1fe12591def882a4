package servicesearch

import (
	"strconv"
	"strings"
	"time"

	"sandpiper/mocks/ods"
	"sandpiper/synthetic/draw"
)

// document is an organisation in the index. What it shows is worked out when it is asked for.
type document struct {
	*ods.Organisation
	of     *index
	row    typeRow
	number int // in the index
}

// decide is the generator of a decision about an organisation.
func (d *document) decide(stream draw.Stream, k int) draw.Rand {
	return draw.Key(d.of.seed, uint64(d.Roles[0].Unique), stream, uint64(k))
}

// kindOf is the type of an organisation; ok is false for those that the service does not show.
func kindOf(o *ods.Organisation) (row typeRow, ok bool) {
	row, ok = load().types[o.Kind.String()]
	if o.Kind == ods.Site && strings.HasSuffix(o.Name, "Clinic") {
		row.id, row.name, row.hours = "CLI", "Clinic", "office"
	}
	if o.Kind == ods.Pharmacy && o.Roles[0].Unique/8%25 == 0 { // one in 25 delivers and has no counter
		row.subtype = "DistanceSelling"
	}
	return row, ok
}

// record shows the document on a day.
func (d *document) record(on ods.Day, score float64) record {
	latitude, longitude := d.point()
	r := record{
		Score: score, SearchKey: d.key(), ODSCode: d.Code, Name: d.Name, TypeID: d.row.id, Type: d.row.name, Status: "Visible",
		Address1: d.line(0), Address2: d.line(1), City: d.Town, Postcode: d.Postcode, Country: "England",
		Latitude: float64(float32(latitude)), Longitude: float64(float32(longitude)),
		Geocode: geocode{"Point", [2]float64{short(longitude), short(latitude)}, crs{"name", crsProperties{"EPSG:4326"}}},
		SubType: text(d.row.subtype), Aliases: []any{}, Parent: d.parent(on), Services: d.services(), Openings: d.openings(on),
		Contacts: d.contacts(), Facilities: d.facilities(), Updated: d.updated(on), Accepting: d.accepting(), Registration: d.registration(),
		Related: []any{}, Trusts: []parent{}, Metrics: []any{}, ServiceTimes: []any{},
	}
	if d.row.eps {
		r.EPS = text("true")
	}
	return r
}

// text is a value that may be null.
func text(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// short rounds degrees as Geocode has them, to six digits in all.
func short(degrees float64) float64 {
	v, _ := strconv.ParseFloat(strconv.FormatFloat(degrees, 'g', 6, 64), 64)
	return v
}

func (d *document) key() string { return "X" + strconv.Itoa(d.Roles[0].Unique) }

func (d *document) point() (latitude, longitude float64) { return d.of.register.Point(d.Organisation) }

func (d *document) line(i int) string {
	if i < len(d.Lines) {
		return d.Lines[i]
	}
	return ""
}

// parent is who the organisation belongs to: its trust, or else its commissioner or the board of its area.
func (d *document) parent(on ods.Day) parent {
	o := d.Organisation
	if o.Kind == ods.Branch {
		o = d.of.register.PracticeAt(o.Home)
	}
	rels := []string{"RE4", "RE5"}
	if o.Kind == ods.Site {
		rels = []string{"RE6"}
	}
	for _, rel := range rels {
		if target, ok := d.of.register.Find(o.Target(rel, on), on); ok {
			return parent{target.Code, target.Name}
		}
	}
	return parent{}
}

// offers reports whether the organisation has the service of a row of its kind.
func (d *document) offers(i int) bool {
	r := d.decide(streamService, i)
	return r.Chance(load().services[d.Kind.String()][i].share)
}

func newService(s serviceRow) service {
	return service{Name: s.name, Code: s.code, Contacts: []contact{}, Treatments: []any{}, Openings: []any{}, AgeRange: []any{}, Metrics: []any{}, KeyValues: []any{}}
}

func (d *document) services() []service {
	out := []service{}
	for i, s := range load().services[d.Kind.String()] {
		if d.offers(i) {
			out = append(out, newService(s))
		}
	}
	return out
}

// openings are the hours of the week, and that the next Christmas Day is a closed one for those that do not open every day.
func (d *document) openings(on ods.Day) []opening {
	week := load().hours[d.row.hours]
	out := append([]opening{}, week...)
	if d.row.hours == "daily" || d.row.hours == "always" || d.row.hours == "night" || len(week) == 0 {
		return out
	}
	return append(out, opening{Type: "Additional", AdditionalDate: "Dec 25 " + christmas(on)})
}

// christmas is the year of the next Christmas Day.
func christmas(on ods.Day) string {
	t := on.Time()
	if t.Month() == time.December && t.Day() > 25 {
		return strconv.Itoa(t.Year() + 1)
	}
	return strconv.Itoa(t.Year())
}

func (d *document) contacts() []contact {
	out := []contact{}
	add := func(method, value string) {
		if value != "" {
			out = append(out, contact{"Primary", "Office hours", method, value})
		}
	}
	add("Telephone", d.Phone)
	if host := strings.Trim(strings.TrimPrefix(d.Web, "https://"), "/"); host != "" {
		add("Email", "reception@"+host)
	}
	add("Website", d.Web)
	return out
}

// equipped is the rows of the facilities that are spoken of: none of an organisation without a door.
func (d *document) equipped() []facilityRow {
	if d.row.hours == "" {
		return nil
	}
	return load().facilities
}

// has reports whether the organisation has the facility of a row.
func (d *document) has(i int) bool {
	f := &load().facilities[i]
	r := d.decide(streamFacility, f.id)
	return r.Chance(f.share)
}

func (d *document) facilities() []facility {
	out := []facility{}
	for i, f := range d.equipped() {
		value := "No"
		if d.has(i) {
			value = "Yes"
		}
		out = append(out, facility{f.id, f.name, value, f.group})
	}
	return out
}

func (d *document) updated(on ods.Day) updated {
	at := text(d.Changed(on).String() + "T02:00:00Z")
	return updated{Openings: at, Facilities: at, Services: at, Contacts: at, KeyValues: []any{}}
}

func (d *document) accepting() accepting {
	out := accepting{Dentist: []patient{}}
	r := d.decide(streamPatients, 0)
	switch d.Kind {
	case ods.Practice, ods.Branch:
		out.GP = text("Yes")
		if r.Chance(0.05) { // assumed
			out.GP = text("No")
		}
	case ods.Dentist:
		for i, name := range [...]string{"Adults (18 and over)", "Adults entitled to free dental care", "Children (up to the age of 18)",
			"Urgent care appointments offered", "Only by referral from a dental practitioner"} {
			out.Dentist = append(out.Dentist, patient{i + 1, name, r.Chance(0.3)}) // assumed
		}
	}
	return out
}

func (d *document) registration() *register {
	if d.Kind != ods.Practice {
		return nil
	}
	r := d.decide(streamPatients, 1)
	return &register{d.Web + "register", r.Chance(0.4)} // assumed
}
