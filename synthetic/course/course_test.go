package course_test

import (
	"math"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/synthetic/course"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/nhs"
)

func TestNamesAreKnown(t *testing.T) {
	for _, row := range append(rows(t, "conditions.csv"), rows(t, "kinds.csv")...) {
		_, ok := nhs.Conditions().Find(row["key"])
		assert.True(t, ok, row["key"])
	}
	for _, row := range rows(t, "allergies.csv") {
		_, ok := nhs.Allergens().Find(row["allergen"])
		assert.True(t, ok, row["allergen"])
	}
	classes := map[string]bool{}
	for _, m := range nhs.Medicines() {
		classes[m.Ingredient] = true
		for _, c := range m.Classes {
			classes[c] = true
		}
	}
	for _, row := range rows(t, "contraindications.csv") {
		assert.True(t, classes[row["medicine"]], "no medicine is a %s", row["medicine"])
		switch row["against"] {
		case "class":
			assert.True(t, classes[row["what"]], "no medicine is a %s", row["what"])
		case "condition":
			_, ok := nhs.Conditions().Find(row["what"])
			assert.True(t, ok, row["what"])
		case "allergy":
			_, ok := nhs.Allergens().Find(row["what"])
			assert.True(t, ok, row["what"])
		}
	}
}

func TestEveryRowSaysWhereItIsFrom(t *testing.T) {
	for _, name := range []string{"allergies.csv", "body.csv", "conditions.csv", "contraindications.csv", "curves.csv", "deprivation.csv",
		"ethnic_mix.csv", "ethnic_ratios.csv", "kinds.csv", "levels.csv", "usual_medicines.csv", "alcohol.csv", "effects.csv",
		"habits.csv", "measures.csv", "pregnancy.csv", "reasons.csv", "events.csv", "sequels.csv", "attendance.csv", "attendance_deciles.csv", "once.csv"} {
		for _, row := range rows(t, name) {
			require.NotEmpty(t, row["source"], "%s: %v", name, row)
		}
	}
}

// Diabetes doubles from the least to the most deprived decile nearly, depression rises, dementia falls: as published.
func TestDeprivationIsGraded(t *testing.T) {
	people := town()
	for key, want := range map[string]float64{"type-2-diabetes": 1.46, "copd": 1.74, "obesity": 1.56, "depression": 1.29, "dementia": 0.67, "hypertension": 1.01} {
		var ill, all [11]float64
		for _, s := range people {
			all[s.person.Decile]++
			if s.truth.Has(key, asOf) {
				ill[s.person.Decile]++
			}
		}
		most, least := (ill[1]+ill[2])/(all[1]+all[2]), (ill[9]+ill[10])/(all[9]+all[10])
		spread := 4 * math.Sqrt(1/(ill[1]+ill[2])+1/(ill[9]+ill[10]))
		// Two deciles at each end lie a ninth nearer to each other than the ends do.
		assert.InDelta(t, math.Log(want)*8/9, math.Log(most/least), spread+0.12, "%s: %.3f to %.3f", key, most, least)
	}
}

func TestEthnicGradientOfDiabetes(t *testing.T) {
	ill, all := map[string]float64{}, map[string]float64{}
	for _, s := range town() {
		if s.age < 40 || s.age >= 70 {
			continue
		}
		group := map[string]string{"A": "white", "B": "white", "C": "white", "H": "asian", "J": "asian", "K": "asian", "M": "black", "N": "black"}[s.person.Ethnicity]
		all[group]++
		if s.truth.Has("type-2-diabetes", asOf) {
			ill[group]++
		}
	}
	odds := func(g string) float64 { return ill[g] / (all[g] - ill[g]) }
	assert.InDelta(t, 2.36, odds("asian")/odds("white"), 0.5)
	assert.InDelta(t, 1.65, odds("black")/odds("white"), 0.5)
}

// Diseases keep the company that cohort studies find: Mantel–Haenszel odds ratios over age and sex, within a factor of 1.7
// of the target, which allows for the noise of 60,000 people.
func TestIllnessesKeepCompany(t *testing.T) {
	people := town()
	for _, c := range []struct {
		a, b string
		want float64
	}{
		{"diabetes", "hypertension", 3}, {"diabetes", "coronary-heart-disease", 1.9}, {"hypertension", "coronary-heart-disease", 1.9},
		{"obesity", "type-2-diabetes", 4.5}, {"coronary-heart-disease", "heart-failure", 6}, {"atrial-fibrillation", "heart-failure", 5},
		{"depression", "anxiety", 8}, {"learning-disability", "epilepsy", 20}, {"asthma", "hay-fever", 4}, {"atrial-fibrillation", "stroke-or-tia", 2.5},
		{"diabetes", "depression", 1.5}, {"diabetes", "chronic-kidney-disease", 2},
	} {
		type cell [2][2]float64
		strata := map[int]*cell{}
		for _, s := range people {
			k := s.age/5*2 + int(s.person.Sex)
			if strata[k] == nil {
				strata[k] = &cell{}
			}
			strata[k][one(s.truth.Has(c.a, asOf))][one(s.truth.Has(c.b, asOf))]++
		}
		over, under := 0.0, 0.0
		for _, x := range strata {
			n := x[0][0] + x[0][1] + x[1][0] + x[1][1]
			over += x[1][1] * x[0][0] / n
			under += x[1][0] * x[0][1] / n
		}
		got := over / under
		t.Logf("%s with %s: %.2f, target %.1f", c.a, c.b, got, c.want)
		assert.InDelta(t, 0, math.Log(got/c.want), math.Log(1.7), "%s with %s: %.2f, target %.1f", c.a, c.b, got, c.want)
	}
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

func TestHasKnowsKindsAndSpaces(t *testing.T) {
	truth := course.Truth{Conditions: []course.Condition{{Is: "breast-cancer", Onset: asOf.AddDate(-1, 0, 0)},
		{Is: "asthma", Onset: asOf.AddDate(-9, 0, 0), Ended: asOf.AddDate(-2, 0, 0)}}}
	assert.True(t, truth.Has("breast cancer", asOf))
	assert.True(t, truth.Has("Cancer", asOf))
	assert.False(t, truth.Has("cancer", asOf.AddDate(-2, 0, 0)), "before the onset")
	assert.False(t, truth.Has("asthma", asOf), "it has passed")
	assert.True(t, truth.Has("asthma", asOf.AddDate(-5, 0, 0)))
}

// The table that keeps totals when ethnic groups differ must be the one that demography makes.
func TestEthnicMixIsThePopulations(t *testing.T) {
	country := demography.NewCountry(11, asOf, nhs.NewNumbering(11))
	counts, total := map[string]float64{}, 0.0
	for i := range 60_000 {
		if p := country.Person(i); p.Age(asOf) >= 40 && p.Age(asOf) < 65 {
			counts[p.Ethnicity]++
			total++
		}
	}
	for _, row := range rows(t, "ethnic_mix.csv") {
		if row["age_group"] != "2" {
			continue
		}
		want := 0.0
		for d := 1; d <= 10; d++ {
			want += number(t, row["d"+strconv.Itoa(d)]) / 10
		}
		assert.InDelta(t, want, counts[row["ethnicity"]]/total, 6*math.Sqrt(want/total)+0.001, row["ethnicity"])
	}
}
