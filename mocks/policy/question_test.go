package policy_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"sandpiper/mocks/policy"
)

// TestQuestionsInWords asks the default policy as a person would, and what would have to be otherwise.
func TestQuestionsInWords(t *testing.T) {
	for name, c := range map[string]struct {
		asked    policy.Question
		outcome  policy.Outcome
		rule     string
		openings []string // what word → rule
	}{
		"the practice's own clinician": {policy.Question{Actor: "staff", Role: "clinician", Relationships: []string{"registered"}, Kind: "medicines"},
			policy.Allow, "own-practice", nil},
		"by a job role code": {policy.Question{Actor: "staff", Role: "S8000:G8000:R8000", Relationships: []string{"registered"}, Kind: "medicines"},
			policy.Allow, "own-practice", nil},
		"a clinician from elsewhere": {policy.Question{Actor: "staff", Role: "clinician", Kind: "problems"}, policy.Deny, policy.NoRule,
			[]string{"relationship registered → own-practice", "relationship legitimate → legitimate-relationship", "break-glass a reason → break-glass"}},
		"somebody hidden":     {policy.Question{Actor: "staff", Sensitivity: "restricted"}, policy.Redact, "where-somebody-is", nil},
		"an app by itself":    {policy.Question{Actor: "app"}, policy.Allow, "app-in-scope", nil},
		"a citizen":           {policy.Question{Actor: "citizen", Kind: "results"}, policy.Allow, "own-record", nil},
		"a dissent":           {policy.Question{Actor: "staff", Role: "clinician", Relationships: []string{"legitimate"}, Kind: "results", Consent: "refused"}, policy.Deny, "consent-refused", nil},
		"a research question": {policy.Question{Actor: "app", Purpose: "research"}, policy.Deny, "research", []string{"purpose unattended → app-in-scope"}},
	} {
		asked, err := c.asked.Request(policy.Default())
		require.NoError(t, err, name)
		d := policy.Default().Decide(asked)
		assert.Equal(t, c.outcome, d.Outcome, name)
		assert.Equal(t, c.rule, d.Rule, name)
		openings, err := policy.Default().Openings(c.asked)
		require.NoError(t, err, name)
		var got []string
		for _, o := range openings {
			got = append(got, o.What+" "+o.Word+" → "+o.Decision.Rule)
		}
		for _, want := range c.openings {
			assert.Contains(t, got, want, name)
		}
	}
}

func TestQuestionsNameTheNearestWord(t *testing.T) {
	for want, asked := range map[string]policy.Question{
		`unknown actor "staf"; did you mean "staff"?`:                    {Actor: "staf"},
		`unknown kind "medecines"; did you mean "medicines"?`:            {Actor: "staff", Kind: "medecines"},
		`unknown relationship "registred"; did you mean "registered"?`:   {Actor: "staff", Relationships: []string{"registred"}},
		`unknown role "clinican"; did you mean "clinician"?`:             {Actor: "staff", Role: "clinican"},
		`unknown act "x"; known are read, write`:                         {Actor: "staff", Act: "x"},
		`unknown kind "record"; known are demographics, problems, aller`: {Actor: "staff", Kind: "record"},
	} {
		_, err := asked.Request(policy.Default())
		assert.ErrorContains(t, err, want)
		_, err = policy.Default().Openings(asked)
		assert.Error(t, err)
	}
}

// TestOpeningsOpen: whatever is asked, what is said to open more does.
func TestOpeningsOpen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := policy.Question{
			Actor: rapid.SampledFrom([]string{"app", "citizen", "staff"}).Draw(t, "actor"), Role: rapid.SampledFrom([]string{"", "clinician", "support", "R9999"}).Draw(t, "role"),
			Kind: rapid.SampledFrom([]string{"demographics", "results", "appointments"}).Draw(t, "kind"), Act: rapid.SampledFrom([]string{"read", "write"}).Draw(t, "act"),
			Sensitivity: rapid.SampledFrom([]string{"ordinary", "restricted", "confidential"}).Draw(t, "sensitivity"),
			Consent:     rapid.SampledFrom([]string{"unstated", "given", "refused"}).Draw(t, "consent"),
		}
		asked, err := q.Request(policy.Default())
		if err != nil {
			t.Fatal(err)
		}
		now := policy.Default().Decide(asked)
		openings, err := policy.Default().Openings(q)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range openings {
			if o.Decision.Outcome <= now.Outcome {
				t.Fatalf("%s %s opens nothing", o.What, o.Word)
			}
		}
		if now.Outcome == policy.Allow && len(openings) > 0 {
			t.Fatal("nothing is more open than allow")
		}
	})
}

func TestDefaultTextIsTheDefault(t *testing.T) {
	p, err := policy.Parse("policy.yaml", policy.DefaultText())
	require.NoError(t, err)
	assert.Equal(t, policy.Default(), p)
}
