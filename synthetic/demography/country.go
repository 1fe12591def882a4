package demography

import (
	"math"
	"sync/atomic"
	"time"

	"sandpiper/synthetic/draw"
	"sandpiper/synthetic/nhs"
)

// cachedTiles bounds the memory of a Country: 512 tiles of about five kilobytes.
const cachedTiles = 512

// Country is England under a seed: who lives where, with whom, and where they are registered. It is a pure function but
// for a small cache of housed tiles, and safe for any number of goroutines.
type Country struct {
	seed    uint64
	asOf    time.Time
	numbers *nhs.Numbering
	england *england
	tiles   [cachedTiles]atomic.Pointer[tile]
}

// NewCountry readies England under a seed, with ages counted to asOf (midnight UTC). It makes nobody yet.
func NewCountry(seed uint64, asOf time.Time, numbers *nhs.Numbering) *Country {
	return &Country{seed: seed, asOf: asOf, numbers: numbers, england: load()}
}

// tile is the n-th tile, from the cache if it was the last to use its place there.
func (c *Country) tile(n uint64) *tile {
	slot := &c.tiles[n%cachedTiles]
	if t := slot.Load(); t != nil && t.number == n {
		return t
	}
	t := newTile(c.england, c.seed, n)
	slot.Store(t)
	return t
}

// Person makes person i, who is the same whatever else is made. A household may reach past the last person of a small
// population: its Size counts everybody who lives there.
func (c *Country) Person(i int) Person {
	t := c.tile(uint64(i) / tileSize)
	m := &t.members[i%tileSize]
	at := c.place(t, int(m.home))
	id := t.number<<8 | uint64(m.home)
	p := Person{
		Index: i, Number: c.numbers.Number(i), Sex: m.sex, Born: c.born(m.age),
		Decile: at.decile, Region: c.england.regions[at.region].code,
		Household: Household{ID: id, Kind: "private", Size: int(t.homes[m.home].size), Role: roles[m.role]},
		Practice:  c.practiceAt(t, int(m.home), at),
	}
	own, family := c.heritageOf(t, i%tileSize, at, id)
	e := &c.england.ethnic[own]
	p.Ethnicity = e.code
	age := p.Age(c.asOf)
	r := draw.Key(c.seed, uint64(i), streamTitle, 0)
	h := &t.homes[m.home]
	p.Name = Name{
		Prefix: title(&r, m.sex, age, m.role == rolePartner || m.role == roleAdult && h.partner >= 0),
		Given:  c.givenNames(i, e.names, m.sex, p.Born.Year()),
		Family: c.familyName(t, i, id, e.names, family),
	}
	street := draw.Key(c.seed, id, streamStreet, 0)
	p.Address = c.address(&street, p.Region)
	c.speech(&p, &r, age)
	c.contact(&p, age)
	n, _ := practiceNumber(p.Practice)
	gps, _ := c.staff(n)
	p.GP = r.IntN(gps)
	return p
}

// Glance is a person's sex and birthday without the rest: a twentieth of the work, for those who look for somebody.
func (c *Country) Glance(i int) (Sex, time.Time) {
	m := &c.tile(uint64(i) / tileSize).members[i%tileSize]
	return m.sex, c.born(m.age)
}

// born is a birthday that makes somebody age years old at the recipe's day.
func (c *Country) born(age float64) time.Time {
	return c.asOf.AddDate(0, 0, -int(math.Round(age*365.2425)))
}

// heritageOf is a member's ethnic group and that of the home's name. Partners mostly share one; children of two have one
// of the mixed groups more often than not; sharers have nothing in common but the place.
func (c *Country) heritageOf(t *tile, slot int, at place, id uint64) (own, family int) {
	m := &t.members[slot]
	h := &t.homes[m.home]
	r := draw.Key(c.seed, id, streamHeritage, 0)
	head := c.england.heritage(&r, at, t.members[h.head].age)
	second := head
	if h.partner >= 0 && r.Chance(0.09) {
		second = c.england.heritage(&r, at, t.members[h.partner].age)
	}
	switch m.role {
	case rolePartner:
		return second, head
	case roleSharer:
		r := draw.Key(c.seed, id, streamHeritage, 1+uint64(slot))
		own = c.england.heritage(&r, at, m.age)
		return own, own
	case roleChild:
		r := draw.Key(c.seed, id, streamHeritage, 1+uint64(slot))
		if head != second && r.Chance(0.75) {
			return c.england.mixed(head, second), head
		}
		if head != second && r.Chance(0.5) {
			return second, head
		}
	}
	return head, head
}

// mixed is the ethnic category of a child of two groups (NHS 16+1 codes D, E, F and G).
func (e *england) mixed(a, b int) int {
	x, y := e.ethnic[a], e.ethnic[b]
	if y.group == "white" {
		x, y = y, x
	}
	code := "G"
	switch {
	case x.group == "white" && y.group == "white":
		code = x.code
	case x.group == "white" && y.code == "M":
		code = "D"
	case x.group == "white" && y.code == "N":
		code = "E"
	case x.group == "white" && y.group == "asian":
		code = "F"
	}
	for i := range e.ethnic {
		if e.ethnic[i].code == code {
			return i
		}
	}
	return a
}

// familyName is the surname that the home shares, or one of a member's own.
func (c *Country) familyName(t *tile, i int, id uint64, own string, family int) string {
	m := &t.members[i%tileSize]
	shared := c.england.ethnic[family].names
	r := draw.Key(c.seed, id, streamSurname, 1000+uint64(i%tileSize))
	switch {
	case m.role == roleSharer, m.role == rolePartner && r.Chance(0.35), m.role == roleParent && r.Chance(0.5):
		return c.surname(id, 1+uint64(i%tileSize), own, m.sex)
	}
	return c.surname(id, 0, shared, m.sex)
}

// speech fills in the main language and whether an interpreter is needed.
func (c *Country) speech(p *Person, r *draw.Rand, age int) {
	p.Language = "en"
	if l := c.england.languages[p.Ethnicity]; l != nil {
		k := draw.Key(c.seed, p.Household.ID, streamLanguage, 0)
		p.Language = l.pick(&k)
	}
	need := 0.12
	if age > 60 {
		need = 0.35
	}
	p.Interpreter = p.Language != "en" && r.Chance(need)
}
