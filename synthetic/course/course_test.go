package course_test

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/synthetic/course"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/nhs"
)

func TestNamesAreKnown(t *testing.T) {
	known := func(key string) {
		_, ok := nhs.Conditions().Find(key)
		assert.True(t, ok, "no such condition: %s", key)
	}
	for _, name := range []string{"conditions.csv", "kinds.csv", "complications.csv"} {
		for _, row := range rows(t, name) {
			known(row["key"])
		}
	}
	for _, row := range rows(t, "causes.csv") {
		known(row["cause"])
	}
	for _, row := range rows(t, "long_term.csv") {
		for key := range strings.FieldsSeq(row["keys"]) {
			known(key)
		}
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
		"ethnic_mix.csv", "ethnic_ratios.csv", "ethnic_odds.csv", "comorbidity.csv", "complications.csv", "causes.csv", "burden.csv", "exposures.csv",
		"life_expectancy.csv", "long_term.csv", "mortality.csv", "kinds.csv", "levels.csv", "usual_medicines.csv", "alcohol.csv", "effects.csv",
		"habits.csv", "measures.csv", "pregnancy.csv", "reasons.csv", "events.csv", "sequels.csv", "attendance.csv", "attendance_deciles.csv", "once.csv", "paths.csv"} {
		for _, row := range rows(t, name) {
			require.NotEmpty(t, row["source"], "%s: %v", name, row)
		}
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
