package servicesearch

import (
	"encoding/json"
	"reflect"
	"strings"
	"sync"

	"sandpiper/mocks/ods"
)

// fieldNames is the names of a record's members, in their order, without the score.
var fieldNames = sync.OnceValue(func() []string {
	var out []string
	t := reflect.TypeFor[record]()
	for i := 1; i < t.NumField(); i++ {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		out = append(out, name)
	}
	return out
})

// searchable is the fields that a text is looked for in unless others are named.
var searchable = []string{"ODSCode", "OrganisationName", "Address1", "Address2", "Address3", "City", "County", "Postcode"}

// place is a point on the earth in degrees.
type place struct{ longitude, latitude float64 }

// field is the value of a top-level field for comparing: a string, a float64, nil, a place, a map or a list of maps.
func (d *document) field(name string, on ods.Day) any {
	switch name {
	case "SearchKey":
		return d.key()
	case "ODSCode":
		return d.Code
	case "OrganisationName":
		return d.Name
	case "OrganisationTypeId":
		return d.row.id
	case "OrganisationType":
		return d.row.name
	case "OrganisationStatus":
		return "Visible"
	case "OrganisationSubType":
		return orNull(d.row.subtype)
	case "Address1":
		return d.line(0)
	case "Address2":
		return d.line(1)
	case "City":
		return d.Town
	case "Postcode":
		return d.Postcode
	case "Country":
		return "England"
	case "IsEpsEnabled":
		if d.row.eps {
			return "true"
		}
	case "Latitude":
		latitude, _ := d.point()
		return latitude
	case "Longitude":
		_, longitude := d.point()
		return longitude
	case "Geocode":
		latitude, longitude := d.point()
		return place{longitude, latitude}
	}
	if name == "ParentOrganisation" {
		p := d.parent(on)
		return map[string]any{"ODSCode": p.ODSCode, "OrganisationName": p.Name}
	}
	if list, ok := d.list(name, on); ok {
		return list
	}
	return tree(d.part(name, on))
}

func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// part is a field that has members of its own, as the record shows it; nil for those that never have a value.
func (d *document) part(name string, on ods.Day) any {
	switch name {
	case "Contacts":
		return d.contacts()
	case "LastUpdatedDates":
		return d.updated(on)
	case "AcceptingPatients":
		return d.accepting()
	case "GPRegistration":
		return d.registration()
	case "OrganisationAliases", "RelatedIAPTCCGs", "Trusts", "Metrics", "ServiceOpeningTimes":
		return []any{}
	}
	return nil
}

// leaves is the trees of what many documents share, so that a filter over all of them makes none.
type leaves struct {
	facilities [][2]any // by row of the table, without and with
	services   map[string][]any
	openings   sync.Map // pattern and year → list
}

func newLeaves() *leaves {
	l := &leaves{services: make(map[string][]any)}
	for _, f := range load().facilities {
		l.facilities = append(l.facilities, [2]any{tree(facility{f.id, f.name, "No", f.group}), tree(facility{f.id, f.name, "Yes", f.group})})
	}
	for kind, list := range load().services {
		for _, s := range list {
			l.services[kind] = append(l.services[kind], tree(newService(s)))
		}
	}
	return l
}

// list is a field that is a list of what many documents share; ok is false for other fields.
func (d *document) list(name string, on ods.Day) (list []any, ok bool) {
	l := d.of.leaves
	switch name {
	case "Facilities":
		for i := range d.equipped() {
			leaf := l.facilities[i][0]
			if d.has(i) {
				leaf = l.facilities[i][1]
			}
			list = append(list, leaf)
		}
	case "Services":
		for i, leaf := range l.services[d.Kind.String()] {
			if d.offers(i) {
				list = append(list, leaf)
			}
		}
	case "OpeningTimes":
		key := d.row.hours + "/" + christmas(on)
		held, found := l.openings.Load(key)
		if !found {
			held, _ = l.openings.LoadOrStore(key, tree(d.openings(on)))
		}
		list, _ = held.([]any)
	default:
		return nil, false
	}
	return list, true
}

// tree is a value as JSON has it.
func tree(part any) any {
	if part == nil {
		return nil
	}
	raw, err := json.Marshal(part)
	if err != nil { // texts and numbers always marshal
		panic(err)
	}
	var out any
	if json.Unmarshal(raw, &out) != nil {
		return nil
	}
	return out
}

// words cuts a text into its words, in small letters: what is neither letter nor digit parts them.
func words(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(c rune) bool {
		return (c < 'a' || c > 'z') && (c < '0' || c > '9') && c < 128
	})
}
