package course_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/synthetic/course"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/nhs"
)

// What the model says of people like somebody is what happens to them, today and at other times, whatever kind of condition.
func TestChanceIsWhatHappens(t *testing.T) {
	country := demography.NewCountry(8, asOf, nhs.NewNumbering(8))
	model := course.NewModel(8, asOf, country)
	keys := []string{"hypertension", "asthma", "type-2-diabetes", "diabetes", "cancer", "breast-cancer", "dementia", "alzheimers-disease", "mild-frailty",
		"severe-frailty", "frailty", "diabetic-retinopathy", "myocardial-infarction", "copd", "depression", "down-syndrome", "learning-disability", "palliative-care", "stemi"}
	type count struct{ said, noise, seen float64 }
	var now, since [20]count
	const n, years = 5000, 5
	for i := range n {
		p := country.Person(i)
		life := model.Outline(&p, asOf.AddDate(0, 0, 1))
		truth := life.At(asOf)
		for k, key := range keys {
			c := model.Chance(&p, key, asOf)
			now[k].said, now[k].noise, now[k].seen = now[k].said+c, now[k].noise+c*(1-c), now[k].seen+float64(one(truth.Has(key, asOf)))
			c = model.Since(&p, key, asOf, years)
			held := truth.Has(key, asOf) && truth.Has(key, asOf.AddDate(-years, 0, 0))
			since[k].said, since[k].noise, since[k].seen = since[k].said+c, since[k].noise+c*(1-c), since[k].seen+float64(one(held))
		}
	}
	for k, key := range keys {
		t.Logf("%-24s %.0f said %.0f; for five years %.0f said %.0f", key, now[k].seen, now[k].said, since[k].seen, since[k].said)
		assert.InDelta(t, now[k].said, now[k].seen, 4*math.Sqrt(now[k].noise)+2+0.03*now[k].said, key)
		assert.InDelta(t, since[k].said, since[k].seen, 4*math.Sqrt(since[k].noise)+2+0.06*since[k].said, "%s for five years", key)
	}
}

// Those who are made to have a condition are like those who have it: as heavy, as ill otherwise, for as long.
func TestGivenIsAsIfDrawn(t *testing.T) {
	country := demography.NewCountry(12, asOf, nhs.NewNumbering(12))
	model := course.NewModel(12, asOf, country)
	others := []string{"obesity", "hypertension", "coronary-heart-disease", "chronic-kidney-disease", "depression"}
	var made, found [6]float64
	var makes, finds, long, wide float64
	for i := range 60_000 {
		p := country.Person(i)
		if p.Age(asOf) < 50 || p.Age(asOf) >= 80 {
			continue
		}
		chance := model.Chance(&p, "type-2-diabetes", asOf)
		if natural := model.Outline(&p, asOf.AddDate(0, 0, 1)); true {
			if truth := natural.At(asOf); truth.Has("type-2-diabetes", asOf) {
				finds++
				for k, key := range others {
					found[k] += float64(one(truth.Has(key, asOf)))
				}
				wide += float64(one(truth.Has("type-2-diabetes", asOf.AddDate(-10, 0, 0))))
			}
		}
		if i%12 == 0 { // as many of each age, sex and decile as would have it
			life := model.LifeGiven(&p, asOf.AddDate(0, 0, 1), []course.Given{{Is: "type-2-diabetes", To: chance}})
			truth := life.At(asOf)
			if truth.Has("type-1-diabetes", asOf) {
				continue
			}
			require.True(t, truth.Has("type-2-diabetes", asOf), "person %d", i)
			makes += chance
			for k, key := range others {
				made[k] += chance * float64(one(truth.Has(key, asOf)))
			}
			long += chance * float64(one(truth.Has("type-2-diabetes", asOf.AddDate(-10, 0, 0))))
		}
	}
	for k, key := range others {
		a, b := made[k]/makes, found[k]/finds
		t.Logf("%s: %.3f of those made, %.3f of those found", key, a, b)
		assert.InDelta(t, b, a, 4*math.Sqrt(b*(1-b)*(1/finds+1/1500.)), key)
	}
	assert.InDelta(t, wide/finds, long/makes, 0.06, "ten years of it")
}

// Several conditions at once: each is so, and what was not asked for stays.
func TestGivenSeveral(t *testing.T) {
	country := demography.NewCountry(13, asOf, nhs.NewNumbering(13))
	model := course.NewModel(13, asOf, country)
	for i := range 400 {
		p := country.Person(i)
		if p.Age(asOf) < 40 {
			continue
		}
		var given []course.Given
		for _, key := range []string{"hypertension", "copd", "gout"} {
			given = append(given, course.Given{Is: key, To: model.Since(&p, key, asOf, 3)})
		}
		given = append(given, course.Given{Is: "asthma", From: model.Chance(&p, "asthma", asOf), To: 1})
		life := model.LifeGiven(&p, asOf.AddDate(0, 0, 1), given)
		truth := life.At(asOf)
		for _, g := range given[:3] {
			require.True(t, truth.Has(g.Is, asOf.AddDate(-3, 0, 1)), "%s of person %d", g.Is, i)
		}
		require.False(t, truth.Has("asthma", asOf), "person %d", i)
	}
	for i := range 200 {
		p := country.Person(i)
		if chance := model.Chance(&p, "stroke-or-tia", asOf); chance > 0.001 {
			life := model.LifeGiven(&p, asOf.AddDate(0, 0, 1), []course.Given{{Is: "stroke", To: chance}})
			truth := life.At(asOf)
			require.True(t, truth.Has("stroke", asOf), "person %d", i)
		}
	}
	p := country.Person(3)
	assert.Equal(t, model.Life(&p, asOf).Conditions, model.LifeGiven(&p, asOf, nil).Conditions)
}

// A twin is the same person but for an attribute: where a disease is commoner, whoever has it keeps it, and no earlier life is
// undone. The draws know nothing of attributes.
func TestTwins(t *testing.T) {
	country := demography.NewCountry(14, asOf, nhs.NewNumbering(14))
	model := course.NewModel(14, asOf, country)
	more := 0
	for i := range 8000 {
		p := country.Person(i)
		p.Ethnicity = "A"
		one, twin := model.Outline(&p, asOf.AddDate(0, 0, 1)), p
		twin.Ethnicity = "J"
		other := model.Outline(&twin, asOf.AddDate(0, 0, 1))
		a, b := one.At(asOf), other.At(asOf)
		if a.Has("type-2-diabetes", asOf) {
			require.True(t, b.Has("type-2-diabetes", asOf), "person %d", i)
		} else if b.Has("type-2-diabetes", asOf) {
			more++
		}
	}
	assert.Greater(t, more, 200)
}
