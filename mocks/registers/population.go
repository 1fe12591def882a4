package registers

import (
	"runtime"
	"slices"
	"sort"
	"sync"
	"time"

	"sandpiper/mocks/ods"
	"sandpiper/synthetic"
	"sandpiper/synthetic/demography"
)

// foundation is what the registers of one country begin with: what had been entered by the recipe's day, from a year before it on, and what
// will be as days go by. It is a function of the recipe's seed, day and area (not of how many people there are), worked out register by register
// when first asked for and then shared by every realm.
type foundation struct {
	population    *synthetic.Population
	organisations *ods.Registers
	opened        time.Time // when the first entries were made: a year before the recipe's day
	staff         func() map[string][]line
	origins       map[string]func() *origin
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
func lay(p *synthetic.Population, organisations *ods.Registers) *foundation {
	asOf := p.Recipe().AsOf
	f := &foundation{population: p.At(asOf), organisations: organisations, opened: asOf.AddDate(-1, 0, 0), origins: make(map[string]func() *origin)}
	f.staff = sync.OnceValue(f.practitioners)
	for _, h := range catalogue() {
		f.origins[h.ID] = sync.OnceValue(func() *origin { return f.origin(h) })
	}
	return f
}

// origin divides a register's lines, which stand in the order of their times, into those by the recipe's day and those to come.
func (f *foundation) origin(h held) *origin {
	lines := f.lines(h)
	asOf := f.population.Recipe().AsOf
	n := sort.Search(len(lines), func(i int) bool { return lines[i].at.After(asOf) })
	o := &origin{begun: begin(h.Definition, f.opened, lines[:n])}
	if later := slices.Clone(lines[n:]); len(later) > 0 {
		o.tidings = func(h *holding, now time.Time) []line {
			due := h.told
			for due < len(later) && !later[due].at.After(now) {
				due++
			}
			return later[h.told:due]
		}
	}
	return o
}

// lines are the entries that a register begins with.
func (f *foundation) lines(h held) []line {
	switch h.kind {
	case ofCatalogue:
		return f.listing(h.ID)
	case ofOrganisations:
		return f.establishments()
	case ofPractitioners:
		return f.staff()[h.ID]
	case ofDevices:
		return f.devices()
	case ofTerritories:
		return f.territories()
	case ofProducts:
		return nil // an estate's, not a country's: products tells of them
	}
	return nil
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
