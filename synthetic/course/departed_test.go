package course_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/synthetic/course"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/nhs"
)

// Those who died before the model's day lived until then and no longer, and were iller than the living of their age.
func TestDepartedWereIll(t *testing.T) {
	country := demography.NewCountry(17, asOf, nhs.NewNumbering(17))
	model := course.NewModel(17, asOf, country)
	old := func(age int) bool { return age >= 80 && age < 90 }
	ill, all := [2]float64{}, [2]float64{}
	for tile := range 300 {
		for j := 32; j < 64; j++ {
			p := country.Person(demography.FirstOther + 64*tile + j)
			life := model.Outline(&p, asOf)
			require.Equal(t, p.Died, life.Died)
			truth := life.At(p.Died)
			require.True(t, truth.Has(life.Cause, p.Died), "person %d died of %q", p.Index, life.Cause)
			for _, c := range life.Conditions {
				require.False(t, c.Onset.Before(p.Born) || c.Onset.After(p.Died), "%s of person %d", c.Is, p.Index)
			}
			if old(p.Age(p.Died)) {
				all[1]++
				ill[1] += float64(one(truth.Has("dementia", p.Died)))
			}
		}
	}
	for _, s := range county() {
		if old(s.age) {
			all[0]++
			ill[0] += float64(one(s.truth.Has("dementia", asOf)))
		}
	}
	t.Logf("dementia at 80 to 89: %.3f of the living, %.3f of the dying", ill[0]/all[0], ill[1]/all[1])
	assert.Greater(t, ill[1]/all[1], 1.5*ill[0]/all[0])
}

// Those who are born after the model's day have no life before it, and few illnesses in their first years.
func TestPeopleToCome(t *testing.T) {
	country := demography.NewCountry(18, asOf, nhs.NewNumbering(18))
	model := course.NewModel(18, asOf, country)
	eczema, all := 0.0, 0.0
	for tile := range 300 {
		for j := range 32 {
			p := country.Person(demography.FirstOther + 64*tile + j)
			require.True(t, p.Born.After(asOf))
			life := model.Outline(&p, p.Born.AddDate(3, 0, 1))
			for _, c := range life.Conditions {
				require.False(t, c.Onset.Before(p.Born), "%s of person %d", c.Is, p.Index)
			}
			truth := life.At(p.Born.AddDate(3, 0, 0))
			require.False(t, truth.Has("hypertension", p.Born.AddDate(3, 0, 0)))
			all++
			eczema += float64(one(truth.Has("eczema", p.Born.AddDate(3, 0, 0))))
		}
	}
	assert.InDelta(t, 0.137, eczema/all, 0.02)
}

// People may be made in any order, alone or among others, and as they are known on whatever day.
func TestLivesDoNotDependOnOrder(t *testing.T) {
	country := demography.NewCountry(19, asOf, nhs.NewNumbering(19))
	model := course.NewModel(19, asOf, country)
	var forth []course.Life
	for i := range 300 {
		p := country.Person(i)
		forth = append(forth, model.Outline(&p, asOf.AddDate(20, 0, 0)))
	}
	for i := range slices.Backward(forth) {
		p := country.Person(i)
		life := course.NewModel(19, asOf, country).Outline(&p, asOf.AddDate(20, 0, 0))
		require.Equal(t, forth[i].Conditions, life.Conditions)
		require.Equal(t, forth[i].Died, life.Died)
		later := country.PersonAt(i, asOf.AddDate(9, 0, 0))
		require.Equal(t, life.Conditions, outlineOf(model, &later).Conditions, "moved house")
		later.Died = forth[i].Died
		require.Equal(t, life.Conditions, outlineOf(model, &later).Conditions, "known to have died since")
	}
}

func outlineOf(m *course.Model, p *demography.Person) course.Life {
	return m.Outline(p, asOf.AddDate(20, 0, 0))
}

func benchmarkPeople(b *testing.B, do func(*course.Model, *demography.Person)) {
	country := demography.NewCountry(1, asOf, nhs.NewNumbering(1))
	model := course.NewModel(1, asOf, country)
	folk := make([]demography.Person, 5000)
	for i := range folk {
		folk[i] = country.Person(i)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		do(model, &folk[i%len(folk)])
	}
}

func BenchmarkOutline(b *testing.B) {
	benchmarkPeople(b, func(m *course.Model, p *demography.Person) { m.Outline(p, asOf.AddDate(0, 0, 1)) })
}

func BenchmarkLife(b *testing.B) {
	benchmarkPeople(b, func(m *course.Model, p *demography.Person) { m.Life(p, asOf.AddDate(0, 0, 1)) })
}

func BenchmarkDied(b *testing.B) {
	benchmarkPeople(b, func(m *course.Model, p *demography.Person) { m.Died(p) })
}

func BenchmarkDiedBefore(b *testing.B) {
	benchmarkPeople(b, func(m *course.Model, p *demography.Person) { m.DiedBefore(p, asOf.AddDate(1, 0, 0)) })
}
