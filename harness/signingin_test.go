package harness_test

import (
	"crypto/x509"
	"encoding/pem"
	"net"
	"net/http"
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
	signingin "sandpiper/scenarios/library/signing-in"
	reference "sandpiper/scenarios/library/signing-in/product"
	"sandpiper/synthetic/clock"
)

// signIns is a campaign of the signing-in pack. The reference website runs in this process, over HTTP all the same.
func signIns(t testing.TB, people, workers int) (*harness.Campaign, func(bug string) (product.Product, error)) {
	t.Helper()
	c := rig(t, &fake{}, t.TempDir())
	c.People, c.Workers = people, workers
	set, err := scenarios.OpenPack(signingin.Files, signingin.PackFile)
	require.NoError(t, err)
	c.Pack, c.File, c.Scenarios = set.Pack, set.Product, set.Scenarios
	der, err := x509.MarshalPKCS8PrivateKey(productKey())
	require.NoError(t, err)
	key := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
	keys := jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: productKey().Public(), KeyID: "k1", Algorithm: "RS512", Use: "sig"}}}
	people0, err := population()
	require.NoError(t, err)
	c.Estate, err = mocks.NewEstate(mocks.Setup{Services: catalogue.Services(), Wall: clock.Func(time.Now),
		Default: &mocks.Realm{World: worldOf(people0)},
		Apps: []mocks.App{{ID: c.File.App.ID, Name: c.File.App.Title, Keys: keys, ODS: c.File.App.ODS},
			{ID: "nhs-app", Name: "NHS App", Keys: keys, Redirects: []string{product.NHSAppReturn}}}})
	require.NoError(t, err)
	c.Gate = &harness.Gate{Next: c.Estate}
	server := httptest.NewServer(c.Gate)
	t.Cleanup(server.Close)
	c.Env.BaseURL, c.Env.NHSApp = server.URL, product.Client{ID: "nhs-app", KID: "k1", KeyPEM: key}
	begin := func(bug string) (product.Product, error) {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		h, err := reference.New(reference.Config{Listen: listener.Addr().String(), Issuer: server.URL + "/nhs-login", ClientID: c.File.App.ID, KID: "k1", KeyPEM: key,
			Bug: reference.Bug(bug), Wall: time.Now})
		if err != nil {
			return nil, err
		}
		served := &http.Server{Handler: h, ReadHeaderTimeout: time.Second}
		go func() { _ = served.Serve(listener) }()
		t.Cleanup(func() { _ = served.Close() })
		base := "http://" + listener.Addr().String()
		for i := range c.File.Serves {
			c.File.Serves[i].Base = base
		}
		return product.Guest{Title: c.File.Title, Variant: bug, Launch: product.None{}, Serves: []product.Serve{{Name: "web", Base: base, Connect: product.Browser}}}, nil
	}
	c.Product, err = begin("")
	require.NoError(t, err)
	return c, begin
}

// The honest website comes through its own pack, and what is recorded does not depend on how many runs are played at once, although
// the website knows one address of NHS login for all of them.
func TestSigningInPack(t *testing.T) {
	var one map[string][]string
	for _, workers := range []int{1, 8} {
		c, _ := signIns(t, 4, workers)
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
		now := map[string][]string{}
		for name, runs := range normalised(t, c.Dir) {
			for _, run := range runs {
				for i := range run.Events {
					now[name] = append(now[name], run.Events[i].Hash)
				}
			}
		}
		if one == nil {
			one = now
		}
		assert.Equal(t, one, now)
	}
}

// Every seeded bug of the reference website is caught by the scenario that was written for it.
func TestSigningInPackCatchesItsBugs(t *testing.T) {
	c, begin := signIns(t, 2, 2)
	honest, err := c.Run(t.Context())
	require.NoError(t, err)
	all, variants := c.Scenarios, c.File.Variants
	for i := range variants {
		c.File.Variants, c.Scenarios = variants[i:i+1], nil
		for _, s := range all {
			if s.ID == variants[i].CaughtBy {
				c.Scenarios = append(c.Scenarios, s)
			}
		}
		m, err := c.RunVariants(t.Context(), honest.Outcomes, 2, begin, nil)
		require.NoError(t, err)
		assert.True(t, m.Bugs[0].AsMeant, "%s is not caught by %s", variants[i].Bug, variants[i].CaughtBy)
	}
	assert.GreaterOrEqual(t, len(variants), 12)
}
