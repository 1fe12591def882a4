package synthetic_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/synthetic"
	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/course"
)

// hard is a cohort that one person in some hundred thousand would be found for.
var hard = synthetic.Wanted{
	People: 40, Age: &synthetic.Span{From: 50, To: 79}, Decile: &synthetic.Span{From: 1, To: 3}, Quota: map[string]float64{"J": 0.2},
	Conditions: []synthetic.Having{{Is: "type-2-diabetes", Years: 5}}, Measures: map[string]synthetic.Span{"egfr": {From: 30, To: 59}},
	Labels: []string{"penicillin"},
}

func TestCohortsAreAsWanted(t *testing.T) {
	p := open(t, 5_000_000)
	cohort, err := p.Cohort(hard)
	require.NoError(t, err)
	require.Len(t, cohort.Members, 40)
	again, err := p.Cohort(hard)
	require.NoError(t, err)
	require.Equal(t, cohort.Members, again.Members)
	in, pakistani, sum := cohort.With(), 0, 0.0
	for _, m := range cohort.Members {
		person, life, c := in.Life(m.Index)
		truth := life.At(p.Date())
		age := person.Age(p.Date())
		assert.True(t, age >= 50 && age <= 79 && person.Decile <= 3, "%d, decile %d", age, person.Decile)
		if person.Ethnicity == "J" {
			pakistani++
		}
		before := p.Date().AddDate(-5, 0, 0)
		earlier := life.At(before)
		assert.True(t, truth.Has("type-2-diabetes", p.Date()) && earlier.Has("type-2-diabetes", before))
		assert.True(t, truth.Body.EGFR >= 30 && truth.Body.EGFR <= 59, "%g", truth.Body.EGFR)
		labelled := false
		for _, e := range c.Of(chart.Allergy) {
			labelled = labelled || e.Substance == "penicillin"
		}
		assert.True(t, labelled)
		assert.Positive(t, m.Weight)
		sum += m.Weight
	}
	assert.Equal(t, 8, pakistani)
	assert.InDelta(t, 40, sum, 1e-6)
	assert.Less(t, cohort.Effective, 40.0)
	t.Logf("looked at %d, share %.2g, worth %.1f", cohort.Looked, cohort.Share, cohort.Effective)
}

// A rate among the members, weighted, is the rate among the people whom looking finds, although the sample is made quite
// otherwise: ethnic groups by quota, illness by giving.
func TestWeightsSpeakForThePopulation(t *testing.T) {
	const people = 60_000
	p := open(t, people)
	w := synthetic.Wanted{People: 1200, Age: &synthetic.Span{From: 40, To: 74}, Quota: map[string]float64{"H": 0.3, "N": 0.2},
		Conditions: []synthetic.Having{{Is: "type-2-diabetes"}}}
	cohort, err := p.Cohort(w)
	require.NoError(t, err)
	in := cohort.With()
	var found, like [4]float64 // people, women, obese, of age 60 and over
	tally := func(into *[4]float64, weight float64, person *synthetic.Person, truth *course.Truth) {
		into[0] += weight
		for k, is := range []bool{person.Sex.String() == "female", truth.Has("obesity", p.Date()), person.Age(p.Date()) >= 60} {
			if is {
				into[k+1] += weight
			}
		}
	}
	for _, m := range cohort.Members {
		person, truth := in.Person(m.Index), in.Truth(m.Index)
		tally(&like, m.Weight, &person, &truth)
	}
	for i := range people {
		if person := p.Person(i); person.Age(p.Date()) >= 40 && person.Age(p.Date()) <= 74 {
			if truth := p.Truth(i); truth.Has("type-2-diabetes", p.Date()) {
				tally(&found, 1, &person, &truth)
			}
		}
	}
	assert.InDelta(t, found[0]/people, cohort.Share, 4*math.Sqrt(found[0])/people+0.1*cohort.Share, "share of the population")
	for k := 1; k < 4; k++ {
		a, b := found[k]/found[0], like[k]/like[0]
		allowed := 4 * math.Sqrt(a*(1-a)*(1/found[0]+1/cohort.Effective))
		t.Logf("%.3f of those found, %.3f of those drawn", a, b)
		assert.InDelta(t, a, b, allowed)
	}
}

func TestCohortsSayWhatIsWrong(t *testing.T) {
	p := open(t, 500)
	for says, w := range map[string]synthetic.Wanted{
		"0 people":                          {},
		`did you mean "asthma"`:             {People: 1, Conditions: []synthetic.Having{{Is: "astma"}}},
		"no range":                          {People: 1, Age: &synthetic.Span{From: 9, To: 3}},
		`no ethnic category "Q"`:            {People: 1, Ethnicity: []string{"Q"}},
		"add up to 1.2":                     {People: 1, Quota: map[string]float64{"A": 0.6, "J": 0.6}},
		"neither female nor male":           {People: 1, Sex: "f"},
		`no measure "egr"; did you`:         {People: 1, Measures: map[string]synthetic.Span{"egr": {}}},
		"no allergen":                       {People: 1, Labels: []string{"pencillin"}},
		"no medicine":                       {People: 1, Takes: []string{"gin"}},
		"open a larger population":          {People: 400, Age: &synthetic.Span{From: 90, To: 95}},
		"people of ethnic category K found": {People: 300, Quota: map[string]float64{"K": 0.5}},
	} {
		_, err := p.Cohort(w)
		require.ErrorIs(t, err, synthetic.ErrCohort, says)
		assert.ErrorContains(t, err, says)
	}
}

func BenchmarkCohort(b *testing.B) {
	p := open(b, 5_000_000)
	for b.Loop() {
		if _, err := p.Cohort(hard); err != nil {
			b.Fatal(err)
		}
	}
}
