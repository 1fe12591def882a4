package course_test

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"sandpiper/synthetic/course"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/nhs"
)

// The living die at the life table's rates over the next five years, by sex and ten years of age.
func TestDeathsAreTheLifeTables(t *testing.T) {
	var hazard [2][130]float64
	for _, row := range rows(t, "mortality.csv") {
		for sex, column := range []string{"female", "male"} {
			hazard[sex][int(number(t, row["age"]))] = -math.Log(1 - number(t, row[column]))
		}
	}
	for sex := range hazard {
		for age := 101; age < 130; age++ {
			hazard[sex][age] = min(1.5, hazard[sex][age-1]*1.08)
		}
	}
	const years = 5
	var died, expected [2][11]float64
	for _, s := range county() {
		alive := 0.0 // cumulative hazard so far
		for k := range years {
			alive += hazard[s.person.Sex][min(s.age+k, 129)]
		}
		band := min(s.age/10, 10)
		expected[s.person.Sex][band] += -math.Expm1(-alive)
		died[s.person.Sex][band] += float64(one(s.died.Before(asOf.AddDate(years, 0, 0))))
	}
	for sex := range died {
		for band := 4; band < 10; band++ {
			got, want := died[sex][band], expected[sex][band]
			// Whole ages are half a year too young.
			want *= 1.05
			t.Logf("%v %d0s: %.0f deaths, %.0f expected", demography.Sex(sex), band, got, want)
			assert.InDelta(t, 0, math.Log(got/want), 4/math.Sqrt(want)+0.08, "%v %d0s", demography.Sex(sex), band)
		}
	}
}

// People born the day after live as long as England's, and the deciles as far apart as published. Everybody has the same share
// of chance in each decile, so that the gap is that of the deciles alone.
func TestLifeExpectancy(t *testing.T) {
	model := course.NewModel(5, asOf, demography.NewCountry(5, asOf, nhs.NewNumbering(5)))
	for _, c := range []struct {
		sex     demography.Sex
		e0, gap float64
		of      int
	}{{demography.Male, 80.07, 9.7, 1500}, {demography.Female, 83.51, 7.9, 1500}} {
		var years [11]float64
		for d := 1; d <= 10; d++ {
			for i := range c.of {
				p := demography.Person{Index: i, Sex: c.sex, Decile: d, Ethnicity: "A", Born: asOf.AddDate(0, 0, 1)}
				years[d] += model.Died(&p).Sub(p.Born).Hours() / 24 / 365.2425 / float64(c.of)
			}
			years[0] += years[d] / 10
		}
		t.Logf("%s: life expectancy %.2f, want %.2f; deciles apart %.2f, want %.2f", c.sex, years[0], c.e0, years[10]-years[1], c.gap)
		assert.InDelta(t, c.e0, years[0], 4*13/math.Sqrt(float64(c.of)))
		assert.InDelta(t, c.gap, years[10]-years[1], 0.7)
	}
}

// The ill die earlier: hazard ratios over five years, adjusted for age and sex, against those of conditions.csv.
func TestIllnessShortensLife(t *testing.T) {
	end := asOf.AddDate(5, 0, 0)
	for _, row := range rows(t, "conditions.csv") {
		key, want := row["key"], number(t, row["hazard"])
		var deaths, years [44][2]float64
		ill := 0.0
		has := having(key)
		for i := range county() {
			s := &county()[i]
			k, x := s.age/5*2+int(s.person.Sex), one(has(i))
			to := end
			if s.died.Before(end) {
				deaths[k][x]++
				ill += float64(x)
				to = s.died
			}
			years[k][x] += to.Sub(asOf).Hours()
		}
		over, under := 0.0, 0.0
		for k := range deaths {
			if all := years[k][0] + years[k][1]; all > 0 {
				over += deaths[k][1] * years[k][0] / all
				under += deaths[k][0] * years[k][1] / all
			}
		}
		if ill < 60 || want == 1 {
			continue
		}
		t.Logf("%-28s %.2f published %.2f (%.0f deaths)", key, over/under, want, ill)
		if slices.Contains([]string{"type-2-diabetes", "copd", "heart-failure", "dementia", "coronary-heart-disease", "stroke-or-tia"}, key) {
			assert.InDelta(t, math.Log(want), math.Log(over/under), 4/math.Sqrt(ill)+0.1, key)
		}
	}
}

// The commonest causes of death have their shares of those of England and Wales in 2023, and everybody had what they died of.
func TestCausesOfDeath(t *testing.T) {
	country := demography.NewCountry(9, asOf, nhs.NewNumbering(9))
	model := course.NewModel(9, asOf, country)
	total, of := 0.0, map[string]float64{}
	for i := range 60_000 {
		p := country.Person(i)
		if _, soon := model.DiedBefore(&p, asOf.AddDate(5, 0, 0)); !soon {
			continue
		}
		life := model.Outline(&p, asOf.AddDate(130, 0, 0))
		truth := life.At(life.Died)
		assert.True(t, truth.Has(life.Cause, life.Died), "person %d died of %q", i, life.Cause)
		total++
		for cause, keys := range map[string][]string{"dementia": {"dementia"}, "ischaemic heart disease": {"coronary-heart-disease", "myocardial-infarction", "angina"},
			"chronic lower respiratory": {"copd"}, "cerebrovascular": {"stroke-or-tia"}, "lung cancer": {"lung-cancer"}, "pneumonia": {"pneumonia"}, "colorectal cancer": {"colorectal-cancer"}} {
			for _, key := range keys {
				one := course.Truth{Conditions: []course.Condition{{Is: life.Cause, Onset: asOf}}}
				if one.Has(key, asOf) {
					of[cause]++
					break
				}
			}
		}
	}
	for cause, want := range map[string]float64{"dementia": 11.6, "ischaemic heart disease": 9.9, "chronic lower respiratory": 5.3, "cerebrovascular": 5, "lung cancer": 4.9, "pneumonia": 4.6, "colorectal cancer": 2.7} {
		got := 100 * of[cause] / total
		t.Logf("%-26s %5.2f %% want %5.2f %%", cause, got, want)
		assert.InDelta(t, want, got, 0.2*want+400*math.Sqrt(want/100/total), cause)
	}
}

func TestDiedBeforeIsDied(t *testing.T) {
	country := demography.NewCountry(2, asOf, nhs.NewNumbering(2))
	model := course.NewModel(2, asOf, country)
	for i := range 3000 {
		p := country.Person(i)
		died := model.Died(&p)
		assert.True(t, died.After(asOf))
		for _, years := range []int{1, 5, 30, 90} {
			day, gone := model.DiedBefore(&p, asOf.AddDate(years, 0, 0))
			assert.Equal(t, died.Before(asOf.AddDate(years, 0, 0)), gone)
			if gone {
				assert.Equal(t, died, day)
			}
		}
	}
}
