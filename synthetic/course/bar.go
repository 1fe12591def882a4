package course

import (
	"strconv"
	"time"

	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/nhs"
)

// bar is one row of data/contraindications.csv.
type bar struct {
	medicine string // ingredient or class
	against  string
	what     string
	limit    float64
}

func (a *atlas) loadBars() {
	for _, row := range table("contraindications.csv") {
		b := bar{medicine: row.Text("medicine"), against: row.Text("against"), what: row.Text("what")}
		switch b.against {
		case "egfr-below", "age-from", "age-below", "smoker-from":
			limit, err := strconv.ParseFloat(b.what, 64)
			if err != nil {
				panic("contraindications.csv: " + b.medicine + ": " + err.Error())
			}
			b.limit = limit
		case "condition", "class", "allergy", "pregnant", "childbearing":
		default:
			panic("contraindications.csv: no such bar: " + b.against)
		}
		a.bars = append(a.bars, b)
	}
}

// Barred says why a person with a truth should not take a medicine at t, in a few words; it is empty if nothing known speaks
// against it. The rules are data/contraindications.csv and the person's own allergies.
func Barred(med *nhs.Medicine, p *demography.Person, t *Truth, at time.Time) string {
	return load().barred(med, p, t, at)
}

func (a *atlas) barred(med *nhs.Medicine, p *demography.Person, t *Truth, at time.Time) string {
	for _, x := range t.Allergies {
		if med.In(x.To) {
			return "allergy to " + x.To
		}
	}
	age := float64(p.Age(at))
	for i := range a.bars {
		b := &a.bars[i]
		if med.In(b.medicine) && a.strikes(b, p, t, age, at) {
			return b.medicine + ": " + b.against + " " + b.what
		}
		if b.against == "class" && med.In(b.what) {
			for _, other := range t.Medicines {
				if taken := a.known(other.Name); other.Until.IsZero() && taken.In(b.medicine) {
					return b.medicine + " with " + b.what
				}
			}
		}
	}
	return ""
}

func (a *atlas) strikes(b *bar, p *demography.Person, t *Truth, age float64, at time.Time) bool {
	switch b.against {
	case "egfr-below":
		return t.Body.EGFR < b.limit
	case "age-from":
		return age >= b.limit
	case "age-below":
		return age < b.limit
	case "smoker-from":
		return t.Body.Smoking == "current" && age >= b.limit
	case "condition":
		return t.Has(b.what, at)
	case "allergy":
		return t.Allergic(b.what)
	case "pregnant":
		return t.Body.Pregnant
	case "childbearing":
		return p.Sex == demography.Female && age >= 10 && age < 56
	}
	for _, other := range t.Medicines {
		if taken := a.known(other.Name); other.Until.IsZero() && taken.In(b.what) {
			return true
		}
	}
	return false
}

// known is the medicine of a name, from the usual ones first.
func (a *atlas) known(name string) nhs.Medicine {
	if m, ok := a.medicines[name]; ok {
		return m
	}
	m, _ := nhs.FindMedicine(name)
	return m
}
