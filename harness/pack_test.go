package harness_test

import (
	"crypto/x509"
	"encoding/pem"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/harness"
	"sandpiper/harness/judge"
	"sandpiper/harness/product"
	"sandpiper/mocks"
	"sandpiper/mocks/catalogue"
	"sandpiper/scenarios"
	"sandpiper/scenarios/library/prescribing"
	reference "sandpiper/scenarios/library/prescribing/product"
	"sandpiper/synthetic/clock"
)

// pack is a campaign of the prescribing pack. The reference product runs in this process, over HTTP all the same.
func pack(t testing.TB, people int) (*harness.Campaign, func(bug string) (product.Product, error)) {
	t.Helper()
	c := rig(t, &fake{}, t.TempDir())
	opened, err := scenarios.OpenPack(prescribing.Files, prescribing.PackFile)
	require.NoError(t, err)
	c.Pack, c.File, c.Scenarios = opened.Pack, opened.Product, opened.Scenarios
	key, err := x509.MarshalPKCS8PrivateKey(productKey())
	require.NoError(t, err)
	set := jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: productKey().Public(), KeyID: "k1", Algorithm: "RS512", Use: "sig"}}}
	c.Estate, err = mocks.NewEstate(mocks.Setup{Services: catalogue.Services(), Wall: clock.Func(time.Now),
		Apps: []mocks.App{{ID: c.File.App.ID, Name: c.File.App.Title, Keys: set, ODS: c.File.App.ODS,
			Scopes: append([]string{"system/*.rs"}, c.File.App.Scopes...)}}})
	require.NoError(t, err)
	c.Gate = &harness.Gate{Next: c.Estate}
	server := httptest.NewServer(c.Gate)
	t.Cleanup(server.Close)
	c.Env.BaseURL, c.People = server.URL, people
	begin := func(bug string) (product.Product, error) {
		h, err := reference.New(reference.Config{ClientID: c.File.App.ID, KID: "k1", KeyPEM: pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key}),
			Bug: reference.Bug(bug), Wall: time.Now, Sleep: c.Env.Sleep})
		if err != nil {
			return nil, err
		}
		served := httptest.NewServer(h)
		t.Cleanup(served.Close)
		return product.Guest{Title: c.File.Title, Variant: bug, Launch: product.None{}, Serves: []product.Serve{{Name: "cds", Base: served.URL, Connect: product.CDSHooks}}}, nil
	}
	c.Product, err = begin("")
	require.NoError(t, err)
	return c, begin
}

// The honest reference product comes through its own pack without a breach or a failure.
func TestPrescribingPack(t *testing.T) {
	c, _ := pack(t, 12)
	res, err := c.Run(t.Context())
	require.NoError(t, err)
	for _, o := range res.Outcomes {
		assert.LessOrEqual(t, o.Verdict, judge.Inconclusive, o.Scenario)
		for i, f := range o.Findings {
			if i < 4 {
				t.Log(o.Scenario, f.Verdict, f.Run, f.Row, f.Step, f.Source, f.Detail)
			}
		}
	}
}

// Every seeded bug of the reference product is caught by the scenario that was written for it.
func TestPrescribingPackCatchesItsBugs(t *testing.T) {
	c, begin := pack(t, 2)
	honest, err := c.Run(t.Context())
	require.NoError(t, err)
	all, variants := c.Scenarios, c.File.Variants
	for i := range variants {
		c.File.Variants, c.Scenarios = variants[i:i+1], nil // the whole matrix is for cmd: here each bug meets its own scenario
		for _, s := range all {
			if s.ID == variants[i].CaughtBy {
				c.Scenarios = append(c.Scenarios, s)
			}
		}
		m, err := c.RunVariants(t.Context(), honest.Outcomes, 2, begin, nil)
		require.NoError(t, err)
		assert.True(t, m.Bugs[0].AsMeant, "%s is not caught by %s", variants[i].Bug, variants[i].CaughtBy)
	}
	assert.GreaterOrEqual(t, len(variants), 8)
}
