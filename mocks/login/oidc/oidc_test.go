package oidc_test

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	jose "github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"sandpiper/mocks"
	"sandpiper/mocks/login/oidc"
	"sandpiper/mocks/world"
	"sandpiper/synthetic"
)

var start = time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)

// TestShelfKeepsItsWord: against a map that forgets nothing, a shelf never gives what was not put, is over or was taken.
func TestShelfKeepsItsWord(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var shelf oidc.Shelf[int]
		type kept struct {
			value   int
			expires time.Time
		}
		model := map[string]kept{}
		now := start
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			name := rapid.SampledFrom([]string{"", "a", "b", "c"}).Draw(t, "name")
			held, ok := model[name]
			ok = ok && now.Before(held.expires)
			switch rapid.IntRange(0, 5).Draw(t, "act") {
			case 0:
				k := kept{rapid.Int().Draw(t, "value"), now.Add(time.Duration(rapid.IntRange(0, 5).Draw(t, "life")) * time.Second)}
				shelf.Put(name, k.value, k.expires)
				model[name] = k
			case 1:
				got, found := shelf.Get(name, now)
				if found != ok || ok && got != held.value {
					t.Fatalf("get %q: %v %v, want %v %v", name, got, found, held.value, ok)
				}
			case 2:
				got, found := shelf.Take(name, now)
				if found != ok || ok && got != held.value {
					t.Fatalf("take %q: %v %v, want %v %v", name, got, found, held.value, ok)
				}
				delete(model, name)
			case 3:
				if shelf.Add(name, 7, now, now.Add(time.Second)) == ok {
					t.Fatalf("add %q where it was %v", name, ok)
				}
				if !ok {
					model[name] = kept{7, now.Add(time.Second)}
				}
			case 4:
				now = now.Add(time.Second)
			case 5:
				var want []int
				for name, held := range model {
					if !now.Before(held.expires) {
						want = append(want, held.value)
						delete(model, name)
					}
				}
				got := shelf.Lapsed(now)
				slices.Sort(want)
				slices.Sort(got)
				if !slices.Equal(got, want) {
					t.Fatalf("lapsed: %v, want %v", got, want)
				}
			}
		}
	})
}

func TestShelfForgetsTheOldest(t *testing.T) {
	var shelf oidc.Shelf[int]
	for i := range 3 * oidc.MostHeld {
		shelf.Put(strconv.Itoa(i), i, start.Add(time.Hour))
		if i%3 == 0 {
			shelf.Take(strconv.Itoa(i), start)
		}
		require.LessOrEqual(t, shelf.Len(), oidc.MostHeld)
	}
	_, first := shelf.Get("1", start)
	_, last := shelf.Get(strconv.Itoa(3*oidc.MostHeld-1), start)
	assert.False(t, first)
	assert.True(t, last)
}

func TestTakenOnce(t *testing.T) {
	var shelf oidc.Shelf[int]
	shelf.Put("x", 1, start.Add(time.Hour))
	var taken atomic.Int64
	var wg sync.WaitGroup
	for range 32 {
		wg.Go(func() {
			if _, ok := shelf.Take("x", start); ok {
				taken.Add(1)
			}
		})
	}
	wg.Wait()
	assert.EqualValues(t, 1, taken.Load())
}

// TestKeysFollowFromTheSeed: two rings agree, other seeds and names differ, and what one signs the other's key set verifies.
func TestKeysFollowFromTheSeed(t *testing.T) {
	var one, two oidc.Keyring
	a, b := one.Key(1, "x"), two.Key(1, "x")
	assert.Equal(t, a.ID, b.ID)
	assert.Same(t, a, one.Key(1, "x"))
	assert.NotEqual(t, a.ID, one.Key(2, "x").ID)
	assert.NotEqual(t, a.ID, one.Key(1, "y").ID)
	compact := a.MustSign(jose.RS512, map[string]any{"sub": "s"})
	assert.Equal(t, compact, b.MustSign(jose.RS512, map[string]any{"sub": "s"}), "a run repeats to the byte")
	read, err := oidc.Read(compact)
	require.NoError(t, err)
	assert.True(t, read.Signed([]jose.JSONWebKey{b.Public(jose.RS512)}, jose.RS512))
	assert.False(t, read.Signed([]jose.JSONWebKey{b.Public(jose.RS512)}, jose.RS256))
	assert.False(t, read.Signed([]jose.JSONWebKey{one.Key(2, "x").Public(jose.RS512)}, jose.RS512))
	assert.False(t, read.Signed([]jose.JSONWebKey{{Key: []byte("secret")}}, jose.RS512, jose.HS512))
	shown, err := json.Marshal(a.Public(jose.RS512))
	require.NoError(t, err)
	assert.NotContains(t, string(shown), `"d"`, "the private part stays here")
}

