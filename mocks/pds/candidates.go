package pds

import (
	"iter"
	"strings"

	"sandpiper/mocks/world"
	"sandpiper/synthetic"
	"sandpiper/synthetic/demography"
)

// candidates yields whom of the population a search may find, some perhaps twice, as far as the base has them; who is written about is
// looked at beside.
//
//	plain    name, place and practice narrow; then those of the birthday who have another name or address besides
//	history  the name narrows; then those of the birthday who have another name, now or once
//	fuzzy    only the birthday and the sex narrow: anybody may sound alike
//
// The population finds people by what they are now, by arithmetic; who has something besides is told by a draw alone.
func candidates(view *world.View, c *Criteria) iter.Seq[int] {
	population := view.Population()
	born := synthetic.Query{BornFrom: c.Born.From, BornTo: c.Born.To, Sex: c.sex()}
	if c.Fuzzy {
		return population.Search(born)
	}
	first := born
	first.Family = stem(c.Family)
	if !c.History {
		first.Postcode, first.Practice = stem(c.Postcode), c.Practice
		if len(c.Given) > 0 {
			first.Given = stem(c.Given[0])
		}
	}
	return func(yield func(int) bool) {
		for i := range population.Search(first) {
			if !yield(i) {
				return
			}
		}
		if !c.History && c.Postcode == "" && len(c.Given) == 0 {
			return // another name has the same family name while nobody writes it otherwise
		}
		besides := synthetic.Query{BornFrom: c.Born.From, BornTo: c.Born.To} // no sex: the draws are cheaper than a look at somebody
		w := view.World()
		for i := range population.Search(besides) {
			if (c.Postcode != "" && w.MayBeElsewhere(i) || (len(c.Given) > 0 || c.History) && w.MayHaveNickname(i) ||
				c.History && w.MayHaveFormerName(i)) && !yield(i) {
				return
			}
		}
	}
}

// sex is the sex that the gender asked for stands for in the population; nil for any.
func (c *Criteria) sex() *demography.Sex {
	sex := demography.Female
	switch c.Gender {
	case demography.Female.String():
	case demography.Male.String():
		sex = demography.Male
	default:
		return nil
	}
	return &sex
}

// stem cuts a pattern after its first wildcard.
func stem(pattern string) string {
	if at := strings.IndexByte(pattern, '*'); at >= 0 {
		return pattern[:at+1]
	}
	return pattern
}
