package synthetic

import (
	"iter"
	"strings"
	"time"

	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/nhs"
)

// Query says whom to look for. Fields left at zero match everyone; the others must all match.
type Query struct {
	Family   string          // surname, without regard to case
	Given    string          // any given name, without regard to case; a trailing * matches the rest
	Postcode string          // without regard to case and spaces; a trailing * matches the rest
	BornFrom time.Time       // first day of birth, inclusive
	BornTo   time.Time       // last day of birth, inclusive
	Sex      *demography.Sex // nil for either
	Practice nhs.ODS
	Fuzzy    bool // names also match when they sound alike (Soundex)
}

// Search yields the indexes of those who match, in ascending order. It goes through the people one by one, cheapest test
// first: a birthday or a sex spares most of the work. Stop ranging to stop it.
func (p *Population) Search(q Query) iter.Seq[int] {
	q.Postcode = squash(q.Postcode)
	return func(yield func(int) bool) {
		for i := range p.recipe.People {
			if g := p.country.Glance(i); !q.could(g.Sex, g.Born) {
				continue
			}
			person := p.country.Person(i)
			if q.Matches(&person) && !yield(i) {
				return
			}
		}
	}
}

// Matches reports whether a person fits the query.
func (q *Query) Matches(p *Person) bool {
	switch {
	case !q.could(p.Sex, p.Born),
		q.Practice != "" && q.Practice != p.Practice,
		q.Family != "" && !q.name(q.Family, p.Name.Family),
		q.Postcode != "" && !prefixed(squash(q.Postcode), squash(p.Address.Postcode)):
		return false
	}
	if q.Given == "" {
		return true
	}
	for _, g := range p.Name.Given {
		if q.name(q.Given, g) {
			return true
		}
	}
	return false
}

// could is the part of Matches that sex and birthday decide.
func (q *Query) could(sex demography.Sex, born time.Time) bool {
	return (q.Sex == nil || *q.Sex == sex) && (q.BornFrom.IsZero() || !born.Before(q.BornFrom)) &&
		(q.BornTo.IsZero() || !born.After(q.BornTo))
}

func (q *Query) name(want, have string) bool {
	return prefixed(strings.ToLower(want), strings.ToLower(have)) || q.Fuzzy && soundex(want) == soundex(have)
}

// prefixed compares two strings, the first of which may end in * for "and so on".
func prefixed(want, have string) bool {
	if stem, ok := strings.CutSuffix(want, "*"); ok {
		return strings.HasPrefix(have, stem)
	}
	return want == have
}

func squash(s string) string { return strings.ToLower(strings.ReplaceAll(s, " ", "")) }

// soundex is the American Soundex of a name: its first letter and three digits of what follows.
func soundex(s string) string {
	const codes = "01230120022455012623010202" // a … z; 0 for vowels, h, w and y
	out, last := make([]byte, 0, 4), byte('0')
	for _, c := range []byte(strings.ToLower(s)) {
		if c < 'a' || c > 'z' {
			continue
		}
		code := codes[c-'a']
		switch {
		case len(out) == 0:
			out = append(out, c)
		case code != '0' && code != last && len(out) < 4:
			out = append(out, code)
		}
		if c != 'h' && c != 'w' {
			last = code
		}
	}
	for len(out) > 0 && len(out) < 4 {
		out = append(out, '0')
	}
	return string(out)
}