func TestMintRepeatsAndNeverCollides(t *testing.T) {
	population, err := synthetic.Open(synthetic.DefaultRecipe(10))
	require.NoError(t, err)
	realm := func(name string) *mocks.Realm { return &mocks.Realm{Name: name, World: world.New(population, start)} }
	one, again, other, purpose := oidc.NewMint(realm("a"), "p"), oidc.NewMint(realm("a"), "p"), oidc.NewMint(realm("b"), "p"), oidc.NewMint(realm("a"), "q")
	seen := map[string]bool{}
	for range 1000 {
		value := one.Value()
		assert.Equal(t, value, again.Value())
		for _, v := range []string{value, other.Value(), purpose.Value()} {
			require.Len(t, v, 32)
			require.False(t, seen[v])
			seen[v] = true
		}
	}
	assert.Regexp(t, `^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`, one.UUID())
}

func TestWithPort(t *testing.T) {
	for in, want := range map[string]string{"https://a": "https://a:443", "http://a/@r": "http://a:80/@r", "https://a:1": "https://a:1", "https://[::1]/x": "https://[::1]:443/x", "": "", "%": "%"} {
		assert.Equal(t, want, oidc.WithPort(in))
	}
}

// TestAnswersAreAddedToTheAddress: after a query of its own or without one, escaped, spaces as %20.
func TestAnswersAreAddedToTheAddress(t *testing.T) {
	for to, want := range map[string]string{"https://a/b": "https://a/b?k%26=v%20%2B%26%0D%0A", "https://a/b?x=1": "https://a/b?x=1&k%26=v%20%2B%26%0D%0A"} {
		w := httptest.NewRecorder()
		oidc.Answer{To: to, Pair: []string{"k&", "v +&\r\n"}}.Send(w)
		assert.Equal(t, want, w.Header().Get("Location"))
		u, err := url.Parse(w.Header().Get("Location"))
		require.NoError(t, err)
		assert.Equal(t, "v +&\r\n", u.Query().Get("k&"))
	}
}

// FuzzRead: what can be read is an object in both parts, and is believed by nobody's key.
func FuzzRead(f *testing.F) {
	var ring oidc.Keyring
	key := ring.Key(1, "fuzz")
	for _, seed := range []string{"", "..", "e30.e30.", "eyJhbGciOiJub25lIn0.e30.", key.MustSign(jose.RS512, map[string]any{"exp": 1.5, "aud": []string{"a"}}), "W10.W10.AA", "bnVsbA.bnVsbA.AA"} {
		f.Add(seed)
	}
	good := key.MustSign(jose.RS512, map[string]any{"exp": 1.5, "aud": []string{"a"}})
	f.Fuzz(func(t *testing.T, compact string) {
		token, err := oidc.Read(compact)
		if err != nil {
			return
		}
		require.NotNil(t, token.Header)
		require.NotNil(t, token.Claims)
		_, _ = token.Claims.Seconds("exp")
		_ = token.Claims.Has("aud", "a")
		if token.Signed([]jose.JSONWebKey{key.Public(jose.RS512)}, jose.RS512, jose.RS256) {
			require.Equal(t, good, compact, "nobody signs but the key")
		}
	})
}

// FuzzWrittenKeys: what is read of a key set that a stranger wrote never shows a private part.
func FuzzWrittenKeys(f *testing.F) {
	f.Add("e30")
	f.Add("eyJrZXlzIjpbeyJrdHkiOiJvY3QiLCJrIjoiQUEifV19")
	f.Fuzz(func(t *testing.T, encoded string) {
		set, err := oidc.WrittenKeys(encoded)
		if err != nil {
			return
		}
		for _, key := range set.Keys {
			require.True(t, key.IsPublic(), "%v", key)
		}
	})
}

func BenchmarkSign(b *testing.B) {
	var ring oidc.Keyring
	key := ring.Key(1, "bench")
	claims := map[string]any{}
	for i := range 16 {
		claims[fmt.Sprint("claim", i)] = "some value of a usual length"
	}
	for b.Loop() {
		_ = key.MustSign(jose.RS512, claims)
	}
}

func BenchmarkKey(b *testing.B) {
	seed := uint64(0)
	for b.Loop() {
		var ring oidc.Keyring
		seed++
		_ = ring.Key(seed, "bench")
	}
}
