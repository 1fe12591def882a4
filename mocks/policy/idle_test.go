package policy_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"sandpiper/mocks/policy"
)

// ruled is a policy file of rules that are written on one line each: id, then, and the rest as key: value; key: value.
func ruled(rules ...string) string {
	text := "policy: small\ntitle: Small\nroles: {clinician: [R8000], support: [R8008]}\nrules:\n"
	for _, rule := range rules {
		text += "  - id: " + strings.ReplaceAll(rule, "; ", "\n    ") + "\n    why: a reason\n    source: assumed\n"
	}
	return text
}

func review(t *testing.T, rules ...string) policy.Review {
	t.Helper()
	p, err := policy.Parse("p.yaml", []byte(ruled(rules...)))
	require.NoError(t, err)
	return p.Review()
}

func TestReviewFindsRulesThatNeverDecide(t *testing.T) {
	const (
		wide   = "wide; then: allow; actor: staff; kind: [demographics, record]; act: [read, write]; up-to: third-party"
		narrow = "narrow; then: allow; actor: staff; role: clinician; relationship: registered; kind: medicines; act: read; up-to: ordinary"
		redact = "some; then: redact; actor: staff; kind: demographics; act: read; up-to: restricted"
	)
	for _, row := range []struct {
		name  string
		rules []string
		want  string // its one finding; empty: none
	}{
		{"opened before", []string{wide, narrow}, `13:5 the rule "narrow" never decides: "wide" on line 5 opens it as far and stands before it`},
		{"of equals the first is named", []string{narrow, wide}, ""},
		{"further up than what stands before", []string{wide, strings.Replace(narrow, "ordinary", "confidential", 1)}, ""},
		{"redacted and open", []string{redact, wide}, `5:5 the rule "some" never decides: "wide" on line 13 opens more of it`},
		{"refused by a later one", []string{narrow, "closed; then: deny; kind: record"}, `5:5 the rule "narrow" never decides: "closed" on line 15 refuses it`},
		{"refused, unless the glass is broken", []string{narrow, "closed; then: deny; kind: record; break-glass: lifts"}, ""},
		{"needs the glass that nobody need break", []string{wide, narrow + "; break-glass: needed"}, `13:5 the rule "narrow" never decides: "wide" on line 5 opens it as far and stands before it`},
		{"refused twice", []string{"all; then: deny; act: write", "staff; then: deny; actor: staff; act: write"}, `10:5 the rule "staff" never decides: "all" on line 5 refuses it already`},
		{"covered by two together", []string{
			"reads; then: allow; actor: staff; kind: record; act: read; up-to: confidential",
			"writes; then: allow; actor: staff; kind: record; act: write; up-to: confidential",
			"both; then: allow; actor: staff; kind: record; act: [read, write]; up-to: confidential",
		}, `21:5 the rule "both" never decides: "reads" on line 5 opens it as far and stands before it, "writes" on line 13 opens it as far and stands before it`},
		{"closes what nothing opens", []string{"all; then: deny"}, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			got := review(t, row.rules...)
			assert.Empty(t, got.Unasked)
			assert.Empty(t, got.Unproven)
			assert.Equal(t, row.want, strings.Join(lines(got.Never), "\n"))
		})
	}
}

func lines(list []policy.Mistake) []string {
	out := make([]string, len(list))
	for i, m := range list {
		out[i] = fmt.Sprintf("%d:%d %s", m.Line, m.Column, m.Message)
	}
	return out
}

func TestReviewFindsRulesThatNoServiceAsksFor(t *testing.T) {
	const tail = "; kind: demographics; act: read; up-to: ordinary"
	for _, row := range []struct {
		rule    string
		unasked bool
	}{
		{"r; then: allow; actor: app" + tail, false},
		{"r; then: allow; actor: app; relationship: self" + tail, true},
		{"r; then: allow; actor: app; purpose: direct-care" + tail, true},
		{"r; then: allow; actor: app; break-glass: needed" + tail, true},
		{"r; then: allow; actor: app; relationship: in-scope; purpose: unattended" + tail, false},
		{"r; then: allow; actor: citizen; relationship: registered" + tail, true},
		{"r; then: allow; actor: citizen; relationship: [registered, proxy]" + tail, false},
		{"r; then: allow; actor: citizen; consent: given" + tail, true},
		{"r; then: allow; actor: staff; consent: given" + tail, false},
		{"r; then: allow; actor: staff; relationship: self" + tail, true},
		{"r; then: allow; actor: staff; relationship: author" + tail, true},
		{"r; then: allow; actor: staff; relationship: legitimate+author; kind: record; act: read; up-to: ordinary", false},
		{"r; then: deny; from: third-party; kind: demographics", true},
		{"r; then: deny; from: third-party; kind: record", false},
	} {
		got := review(t, row.rule)
		assert.Empty(t, got.Never, row.rule)
		assert.Len(t, got.Unasked, map[bool]int{true: 1}[row.unasked], row.rule)
		for _, m := range got.Unasked {
			assert.Contains(t, m.Message, "no service puts a request that fits all of its conditions", row.rule)
		}
	}
	got := review(t, "own; then: allow; actor: staff; relationship: self; kind: record; act: read; up-to: ordinary",
		"other; then: allow; actor: staff; kind: record; act: read; up-to: ordinary")
	assert.Empty(t, got.Never)
	assert.Len(t, got.Unasked, 1)
}

