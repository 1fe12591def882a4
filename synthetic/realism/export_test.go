package realism

import (
	"time"

	"sandpiper/synthetic/demography"
)

// What the tests reach into: arithmetic with known answers, and the tables.
var (
	Wilson         = wilson
	Spearman       = spearman
	TrendOf        = trendOf
	MantelHaenszel = mantelHaenszel
)

// Fourfold is a table of two by two.
type Fourfold = fourfold

// Histogram counts whole values.
type Histogram = histogram

// Quantile is the value below which a share lies.
func (h Histogram) Quantile(share float64) float64 { return h.quantile(share) }

// Moments are number, mean and standard deviation.
func (h Histogram) Moments() (n, mean, spread float64) { return h.moments() }

// PublishedExpectancy is the life expectancy of the published table of a sex.
func PublishedExpectancy(sex int) float64 {
	e0, _ := published().table[sex].expectancy()
	return e0
}

// Expectancy is that of a table of chances of dying.
func Expectancy(q []float64) float64 {
	e0, _ := lifeTable{q: q}.expectancy()
	return e0
}

// ExpectancyOf is what the board would measure of men who were alive on a day or born after it.
func ExpectancyOf(at time.Time, men []demography.Person) (e0, err float64) {
	s := &survival{}
	for i := range men {
		s.see(&look{person: &men[i], at: at, died: men[i].Died})
	}
	return s.table(int(demography.Male), -1).expectancy()
}

// DyingOf is the published chance of dying at a year of age.
func DyingOf(age int) float64 {
	q := published().table[demography.Male].q
	return q[min(age, len(q)-1)]
}
