package realism

import (
	"slices"
	"sync"
	"time"

	"sandpiper/synthetic/course"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/nhs"
)

// rule is one row of data/logic.csv.
type rule struct {
	kind, one, other string
	limit, limitTo   int
}

// logic is what cannot be, laid out so that a life is checked by comparing bits: place k of a mask stands for the k-th rule
// of its kind.
type logic struct {
	only      map[string]demography.Sex // of conditions, procedures and classes of medicine
	needs     map[string]string
	never     []rule
	together  []rule
	despite   []rule
	rest      []rule // kidneys, from, below, pregnancy, bearing and, of medicines, only
	drugs     map[string]*drug
	despiteOf map[string]uint64 // of a condition
}

// drug is a medicine with the rules that it comes under.
type drug struct {
	nhs.Medicine
	one, other uint64 // of together
	despite    uint64
	rest       []rule
}

var logics = sync.OnceValue(func() *logic {
	g := &logic{only: map[string]demography.Sex{}, needs: map[string]string{}, drugs: map[string]*drug{}, despiteOf: map[string]uint64{}}
	for _, row := range table("logic.csv") {
		r := rule{row.Text("rule"), row.Text("one"), row.Text("other"), row.Int("limit"), row.Int("limit_to")}
		switch r.kind {
		case "only":
			sex := demography.Female
			if r.other == "male" {
				sex = demography.Male
			}
			g.only[r.one] = sex
			g.rest = append(g.rest, r)
		case "needs":
			g.needs[r.one] = r.other
		case "never":
			g.never = append(g.never, r)
		case "together":
			g.together = append(g.together, r)
		case "despite":
			g.despite = append(g.despite, r)
		case "kidneys", "from", "below", "pregnancy", "bearing":
			g.rest = append(g.rest, r)
		default:
			panic("logic.csv: no such rule: " + r.kind)
		}
	}
	if len(g.together) > 64 || len(g.despite) > 64 {
		panic("logic.csv: more rules of a kind than a mask holds")
	}
	for _, m := range nhs.Medicines() {
		g.drugs[m.Name] = g.drug(m)
	}
	for _, key := range nhs.Conditions().Keys() {
		g.despiteOf[key] = g.barredBy(key)
	}
	return g
})

func (g *logic) drug(m nhs.Medicine) *drug {
	d := &drug{Medicine: m}
	for k, r := range g.together {
		if m.In(r.one) {
			d.one |= 1 << k
		}
		if m.In(r.other) {
			d.other |= 1 << k
		}
	}
	for k, r := range g.despite {
		if m.In(r.one) {
			d.despite |= 1 << k
		}
	}
	d.rest = slices.DeleteFunc(slices.Clone(g.rest), func(r rule) bool { return !m.In(r.one) })
	return d
}

// barredBy is the mask of the rules about medicines that a condition brings into play.
func (g *logic) barredBy(condition string) (mask uint64) {
	alone := course.Truth{Conditions: []course.Condition{{Is: condition}}}
	for k, r := range g.despite {
		if alone.Has(r.other, time.Unix(0, 0)) {
			mask |= 1 << k
		}
	}
	return mask
}
