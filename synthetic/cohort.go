package synthetic

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"

	"sandpiper/synthetic/course"
	"sandpiper/synthetic/draw"
)

// Cohort is a sample of people who are all as they were wanted, with what is needed to speak about the population again.
type Cohort struct {
	Members    []Member `json:"members"`
	Looked     int      `json:"looked"`    // people looked at
	Share      float64  `json:"share"`     // estimated share of the population's people who are as wanted, quotas aside
	Effective  float64  `json:"effective"` // people of a simple random sample that would tell as much: (Σ weight)² / Σ weight²
	population *Population
}

// Member is one person of a cohort.
type Member struct {
	Index  int     `json:"index"`
	Weight float64 `json:"weight"` // how many of the population's they stand for, on a scale whose mean is 1
	Group  string  `json:"group"`  // ethnic category of the quota that they fill; empty without quotas
}

// ErrCohort is wrapped by the errors of Cohort.
var ErrCohort = errors.New("cohort cannot be drawn")

// most is how many people are looked at for each one wanted, before giving up.
const most = 20_000

// Cohort samples people who are as wanted. Who somebody is (age, sex, place, ethnicity) is found by looking, which takes half a
// microsecond; the illnesses that are wanted are given: whoever fits is made as liable to them as the wanted are, jointly and with
// what keeps them company, so that a rare illness costs no more than a common one. What is then left to ask (measurements,
// allergies, labels, medicines) is asked of the life that comes of it. The weights undo all of it: a rate among the members,
// weighted, estimates the rate among all of the population who are as wanted.
//
// Population.With makes the members so. Errors wrap ErrCohort and say what is wrong, or that too few people fit.
func (p *Population) Cohort(w Wanted) (Cohort, error) {
	if err := w.check(p); err != nil {
		return Cohort{}, fmt.Errorf("%w: %w", ErrCohort, err)
	}
	d := &drawing{population: p, wanted: &w, implied: w.implied(), order: draw.NewOrder(p.Len(), p.recipe.Seed, "cohort", strconv.FormatUint(w.Seed, 10))}
	if err := d.run(); err != nil {
		return Cohort{}, fmt.Errorf("%w: %w", ErrCohort, err)
	}
	return d.cohort(), nil
}

// With is the population in which the members are as the cohort has them.
func (c *Cohort) With() *Population { return c.population }

// stratum is the people of one quota, or all of them.
type stratum struct {
	group    string
	want     int
	members  []Member
	joint    []float64 // of each member: share of people like them who are as ill
	fitting  int       // looked at whose age, sex, place and ethnicity fit
	asked    int       // of those, whose life was made
	accepted int
}

// drawing is a cohort while it is being drawn.
type drawing struct {
	population *Population
	wanted     *Wanted
	order      draw.Order
	implied    []string // conditions that the measurements ask for
	strata     []stratum
	altered    map[int]*alteration
	looked     int
}

func (d *drawing) run() error {
	d.strata, d.altered = d.wanted.strata(), map[int]*alteration{}
	limit := min(d.population.Len(), most*d.wanted.People)
	for d.looked < limit && !d.full() {
		i := d.order.At(d.looked)
		d.looked++
		d.look(i)
	}
	for _, s := range d.strata {
		if len(s.members) < s.want {
			who := "people"
			if s.group != "" {
				who = "people of ethnic category " + s.group
			}
			return fmt.Errorf("only %d of %d %s found among %d looked at; open a larger population or ask for less", len(s.members), s.want, who, d.looked)
		}
	}
	return nil
}

func (d *drawing) full() bool {
	return !slices.ContainsFunc(d.strata, func(s stratum) bool { return len(s.members) < s.want })
}

// look takes person i into the cohort if they fit.
func (d *drawing) look(i int) {
	p, w := d.population, d.wanted
	if p.altered[i] != nil {
		return
	}
	if g := p.country.Glance(i); !w.glance(&g, p.at) {
		return
	}
	person := p.Person(i)
	if !w.person(&person) {
		return
	}
	s := d.stratum(person.Ethnicity)
	if s == nil {
		return
	}
	s.fitting++
	if len(s.members) == s.want {
		return
	}
	s.asked++
	given := d.given(&person)
	a := &alteration{given: given}
	life := p.course.LifeGiven(&person, p.at, given)
	if !w.life(&life, p.at) {
		return
	}
	if len(w.Labels) > 0 {
		if c := p.clerk.Chart(&person, &life, p.at); !w.chart(&c) {
			return
		}
	}
	s.accepted++
	s.members = append(s.members, Member{Index: i, Group: s.group})
	s.joint = append(s.joint, p.course.Joint(&person, given))
	d.altered[i] = a
}

// stratum is where people of an ethnic category belong; nil if they are not wanted.
func (d *drawing) stratum(ethnicity string) *stratum {
	var rest *stratum
	for k := range d.strata {
		switch d.strata[k].group {
		case ethnicity:
			return &d.strata[k]
		case "":
			rest = &d.strata[k]
		}
	}
	return rest
}

// cohort weighs the members. Within a stratum people were taken in proportion to how many of those given the illnesses pass the
// rest; each then stands for as many as their chance of the illnesses says, and the strata for as many as fitted.
func (d *drawing) cohort() Cohort {
	out := Cohort{Looked: d.looked, population: d.population.replaced(d.altered)}
	sum, squares := 0.0, 0.0
	for _, s := range d.strata {
		passing := float64(s.accepted) / math.Max(1, float64(s.asked))
		for k, m := range s.members {
			m.Weight = float64(s.fitting) / float64(len(s.members)) * passing * s.joint[k]
			sum += m.Weight
			squares += m.Weight * m.Weight
			out.Members = append(out.Members, m)
		}
	}
	out.Share = sum / float64(max(1, d.looked))
	if squares > 0 {
		out.Effective = sum * sum / squares
	}
	for k := range out.Members {
		out.Members[k].Weight *= float64(len(out.Members)) / sum
	}
	slices.SortFunc(out.Members, func(a, b Member) int { return a.Index - b.Index })
	return out
}

// given is what people must be liable to for the illnesses that are wanted, and for the measurements that only the ill have.
func (d *drawing) given(person *Person) []course.Given {
	m, at := d.population.course, d.population.at
	var out []course.Given
	for _, h := range d.wanted.Conditions {
		chance := m.Since(person, h.Is, at, h.Years)
		if h.Not {
			out = append(out, course.Given{Is: h.Is, From: m.Chance(person, h.Is, at), To: 1})
		} else if chance > 0 {
			out = append(out, course.Given{Is: h.Is, To: chance})
		}
	}
	for _, condition := range d.implied {
		if chance := m.Chance(person, condition, at); chance > 0 {
			out = append(out, course.Given{Is: condition, To: chance})
		}
	}
	return out
}
