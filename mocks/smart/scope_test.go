package smart_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"sandpiper/mocks/smart"
)

func TestParse(t *testing.T) {
	for _, row := range []struct{ text, means string }{
		{"system/Observation.rs", "system/Observation.rs"},
		{"system/*.cruds", "system/*.cruds"},
		{"system/Patient.c", "system/Patient.c"},
		{"system/Patient.read", "system/Patient.rs"},
		{"system/*.write", "system/*.cud"},
		{"system/Patient.*", "system/Patient.cruds"},
		{"system/Patient.", ""},
		{"system/Patient", ""},
		{"system/.rs", ""},
		{"system/patient.rs", ""},
		{"system/**.rs", ""},
		{"system/Patient.sr", ""},
		{"system/Patient.rr", ""},
		{"system/Patient.rx", ""},
		{"system/Patient.rs?gender=male", ""},
		{"patient/Patient.rs", ""},
		{"urn:nhsd:apim:app:level3:local-record", ""},
		{"", ""},
	} {
		s, ok := smart.Parse(row.text)
		assert.Equal(t, row.means != "", ok, row.text)
		if ok {
			assert.Equal(t, row.means, s.String())
		}
	}
}

func TestOpensAndGrant(t *testing.T) {
	held := []string{"other", "system/*.r", "system/Observation.s", "system/Condition.write"}
	assert.True(t, smart.Opens(held, "Patient", smart.Read))
	assert.False(t, smart.Opens(held, "Patient", smart.Search))
	assert.True(t, smart.Opens(held, "Observation", smart.Read|smart.Search), "two scopes add up")
	assert.True(t, smart.Opens(held, "Condition", smart.Create))
	assert.False(t, smart.Opens(held, smart.Any, smart.Search), "some types are not all types")
	assert.Equal(t, []string{"system/Observation.rs", "system/Patient.r"},
		smart.Grant(held, []string{"system/Observation.rs", "system/Patient.rs", "system/Patient.r", "system/*.rs", "other", "system/Patient.r"}))
}

func FuzzParse(f *testing.F) {
	f.Add("system/Observation.rs")
	f.Add("system/*.read")
	f.Add("system/A.?")
	f.Fuzz(func(t *testing.T, text string) {
		s, ok := smart.Parse(text)
		if !ok {
			return
		}
		again, ok := smart.Parse(s.String())
		assert.True(t, ok)
		assert.Equal(t, s, again)
	})
}
