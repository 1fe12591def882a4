package course

import (
	"math"
	"sort"

	"sandpiper/synthetic/demography"
)

// lastAge is the age by which everybody has died.
const lastAge = 120

// mortality is when people die: cumulative hazards from birth, by sex, decile and whole age, that England's life table and
// the life expectancies of the deciles are solved to.
type mortality struct {
	hazard [2][10][lastAge + 1]float64
	force  [2][lastAge]float64 // of all deciles, in each year of age
}

// early is how the deaths of the first year of life crowd towards birth: half fall in the first days.
const early = 0.15

// taper is how much of a decile's disadvantage is left at an age: none among the very old, who are survivors.
func taper(age int) float64 { return min(1, max(0, (95-float64(age))/45)) }

// loadMortality reads the life table and solves what each decile's hazard is multiplied by, so that life expectancies differ
// between deciles as published while the hazard of all people of an age stays the table's.
func loadMortality() *mortality {
	m := &mortality{}
	force := &m.force
	for _, row := range table("mortality.csv") {
		for sex, column := range sexColumns {
			force[sex][row.Int("age")] = -math.Log(1 - row.Float(column))
		}
	}
	for sex := range force {
		for age := 101; age < lastAge; age++ {
			force[sex][age] = min(1.5, force[sex][age-1]*1.08)
		}
	}
	var want [2][10]float64
	for _, row := range table("life_expectancy.csv") {
		for sex, column := range sexColumns {
			want[sex][row.Int("decile")-1] = row.Float(column)
		}
	}
	for sex := range force {
		m.solve(sex, &want[sex])
	}
	return m
}

var sexColumns = [2]string{demography.Female: "female", demography.Male: "male"}

// solve finds the log hazard of each decile relative to all, by stepping each against its error in years of life.
func (m *mortality) solve(sex int, want *[10]float64) {
	mean := average(want[:])
	var beta, got [10]float64
	for range 30 {
		m.spread(sex, &beta)
		for d := range got {
			got[d] = expectancy(&m.hazard[sex][d])
		}
		short := average(got[:]) - mean
		for d := range beta {
			beta[d] += 0.1 * (got[d] - short - want[d])
		}
	}
}

// spread shares out the hazard of each age over the deciles, which hold a tenth of the people of every age.
func (m *mortality) spread(sex int, beta *[10]float64) {
	for age := range lastAge {
		var times [10]float64
		for d := range times {
			times[d] = math.Exp(beta[d] * taper(age))
		}
		over := average(times[:])
		for d := range times {
			m.hazard[sex][d][age+1] = m.hazard[sex][d][age] + m.force[sex][age]*times[d]/over
		}
	}
}

// expectancy is the years that the newborn of a cumulative hazard live on average.
func expectancy(hazard *[lastAge + 1]float64) float64 {
	years := 0.0
	for age := range lastAge {
		a, b := math.Exp(-hazard[age]), math.Exp(-hazard[age+1])
		years += (a + b) / 2
	}
	return years
}

// at is the cumulative hazard at an age that need not be whole.
func (m *mortality) at(sex demography.Sex, decile int, age float64) float64 {
	h := &m.hazard[sex][decile-1]
	if age <= 0 {
		return 0
	}
	if age >= lastAge {
		return h[lastAge]
	}
	k := int(age)
	part := age - float64(k)
	if k == 0 {
		part = math.Pow(part, early)
	}
	return h[k] + (h[k+1]-h[k])*part
}

// age is the age by which a cumulative hazard has been run through.
func (m *mortality) age(sex demography.Sex, decile int, hazard float64) float64 {
	h := &m.hazard[sex][decile-1]
	k := sort.SearchFloat64s(h[:], hazard) - 1
	switch {
	case k < 0:
		return 0
	case k >= lastAge:
		return lastAge
	}
	part := (hazard - h[k]) / (h[k+1] - h[k])
	if k == 0 {
		part = math.Pow(part, 1/early)
	}
	return float64(k) + part
}

func average(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}
