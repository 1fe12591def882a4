package synthetic

import (
	"iter"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/nhs"
)

// Query says whom to look for. Fields left at zero match everyone; the others must all match. Names and the postcode are
// compared without regard to case, and a * in them stands for any letters.
type Query struct {
	Family   string          // surname
	Given    string          // any given name
	Postcode string          // without regard to spaces either; an outward code alone, such as LS6, matches all of its district
	BornFrom time.Time       // first day of birth, inclusive
	BornTo   time.Time       // last day of birth, inclusive
	Sex      *demography.Sex // nil for either
	Practice nhs.ODS
	Fuzzy    bool // names also match when they sound alike (Soundex)
	Living   bool // leaves out those who have died; a demographics service shows them
}

// Search yields the indexes of those who match as they are on the population's date, in ascending order: the living, those
// who died in the years before the recipe's day or since, and those born since. Nothing is stored to search in. A birthday,
// a practice and a postcode lead to the people who have them by arithmetic, about 2,000 a birthday and 10,000 a practice in
// a population of the whole of England; without any of them everybody is looked at, a few million a second. Stop ranging to
// stop it.
func (p *Population) Search(q Query) iter.Seq[int] {
	m := q.matcher()
	found := p.country.Find(p.recipe.People, p.at, demography.Sought{
		BornFrom: q.BornFrom, BornTo: q.BornTo, Practice: q.Practice, Postcode: q.Postcode,
	})
	if len(p.altered) > 0 {
		return p.among(found, &m)
	}
	return func(yield func(int) bool) {
		for i := range found {
			if m.glances() {
				if g := p.country.Glance(i); !m.glance(&g) {
					continue
				}
			}
			if !p.Exists(i) {
				continue
			}
			if m.looks() && !p.fits(&m, i) {
				continue
			}
			if !yield(i) {
				return
			}
		}
	}
}

// among is Search where somebody is not as the recipe makes them: those are looked at one by one, and found by what they are.
func (p *Population) among(found iter.Seq[int], m *matcher) iter.Seq[int] {
	others := slices.Sorted(maps.Keys(p.altered))
	return func(yield func(int) bool) {
		waiting := others
		pass := func(before int) bool {
			for len(waiting) > 0 && waiting[0] < before {
				person := p.Person(waiting[0])
				if m.matches(&person) && !yield(waiting[0]) {
					return false
				}
				waiting = waiting[1:]
			}
			return true
		}
		for i := range found {
			if p.altered[i] != nil || !p.Exists(i) {
				continue
			}
			if person := p.Person(i); !m.matches(&person) {
				continue
			}
			if !pass(i) || !yield(i) {
				return
			}
		}
		pass(math.MaxInt)
	}
}

// fits reports whether a query matches person i. Whether somebody has died takes a look at their health, and matters only if
// it is asked for or if their home has moved, which it then did without them.
func (p *Population) fits(m *matcher, i int) bool {
	if !m.Living && (!p.at.After(p.recipe.AsOf) || len(p.country.Moved(i, p.at)) == 0) {
		person := p.country.PersonAt(i, p.at)
		return m.matches(&person)
	}
	person := p.Person(i)
	return m.matches(&person)
}

// Matches reports whether a person fits the query.
func (q *Query) Matches(p *Person) bool {
	m := q.matcher()
	return m.matches(p)
}

// matcher is a query made ready for many people.
type matcher struct {
	*Query
	family, given, postcode pattern
}

func (q *Query) matcher() matcher {
	return matcher{q, newPattern(q.Family, q.Fuzzy), newPattern(q.Given, q.Fuzzy), newPattern(strings.ReplaceAll(q.Postcode, " ", ""), false)}
}

// glances reports whether a glance can rule anybody out.
func (m *matcher) glances() bool { return m.Family != "" || m.Given != "" || m.Sex != nil }

// looks reports whether the whole person must be seen: for what changes with time.
func (m *matcher) looks() bool { return m.Practice != "" || m.Postcode != "" || m.Living }

// glance is the part of matches that never changes.
func (m *matcher) glance(g *demography.Glance) bool {
	return (m.Sex == nil || *m.Sex == g.Sex) && (m.BornFrom.IsZero() || !g.Born.Before(m.BornFrom)) &&
		(m.BornTo.IsZero() || !g.Born.After(m.BornTo)) && m.family.matches(g.Family) &&
		(m.given.matches(g.Given) || g.Middle != "" && m.given.matches(g.Middle))
}

func (m *matcher) matches(p *Person) bool {
	g := demography.Glance{Sex: p.Sex, Born: p.Born, Family: p.Name.Family}
	if len(p.Name.Given) > 0 {
		g.Given = p.Name.Given[0]
	}
	if len(p.Name.Given) > 1 {
		g.Middle = p.Name.Given[1]
	}
	return m.glance(&g) && (m.Practice == "" || m.Practice == p.Practice) && (!m.Living || p.Died.IsZero()) &&
		(m.Postcode == "" || m.at(p.Address.Postcode))
}

// at compares a postcode.
func (m *matcher) at(postcode string) bool {
	outward, inward, _ := strings.Cut(postcode, " ")
	return m.postcode.matches(outward+inward) || m.postcode.matches(outward)
}
