package course

import (
	"math"
	"time"

	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/draw"
)

// smoking is somebody's history with tobacco. The zero value never smoked; a zero quit still smokes.
type smoking struct{ start, quit, again time.Time }

// at is "never", "ex" or "current".
func (s *smoking) at(t time.Time) string {
	switch {
	case !s.again.IsZero() && !t.Before(s.again):
		return "current"
	case s.start.IsZero() || t.Before(s.start):
		return "never"
	case s.quit.IsZero() || t.Before(s.quit):
		return "current"
	}
	return "ex"
}

// settled is the age from which on nobody takes up smoking, so that those who ever will have.
const settled = 23

// smoking draws somebody's history so that on the model's day the shares of smokers and ex-smokers of their age, sex, decile
// and ethnic group are those of the tables. Who ever smokes, and how late they quit, follows the liability that COPD and
// vascular disease share; severe mental illness makes people take it up and keep to it.
func (m *Model) smoking(l *life) smoking {
	r := draw.Key(m.seed, uint64(l.Index), streamSmoking, 1)
	now := max(settled, min(years(l.Born, m.asOf), 95))
	current, _ := m.atlas.gauges[smokers].at(l.Sex, now)
	former, _ := m.atlas.gauges[formers].at(l.Sex, now)
	current = min(current/100*m.atlas.habits[smokers].times(l.Sex, now, l.Decile, l.group), 0.7)
	former = min(former/100*m.atlas.habits[formers].times(l.Sex, now, l.Decile, l.group), 0.95-current)

	x := &m.atlas.paths
	start := min(x.smokesFrom+x.smokesStart*math.Pow(r.Exp(), 0.75), settled-0.5)
	wait, chance := r.Exp(), r.Float64()
	var s smoking
	if u := draw.Phi(-l.smoke) / (current + former); u < 1 {
		// The hazard of quitting is such that the share of this cohort that still smokes now is the table's.
		hazard := -math.Log(current/(current+former)) / (now - start)
		s.start = m.day(l, start)
		if quit := start - math.Log(u)/hazard; quit < lastAge {
			s.quit = m.day(l, quit)
		}
	}
	for i := range l.out.Conditions {
		c := &l.out.Conditions[i]
		if c.Is != "schizophrenia" && c.Is != "bipolar-disorder" && c.Is != "severe-mental-illness" || chance > x.smokesAgain || s.at(c.Onset) == "current" && s.quit.IsZero() {
			continue
		}
		s.again = c.Onset.AddDate(0, 0, int(400*wait))
		if s.again.Before(m.day(l, 14)) {
			s.again = m.day(l, 14)
		}
		break
	}
	return s
}

// habit is what sets the share of people with a habit apart between groups.
type habit struct{ factor [2][ageGroups][10][]float64 }

// times is the share in a group as a ratio to that among everybody of the sex and age.
func (h *habit) times(sex demography.Sex, age float64, decile, group int) float64 {
	return h.factor[sex][ageGroup(int(age))][decile-1][group]
}

// loadHabits reads data/habits.csv. Ethnic ratios are divided by their average over each decile's people, so that what is
// published of a decile stays as it is.
func loadHabits() map[measure]*habit {
	groups := demography.EthnicGroups()
	mix := loadMix(groups)
	type key struct{ habit, by, group string }
	ratios := map[key][2]float64{}
	for _, row := range table("habits.csv") {
		ratios[key{row.Text("habit"), row.Text("by"), row.Text("group")}] = [2]float64{row.Float("female"), row.Float("male")}
	}
	ratio := func(name, by, group string, sex int) float64 {
		if r, ok := ratios[key{name, by, group}]; ok {
			return r[sex]
		}
		return 1
	}
	habits := map[measure]*habit{}
	for m, name := range map[measure]string{smokers: "smoker", formers: "ex", drinking: "abstainer"} {
		h := &habit{}
		for sex := range h.factor {
			for band := range h.factor[sex] {
				for d := range h.factor[sex][band] {
					by, average := make([]float64, len(groups)), 0.0
					for g, code := range groups {
						by[g] = ratio(name, "ethnicity", code, sex)
						average += by[g] * mix[band][d][g]
					}
					for g := range by {
						by[g] *= ratio(name, "decile", decileColumns[d][1:], sex) / average
					}
					h.factor[sex][band][d] = by
				}
			}
		}
		habits[m] = h
	}
	return habits
}
