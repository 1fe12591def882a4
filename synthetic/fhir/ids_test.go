package fhir_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/fhir"
	"sandpiper/synthetic/nhs"
)

// strictUUID is the form that fussy clients check for.
var strictUUID = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)

var entryTypes = []string{"Condition", "AllergyIntolerance", "MedicationRequest", "MedicationStatement", "Observation", "Encounter", "Immunization",
	"Procedure", "DocumentReference", "ServiceRequest", "Appointment", "DiagnosticReport"}

func TestIDsRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ids := fhir.NewIDs(rapid.Uint64().Draw(t, "seed"))
		resourceType := rapid.SampledFrom(entryTypes).Draw(t, "type")
		kind, ok := fhir.KindOf(resourceType)
		require.True(t, ok)
		want := chart.ID{
			Person: rapid.IntRange(0, 1<<40-1).Draw(t, "person"),
			Kind:   kind,
			K:      rapid.IntRange(0, 1<<32-1).Draw(t, "k"),
		}
		id := ids.Encode(resourceType, want)
		require.Regexp(t, strictUUID, id)
		got, ok := ids.Decode(resourceType, id)
		require.True(t, ok)
		require.Equal(t, want, got)
		for _, other := range entryTypes {
			if _, ok := ids.Decode(other, id); other != resourceType {
				require.False(t, ok, "%s id read as %s", resourceType, other)
			}
		}
		_, ok = ids.Person(id)
		require.False(t, ok)
	})
}

func TestIDsOfPeopleAndPlaces(t *testing.T) {
	ids := fhir.NewIDs(1)
	person, ok := ids.Person(ids.PatientID(41))
	assert.True(t, ok)
	assert.Equal(t, 41, person)

	for _, code := range []nhs.ODS{"ZX01A", "0A", "A", "Y12345", "ZXZXZXZ"} {
		got, k, ok := ids.Practitioner(ids.PractitionerID(code, 3))
		assert.True(t, ok, code)
		assert.Equal(t, code, got)
		assert.Equal(t, 3, k)
		back, ok := ids.Organization(ids.OrganizationID(code))
		assert.True(t, ok, code)
		assert.Equal(t, code, back)
	}
	for _, bad := range []string{"", "a", "ABCDEFGH", "A-1", "A/1"} {
		_, ok := ids.Organization(bad)
		assert.False(t, ok, bad)
	}
}

func TestIDsRefuseForeignIDs(t *testing.T) {
	ids, foreign := fhir.NewIDs(1), fhir.NewIDs(2)
	for i := range 2000 {
		_, ok := ids.Person(foreign.PatientID(i))
		require.False(t, ok)
		_, ok = ids.Person(uuid.NewString())
		require.False(t, ok)
	}
	own := ids.PatientID(7)
	for _, bad := range []string{"", "7", own[:35], own + "0", strings.ToUpper(own), strings.ReplaceAll(own, "-", "+"), "patient-000000000000000000000000000-"} {
		_, ok := ids.Person(bad)
		assert.False(t, ok, bad)
	}
	assert.Empty(t, ids.Encode("Condition", chart.ID{Kind: chart.Allergy}), "a kind that is not shown as this type")
	assert.Empty(t, ids.Encode("Binary", chart.ID{Kind: chart.Allergy}))
	_, ok := ids.Decode("Binary", own)
	assert.False(t, ok)
}

func TestTypesAndKindsAgree(t *testing.T) {
	var all []string
	for k := chart.Problem; k <= chart.Report; k++ {
		for _, resourceType := range fhir.TypesOf(k) {
			back, ok := fhir.KindOf(resourceType)
			assert.True(t, ok)
			assert.Equal(t, k, back)
			all = append(all, resourceType)
		}
	}
	assert.ElementsMatch(t, entryTypes, all)
	assert.Nil(t, fhir.TypesOf(0))
}

func BenchmarkEncode(b *testing.B) {
	ids := fhir.NewIDs(1)
	for i := range b.N {
		_ = ids.Encode("Condition", chart.ID{Person: i, Kind: chart.Problem, K: 3})
	}
}

func BenchmarkDecode(b *testing.B) {
	ids := fhir.NewIDs(1)
	id := ids.Encode("Condition", chart.ID{Person: 12, Kind: chart.Problem, K: 3})
	for b.Loop() {
		_, _ = ids.Decode("Condition", id)
	}
}
