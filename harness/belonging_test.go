package harness_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/harness"
	"sandpiper/harness/product"
	"sandpiper/scenarios"
)

// A website that keeps nothing of its own: it passes the run's id on, as a product that is traced from end to end does.
func TestACallThatPassesTheRunOnBelongsToIt(t *testing.T) {
	c := rig(t, &fake{}, t.TempDir())
	var mu sync.Mutex
	paths := map[string]int{}
	c.Gate.Next = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		paths[r.URL.Path]++
		mu.Unlock()
		c.Estate.ServeHTTP(w, r)
	})
	website := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, run := range []string{r.Header.Get("X-Sandpiper-Run"), "", "nobody/00007"} {
			req, err := http.NewRequestWithContext(r.Context(), http.MethodPost, c.Env.BaseURL+"/nhs-login/token", strings.NewReader(url.Values{"code": {"never given"}}.Encode()))
			if !assert.NoError(t, err) {
				return
			}
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			req.Header.Set("X-Sandpiper-Run", run)
			res, err := http.DefaultClient.Do(req)
			if !assert.NoError(t, err) {
				return
			}
			body, _ := io.ReadAll(res.Body)
			_ = res.Body.Close()
			_, _ = fmt.Fprintf(w, "%d %s\n", res.StatusCode, body)
		}
	}))
	t.Cleanup(website.Close)
	faultless(t, c, product.Serve{Name: "web", Base: website.URL, Connect: product.Browser}, `scenario: test/web
title: A website that passes the run on
world: { seed: 4 }
cast: { p: { age: 18..100 } }
product: { web: { adapter: browser } }
steps:
  - id: a
    when: web.visit
    then:
      - check: a.status == 200 && mocks.nhs_login.calls.size() == 1 && mocks.nhs_login.calls[0].status == 400
vary: { sample: { people: 4 } }
`)
	for k := range 4 {
		assert.Equal(t, 1, paths[fmt.Sprintf("/@test-web-%05d/nhs-login/token", k)])
	}
	assert.Equal(t, 8, paths["/nhs-login/token"], "what names no run, or one that is not played, stays outside")
}

// A product that is called over HTTP knows one address of the mock NHS, too: the run's id that it passes on comes before a token that it was given
// in another run.
func TestAnAPIThatPassesTheRunOnMeetsItsFaults(t *testing.T) {
	c := rig(t, &fake{}, t.TempDir())
	c.Gate.Next = http.HandlerFunc(c.Estate.ServeHTTP)
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		req, err := http.NewRequestWithContext(r.Context(), http.MethodGet, c.Env.BaseURL+"/personal-demographics/FHIR/R4/Patient/9000000009", nil)
		if !assert.NoError(t, err) {
			return
		}
		req.Header.Set("X-Sandpiper-Run", r.Header.Get("X-Sandpiper-Run"))
		req.Header.Set("Authorization", "Bearer of-another-run")
		res, err := http.DefaultClient.Do(req)
		if !assert.NoError(t, err) {
			return
		}
		_ = res.Body.Close()
		w.WriteHeader(res.StatusCode)
	}))
	t.Cleanup(api.Close)
	faultless(t, c, product.Serve{Name: "api", Base: api.URL, Connect: product.HTTP}, `scenario: test/api
title: An API that passes the run on
world: { seed: 4 }
cast: { p: { age: 18..100 } }
product: { api: { adapter: http } }
faults: [{ id: down, on: pds, kind: http-503 }]
steps:
  - id: a
    when: api.get
    with: { path: / }
    then:
      - check: a.status == 503 && mocks.pds.calls.size() == 1
      - sometimes: faults.fired("down")
vary: { sample: { people: 4 } }
`)
}

// faultless plays a story with a product that runs already, and wants no finding.
func faultless(t *testing.T, c *harness.Campaign, serve product.Serve, story string) {
	t.Helper()
	s, err := scenarios.Parse(serve.Name+".scn.yaml", []byte(story))
	require.NoError(t, err)
	c.Product = product.Guest{Title: serve.Name, Launch: product.None{}, Serves: []product.Serve{serve}}
	c.Scenarios, c.Workers = []*scenarios.Scenario{s}, 4
	res, err := c.Run(t.Context())
	require.NoError(t, err)
	for _, f := range res.Outcomes[0].Findings {
		t.Log(f.Run, f.Source, f.Detail)
	}
	assert.Empty(t, res.Outcomes[0].Findings)
}

// Outside of any run the gate takes a request as it is, its body whole.
func TestGateLeavesBodiesWhole(t *testing.T) {
	var got string
	g := &harness.Gate{Next: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		assert.NoError(t, err)
		got = r.URL.Path + " " + string(body)
		_, _ = io.WriteString(w, "{}")
	})}
	server := httptest.NewServer(g)
	t.Cleanup(server.Close)
	client := &http.Client{Timeout: 5 * time.Second}
	for _, path := range []string{"/nhs-login/token", "/@run/nhs-login/token", "/x"} {
		long := "a=" + strings.Repeat("b", 200<<10)
		res, err := client.Post(server.URL+path, "application/x-www-form-urlencoded", strings.NewReader(long))
		require.NoError(t, err)
		_ = res.Body.Close()
		assert.Equal(t, path+" "+long, got)
	}
}
