package course

import (
	"math"
	"time"

	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/draw"
)

// hospice is who is on the palliative care register before they die, so that the register's prevalence among the living comes
// out: the share of the deaths of each sex, decile and age, and for how many years at most. The years are spread evenly.
type hospice struct {
	share, years [2][10][demography.Oldest + 2]float64
}

// Up to half of deaths are expected, for most a year ahead or less; where the register holds more people than that, for longer.
const (
	expectedShare = 0.5
	leastYears    = 1.2
)

func loadHospice(a *atlas) *hospice {
	h := &hospice{}
	c := a.curves["PC"]
	scale := 1.0
	for range 4 {
		for sex := range h.share {
			for d := range h.share[sex] {
				for age := range h.share[sex][d] {
					force := a.mortality.hazard[sex][d][age+1] - a.mortality.hazard[sex][d][age]
					years := scale * c.at[sex][age] * c.times[ageGroup(age)][d][0] / force
					h.years[sex][d][age] = max(leastYears, 2*years/expectedShare)
					h.share[sex][d][age] = 2 * years / h.years[sex][d][age]
				}
			}
		}
		scale *= overall(c, 0) / h.expected(a)
	}
	return h
}

// hospiceKey is the condition of being on the register.
const hospiceKey = "palliative-care"

// expected is the prevalence that the shares make among all people.
func (h *hospice) expected(a *atlas) float64 {
	sum := 0.0
	for age, both := range demography.AgeShares() {
		for sex, people := range both {
			for d := range 10 {
				here := float64(age) + 0.5
				sum += people / 10 * h.near(a.mortality, stratum{demography.Sex(sex), d + 1, 0}, moment{here, here, 0})
			}
		}
	}
	return sum
}

// near is how many of a stratum are on the register: those who will die before its years are over.
func (h *hospice) near(m *mortality, w stratum, t moment) float64 {
	age := min(int(t.age), demography.Oldest)
	alive, most, sum := m.at(w.sex, w.decile, t.age), h.years[w.sex][w.decile-1][age], 0.0
	const parts = 5
	for part := range parts {
		years := most*(float64(part)+0.5)/parts - t.years
		if years <= 0 {
			continue
		}
		then := min(age+int(t.age-float64(age)+years/2), demography.Oldest+1)
		sum += h.share[w.sex][w.decile-1][then] * -math.Expm1(alive-m.at(w.sex, w.decile, t.age+years)) / parts
	}
	return sum
}

// notice is since when a person is expected to die soon; ok is false if death comes unexpectedly.
func (m *Model) notice(l *life, age float64) (since time.Time, ok bool) {
	r := draw.Key(m.seed, uint64(l.Index), streamHospice, 0)
	h, k := m.atlas.hospice, min(int(age), demography.Oldest+1)
	u, years := r.Float64(), h.years[l.sex][l.decile-1][k]*r.Float64()
	if u >= h.share[l.sex][l.decile-1][k] {
		return since, false
	}
	since = l.died.AddDate(0, 0, -1-int(years*year))
	if since.Before(l.Born) {
		since = l.Born
	}
	return since, true
}
