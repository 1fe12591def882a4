package course

import (
	"time"

	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/nhs"
)

// Barred says why a person with a truth should not take a medicine at t, in a few words; it is empty if nothing known speaks
// against it. The rules are data/contraindications.csv and the person's own allergies. What the person takes at t besides
// counts too, the medicine itself included: leave it out of the truth to ask about one that is taken already.
func Barred(med *nhs.Medicine, p *demography.Person, t *Truth, at time.Time) string {
	a := load()
	x, ok := a.named[med.Name]
	if !ok {
		return ""
	}
	for i := range t.Allergies {
		if y := &t.Allergies[i]; !y.Since.After(at) && x.In(y.To) {
			return "allergy to " + y.To
		}
	}
	age := p.Age(at)
	for i := range x.bars {
		if b := &x.bars[i]; strikes(b, p, t, age, at) {
			return b.medicine + ": " + b.against + " " + b.what
		}
	}
	for i := range t.Medicines {
		other := &t.Medicines[i]
		if other.Since.After(at) || !other.Until.IsZero() && !other.Until.After(at) {
			continue
		}
		if y, ok := a.named[other.Name]; ok && x.clashes.has(y.place) {
			return x.Name + " with " + y.Name
		}
	}
	return ""
}

func strikes(b *bar, p *demography.Person, t *Truth, age int, at time.Time) bool {
	switch b.against {
	case "egfr-below":
		return t.Body.EGFR < b.limit
	case "age-from":
		return float64(age) >= b.limit
	case "age-below":
		return float64(age) < b.limit
	case "smoker-from":
		return t.Body.Smoking == "current" && float64(age) >= b.limit
	case "condition":
		return t.Has(b.what, at)
	case "allergy":
		return t.Allergic(b.what)
	case "pregnant":
		return t.Body.Pregnant
	}
	return fertile(p, age)
}

// fertile reports whether a woman could be thought to become pregnant, as the rules for valproate mean it.
func fertile(p *demography.Person, age int) bool {
	return p.Sex == demography.Female && age >= girlhood && age < menopause
}

const girlhood, menopause = 10, 56
