package fhir_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/nhs"
)

// Every vital sign that nhs knows with a LOINC code has what its UK Core profile fixes.
func TestEveryVitalSignHasItsProfile(t *testing.T) {
	p := projector()
	checked := 0
	for _, o := range nhs.Observables() {
		if o.Category != "vital-signs" || o.LOINC == "" || o.Key == "systolic" || o.Key == "diastolic" {
			continue
		}
		e := bloodPressure()
		if o.UCUM != "" {
			e = with(entry(chart.Measurement), func(e *chart.Entry) {
				e.Coding, e.Value = codesOf(nhs.Observables(), o.Key), &chart.Quantity{Value: 1, Unit: o.Unit, Code: o.UCUM}
			})
		}
		var got struct{ Meta struct{ Profile []string } }
		require.NoError(t, json.Unmarshal(p.Entry(ada(), &e)[0].JSON, &got))
		require.Len(t, got.Meta.Profile, 1)
		assert.Contains(t, got.Meta.Profile[0], "UKCore-Observation-VitalSigns", o.Key)
		checked++
	}
	assert.GreaterOrEqual(t, checked, 8)
}

// Every allergen is sorted, but for the statement that there is none.
func TestEveryAllergenHasACategory(t *testing.T) {
	p := projector()
	for _, a := range nhs.Allergens() {
		e := with(entry(chart.Allergy), func(e *chart.Entry) { e.Coding, e.Text, e.Substance = nil, a.Label, a.Key })
		var got struct{ Category []string }
		require.NoError(t, json.Unmarshal(p.Entry(ada(), &e)[0].JSON, &got))
		if a.Key == "none-known" {
			assert.Empty(t, got.Category)
			continue
		}
		require.Len(t, got.Category, 1, a.Key)
		assert.Contains(t, []string{"medication", "food", "environment"}, got.Category[0])
	}
}
