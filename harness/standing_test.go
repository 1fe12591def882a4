package harness_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/harness/judge"
	"sandpiper/harness/product"
	"sandpiper/mocks/world"
	"sandpiper/scenarios"
	"sandpiper/synthetic"
)

func worldOf(p *synthetic.Population) *world.World { return world.New(p, p.Recipe().AsOf) }

// register is a product that shows what demographics says in the run's own world, as a client without a login of its own would see it in a sandbox.
func register(estate func() http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		realm := strings.ReplaceAll(r.Header.Get("X-Sandpiper-Run"), "/", "-") + ".ehr"
		req := httptest.NewRequestWithContext(r.Context(), http.MethodGet, "/@"+realm+"/personal-demographics/FHIR/R4"+r.URL.Path, nil)
		req.Header.Set("X-Request-ID", "60e0b220-8136-4ca5-ae46-1d97ef59d068")
		answer := httptest.NewRecorder()
		estate().ServeHTTP(answer, req)
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(answer.Code)
		_, _ = io.Copy(w, answer.Body)
	})
}

const standingStory = `scenario: test/standing
title: Somebody's standing in the register
world: { seed: 4, clock: { start: 2026-04-01T09:00:00+01:00 } }
cast:
  p: { age: 30..60, demographics_flag: unrestricted, nominated_pharmacy: near, interpreter: true, temporary_address: Holiday Home, no_address: false }
  q: { age: 30..60 }
  dead: { age: 60..90, died: -P30D }
  merged: { age: 30..60, superseded_by: q }
  hidden: { age: 30..60, demographics_flag: very-restricted }
product: { api: { adapter: http } }
let: { flag: '"http://terminology.hl7.org/CodeSystem/v3-Confidentiality"' }
steps:
  - id: found
    when: api.send
    with: { path: "/Patient/${p.nhs_number}" }
    then:
      - check: found.status == 200 && found.json.meta.security[0].code == "U"
      - check: found.json.address.exists(a, a.use == "temp") && found.json.address.exists(a, a.use == "home")
      - check: found.json.extension.exists(e, e.url.endsWith("NominatedPharmacy"))
      - check: p.demographics_flag == "unrestricted" && p.nominated_pharmacy != "" && p.interpreter && dead.died != "" && merged.superseded_by == q.nhs_number
  - { id: d, when: api.send, with: { path: "/Patient/${dead.nhs_number}" }, then: [ { check: has(d.json.deceasedDateTime) } ] }
  - { id: m, when: api.send, with: { path: "/Patient/${merged.nhs_number}" }, then: [ { check: m.json.id == q.nhs_number } ] }
  - { id: h, when: api.send, with: { path: "/Patient/${hidden.nhs_number}" }, then: [ { check: 'h.json.meta.security[0].code == "V" && !has(h.json.address)' } ] }
  - { at: +PT1M, when: world.update, with: { patient: p, set: { demographics_flag: restricted, died: true, nominated_pharmacy: none } } }
  - id: later
    when: api.send
    with: { path: "/Patient/${p.nhs_number}" }
    then:
      - check: later.json.meta.security[0].code == "R" && !has(later.json.address) && has(later.json.deceasedDateTime)
  - { at: +PT1M, when: world.update, with: { patient: p, set: { superseded_by: q, died: false } } }
  - id: gone
    when: api.send
    with: { path: "/Patient/${p.nhs_number}" }
    then:
      - check: gone.json.id == q.nhs_number
`

// A scenario finds people in every state that the register knows, and can change it while the story runs.
func TestStandingInTheRegister(t *testing.T) {
	s, err := scenarios.Parse("standing.scn.yaml", []byte(standingStory))
	require.NoError(t, err)
	c := rig(t, &fake{}, t.TempDir())
	server := httptest.NewServer(register(func() http.Handler { return c.Estate }))
	t.Cleanup(server.Close)
	c.Product = product.Guest{Title: "Register", Launch: product.None{}, Serves: []product.Serve{{Name: "api", Base: server.URL, Connect: product.HTTP}}}
	c.Scenarios = []*scenarios.Scenario{s}
	res, err := c.Run(t.Context())
	require.NoError(t, err)
	for _, f := range res.Outcomes[0].Findings {
		t.Log(f.Verdict, f.Step, f.Source, f.Detail)
	}
	assert.Equal(t, judge.Pass, res.Outcomes[0].Verdict)
}

// What is misspelt is refused when the file is loaded, with the nearest right name.
func TestStandingMisspelt(t *testing.T) {
	for old, test := range map[string][2]string{
		"temporary_address: Holiday Home":           {"temporary_address: Holiday Hom", `did you mean "Holiday Home"`},
		"superseded_by: q }":                        {"superseded_by: hiden }", `did you mean "hidden"`},
		"nominated_pharmacy: near":                  {"nominated_pharmacy: nera", `did you mean "near"`},
		"demographics_flag: restricted":             {"demographics_flag: restrited", `did you mean "restricted"`},
		"died: true":                                {"dide: true", `did you mean "died"`},
		"superseded_by: q, died: false":             {"superseded_by: nobody", `"nobody" is not in the cast`},
		"merged: { age: 30..60, superseded_by: q }": {"merged: { superseded_by: merged }", "merged into itself"},
	} {
		_, err := scenarios.Parse("standing.scn.yaml", []byte(strings.Replace(standingStory, old, test[0], 1)))
		assert.ErrorContains(t, err, test[1], old)
	}
}
