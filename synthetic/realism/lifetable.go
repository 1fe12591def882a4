package realism

import (
	"math"
	"slices"
)

// lifeTable is the chance of dying at each year of age, from birth on, with the deaths behind each where they are known.
type lifeTable struct {
	q      []float64
	deaths []float64 // nil for a published table
}

// lived is the share of a year of age that those who die in it live: little of the first, half of the others.
func lived(age int) float64 {
	if age == 0 {
		return 0.1
	}
	return 0.5
}

// alive is the share of newborns who reach each age, one more place than there are ages.
func (t lifeTable) alive() []float64 {
	out := make([]float64, len(t.q)+1)
	out[0] = 1
	for age, q := range t.q {
		out[age+1] = out[age] * (1 - q)
	}
	return out
}

// rest is the years that somebody who outlives the table has before them, at the mortality of its last age.
func (t lifeTable) rest() float64 {
	q := t.q[len(t.q)-1]
	if q <= 0 {
		return 0
	}
	return 1/q - 0.5
}

// years are the years that newborns live at each age, and after the table.
func (t lifeTable) years() (at []float64, after float64) {
	alive := t.alive()
	at = make([]float64, len(t.q))
	for age, q := range t.q {
		at[age] = alive[age] * (1 - q*(1-lived(age)))
	}
	return at, alive[len(t.q)] * t.rest()
}

// expectancy is the life expectancy at birth with its standard error (Chiang), which is 0 for a published table.
func (t lifeTable) expectancy() (e0, err float64) {
	at, after := t.years()
	alive := t.alive()
	rest := after // years lived after the age in hand, by all newborns
	variance := 0.0
	for age, q := range slices.Backward(t.q) {
		if t.deaths != nil && t.deaths[age] > 0 && alive[age+1] > 0 {
			left := rest/alive[age+1] + 1 - lived(age)
			variance += alive[age] * alive[age] * left * left * q * q * (1 - q) / t.deaths[age]
		}
		rest += at[age]
	}
	return rest, math.Sqrt(variance)
}

// rate is the deaths per year lived from one age to another, the second not included, in the table's own stationary
// population, with the deaths that it rests on.
func (t lifeTable) rate(from, to int) (rate, deaths float64) {
	at, _ := t.years()
	alive := t.alive()
	lived := 0.0
	for age := from; age < to; age++ {
		lived += at[age]
		if t.deaths != nil {
			deaths += t.deaths[age]
		}
	}
	return (alive[from] - alive[to]) / lived, deaths
}
