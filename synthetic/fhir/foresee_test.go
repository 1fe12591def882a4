package fhir_test

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/synthetic"
	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/fhir"
	"sandpiper/synthetic/nhs"
)

// Whatever is asked, nothing that matches is hopeless; and most that does not match by its code is.
func TestNothingThatMatchesIsHopeless(t *testing.T) {
	people, err := synthetic.Open(synthetic.DefaultRecipe(60))
	require.NoError(t, err)
	p := projector()
	var all []chart.Entry
	for i := range people.Len() {
		all = append(all, people.Chart(i).Entries...)
	}
	sent := entry(chart.Problem) // a client's own words beside codes that they do not have
	sent.Raw = []byte(`{"resourceType":"Condition","subject":{"reference":"Patient/x"},"code":{"coding":[{"system":"http://snomed.info/sct","code":"195967001"}]}}`)
	sent.Coding = nil
	all = append(all, sent)
	for _, c := range []struct {
		resourceType, query string
		hopeless            bool // whether anything is seen to be
	}{
		{"Observation", "code=http://snomed.info/sct|1020291000000106,http://snomed.info/sct|27113001", true},
		{"Observation", "code=http://snomed.info/sct|27113001&code=http://loinc.org|29463-7", true},
		{"Observation", "code=http://loinc.org|29463-7", false},
		{"Observation", "code=27113001", false},
		{"Observation", "code:not=http://snomed.info/sct|27113001", false},
		{"Observation", "code:text=weight", false},
		{"Observation", "code=http://snomed.info/sct|27113001,http://loinc.org|8480-6", false},
		{"Observation", "combo-code=http://snomed.info/sct|271649006", false},
		{"Observation", "status=final", false},
		{"Condition", "code=http://snomed.info/sct|195967001,http://snomed.info/sct|44054006", true},
		{"Condition", "clinical-status=active", false},
		{"AllergyIntolerance", "code=http://snomed.info/sct|91936005", true},
		{"MedicationRequest", "status=active", true},
		{"MedicationRequest", "status=active,completed,stopped&intent=order", false},
		{"MedicationRequest", "status:not=active", false},
		{"MedicationRequest", "code=" + nhs.DMD + "|319775004", false},
		{"MedicationStatement", "status=active", false},
		{"Procedure", "code=http://snomed.info/sct|73761001", true},
	} {
		values, err := url.ParseQuery(c.query)
		require.NoError(t, err)
		s, err := fhir.ParseSearch(c.resourceType, values)
		require.NoError(t, err)
		kind, _ := fhir.KindOf(c.resourceType)
		matches, hopeless := 0, 0
		for k := range all {
			e := &all[k]
			if e.ID.Kind != kind {
				continue
			}
			if s.Hopeless(e) {
				hopeless++
			}
			for _, shown := range p.Entry(ada(), e) {
				if s.Match(shown) {
					matches++
					assert.False(t, s.Hopeless(e), "%s?%s\n%s", c.resourceType, c.query, shown.JSON)
				}
			}
		}
		assert.Equal(t, c.hopeless, hopeless > 0, c.query)
		t.Logf("%s?%s: %d match, %d are hopeless", c.resourceType, c.query, matches, hopeless)
	}
}
