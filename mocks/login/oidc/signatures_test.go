package oidc_test

import (
	"sync"
	"testing"

	jose "github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/login/oidc"
)

// TestSignaturesAreRemembered: the same claims are signed once for a key and an algorithm, and every token verifies.
func TestSignaturesAreRemembered(t *testing.T) {
	var ring oidc.Keyring
	made := func() uint64 { n, _ := ring.Made(); return n }
	a, b := ring.Key(1, "a"), ring.Key(1, "b")
	claims := map[string]any{"sub": "s", "iat": 1}
	first := a.MustSign(jose.RS512, claims)
	assert.Equal(t, first, a.MustSign(jose.RS512, map[string]any{"iat": 1, "sub": "s"}))
	assert.EqualValues(t, 1, made())
	for i, again := range []struct {
		key    *oidc.Key
		alg    jose.SignatureAlgorithm
		claims map[string]any
	}{
		{b, jose.RS512, claims}, {a, jose.RS256, claims}, {a, jose.RS384, claims}, {a, jose.RS512, map[string]any{"sub": "s", "iat": 2}},
	} {
		compact := again.key.MustSign(again.alg, again.claims)
		assert.EqualValues(t, i+2, made(), "another key, algorithm or claim is another signature")
		parsed, err := jose.ParseSignedCompact(compact, []jose.SignatureAlgorithm{again.alg})
		require.NoError(t, err)
		_, err = parsed.Verify(again.key.Public(again.alg))
		require.NoError(t, err)
	}
	assert.Panics(t, func() { a.MustSign(jose.PS512, claims) }, "an algorithm that draws numbers is not for remembering")
}

// TestSignaturesAreBounded: whatever is signed, only so many stay, and what is asked for all the time is among them.
func TestSignaturesAreBounded(t *testing.T) {
	s := oidc.NewSignatures()
	made := 0
	ask := func(n int) { s.Of(n, func() { made++ }) }
	for n := range 5 * oidc.MostSignatures {
		ask(n)
		ask(-1)
		require.LessOrEqual(t, s.Held(), oidc.MostSignatures)
	}
	assert.Equal(t, 5*oidc.MostSignatures+1, made, "each once, and the one that never was forgotten")
	ask(0)
	assert.Equal(t, 5*oidc.MostSignatures+2, made, "the oldest was")
}

// TestSignaturesOfManyCallers: callers at once all get the same token.
func TestSignaturesOfManyCallers(t *testing.T) {
	var ring oidc.Keyring
	key := ring.Key(1, "many")
	want := make([]string, 8)
	for i := range want {
		want[i] = key.MustSign(jose.RS512, map[string]any{"n": i})
	}
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			for n := range 64 {
				assert.Equal(t, want[n%8], key.MustSign(jose.RS512, map[string]any{"n": n % 8}))
			}
		})
	}
	wg.Wait()
	made, _ := ring.Made()
	assert.EqualValues(t, 8, made)
}
