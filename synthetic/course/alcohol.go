package course

import (
	"math"

	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/draw"
)

// drinkers is how much the drinkers of a sex drink: one row of data/alcohol.csv.
type drinkers struct{ abstain, median, spread float64 }

func loadAlcohol() (by [2]drinkers) {
	for _, row := range table("alcohol.csv") {
		sex := demography.Female
		if row.Text("sex") == "M" {
			sex = demography.Male
		}
		by[sex] = drinkers{row.Float("abstain") / 100, row.Float("median"), row.Float("spread")}
	}
	return by
}

// drinking is what somebody drinks in the years when they drink most, in units a week, and the age at which they began.
func (m *Model) drinking(l *life) (units, from float64) {
	r := draw.Key(m.seed, uint64(l.Index), streamAlcohol, 0)
	from = 15 + 3*r.Float64()
	d := &m.atlas.alcohol[l.Sex]
	never := min(0.96, d.abstain*m.atlas.habits[drinking].times(l.Sex, max(16, years(l.Born, m.asOf)), l.Decile, l.group))
	u := draw.Phi(-l.drink) / (1 - never) // the thirstiest are at 0
	if u >= 1 {
		return 0, from
	}
	return min(d.median*math.Exp(-d.spread*draw.Quantile(max(u, 1e-9))), 140), from
}

// units is what somebody drinks a week at an age.
func (f *frame) units(age float64, a *atlas, sex demography.Sex) float64 {
	if age < f.drank {
		return 0
	}
	share, _ := a.gauges[drinking].at(sex, age)
	return f.drinks * share * min(1, 0.4+0.3*(age-f.drank))
}
