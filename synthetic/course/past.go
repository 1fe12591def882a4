package course

import (
	"math"
	"time"

	"sandpiper/synthetic/demography"
)

// BodyAt is what a person's latent values were at an earlier day: children smaller in proportion, adults a little lighter,
// kidneys better, sugar and pressure on their way up before the diagnosis, cholesterol as statins leave it. asOf is the day
// that the truth was made for.
func BodyAt(p *demography.Person, t *Truth, asOf, at time.Time) Body {
	return load().bodyAt(p, t, asOf, at)
}

func (a *atlas) bodyAt(p *demography.Person, t *Truth, asOf, at time.Time) Body {
	b := t.Body
	now, then := asOf.Sub(p.Born).Hours()/24/year, max(0, at.Sub(p.Born).Hours()/24/year)
	ratio := func(measure string) float64 {
		l := &a.body[measure][p.Sex]
		was, _ := l.at(then)
		is, _ := l.at(now)
		return was / is
	}
	bmi := b.WeightKG / (b.HeightCM * b.HeightCM)
	if then < 20 {
		b.HeightCM = tenth(b.HeightCM * ratio("height"))
	}
	b.WeightKG = tenth(bmi * ratio("bmi") * b.HeightCM * b.HeightCM)
	b.EGFR = math.Min(140, math.Round(b.EGFR+0.7*(now-then)))
	b.Systolic = math.Round(b.Systolic * math.Sqrt(ratio("systolic")))
	for _, c := range t.Conditions {
		if !c.Onset.After(at) {
			continue
		}
		switch c.Is {
		case "type-2-diabetes":
			b.HbA1c = math.Round(math.Max(38, 47-2.2*c.Onset.Sub(at).Hours()/24/year))
		case "type-1-diabetes":
			b.HbA1c = 36
		case "chronic-kidney-disease":
			b.EGFR = math.Max(b.EGFR, 62)
		case "hypertension":
			b.Systolic = math.Max(b.Systolic, 141-1.5*c.Onset.Sub(at).Hours()/24/year)
		}
	}
	for _, taken := range t.Medicines {
		if med := a.known(taken.Name); med.In("statin") && taken.Since.Before(at) {
			b.Cholesterol = tenth(b.Cholesterol * 0.72)
			break
		}
	}
	if b.Smoking == "current" && then < 15 {
		b.Smoking = "never"
	}
	return b
}

// AllergyRate is the share of people of an age and sex who are truly allergic to something; 0 for what is not in the tables.
func AllergyRate(allergen string, sex demography.Sex, age float64) float64 {
	for i := range load().allergens {
		if x := &load().allergens[i]; x.key == allergen {
			return x.rate(sex, age)
		}
	}
	return 0
}
