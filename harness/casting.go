package harness

import (
	"fmt"
	"strings"
	"time"

	"sandpiper/mocks/login/people"
	"sandpiper/mocks/world"
	"sandpiper/scenarios"
	"sandpiper/synthetic"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/draw"
)

// casting decides who plays in which run of one scenario before the first run begins. Everyone plays at most once in a
// scenario, so that runs are independent and a rate over them has the bound that is claimed for it.
type casting struct {
	scenario   *scenarios.Scenario
	population *synthetic.Population
	base       *world.World // over the population; only for who has which account
	start      time.Time
	seed       uint64
	cohort     *cohort // whom the subject is drawn from; nil for anybody
	used       map[int]bool
	walks      map[string]*walk // by member's name
}

// walk is how far the search for one member has come in its own order of the population.
type walk struct {
	order draw.Order
	next  int
}

// part is a run that has been cast but not played: who is in it and which row it plays.
type part struct {
	index  int
	row    int            // -1 without a table
	people map[string]int // population index of each patient in the cast, by name
}

// plan casts every run of the scenario: one for each row of the table at least, and one for each person of the sample. Run
// k plays row k mod rows, so a sample is dealt to the rows in turn. Those whom the runs are about are drawn first, so that nobody
// else's part can take them away; then every run gets the rest of its cast.
func (c *casting) plan(people int) ([]part, error) {
	rows := len(c.scenario.Vary.Table)
	want := max(rows, 1)
	subject := c.subject()
	var drawn []int
	if subject != nil {
		var err error
		if drawn, err = c.subjects(subject, max(people, want), want); err != nil {
			return nil, err
		}
		want = len(drawn)
	}
	parts := make([]part, 0, want)
	for k := range want {
		p := part{index: k, row: -1, people: map[string]int{}}
		if rows > 0 {
			p.row = k % rows
		}
		for i := range c.scenario.Cast {
			m := &c.scenario.Cast[i]
			switch {
			case m.Staff():
			case m == subject:
				p.people[m.Name] = drawn[k]
			default:
				person, err := c.find(m, false)
				if err != nil {
					return nil, err
				}
				p.people[m.Name] = person
			}
		}
		parts = append(parts, p)
	}
	return parts, nil
}

// subject is the first patient of the cast, the one who is sampled; nil without one.
func (c *casting) subject() *scenarios.Member {
	for i := range c.scenario.Cast {
		if !c.scenario.Cast[i].Staff() {
			return &c.scenario.Cast[i]
		}
	}
	return nil
}

// lookedAt is how many people a balanced draw looks at for each one that it takes.
const lookedAt = 8

// subjects draws the people whom the runs are about, in the order in which they were found. There may be fewer than wanted, if no
// more fit: claims will say what that means. Fewer than need is an error.
func (c *casting) subjects(m *scenarios.Member, want, need int) ([]int, error) {
	look := want
	var over []string
	if sample := c.scenario.Vary.Sample; sample != nil && len(sample.Over) > 0 {
		look, over = want*lookedAt, sample.Over
	}
	var found []int
	for len(found) < look {
		person, err := c.find(m, true)
		if err != nil {
			if len(found) >= need {
				break
			}
			return nil, err
		}
		found = append(found, person)
	}
	drawn := found[:min(want, len(found))]
	if len(over) > 0 {
		drawn = balanced(found, want, over, func(person int) map[string]string {
			p := c.population.Person(person)
			return groupsOf(whoIs(&p, c.start))
		})
	}
	for _, person := range found {
		c.used[person] = false // who was only looked at may play another part
	}
	for _, person := range drawn {
		c.used[person] = true
	}
	return drawn, nil
}

// find returns the next person in the member's own order who fits and does not play already. From now on they do.
func (c *casting) find(m *scenarios.Member, subject bool) (int, error) {
	w := c.walks[m.Name]
	if w == nil {
		w = &walk{order: draw.NewOrder(c.population.Len(), c.seed, c.scenario.ID, m.Name)}
		c.walks[m.Name] = w
	}
	for ; w.next < c.population.Len(); w.next++ {
		i := w.order.At(w.next)
		if c.used[i] {
			continue
		}
		person := c.population.Person(i)
		if !fits(m, &person, c.start) || !c.holdsAccount(m, &person) {
			continue
		}
		if subject && c.cohort != nil {
			if in, err := c.cohort.holds(i); err != nil {
				return 0, err
			} else if !in {
				continue
			}
		}
		w.next++
		c.used[i] = true
		return i, nil
	}
	who := asked(m)
	if subject && c.cohort != nil {
		who = "in the cohort " + c.cohort.name + who
	}
	return 0, fmt.Errorf("%s: nobody is left for %s: all %d people of the population were looked at for somebody %s, and %d play in this scenario already; ask for less or open a larger population",
		m.Pos, m.Name, c.population.Len(), strings.TrimSpace(who), len(c.used))
}

// fits reports whether a person is who the member asks for. Only what cannot be given is asked: who somebody is. What they
// have and take is given to them.
func fits(m *scenarios.Member, p *synthetic.Person, start time.Time) bool {
	if !p.Died.IsZero() && !p.Died.After(start) || p.Born.After(start) {
		return false
	}
	if !m.Age.Holds(p.Age(start)) || !m.IMD.Holds(quintile(p.Decile)) {
		return false
	}
	if m.Sex != "" && string(m.Sex) != p.Sex.String() || m.Language != "" && m.Language != p.Language {
		return false
	}
	if m.Pregnant != nil && *m.Pregnant {
		if age := p.Age(start); p.Sex != demography.Female || age < 15 || age > 49 {
			return false
		}
	}
	if len(m.Ethnicity) == 0 {
		return true
	}
	for _, e := range m.Ethnicity {
		if strings.EqualFold(e, p.Ethnicity) {
			return true
		}
	}
	return false
}

// holdsAccount reports whether a person's account at NHS login is as the member asks.
func (c *casting) holdsAccount(m *scenarios.Member, p *synthetic.Person) bool {
	if m.Proofing == "" && m.IM1 == nil {
		return true
	}
	account, err := people.FindCitizen(c.base.View(), p.Number.String())
	return err == nil && (m.Proofing == "" || string(m.Proofing) == account.Level) && (m.IM1 == nil || *m.IM1 == account.IM1)
}

// asked says in words whom a member asks for.
func asked(m *scenarios.Member) string {
	var parts []string
	if !m.Age.IsZero() {
		parts = append(parts, "aged "+m.Age.String())
	}
	if m.Sex != "" {
		parts = append(parts, string(m.Sex))
	}
	if len(m.Ethnicity) > 0 {
		parts = append(parts, "of ethnic category "+strings.Join(m.Ethnicity, " or "))
	}
	if !m.IMD.IsZero() {
		parts = append(parts, "of deprivation quintile "+m.IMD.String())
	}
	if m.Language != "" {
		parts = append(parts, "speaking "+m.Language)
	}
	if m.Pregnant != nil && *m.Pregnant {
		parts = append(parts, "who can be pregnant")
	}
	if m.Proofing != "" {
		parts = append(parts, "with an NHS login of level "+string(m.Proofing))
	}
	if m.IM1 != nil {
		parts = append(parts, map[bool]string{true: "with", false: "without"}[*m.IM1]+" credentials of the GP's system")
	}
	if len(parts) == 0 {
		return " alive"
	}
	return " " + strings.Join(parts, ", ")
}

// quintile folds deprivation deciles into quintiles, 1 the most deprived.
func quintile(decile int) int { return (decile + 1) / 2 }
