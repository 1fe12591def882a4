package demography

import (
	"slices"
	"time"

	"sandpiper/synthetic/draw"
)

// The functions of this file say who somebody would have been, for counterfactual twins. What they draw is keyed by the person,
// as everything is, so a twin is always the same.

// Named is the name that somebody of a person's sex, age and ethnic group has. The surname stays the family's if heritage is
// false.
func (c *Country) Named(p *Person, at time.Time, heritage bool) Name {
	group := max(0, slices.IndexFunc(c.england.ethnic, func(e ethnic) bool { return e.code == p.Ethnicity }))
	first, middle := c.england.ethnic[group].names.given(c.seed, uint64(p.Index), p.Sex, p.Born.Year())
	n := Name{Given: []string{first}, Family: p.Name.Family}
	if middle != "" {
		n.Given = append(n.Given, middle)
	}
	if heritage {
		n.Family = c.england.ethnic[group].names.surname(c.seed, p.Household.ID, 0, p.Sex)
	}
	coupled := p.Household.Role == roles[rolePartner]
	n.Prefix = title(draw.Key(c.seed, uint64(p.Index), streamTitle, 0), p.Sex, p.Age(at), coupled)
	return n
}

// Spoken is the main language of a person's household, and whether they need an interpreter, by their ethnic group.
func (c *Country) Spoken(p *Person, at time.Time) (language string, interpreter bool) {
	q := *p
	q.Interpreter = false
	c.speech(&q, q.Age(at))
	return q.Language, q.Interpreter
}

// Rehoused is an address in a person's region in a neighbourhood of a decile; ok is false if the recipe's area has none there.
func (c *Country) Rehoused(p *Person, decile int) (a Address, ok bool) {
	r := draw.Key(c.seed, p.Household.ID, streamStreet, 1<<61+uint64(decile))
	var fits []int
	for n := range c.surgeries {
		s := &c.surgeries[n]
		if c.england.regions[s.region].code == p.Region && int(s.decile) == decile {
			fits = append(fits, n)
		}
	}
	if len(fits) == 0 {
		return Address{}, false
	}
	return c.address(&r, &c.surgeries[fits[r.IntN(len(fits))]]), true
}

// Languages lists the main languages that people of this country speak, as BCP 47 codes, each once.
func Languages() []string {
	e := load()
	seen := map[string]bool{"en": true}
	out := []string{"en"}
	for _, g := range e.ethnic {
		if l := e.languages[g.code]; l != nil {
			for _, word := range l.words {
				if !seen[word] {
					seen[word] = true
					out = append(out, word)
				}
			}
		}
	}
	return out
}
