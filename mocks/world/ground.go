package world

import (
	"time"
	"unsafe"

	"sandpiper/synthetic"
	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/fhir"
)

// Bounds of the caches that all branches of one population share, in bytes.
const (
	chartBytes      = 96 << 20
	personBytes     = 16 << 20
	projectionBytes = 64 << 20
)

// ground is what all branches of one world stand on: the population and what has been worked out of it so far.
type ground struct {
	population  *synthetic.Population
	ids         *fhir.IDs
	asOf        time.Time
	people      *Cache[int, *Person]
	pages       *Cache[int, *page]
	projections *Cache[Projection, []byte]
}

// page is a person's base chart as records, with what a View needs to know to hand it out whole.
type page struct {
	records      []Record
	drawers      [16][]int32 // by kind: which of the records lie there
	released     time.Time   // when the last of them becomes visible
	confidential bool        // some are
}

// Projection names a form in which the base of a world is shown: the bytes of one entry or person in one shape.
type Projection struct {
	Shape string   // a service's own name for the form, "pds.Patient"
	Of    chart.ID // for a person, the ID with only Person set
}

// newGround stands on a population.
func newGround(p *synthetic.Population) *ground {
	r := p.Recipe()
	return &ground{
		population:  p,
		ids:         fhir.NewIDs(r.Seed),
		asOf:        r.AsOf,
		people:      NewCache(personBytes, func(int, *Person) int { return 768 }),
		pages:       NewCache(chartBytes, func(_ int, p *page) int { return p.bytes() }),
		projections: NewCache(projectionBytes, func(k Projection, b []byte) int { return len(b) + len(k.Shape) + 160 }),
	}
}

// person is the base person.
func (g *ground) person(i int) *Person {
	return g.people.Get(i, func() *Person {
		p := g.population.Person(i)
		return &p
	})
}

// page is the base chart.
func (g *ground) page(i int) *page {
	return g.pages.Get(i, func() *page {
		c := g.population.Chart(i)
		p := &page{records: make([]Record, len(c.Entries))}
		for k, e := range c.Entries {
			p.records[k] = Record{Entry: e, Version: Version{N: 1, At: e.Recorded}}
			p.drawers[e.ID.Kind&15] = append(p.drawers[e.ID.Kind&15], int32(k))
			p.confidential = p.confidential || e.Confidential
			if e.Visible.After(p.released) {
				p.released = e.Visible
			}
		}
		return p
	})
}

// find is a base record by its identifier; nil if the base has none.
func (p *page) find(id chart.ID) *Record {
	for _, k := range p.drawers[id.Kind&15] {
		if p.records[k].Entry.ID == id {
			return &p.records[k]
		}
	}
	return nil
}

// bytes is about what a page takes in memory: the records, and the words and codes that hang off them.
func (p *page) bytes() int {
	n := int(unsafe.Sizeof(*p))
	for k := range p.records {
		e := &p.records[k].Entry
		n += int(unsafe.Sizeof(p.records[k])) + 8 + len(e.Text) + 48*len(e.Coding) + 128*len(e.Parts) + len(e.Raw)
		if e.Dose != nil {
			n += 160
		}
		if e.Value != nil {
			n += 48
		}
	}
	return n
}
