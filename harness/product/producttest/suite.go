package producttest

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"net"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/harness/product"
)

// Subject is a launcher under test: it must bring the stranger to life.
type Subject struct {
	Name   string
	Launch func(t *testing.T) product.Launcher
	Env    func(*product.Env) // adds what the launcher needs; may be nil
	Stays  bool               // the product lives on after Close and after being told to die, because somebody else runs it
}

// Env is an environment on the real clock with a signing key of its own.
func Env(t testing.TB) product.Env {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	require.NoError(t, err)
	return product.Env{
		BaseURL: "http://127.0.0.1:1", TokenURL: "http://127.0.0.1:1/oauth2/token", Issuer: "https://ehr.example.org",
		Signer: product.Signer{Key: key, KID: "ehr-1", JWKSURL: "http://127.0.0.1:1/jwks"},
		Run:    "test-" + strings.ToLower(rand.Text()[:8]), Dir: t.TempDir(), Environ: []string{"PATH=/usr/bin:/bin"},
		Wall: time.Now,
		Sleep: func(ctx context.Context, d time.Duration) error {
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(d):
				return nil
			}
		},
	}
}

// Start brings the subject to life with both adapters connected, as "cds" and "web".
func Start(t *testing.T, s Subject) product.Session {
	t.Helper()
	env := Env(t)
	if s.Env != nil {
		s.Env(&env)
	}
	g := product.Guest{Title: "Stranger", Version: "1", Launch: s.Launch(t), Serves: []product.Serve{
		{Name: "cds", Base: "/", Connect: product.CDSHooks},
		{Name: "web", Base: "/", Connect: product.HTTP},
	}}
	session, err := g.Start(t.Context(), env)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, session.Close(context.Background())) })
	return session
}

// call makes the call that behaves in one way, through one adapter.
func call(adapter, way string, limit time.Duration) product.Call {
	c := product.Call{Product: adapter, FHIRBase: "http://records.example.org/R4", At: time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC),
		Patient: product.Patient{ID: "p1", NHSNumber: "9990000018"}, User: "Practitioner/d1", Key: "suite", Timeout: limit}
	if adapter == "web" {
		c.Verb, c.With = "send", map[string]any{"path": "/" + way}
		return c
	}
	c.Verb = "invoke"
	c.With = map[string]any{"service": way, "prefetch": "none",
		"draft_orders": []any{map[string]any{"drug": "amoxicillin 500mg capsules"}}}
	return c
}

// Run plays the suite.
func Run(t *testing.T, s Subject) {
	t.Run(s.Name, func(t *testing.T) {
		session := Start(t, s)
		for _, adapter := range []string{"cds", "web"} {
			t.Run(adapter, func(t *testing.T) { answers(t, session, adapter) })
		}
		t.Run("identity", func(t *testing.T) {
			id := session.Identity()
			assert.Equal(t, "Stranger", id.Title)
			assert.Equal(t, s.Name, id.Kind)
		})
		t.Run("unknown way in", func(t *testing.T) {
			_, err := session.Do(t.Context(), product.Call{Product: "fax"})
			assert.ErrorContains(t, err, `serves no "fax"; it serves cds, web`)
		})
		if s.Stays {
			return
		}
		t.Run("dies", func(t *testing.T) { dies(t, Start(t, s)) })
		t.Run("close frees the port", func(t *testing.T) { frees(t, Start(t, s)) })
	})
}

// answers tries every way in which a living product can answer.
func answers(t *testing.T, session product.Session, adapter string) {
	tests := []struct {
		way, name string
		outcome   product.Outcome
		status    float64
		says      string
	}{
		{"good", "do", product.OK, 200, ""},
		{"refuse", "412 is an answer", product.OK, 412, ""},
		{"hang", "hang ends in timeout", product.TimedOut, 0, "no complete answer within 300ms"},
		{"garbage", "garbage", product.Garbage, 200, "we are moving house"},
		{"flood", "100 MB", product.TooLarge, 200, "larger than"},
		{"half", "half an answer", product.Unreachable, 0, "broke off"},
		{"elsewhere", "elsewhere", product.Refused, 0, "another host"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			seen, err := session.Do(t.Context(), call(adapter, test.way, limitFor(test.way)))
			require.NoError(t, err)
			assert.Equal(t, test.outcome, seen.Outcome, seen.Message)
			assert.Equal(t, test.status, seen.Value["status"])
			assert.Contains(t, seen.Message, test.says)
			assert.Positive(t, seen.Latency)
			if adapter == "cds" {
				assert.NotNil(t, seen.Value["cards"], "cards must be a list even when there was no answer")
			}
		})
	}
	t.Run("ctrl-c", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := session.Do(ctx, call(adapter, "hang", time.Minute))
		assert.ErrorIs(t, err, context.Canceled, "a call that we gave up is not something the product did")
	})
}

func limitFor(way string) time.Duration {
	if way == "hang" {
		return 300 * time.Millisecond
	}
	return 20 * time.Second
}

// dies tells the product to die and expects to hear how.
func dies(t *testing.T, session product.Session) {
	seen, err := session.Do(t.Context(), call("web", "die", 2*time.Second))
	require.NoError(t, err)
	assert.Equal(t, product.Unreachable, seen.Outcome)
	require.Eventually(t, func() bool {
		seen, err = session.Do(t.Context(), call("web", "good", time.Second))
		return err == nil && seen.Outcome == product.Unreachable && strings.Contains(seen.Message, "this is too much")
	}, 10*time.Second, 50*time.Millisecond, "the last words of the product belong in the message: %s", seen.Message)
}

// frees closes the session twice and expects nobody to answer afterwards.
func frees(t *testing.T, session product.Session) {
	at := baseOf(t, session)
	require.NoError(t, session.Close(t.Context()))
	require.NoError(t, session.Close(t.Context()), "closing twice is allowed")
	seen, err := session.Do(t.Context(), call("web", "good", time.Second))
	require.NoError(t, err)
	assert.False(t, seen.Outcome == product.OK && seen.Value["status"] == 200.0, "it still answers at %s", at)
	if strings.HasPrefix(at, "127.0.0.1:") {
		l, err := net.Listen("tcp", at)
		require.NoError(t, err, "the port was not given back")
		require.NoError(t, l.Close())
	}
}

// baseOf is the address that the product answers on.
func baseOf(t *testing.T, session product.Session) string {
	t.Helper()
	based, ok := session.(interface{ Base() string })
	require.True(t, ok, "the session does not say where the product is")
	u, err := url.Parse(based.Base())
	require.NoError(t, err)
	return u.Host
}
