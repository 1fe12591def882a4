package course_test

import (
	"math"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"

	"sandpiper/synthetic/course"
	"sandpiper/synthetic/demography"
)

// company is a Mantel–Haenszel odds ratio over age and sex, with the standard error of its logarithm (Robins, Breslow and
// Greenland).
func company(people []someone, a, b func(i int) bool) (odds, spread float64) {
	var cells [44][2][2]float64
	for i := range people {
		s := &people[i]
		cells[s.age/5*2+int(s.person.Sex)][one(a(i))][one(b(i))]++
	}
	var over, under, pr, psqr, qs float64
	for _, x := range cells {
		n := x[0][0] + x[0][1] + x[1][0] + x[1][1]
		if n == 0 {
			continue
		}
		p, q := (x[1][1]+x[0][0])/n, (x[1][0]+x[0][1])/n
		r, s := x[1][1]*x[0][0]/n, x[1][0]*x[0][1]/n
		over, under = over+r, under+s
		pr, psqr, qs = pr+p*r, psqr+p*s+q*r, qs+q*s
	}
	return over / under, math.Sqrt(pr/(2*over*over) + psqr/(2*over*under) + qs/(2*under*under))
}

// company2 is company of two conditions in the county.
func company2(a, b string) (odds, spread float64) {
	return company(county(), having(a), having(b))
}

// having remembers who in the county has a condition.
func having(key string) func(int) bool {
	has, _ := remembered.LoadOrStore(key, sync.OnceValue(func() []bool {
		out := make([]bool, len(county()))
		for i := range out {
			out[i] = county()[i].truth.Has(key, asOf)
		}
		return out
	}))
	list := has.(func() []bool)()
	return func(i int) bool { return list[i] }
}

var remembered sync.Map

// Diseases keep the company that cohort studies find: every pair of the table that enough people have both of comes out within
// a factor of 1.3 of its target, give or take four standard errors; four in five do without that allowance.
func TestIllnessesKeepCompany(t *testing.T) {
	near, all := 0, 0
	for _, row := range rows(t, "comorbidity.csv") {
		if row["a"] == "smoking" || row["a"] == "drinking" {
			continue // habits are in the body: see TestSmokersFallIll
		}
		got, spread := company2(row["a"], row["b"])
		if !(spread < 0.25) {
			continue
		}
		off := math.Abs(math.Log(got / number(t, row["odds_ratio"])))
		t.Logf("%s with %s: %.2f, target %s", row["a"], row["b"], got, row["odds_ratio"])
		assert.Less(t, off, math.Log(1.3)+4*spread, "%s with %s", row["a"], row["b"])
		all++
		near += one(off < math.Log(1.3))
	}
	assert.Greater(t, all, 30)
	assert.GreaterOrEqual(t, float64(near), 0.8*float64(all))
}

func TestEthnicGradientOfDiabetes(t *testing.T) {
	for _, row := range rows(t, "ethnic_odds.csv") {
		var folk []someone
		these := strings.Join(strings.Fields(row["ethnicities"]), "")
		for _, s := range county() {
			if strings.Contains("ABC"+these, s.person.Ethnicity) {
				folk = append(folk, s)
			}
		}
		got, spread := company(folk, func(i int) bool { return strings.Contains(these, folk[i].person.Ethnicity) },
			func(i int) bool { return folk[i].truth.Has("type-2-diabetes", asOf) })
		t.Logf("%s: %.2f, target %s", row["ethnicities"], got, row["odds_ratio"])
		assert.InDelta(t, math.Log(number(t, row["odds_ratio"])), math.Log(got), 0.1+4*spread, row["ethnicities"]) // deciles are not adjusted for here
	}
}

// Smokers have the diseases of smoking: a target each for those who smoke now against all others.
func TestSmokersFallIll(t *testing.T) {
	folk := town()
	for key, want := range map[string]float64{"copd": 7, "peripheral-arterial-disease": 4, "lung-cancer": 15} {
		ill := func(i int) bool { return folk[i].truth.Has(key, asOf) }
		got, spread := company(folk, func(i int) bool { return folk[i].truth.Body.Smoking == "current" }, ill)
		never, _ := company(folk, func(i int) bool { return folk[i].truth.Body.Smoking != "never" }, ill)
		t.Logf("smoking now with %s: %.2f, target %.1f; ever %.2f", key, got, want, never)
		assert.InDelta(t, math.Log(want), math.Log(got), math.Log(1.3)+4*spread, key)
	}
}

// Nobody has what their sex cannot, and no complication comes without its disease or before it.
func TestNothingImpossible(t *testing.T) {
	womens := []string{"endometriosis", "polycystic-ovaries", "menorrhagia", "ovarian-cancer", "uterine-cancer", "cervical-cancer"}
	mens := []string{"prostate-cancer", "prostate-enlargement", "testicular-cancer", "erectile-dysfunction"}
	brings, diseases := rows(t, "complications.csv"), map[string]string{}
	for _, row := range brings {
		diseases[row["key"]] = row["of"]
		if strings.HasSuffix(row["of"], "diabetes") {
			diseases[row["key"]] = "diabetes" // either type
		}
	}
	for i := range county() {
		s := &county()[i]
		barred := mens
		if s.person.Sex == demography.Male {
			barred = womens
		}
		for _, c := range s.truth.Conditions {
			assert.NotContains(t, barred, c.Is, "person %d", i)
			assert.False(t, c.Onset.Before(s.person.Born), "%s of person %d before birth", c.Is, i)
			assert.False(t, c.Onset.After(asOf), "%s of person %d", c.Is, i)
			assert.True(t, c.Ended.IsZero() || c.Ended.After(c.Onset), "%s of person %d ended before it began", c.Is, i)
		}
		for _, row := range brings {
			for _, c := range s.truth.Conditions {
				alone := course.Truth{Conditions: []course.Condition{c}}
				if alone.Has(row["key"], c.Onset) {
					assert.True(t, s.truth.Has(diseases[row["key"]], c.Onset), "%s of person %d", c.Is, i)
				}
			}
		}
	}
}
