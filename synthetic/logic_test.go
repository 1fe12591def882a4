package synthetic_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"sandpiper/synthetic"
	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/nhs"
)

// together are pairs that nobody may take at once. They are written down here anew, not read from the model's own rules.
var together = [][2]string{
	{"methotrexate", "trimethoprim"}, {"methotrexate", "co-trimoxazole"}, {"warfarin", "nsaid"}, {"doac", "nsaid"}, {"doac", "warfarin"},
	{"lithium carbonate", "ace-inhibitor"}, {"lithium carbonate", "nsaid"}, {"ace-inhibitor", "arb"}, {"pde5-inhibitor", "nitrate"},
	{"beta-blocker", "rate-limiting-calcium-channel-blocker"}, {"antiplatelet", "anticoagulant"}, {"macrolide", "statin"},
}

// despite are pairs of a medicine and a condition that rules it out.
var despite = [][2]string{
	{"beta-blocker", "asthma"}, {"nsaid", "heart-failure"}, {"nsaid", "chronic-kidney-disease"}, {"triptan", "stroke-or-tia"},
	{"triptan", "coronary-heart-disease"}, {"combined-contraceptive", "migraine"}, {"combined-contraceptive", "hypertension"},
	{"sglt2-inhibitor", "type-1-diabetes"},
}

// men and women are what the other sex cannot have.
var (
	men   = []string{"prostate-cancer", "prostate-enlargement"}
	women = []string{"breast-cancer", "pregnancy"}
)

// Nobody of twenty thousand people has anything that cannot be: no illness of the other sex, nothing before birth or after
// the day, no medicine that is barred, no entry in a contact that is not there.
func TestClinicalLogic(t *testing.T) {
	const people, workers = 20_000, 2
	p := open(t, people)
	var mu sync.Mutex
	wrong := map[string]int{}
	var wait sync.WaitGroup
	for w := range workers {
		wait.Go(func() {
			for i := w; i < people; i += workers {
				person, life, c := p.Life(i)
				truth := life.At(p.Date())
				for _, fault := range faults(&person, &truth, &c, p.Recipe().AsOf) {
					mu.Lock()
					if wrong[fault]++; wrong[fault] == 1 {
						t.Errorf("person %d: %s", i, fault)
					}
					mu.Unlock()
				}
			}
		})
	}
	wait.Wait()
}

func faults(p *synthetic.Person, truth *synthetic.Truth, c *chart.Chart, asOf time.Time) []string {
	var out []string
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	impossible := men
	if p.Sex == demography.Male {
		impossible = women
	}
	for _, x := range truth.Conditions {
		if x.Onset.Before(p.Born) || x.Onset.After(asOf) || !x.Ended.IsZero() && x.Ended.Before(x.Onset) {
			say("%s from %v to %v", x.Is, x.Onset, x.Ended)
		}
		for _, is := range impossible {
			if x.Is == is {
				say("%s in a %s", is, p.Sex)
			}
		}
	}
	if truth.Has("type-1-diabetes", asOf) && truth.Has("type-2-diabetes", asOf) {
		say("both types of diabetes")
	}
	var taken []nhs.Medicine
	for _, x := range truth.Medicines {
		m, ok := nhs.FindMedicine(x.Name)
		if !ok || x.Since.Before(p.Born) || x.Since.After(asOf) {
			say("takes %s since %v", x.Name, x.Since)
		}
		for _, a := range truth.Allergies {
			if m.In(a.To) {
				say("takes %s with an allergy to %s", m.Name, a.To)
			}
		}
		taken = append(taken, m)
	}
	out = append(out, barred(p, truth, taken, asOf)...)
	return append(out, misfiled(p, c, asOf)...)
}

func barred(p *synthetic.Person, truth *synthetic.Truth, taken []nhs.Medicine, asOf time.Time) (out []string) {
	for i, m := range taken {
		for k, o := range taken {
			if i != k && m.Ingredient == o.Ingredient {
				out = append(out, "takes "+m.Ingredient+" twice")
			}
			for _, pair := range together {
				if i != k && m.In(pair[0]) && o.In(pair[1]) {
					out = append(out, m.Name+" with "+o.Name)
				}
			}
		}
		for _, pair := range despite {
			if m.In(pair[0]) && truth.Has(pair[1], asOf) {
				out = append(out, m.Name+" despite "+pair[1])
			}
		}
		age, woman := p.Age(asOf), p.Sex == demography.Female
		switch {
		case m.In("biguanide") && truth.Body.EGFR < 30, m.In("lithium carbonate") && truth.Body.EGFR < 45:
			out = append(out, m.Name+" with failing kidneys")
		case m.In("valproate") && woman && age >= 12 && age <= 55:
			out = append(out, "valproate in a woman who could become pregnant")
		case truth.Body.Pregnant && (m.In("ace-inhibitor") || m.In("statin") || m.In("methotrexate") || m.In("warfarin")):
			out = append(out, m.Name+" in pregnancy")
		case m.In("contraceptive") && (!woman || truth.Body.Pregnant):
			out = append(out, "contraceptive for somebody who needs none")
		case m.In("aspirin") && age < 16:
			out = append(out, "aspirin in a child")
		}
	}
	return out
}

func misfiled(p *synthetic.Person, c *chart.Chart, asOf time.Time) (out []string) {
	contacts := len(c.Of(chart.Contact))
	var last time.Time
	for i := range c.Entries {
		e := &c.Entries[i]
		switch {
		case e.Recorded.Before(p.Born), !e.Recorded.Before(asOf), e.Recorded.Before(last), !e.Onset.IsZero() && e.Onset.Before(p.Born):
			out = append(out, fmt.Sprintf("%s on %v", e.Text, e.Recorded))
		case e.Contact >= contacts:
			out = append(out, e.Text+" in a contact that is not there")
		case p.Sex == demography.Male && strings.Contains(e.Text, "Pregnan"):
			out = append(out, "a pregnant man")
		case e.ID.Person != p.Index:
			out = append(out, "an entry about somebody else")
		}
		last = e.Recorded
	}
	return out
}
