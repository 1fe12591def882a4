package pds

import (
	"time"

	"sandpiper/mocks/world"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/nhs"
)

// sight is what a search looks at of somebody: everything that may match, of now or of any time.
type sight struct {
	names                          []demography.Name
	posts, genders, emails, phones []string
	practice                       nhs.ODS
	born, died                     time.Time
}

// see gathers what is so of a state of the register: the usual name, nicknames and temporary ones; every address. Names that are no
// longer in use count only as history.
func (s *sight) see(p *world.Person, q *world.Particulars, history bool) {
	s.names = append(s.names, p.Name)
	for k := range q.Names {
		if n := &q.Names[k]; history || n.Use == "temp" || n.Use == "nickname" {
			s.names = append(s.names, n.Name)
		}
	}
	if !q.NoAddress {
		s.posts = append(s.posts, p.Address.Postcode)
	}
	for k := range q.Addresses {
		s.posts = append(s.posts, q.Addresses[k].Postcode)
	}
	s.genders, s.emails, s.phones = append(s.genders, gender(p, q)), append(s.emails, p.Email), append(s.phones, p.Phone)
	for k := range q.Telecoms {
		switch t := &q.Telecoms[k]; t.System {
		case "email":
			s.emails = append(s.emails, t.Value)
		case "phone":
			s.phones = append(s.phones, t.Value)
		}
	}
}

// scoreOf scores somebody as the register has them now and, where the search looks at history, by all that it has held of them. A past
// date of birth never counts.
func (c *Criteria) scoreOf(view *world.View, i int) (best float64, ok bool) {
	if c.passedBy(view, i) {
		return 0, false
	}
	p, q, version := view.Registered(i)
	if q.Access == world.Invalid && q.SupersededBy == 0 {
		return 0, false
	}
	if q.Access.Hidden() && (c.Postcode != "" || c.Practice != "") {
		return 0, false // never found by where they are (patient-search.yaml, "Restricted patients")
	}
	practice := p.Practice
	if q.Removal.Code != "" {
		practice = "" // on no practice's list
	}
	now := sight{practice: practice, born: p.Born, died: p.Died}
	now.see(&p, q, false)
	if best, ok = c.score(&now); best == 1 || !c.Fuzzy && !c.History {
		return best, ok
	}
	all := sight{practice: practice, born: p.Born, died: p.Died}
	all.see(&p, q, true)
	for back := 1; back < version.N; back++ {
		past, was, _ := view.Through(world.Lens{Back: view.Lens().Back + back}).Registered(i)
		all.see(&past, was, true)
	}
	if c.Postcode != "" && i < world.FirstNewcomer {
		for _, move := range view.Population().Moves(i) {
			all.posts = append(all.posts, move.From.Postcode, move.To.Postcode)
		}
	}
	if score, was := c.score(&all); was && score*likeHistory > best {
		best, ok = round(score*likeHistory), true
	}
	return best, ok
}

// passedBy rules out at a glance those of the base whose names cannot match. A nickname keeps the family name; a former name, which only
// women have, counts where history does.
func (c *Criteria) passedBy(view *world.View, i int) bool {
	w := view.World()
	if i >= world.FirstNewcomer || !w.Untouched(i) {
		return false
	}
	p := view.Population().Person(i)
	if _, _, ok := c.likeName(&p.Name); ok {
		return false
	}
	history := c.Fuzzy || c.History
	switch {
	case history && p.Sex == demography.Female && w.MayHaveFormerName(i):
		return false
	case w.MayHaveNickname(i):
		return !c.Fuzzy && c.likeFamily(p.Name.Family) == 0
	}
	return true
}
