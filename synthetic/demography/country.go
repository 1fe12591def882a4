package demography

import (
	"time"

	"sandpiper/synthetic/draw"
	"sandpiper/synthetic/nhs"
)

// Country is England, or an area of it, under a seed: who lives where, with whom, and where they are registered. It is
// immutable and safe for any number of goroutines.
type Country struct {
	seed      uint64
	asOf      time.Time
	numbers   *nhs.Numbering
	england   *england
	templates []*template
	surgeries []surgery
	ground    *ground
	births    *births
}

// NewCountry readies England under a seed, with ages counted to asOf (midnight UTC). It houses the templates, some
// milliseconds' work, and makes nobody yet.
func NewCountry(seed uint64, asOf time.Time, numbers *nhs.Numbering) *Country {
	return newCountry(seed, asOf, numbers, func(int) bool { return true })
}

func newCountry(seed uint64, asOf time.Time, numbers *nhs.Numbering, in func(practice int) bool) *Country {
	c := &Country{seed: seed, asOf: asOf, numbers: numbers, england: load()}
	c.templates = newTemplates(c.england, seed)
	c.surgeries = newSurgeries(c.england, seed)
	c.ground = newGround(c.england, c.surgeries, in)
	c.births = newBirths(c.templates)
	return c
}

// day is the midnight some days after the recipe's day.
func (c *Country) day(days int) time.Time { return c.asOf.Add(time.Duration(days) * 24 * time.Hour) }

// Person makes person i as they are on the recipe's day, whoever else is made. A household may reach past the last person
// of a small population: its Size counts everybody who lives there. Indexes from FirstOther on are people to come, who have
// a future day of birth, and departed, who have a day of death.
func (c *Country) Person(i int) Person { return c.PersonAt(i, c.asOf) }

// PersonAt is person i as they stand on a date: where they live and are registered, and how they are addressed. Of deaths it
// knows only those before the recipe's day. For a date before birth it is the newborn.
func (c *Country) PersonAt(i int, at time.Time) Person {
	w := c.who(i)
	days := int(w.days())
	born := c.day(-days)
	p := Person{Index: i, Number: c.numbers.Number(i), Sex: w.slot.sex, Born: born}
	if at.Before(born) {
		at = born
	}
	if w.slot.lived > 0 {
		p.Died = c.day(int(w.slot.lived) - days)
		if p.Died.Before(at) {
			at = p.Died
		}
	}
	s := c.stayAt(&w, at)
	point, cell := c.point(&w, s)
	n := int(c.ground.parcels[c.ground.at(point)].practice)
	p.Practice, p.Decile, p.Region = practiceCode(n), int(cell%10)+1, c.england.regions[cell/10].code
	p.Household = Household{ID: w.id, Size: c.size(&w, at), Kind: "private", Role: roles[w.slot.role]}
	if w.home.care {
		p.Household.Kind = "care-home"
	}
	own, family := c.heritage(&w, cell)
	e := &c.england.ethnic[own]
	p.Ethnicity = e.code
	age := p.Age(at)
	first, middle := e.names.given(c.seed, uint64(i), w.slot.sex, born.Year())
	p.Name = Name{
		Prefix: title(draw.Key(c.seed, uint64(i), streamTitle, 0), w.slot.sex, age, w.coupled()),
		Given:  []string{first},
		Family: c.familyName(&w, own, family),
	}
	if middle != "" {
		p.Name.Given = append(p.Name.Given, middle)
	}
	p.Address = c.addressOf(&w, s, n)
	c.speech(&p, age)
	c.contact(&p, age)
	gps, _ := c.staff(n)
	r := draw.Key(c.seed, uint64(i), streamUsual, uint64(n))
	p.GP = r.IntN(gps)
	return p
}

// coupled reports whether somebody has, or had, a partner at home.
func (w *who) coupled() bool {
	return w.slot.role == rolePartner || w.home.partner >= 0 && w.number == w.home.head
}

// size is how many people a home has on a date, the person included. Deaths since the recipe's day are not taken off.
func (c *Country) size(w *who, at time.Time) int {
	n := int(w.home.size)
	if w.slot.lived > 0 {
		n++
	}
	for _, slot := range w.home.joined {
		if s := &w.tile.slots[slot]; s.lived == 0 && !c.day(-int(s.days(w.copy))).After(at) {
			n++
		}
	}
	return n
}

// Glance is what a search wants to know first about somebody, for a fraction of the work of the whole person.
type Glance struct {
	Sex           Sex
	Born          time.Time
	Family        string
	Given, Middle string // Middle is empty for about half
}

// Glance looks at person i. Nothing of it ever changes.
func (c *Country) Glance(i int) Glance {
	w := c.who(i)
	_, cell := c.point(&w, stay{})
	own, family := c.heritage(&w, cell)
	g := Glance{Sex: w.slot.sex, Born: c.day(-int(w.days())), Family: c.familyName(&w, own, family)}
	g.Given, g.Middle = c.england.ethnic[own].names.given(c.seed, uint64(i), g.Sex, g.Born.Year())
	return g
}

// speech fills in the main language and whether an interpreter is needed.
func (c *Country) speech(p *Person, age int) {
	p.Language = "en"
	l := c.england.languages[p.Ethnicity]
	if l == nil {
		return
	}
	home := draw.Key(c.seed, p.Household.ID, streamLanguage, 0)
	p.Language = l.pick(&home)
	need := 0.12
	if age > 60 {
		need = 0.35
	}
	own := draw.Key(c.seed, uint64(p.Index), streamLanguage, 1<<62)
	p.Interpreter = p.Language != "en" && own.Chance(need)
}