func TestTheDefaultPolicyHasNoIdleRule(t *testing.T) {
	assert.Equal(t, policy.Review{}, policy.Default().Review())
}

// What Review says is what going through every request says, with the words that drawn policies have.
func TestReviewIsWhatEveryRequestSays(t *testing.T) {
	requests := everyRequest()
	rapid.Check(t, func(t *rapid.T) {
		p := anyPolicy().Draw(t, "policy")
		decides := map[string]bool{}
		for _, q := range requests {
			decides[p.Decide(q).Rule] = true
		}
		var want, got []string
		for _, r := range p.Rules {
			if !decides[r.ID] {
				want = append(want, fmt.Sprintf("the rule %q never decides", r.ID))
			}
		}
		review := p.Review()
		require.Empty(t, review.Unproven)
		for _, m := range review.Never {
			message, _, _ := strings.Cut(m.Message, ":")
			got = append(got, message)
		}
		require.Equal(t, want, got)
	})
}

// everyRequest is every request that differs in a word that policies of anyPolicy have.
func everyRequest() (out []policy.Request) {
	purposes := []policy.Purpose{policy.DirectCare, policy.Research, policy.Unattended}
	kinds := []policy.Kind{policy.Demographics, policy.Medicines, policy.Problems}
	levels := []policy.Sensitivity{policy.Ordinary, policy.Restricted, policy.ThirdParty, policy.Confidential}
	for _, actor := range []policy.Actor{policy.App, policy.Citizen, policy.Staff} {
		for _, relation := range []policy.Relationship{0, policy.Self, policy.Registered, policy.Legitimate, policy.Registered | policy.Author} {
			for _, also := range []policy.Relationship{0, policy.Self} {
				for _, purpose := range purposes {
					for _, kind := range kinds {
						for _, level := range levels {
							for _, consent := range []policy.Consent{policy.Unstated, policy.Refused} {
								for _, act := range []policy.Act{policy.Read, policy.Write} {
									q := policy.Request{Actor: actor, Relationship: relation | also, Purpose: purpose, Subject: "one", Kind: kind, Act: act, Sensitivity: level, Consent: consent}
									broken := q
									broken.BreakGlass = "found unconscious"
									out = append(out, q, broken)
								}
							}
						}
					}
				}
			}
		}
	}
	return out
}

func TestReviewOfALongPolicy(t *testing.T) {
	var rules []string
	for i := range 400 {
		rules = append(rules, fmt.Sprintf("r%d; then: allow; actor: staff; relationship: %s+%s; kind: record; act: read; up-to: ordinary", i,
			[]string{"self", "proxy", "registered"}[i%3], []string{"legitimate", "author"}[i%2]))
	}
	got := review(t, rules...)
	assert.Equal(t, 400-6, len(got.Never), "there are six that differ")
	assert.Empty(t, got.Unproven)
}

// Rules that overlap in very many ways are given up on, and that is said, rather than gone through for ever.
func TestReviewSaysWhatItCouldNotFindOut(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	some := func(words ...string) string {
		r.Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
		return "[" + strings.Join(words[:len(words)-1], ", ") + "]"
	}
	rules := []string{"wide; then: allow; actor: [app, citizen, staff]; kind: [demographics, record]; act: [read, write]; up-to: confidential"}
	for i := range 600 {
		rules = append(rules, fmt.Sprintf("r%d; then: deny; actor: %s; purpose: %s; relationship: %s; consent: %s; kind: %s", i, some("app", "citizen", "staff"),
			some("direct-care", "administration", "own-use", "unattended", "research"), some("self", "proxy+author", "registered", "legitimate", "in-scope", "elsewhere"),
			some("given", "refused", "unstated"), some("demographics", "problems", "medicines", "results", "contacts", "documents", "reports")))
	}
	rules = append(rules, "all; then: deny")
	got := review(t, rules...)
	require.NotEmpty(t, got.Unproven)
	assert.Regexp(t, `^it could not be found out whether the rule "\w+" ever decides: too many rules overlap with it$`, got.Unproven[0].Message)
}
