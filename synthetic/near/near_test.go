package near_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"sandpiper/synthetic/near"
)

func TestWordIsForgivingButNotWild(t *testing.T) {
	names := []string{"title", "when", "with", "faults", "verification", "about_patient"}
	for found, want := range map[string]string{
		"titel": "title", "wen": "when", "Faults": "faults", "verif": "verification", "about-patient": "about_patient",
		"zebra": "", "": "", "w": "",
	} {
		assert.Equal(t, want, near.Word(found, names), found)
	}
}

func TestClosestAlwaysAnswers(t *testing.T) {
	assert.Equal(t, "http-503", near.Closest("http503", []string{"delay", "http-503", "reset"}))
	assert.Empty(t, near.Closest("anything", nil))
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfN(rapid.String(), 1, 8).Draw(t, "names")
		assert.Contains(t, names, near.Closest(rapid.String().Draw(t, "found"), names))
	})
}
