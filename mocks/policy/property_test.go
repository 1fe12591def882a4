package policy_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"sandpiper/mocks/policy"
)

// request draws any request, some in words that are not known.
func request() *rapid.Generator[policy.Request] {
	return rapid.Custom(func(t *rapid.T) policy.Request {
		kinds := append([]policy.Kind{policy.Demographics, policy.Record, "pictures"}, policy.Drawers()...)
		return policy.Request{
			Actor:        rapid.SampledFrom([]policy.Actor{policy.App, policy.Citizen, policy.Staff, "robot"}).Draw(t, "actor"),
			Role:         rapid.SampledFrom([]string{"", "R8000", "S0:G0:R8001", "R8008", "R0001"}).Draw(t, "role"),
			Organisation: rapid.SampledFrom([]string{"", "ZX0001"}).Draw(t, "organisation"),
			Relationship: policy.Relationship(rapid.IntRange(0, 255).Draw(t, "relationship")),
			Purpose: rapid.SampledFrom([]policy.Purpose{policy.DirectCare, policy.Administration, policy.OwnUse, policy.Unattended,
				policy.Research, "curiosity"}).Draw(t, "purpose"),
			Subject:     rapid.SampledFrom([]string{"", "9990000018", "9990000026"}).Draw(t, "subject"),
			Kind:        rapid.SampledFrom(kinds).Draw(t, "kind"),
			Act:         rapid.SampledFrom([]policy.Act{policy.Read, policy.Write, "sell"}).Draw(t, "act"),
			Sensitivity: policy.Sensitivity(rapid.IntRange(0, 4).Draw(t, "sensitivity")),
			Consent:     rapid.SampledFrom([]policy.Consent{policy.Unstated, policy.Given, policy.Refused, "maybe"}).Draw(t, "consent"),
			BreakGlass:  rapid.SampledFrom([]string{"", "now", "found unconscious"}).Draw(t, "reason"),
		}
	})
}

// anyPolicy draws a policy of rules that nobody would write, in the language of the file so that only what can be written is tried.
func anyPolicy() *rapid.Generator[*policy.Policy] {
	pick := func(t *rapid.T, key string, words ...string) string {
		return "    " + key + ": " + rapid.SampledFrom(words).Draw(t, key) + "\n"
	}
	maybe := func(t *rapid.T, line string) string {
		if rapid.Bool().Draw(t, "there") {
			return line
		}
		return ""
	}
	return rapid.Custom(func(t *rapid.T) *policy.Policy {
		text := "policy: drawn\ntitle: drawn\nroles: {clinician: [R8000, R8001], support: [R8008]}\nrules:\n"
		for i := range rapid.IntRange(1, 8).Draw(t, "rules") {
			then := rapid.SampledFrom([]string{"allow", "redact", "deny"}).Draw(t, "then")
			text += fmt.Sprintf("  - id: rule-%d\n    then: %s\n    why: drawn\n    source: drawn\n", i, then)
			kind := pick(t, "kind", "demographics", "record", "[demographics, record]", "medicines")
			if then == "redact" {
				kind = "    kind: demographics\n"
			}
			level := pick(t, map[bool]string{true: "from", false: "up-to"}[then == "deny"], "ordinary", "restricted", "third-party", "confidential")
			text += pick(t, "actor", "staff", "citizen", "[app, staff]") + kind + pick(t, "act", "read", "[read, write]") + level
			text += maybe(t, pick(t, "relationship", "registered", "elsewhere", "[legitimate, registered+author]", "self"))
			text += maybe(t, pick(t, "purpose", "direct-care", "[research, own-use]"))
			text += maybe(t, pick(t, "consent", "refused", "[given, unstated]"))
			text += maybe(t, "    break-glass: "+map[bool]string{true: "lifts", false: "needed"}[then == "deny"]+"\n")
		}
		p, err := policy.Parse("drawn.yaml", []byte(text))
		if err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
		return p
	})
}

func TestEveryDecisionNamesARuleAndOpensNothingByItself(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, q := anyPolicy().Draw(t, "policy"), request().Draw(t, "request")
		d := p.Decide(q)
		require.NotEmpty(t, d.Rule)
		require.NotEmpty(t, d.Why)
		rule, known := p.Rule(d.Rule)
		if !known {
			require.Contains(t, []string{policy.NoRule, policy.NotUnderstood}, d.Rule)
			require.Equal(t, policy.Deny, d.Outcome, "what no rule opens is closed")
			return
		}
		require.Equal(t, rule.Outcome, d.Outcome)
		require.Equal(t, d, p.Decide(q), "the same again")
	})
}

func TestMoreSensitiveIsNeverMoreOpen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, q := anyPolicy().Draw(t, "policy"), request().Draw(t, "request")
		last := policy.Allow
		for s := policy.Ordinary; s <= policy.Confidential+1; s++ {
			q.Sensitivity = s
			d := p.Decide(q)
			require.LessOrEqual(t, d.Outcome, last, "%v at %s", q, s)
			last = d.Outcome
		}
		require.Equal(t, policy.Deny, last, "a sensitivity that is not known is refused")
	})
}

func TestAReasonNeverCloses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, q := anyPolicy().Draw(t, "policy"), request().Draw(t, "request")
		q.BreakGlass = ""
		before := p.Decide(q)
		q.BreakGlass = "found unconscious"
		after := p.Decide(q)
		require.GreaterOrEqual(t, after.Outcome, before.Outcome)
		require.Equal(t, after.Outcome > before.Outcome, after.BreakGlass, "what the reason opened is marked, and nothing else")
	})
}

func TestTheOrderOfRulesDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, q := anyPolicy().Draw(t, "policy"), request().Draw(t, "request")
		turned := *p
		turned.Rules = rapid.Permutation(p.Rules).Draw(t, "order")
		require.Equal(t, p.Decide(q).Outcome, turned.Decide(q).Outcome)
	})
}

func TestAnEmptyPolicyOpensNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		assert.Equal(t, policy.Deny, new(policy.Policy).Decide(request().Draw(t, "request")).Outcome)
	})
}

func BenchmarkDecide(b *testing.B) {
	p := policy.Default()
	q := policy.Request{Actor: policy.Staff, Role: "S8000:G8000:R8000", Relationship: policy.Registered, Purpose: policy.DirectCare,
		Subject: "9990000018", Kind: policy.Medicines, Act: policy.Read}
	b.ReportAllocs()
	for b.Loop() {
		p.Decide(q)
	}
}
