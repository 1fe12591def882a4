package registers

import (
	"runtime"
	"sync"
	"time"

	"sandpiper/synthetic"
	"sandpiper/synthetic/demography"
)

// foundation is what the registers of one country begin with. It is a function of the recipe's seed, day and area (not of how many people
// there are), worked out register by register when first asked for and then shared by every realm.
type foundation struct {
	population *synthetic.Population
	opened     time.Time // when the first entries were made: a year before the recipe's day
	staff      func() map[string][]line
	snapshots  map[string]func() *Snapshot
}

// country is what a foundation depends on.
type country struct {
	seed        uint64
	asOf        int64
	area, model string
}

func countryOf(p *synthetic.Population) country {
	r := p.Recipe()
	return country{r.Seed, r.AsOf.Unix(), r.Area, r.Model}
}

// lay readies a foundation; nothing is worked out yet.
func lay(p *synthetic.Population) *foundation {
	asOf := p.Recipe().AsOf
	f := &foundation{population: p.At(asOf), opened: asOf.AddDate(-1, 0, 0), snapshots: make(map[string]func() *Snapshot)}
	f.staff = sync.OnceValue(f.practitioners)
	for _, h := range catalogue() {
		f.snapshots[h.ID] = sync.OnceValue(func() *Snapshot { return begin(h.Definition, f.opened, f.lines(h)) })
	}
	return f
}

// lines are the entries that a register begins with.
func (f *foundation) lines(h held) []line {
	switch h.kind {
	case ofCatalogue:
		return f.listing(h.ID)
	case ofOrganisations:
		return f.organisations()
	case ofPractitioners:
		return f.staff()[h.ID]
	case ofDevices:
		return f.devices()
	case ofTerritories:
		return f.territories()
	case ofProducts:
		return nil // an estate's, not a country's: see products
	}
	return nil
}

// organisations enters every general practice of the country, in the order of the codes.
func (f *foundation) organisations() []line {
	var out []line
	for p := range f.population.Practices() {
		out = append(out, line{f.opened, string(p.Code), must(
			Text("organisation", string(p.Code)), Text("name", p.Name), Text("organisation-type", "general-practice"),
			Text("address", joined(p.Address.Lines)), Text("postcode", p.Address.Postcode), Text("telephone", p.Phone),
			Text("territory", link("territory", p.Region)))})
	}
	return out
}

func (f *foundation) devices() []line {
	var out []line
	for _, row := range table("devices.csv") {
		key := row.Text("device")
		out = append(out, line{f.opened, key, must(
			Text("medical-device", key), Text("name", row.Text("name")), Text("manufacturer", row.Text("manufacturer")),
			Text("responsible-person", row.Text("responsible_person")), Text("device-type", row.Text("type")),
			Text("device-class", row.Text("class")), Text("term", row.Text("term")), Text("registration-date", row.Text("registered")))})
	}
	return out
}

func (f *foundation) territories() []line {
	var out []line
	for _, row := range table("territories.csv") {
		key := row.Text("code")
		out = append(out, line{f.opened, key, must(Text("territory", key), Text("name", row.Text("name")),
			Text("territory-type", row.Text("type")), Text("part-of", link("territory", row.Text("part_of"))))})
	}
	return out
}

// listing enters the registers, or their fields, in the registers about registers. A field of several registers is entered once, as the
// first that has it says.
func (f *foundation) listing(id string) []line {
	var out []line
	seen := make(map[string]bool)
	for _, h := range catalogue() {
		if id == "register" {
			out = append(out, line{f.opened, h.ID, h.record()})
			continue
		}
		for _, field := range h.Fields {
			if !seen[field.Name] {
				seen[field.Name] = true
				out = append(out, line{f.opened, field.Name, must(Text("field", field.Name), Text("datatype", field.Datatype),
					Text("cardinality", field.cardinality()), Text("phase", h.Phase), Text("text", field.Text))})
			}
		}
	}
	return out
}

// record is a register's own record in the register of registers.
func (d *Definition) record() Item {
	return must(Text("register", d.ID), Text("text", d.Text), Text("registry", d.Registry), Text("phase", d.Phase),
		Text("copyright", d.Copyright), Set("fields", d.Names()...))
}

// stretch cuts a list of practices into as many parts as there are processors, so that each goroutine has one.
func stretch(all []demography.Practice) [][]demography.Practice {
	n := min(max(1, runtime.GOMAXPROCS(0)*2), max(1, len(all)))
	out := make([][]demography.Practice, n)
	for i := range out {
		out[i] = all[len(all)*i/n : len(all)*(i+1)/n]
	}
	return out
}
