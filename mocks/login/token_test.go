package login_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	jose "github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/login"
	"sandpiper/mocks/world"
)

func TestTokenLivesOnTheWorldsClock(t *testing.T) {
	r := newRig(t)
	w := r.post(credentials(good(t, "1")), "/oauth2/token")
	require.Equal(t, 200, w.Code, w.Body)
	var body map[string]any
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &body))
	value, _ := body["access_token"].(string)
	assert.Equal(t, map[string]any{
		"access_token": value, "expires_in": "599", "token_type": "Bearer", "issued_at": strconv.FormatInt(worldTime.UnixMilli(), 10),
		"scope": appScope + " system/*.rs",
	}, body)

	token, err := r.realm.Tokens.Find(value, worldTime.Add(10*time.Minute-1))
	require.NoError(t, err)
	assert.Equal(t, []string{appScope, "system/*.rs"}, token.Scopes, "a user-restricted scope is not given to an application")
	_, err = r.realm.Tokens.Find(value, worldTime.Add(10*time.Minute))
	assert.ErrorIs(t, err, mocks.ErrExpiredToken)
}

func TestAssertionLivesOnTheWallClock(t *testing.T) {
	r := newRig(t)
	assertion := good(t, "1")
	r.wall.Advance(4 * time.Minute)
	w := r.post(credentials(assertion), "/oauth2/token")
	assert.Equal(t, 400, w.Code)
	assert.Contains(t, w.Body.String(), "JWT has expired")
}

func TestBothTreesWantTheirOwnAudience(t *testing.T) {
	r := newRig(t)
	body := goodClaims("1")
	body["aud"] = []string{"https://elsewhere.test", "http://example.test/oauth2-mock/token"}
	form := credentials(sign(t, keys()[0], goodHeader(), body))
	assert.Equal(t, 401, r.post(form, "/oauth2/token").Code)
	body["jti"] = "2"
	form = credentials(sign(t, keys()[0], goodHeader(), body))
	assert.Equal(t, 200, r.post(form, "/oauth2-mock/token").Code)
}

func TestShorterLifeAndSmartScopes(t *testing.T) {
	r := newRig(t)
	form := credentials(good(t, "1"))
	form.Set("_access_token_expiry_ms", "5000")
	form.Set("scope", "system/*.rs system/Patient.cruds")
	w := r.post(form, "/oauth2/token")
	require.Equal(t, 200, w.Code)
	assert.Contains(t, w.Body.String(), `"expires_in":"4"`)
	assert.Contains(t, w.Body.String(), `"scope":"`+appScope+` system/*.rs"`)
}

// TestSMARTScopesAreGrantedAsAsked: app holds appScope and system/*.rs, record holds the record server's own scope and two of SMART.
func TestSMARTScopesAreGrantedAsAsked(t *testing.T) {
	r := newRig(t)
	const national, local = appScope + " ", "urn:nhsd:apim:app:level3:local-record"
	for i, row := range []struct{ app, asked, granted string }{
		{"app", "", national + "system/*.rs"},
		{"app", "anything else", national + "system/*.rs"},
		{"app", "system/Observation.rs", national + "system/Observation.rs"},
		{"app", "system/Observation.r system/Patient.read", national + "system/Observation.r system/Patient.read"},
		{"app", "system/Observation.rs system/Observation.rs system/Patient.c", national + "system/Observation.rs"},
		{"app", "system/Observation.cruds", ""},
		{"app", "system/nonsense", ""},
		{"record", "", local + " system/Observation.rs system/Observation.c"},
		{"record", "system/Observation.crs", "system/Observation.crs"},
		{"record", "system/Observation.r " + local, local + " system/Observation.r"},
		{"record", "system/Patient.r", ""},
		{"record", "system/*.rs", ""},
		{"plain", "", local},
		{"plain", "system/Patient.r", ""},
	} {
		t.Run(row.app+" asks for "+row.asked, func(t *testing.T) {
			body := change(goodClaims(strconv.Itoa(i)), claims{"iss": row.app, "sub": row.app})
			form := credentials(sign(t, keys()[0], goodHeader(), body))
			form.Set("scope", row.asked)
			w := r.post(form, "/oauth2/token")
			if row.granted == "" {
				assert.Equal(t, 401, w.Code)
				assert.Contains(t, w.Body.String(), `"error":"unauthorized_client"`)
				assert.Contains(t, w.Header().Get("X-Sandpiper-Why"), "asks for ("+row.asked+")")
				return
			}
			require.Equal(t, 200, w.Code, w.Body)
			var answer map[string]string
			require.NoError(t, json.Unmarshal(w.Body.Bytes(), &answer))
			token, err := r.realm.Tokens.Find(answer["access_token"], worldTime)
			require.NoError(t, err)
			assert.Equal(t, row.granted, strings.Join(token.Scopes, " "))
			if strings.Contains(row.granted, "system/") {
				assert.Equal(t, row.granted, answer["scope"])
			} else {
				assert.NotContains(t, answer, "scope", "the platform's answer has none")
			}
		})
	}
}

