package scenarios_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/scenarios"
)

// plain is a scenario that needs nothing; tests put more into it.
const plain = `scenario: test/needs
title: What a run would lack
world: { seed: 1 }
cast: { p: { age: 40..50 } }
product: { api: { adapter: http } }
steps:
  - { id: a, when: api.send, then: [ { check: a.status == 200 } ] }
then:
  - never: mocks.pds.calls.size() > 5
`

// Whatever the harness would pass over in silence is a need, with its place: refused before a run, or said in the report.
func TestNeeds(t *testing.T) {
	for _, c := range []struct{ old, with, want string }{
		{"", "", ""},
		{"age: 40..50", "age: 40..50, physiology: { course: { model: sepsis } }", "4:9 physiology of p"},
		{"age: 40..50", "age: 40..50, address: { canary: true }", "4:9 canary address of p"},
		{"age: 40..50", "age: 40..50, phone: { canary: true }", "4:9 canary phone of p"},
		{"age: 40..50", "age: 40..50, address: { canary: false }", ""},
		{"age: 40..50", "age: 40..50, demographics_flag: restricted, proofing: P9, died: -P3D", ""},
		{"api: { adapter: http }", "api: { adapter: http }, web: { adapter: browser, start: / }", ""},
		{"api: { adapter: http }", "api: { adapter: http }, web: { adapter: browser, viewport: phone }", "5:61 setting viewport of a browser"},
		{"api: { adapter: http }", "api: { adapter: http }, web: { adapter: browser }, cds: { adapter: cds-hooks }", "5:63 cds-hooks beside a browser"},
		{"age: 40..50", "age: 40..50, proxy_for: p", "4:9 proxy access of p"},
		{"age: 40..50", "age: 40..50, measurements: [ { of: moonlight, value: 3 } ]", `4:49 measurement "moonlight", which is not in the lists`},
		{"age: 40..50", "age: 40..50, conditions: [ { is: moonstruckness } ]", `4:47 condition "moonstruckness", which is not in the lists (aside)`},
		{"api: { adapter: http }", "api: { adapter: http }, box: { adapter: process }", "5:36 adapter process"},
		{"api: { adapter: http }", "api: { adapter: http }, box: { adapter: container }", "5:36 adapter container"},
		{"steps:", "faults: [ { on: link/hub, kind: partition, buffer: store-and-forward } ]\nsteps:", "6:11 fault on link/hub; 6:11 fault partition"},
		{"size() > 5", "size() > 5\n    in: [mocks.pds, mocks, api, api.responses]", ""},
		{"size() > 5", "size() > 5\n    in: [product.logs, api.network]", "9:5 looking in the channel product.logs; 9:5 looking in the channel api.network"},
		{"then:\n", "vary: { sample: { people: 5, over: [sex, skin_tone] } }\nthen:\n", "8:17 splitting by skin tone, which this version's people do not have (aside)"},
		{"then:\n", "claims: [ { id: c, per: runs, event: a.status != 200, at_most: 0.5, stop_early: true, by: [disability] } ]\nthen:\n",
			"8:11 splitting by disability, which this version's people do not have (aside); 8:11 stopping early for the claim c: every run is played (aside)"},
		{"then:\n", "review: [ { ask: Was it clear } ]\nthen:\n", "8:11 clinical review (aside)"},
		{"seed: 1", "seed: 1, clock: { mode: wall }", "3:34 clock mode wall"},
	} {
		t.Run(c.with, func(t *testing.T) {
			s, err := scenarios.Parse("f", []byte(strings.Replace(plain, c.old, c.with, 1)))
			require.NoError(t, err)
			var got []string
			for _, n := range s.Needs() {
				text := fmt.Sprintf("%d:%d %s", n.Pos.Line, n.Pos.Column, n.What)
				if n.Aside {
					text += " (aside)"
				}
				got = append(got, text)
			}
			assert.Equal(t, c.want, strings.Join(got, "; "))
			told := s.Explain(nil)
			for _, n := range s.Needs() {
				assert.Contains(t, strings.Join(strings.Fields(told), " "), map[bool]string{true: "leaves out: ", false: "cannot play: "}[n.Aside]+n.What)
			}
		})
	}
}

// What a part of the language does not mean is refused where it is written.
func TestWhatAFaultDoesNotMean(t *testing.T) {
	for fault, want := range map[string]string{
		"on: records, kind: stale, by: P3D":                  "f:6:43: a stale service is some versions behind, not some time: write versions, such as versions: 2",
		"on: records, kind: stale, versions: 0":              "versions is a number from 1 to 1000; this is 0",
		"on: records, kind: stale, versions: 1001":           "versions is a number from 1 to 1000; this is 1001",
		"on: records, kind: http-503, versions: 2":           "versions belongs to the kind stale",
		"on: ods, kind: too-many-matches":                    "the kind too-many-matches does nothing to ods; it strikes records, pds",
		"on: pds, kind: clock-skew, by: P90000D":             "up to a hundred years",
		"on: records, kind: http-503, by: PT1S":              "by belongs to the kinds delay and clock-skew",
		"on: records, kind: delay, by: P1M":                  "by must be a length of time without years and months",
		"on: records, kind: delay, by: P2D":                  `delay "48h0m0s" is not a time such as 250ms`,
		"on: records, kind: reset, buffer: drop":             "buffer belongs to the kind partition",
		"on: records/Patient, kind: reset, resource: Bundle": "on names the resource type already: records/Patient",
	} {
		_, err := scenarios.Parse("f", []byte(strings.Replace(plain, "steps:", "faults: [ { "+fault+" } ]\nsteps:", 1)))
		require.ErrorContains(t, err, want, fault)
	}
	_, err := scenarios.Parse("f", []byte(strings.Replace(strings.Replace(plain, "cast: { p: { age: 40..50 } }\n", "", 1), "then:\n", "vary: { sample: { people: 5 } }\nthen:\n", 1)))
	require.ErrorContains(t, err, "a sample needs a patient in the cast")
	_, err = scenarios.Parse("f", []byte(strings.Replace(plain, "adapter: http", "adapter: http, follow: true", 1)))
	require.ErrorContains(t, err, `the adapter http has no setting "follow"`)
}
