package world

import (
	"time"

	"sandpiper/synthetic"
	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/fhir"
	"sandpiper/synthetic/nhs"
)

// Bounds of the caches that all branches of one population share, in bytes.
const (
	chartBytes      = 48 << 20
	personBytes     = 8 << 20
	projectionBytes = 32 << 20
)

// ground is what all branches of one world stand on: the population and what has been worked out of it so far. The lives of
// its people go on as a world's clock does, at every midnight.
type ground struct {
	population  *synthetic.Population
	ids         *fhir.IDs
	numbers     *nhs.Numbering
	seed        uint64
	asOf        time.Time
	people      *Cache[moment, *standing]
	pages       *Cache[moment, *page]
	projections *Cache[Projection, []byte]
}

// moment is somebody on a day, counted from the population's own.
type moment struct{ person, day int }

// standing is a person as the base has them on a day.
type standing struct {
	person  Person
	version Version
}

// Projection names a form in which the base of a world is shown: the bytes of one entry or person in one shape.
type Projection struct {
	Shape string   // a service's own name for the form, "pds.Patient"
	Of    chart.ID // for a person, the ID with only Person set, and K where the form depends on a day
}

// newGround stands on a population.
func newGround(p *synthetic.Population) *ground {
	r := p.Recipe()
	return &ground{
		population:  p,
		ids:         fhir.NewIDs(r.Seed),
		numbers:     nhs.NewNumbering(r.Seed),
		seed:        r.Seed,
		asOf:        r.AsOf,
		people:      NewCache(personBytes, func(moment, *standing) int { return 800 }),
		pages:       NewCache(chartBytes, func(_ moment, p *page) int { return p.bytes() }),
		projections: NewCache(projectionBytes, func(k Projection, b []byte) int { return len(b) + len(k.Shape) + 160 }),
	}
}

// day is how many midnights lie between the population's day and t; 0 before it.
func (g *ground) day(t time.Time) int { return max(0, int(t.Sub(g.asOf)/(24*time.Hour))) }

// on is the population as it stands at the beginning of a day.
func (g *ground) on(day int) *synthetic.Population { return g.population.At(g.asOf.AddDate(0, 0, day)) }

// person is the base person on a day.
func (g *ground) person(i, day int) *standing {
	return g.people.Get(moment{i, day}, func() *standing {
		s := &standing{g.on(day).Person(i), Version{N: 1, At: g.asOf}}
		if day > 0 {
			n, last := g.on(day).Changes(i)
			if s.version.N += n; n > 0 {
				s.version.At = last
			}
		}
		return s
	})
}

// page is the base chart and truth on a day.
func (g *ground) page(i, day int) *page {
	return g.pages.Get(moment{i, day}, func() *page {
		on := g.on(day)
		_, life, c := on.Life(i)
		return newPage(c.Entries, life.At(on.Date()), g.version)
	})
}

// version is how often a base entry has been written to: once, and again when what it tells of ended after the population's
// day.
func (g *ground) version(e *chart.Entry) Version {
	if over(e) && e.Ended.After(g.asOf) && e.Ended.After(e.Recorded) {
		return Version{N: 2, At: e.Ended}
	}
	return Version{N: 1, At: e.Recorded}
}

// over reports whether an entry tells of something that has lasted and is over.
func over(e *chart.Entry) bool {
	return (e.ID.Kind == chart.Problem || e.ID.Kind == chart.Medicine) && e.Status != chart.Active && !e.Ended.IsZero()
}