func TestRealmsDoNotShareReplays(t *testing.T) {
	r := newRig(t)
	other := &mocks.Realm{Name: "two", World: world.New(r.realm.World.Population(), worldTime)}
	base, closeRealm := r.Open(other)
	defer closeRealm()
	assert.Equal(t, 200, r.post(credentials(good(t, "same")), "/oauth2/token").Code)
	body := goodClaims("same")
	body["aud"] = "http://example.test" + base + "/oauth2/token"
	form := credentials(sign(t, keys()[0], goodHeader(), body))
	assert.Equal(t, 200, r.post(form, base+"/oauth2/token").Code)
	assert.Contains(t, r.post(form, base+"/oauth2/token").Body.String(), "Non-unique 'jti'")
}

func TestOneJTIGivesOneTokenHoweverManyAsk(t *testing.T) {
	r := newRig(t)
	form := credentials(good(t, "once"))
	var given atomic.Int64
	var wait sync.WaitGroup
	for range 16 {
		wait.Go(func() {
			if r.post(form, "/oauth2/token").Code == 200 {
				given.Add(1)
			}
		})
	}
	wait.Wait()
	assert.EqualValues(t, 1, given.Load())
}

func TestMessageIDsRepeatFromRunToRun(t *testing.T) {
	first, second := newRig(t), newRig(t)
	a := first.post(url.Values{}, "/oauth2/token").Body.String()
	assert.Equal(t, a, second.post(url.Values{}, "/oauth2/token").Body.String())
	assert.NotEqual(t, a, first.post(url.Values{}, "/oauth2/token").Body.String())
}

func TestMockKeysShowNoPrivatePart(t *testing.T) {
	r := newRig(t)
	set, err := json.Marshal(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: keys()[0], KeyID: "mine"}}})
	require.NoError(t, err)
	require.Contains(t, string(set), `"d":`)
	w := httptest.NewRecorder()
	r.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://example.test/mock-jwks/"+base64.RawURLEncoding.EncodeToString(set), nil))
	require.Equal(t, 200, w.Code)
	var shown jose.JSONWebKeySet
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &shown))
	assert.True(t, shown.Key("mine")[0].IsPublic())
	assert.NotContains(t, w.Body.String(), `"d":`)
}

func TestStatusWantsItsKey(t *testing.T) {
	r := newRig(t)
	request := httptest.NewRequest(http.MethodGet, "http://example.test/oauth2/_status", nil)
	request.Header.Set("apikey", login.StatusKey)
	w := httptest.NewRecorder()
	r.ServeHTTP(w, request)
	assert.Equal(t, 200, w.Code)
	assert.Contains(t, w.Body.String(), `"status":"pass"`)
}

func FuzzTokenForm(f *testing.F) {
	r := newRig(f)
	f.Add(credentials(good(f, "seed")).Encode())
	f.Add("grant_type=client_credentials&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion=e30.e30.")
	f.Add("grant_type=%zz&;")
	f.Fuzz(func(t *testing.T, form string) {
		request := httptest.NewRequest(http.MethodPost, "http://example.test/oauth2/token", strings.NewReader(form))
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		r.ServeHTTP(w, request)
		require.Less(t, w.Code, 500, form)
		require.True(t, json.Valid(w.Body.Bytes()), form)
	})
}

// FuzzAssertion puts a stranger's JSON into the two parts of an assertion that is otherwise in order.
func FuzzAssertion(f *testing.F) {
	r := newRig(f)
	f.Add(`{"alg":"RS512","kid":"key-1","typ":"JWT"}`, `{"iss":"app","sub":"app","exp":1,"jti":"x"}`)
	f.Add(`{"alg":"RS512","kid":1,"typ":null}`, `{"exp":1e400,"aud":[1]}`)
	f.Fuzz(func(t *testing.T, header, body string) {
		compact := base64.RawURLEncoding.EncodeToString([]byte(header)) + "." + base64.RawURLEncoding.EncodeToString([]byte(body)) + ".AA"
		w := r.post(credentials(compact), "/oauth2/token")
		require.GreaterOrEqual(t, w.Code, 400)
		require.Less(t, w.Code, 500)
	})
}
