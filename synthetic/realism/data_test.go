package realism_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/synthetic/nhs"
	"sandpiper/synthetic/sheet"
)

func rows(name string) []sheet.Row { return sheet.Read(os.DirFS("data"), name) }

// Every figure says where it is from and how sure it is.
func TestEveryRowSaysWhereItIsFrom(t *testing.T) {
	files, err := filepath.Glob("data/*.csv")
	require.NoError(t, err)
	require.Greater(t, len(files), 12)
	for _, file := range files {
		for i, row := range rows(filepath.Base(file)) {
			if file == "data/scoreboard.csv" && row.Text("published") == "" && row.Text("value") == "" {
				continue // nothing is published there
			}
			if file == "data/scoreboard.csv" && slices.Contains([]string{"P20", "P21", "P22", "P23", "P24", "P25"}, row.Text("id")) {
				continue // our own demands
			}
			assert.NotEmpty(t, row.Text("source"), "%s, row %d", file, i+2)
			if file != "data/logic.csv" {
				assert.NotEmpty(t, row.Text("status"), "%s, row %d", file, i+2)
			}
		}
	}
}

// The rules of logic name things that there are: a misspelt one would never find anything.
func TestRulesNameThingsThatThereAre(t *testing.T) {
	known := []string{"diabetes", "stroke-or-tia", "birth", "abdominal-aortic-aneurysm-screening", "cervical-screening"}
	for _, list := range []nhs.Concepts{nhs.Conditions(), nhs.Procedures(), nhs.Activities(), nhs.Findings()} {
		known = append(known, list.Keys()...)
	}
	medicine := func(class string) bool {
		return slices.ContainsFunc(nhs.Medicines(), func(m nhs.Medicine) bool { return m.In(class) })
	}
	for _, row := range rows("logic.csv") {
		one, other := row.Text("one"), row.Text("other")
		switch row.Text("rule") {
		case "only":
			assert.True(t, slices.Contains(known, one) || medicine(one), one)
			assert.Contains(t, []string{"male", "female"}, other)
		case "needs", "never":
			assert.Contains(t, known, one)
			assert.Contains(t, known, other)
		case "together":
			assert.True(t, medicine(one), one)
			assert.True(t, medicine(other), other)
		case "despite":
			assert.True(t, medicine(one), one)
			assert.Contains(t, known, other)
		default:
			assert.True(t, medicine(one), one)
		}
	}
}

// The signs that figures are published about are things that the code lists have words for.
func TestSignsAreConditions(t *testing.T) {
	body := []string{"bmi-30", "smoking-now", "smoking-ever", "ex-smoker", "penicillin-label", "anticoagulant", ""}
	for file, columns := range map[string][]string{"registers.csv": {"key"}, "comorbidity.csv": {"one", "other"}, "long_term.csv": {"key"}, "hospital_codes.csv": {"sign"}} {
		for _, row := range rows(file) {
			for _, column := range columns {
				_, ok := nhs.Conditions().Find(row.Text(column))
				assert.True(t, ok || slices.Contains(body, row.Text(column)), "%s: %s", file, row.Text(column))
			}
		}
	}
	for _, row := range rows("prescribing.csv")[:20] {
		assert.True(t, slices.ContainsFunc(nhs.Medicines(), func(m nhs.Medicine) bool { return m.Ingredient == row.Text("ingredient") }), row.Text("ingredient"))
	}
}
