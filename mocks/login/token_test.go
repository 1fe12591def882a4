package login_test

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	jose "github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/login/logintest"
	"sandpiper/mocks/world"
)

// TestTokenLivesOnTheWorldsClock: how long is told by the world's clock, since when by the wall's, on which products reckon
// (nhsuk/manage-vaccinations-in-schools app/lib/nhs/api.rb, nhsconnect/national-document-repository nhs_oauth_service.py).
func TestTokenLivesOnTheWorldsClock(t *testing.T) {
	r := logintest.New(t, nil, apps()...)
	answer := r.Post("/oauth2/token", credentials(t, "1", nil))
	require.Equal(t, 200, answer.StatusCode, answer.Text)
	value := answer.JSON(t)["access_token"].(string)
	assert.Equal(t, map[string]any{
		"access_token": value, "expires_in": "599", "token_type": "Bearer", "issued_at": strconv.FormatInt(logintest.WallTime.UnixMilli(), 10),
		"scope": appScope + " system/*.rs",
	}, answer.JSON(t))

	token, err := r.Realm.Tokens.Find(value, logintest.WorldTime.Add(10*time.Minute-1))
	require.NoError(t, err)
	assert.Equal(t, []string{appScope, "system/*.rs"}, token.Scopes, "a user-restricted scope is not given to an application")
	_, err = r.Realm.Tokens.Find(value, logintest.WorldTime.Add(10*time.Minute))
	assert.ErrorIs(t, err, mocks.ErrExpiredToken)
}

func TestAssertionLivesOnTheWallClock(t *testing.T) {
	r := logintest.New(t, nil, apps()...)
	form := credentials(t, "1", nil)
	r.Wall.Advance(4 * time.Minute)
	answer := r.Post("/oauth2/token", form)
	assert.Equal(t, 400, answer.StatusCode)
	assert.Contains(t, answer.Text, "JWT has expired")
}

func TestBothTreesWantTheirOwnAudience(t *testing.T) {
	r := logintest.New(t, nil, apps()...)
	aud := logintest.Claims{"aud": []string{"https://elsewhere.test", logintest.Host + "/oauth2-mock/token"}}
	assert.Equal(t, 401, r.Post("/oauth2/token", credentials(t, "1", aud)).StatusCode)
	assert.Equal(t, 200, r.Post("/oauth2-mock/token", credentials(t, "2", aud)).StatusCode)
}

func TestShorterLifeAndSmartScopes(t *testing.T) {
	r := logintest.New(t, nil, apps()...)
	form := changed(credentials(t, "1", nil), []string{"_access_token_expiry_ms", "5000", "scope", "system/*.rs system/Patient.cruds"})
	answer := r.Post("/oauth2/token", form)
	require.Equal(t, 200, answer.StatusCode)
	assert.Contains(t, answer.Text, `"expires_in":"4"`)
	assert.Contains(t, answer.Text, `"scope":"`+appScope+` system/*.rs"`)
}

// TestSMARTScopesAreGrantedAsAsked: machine holds appScope and system/*.rs, record holds the record server's own scope and two of SMART.
func TestSMARTScopesAreGrantedAsAsked(t *testing.T) {
	r := logintest.New(t, nil, apps()...)
	const national, local = appScope + " ", "urn:nhsd:apim:app:level3:local-record"
	for i, row := range []struct{ app, asked, granted string }{
		{"machine", "", national + "system/*.rs"},
		{"machine", "anything else", national + "system/*.rs"},
		{"machine", "system/Observation.rs", national + "system/Observation.rs"},
		{"machine", "system/Observation.r system/Patient.read", national + "system/Observation.r system/Patient.read"},
		{"machine", "system/Observation.rs system/Observation.rs system/Patient.c", national + "system/Observation.rs"},
		{"machine", "system/Observation.cruds", ""},
		{"machine", "system/nonsense", ""},
		{"record", "", local + " system/Observation.rs system/Observation.c"},
		{"record", "system/Observation.crs", "system/Observation.crs"},
		{"record", "system/Observation.r " + local, local + " system/Observation.r"},
		{"record", "system/Patient.r", ""},
		{"record", "system/*.rs", ""},
		{"plain", "", local},
		{"plain", "system/Patient.r", ""},
	} {
		t.Run(row.app+" asks for "+row.asked, func(t *testing.T) {
			form := credentials(t, strconv.Itoa(i), logintest.Claims{"iss": row.app, "sub": row.app})
			form.Set("scope", row.asked)
			answer := r.Post("/oauth2/token", form)
			if row.granted == "" {
				refusal{401, "unauthorized_client", noScopes}.check(t, "digest §2.4", answer)
				assert.Contains(t, answer.Header.Get("X-Sandpiper-Why"), "asks for ("+row.asked+")")
				return
			}
			require.Equal(t, 200, answer.StatusCode, answer.Text)
			token, err := r.Realm.Tokens.Find(answer.JSON(t)["access_token"].(string), logintest.WorldTime)
			require.NoError(t, err)
			assert.Equal(t, row.granted, strings.Join(token.Scopes, " "))
			if strings.Contains(row.granted, "system/") {
				assert.Equal(t, row.granted, answer.JSON(t)["scope"])
			} else {
				assert.NotContains(t, answer.JSON(t), "scope", "the platform's answer has none")
			}
		})
	}
}

func TestRealmsDoNotShareReplays(t *testing.T) {
	r := logintest.New(t, nil, apps()...)
	base, closeRealm := r.Open(&mocks.Realm{Name: "two", World: world.New(r.Realm.World.Population(), logintest.WorldTime)})
	defer closeRealm()
	assert.Equal(t, 200, r.Post("/oauth2/token", credentials(t, "same", nil)).StatusCode)
	form := credentials(t, "same", logintest.Claims{"aud": logintest.Host + base + "/oauth2/token"})
	assert.Equal(t, 200, r.Post(base+"/oauth2/token", form).StatusCode)
	assert.Contains(t, r.Post(base+"/oauth2/token", form).Text, "Non-unique 'jti'")
}

func TestMessageIDsRepeatFromRunToRun(t *testing.T) {
	first, second := logintest.New(t, nil), logintest.New(t, nil)
	a := first.Post("/oauth2/token", url.Values{}).Text
	assert.Equal(t, a, second.Post("/oauth2/token", url.Values{}).Text)
	assert.NotEqual(t, a, first.Post("/oauth2/token", url.Values{}).Text)
}

func TestMockKeysShowNoPrivatePart(t *testing.T) {
	r := logintest.New(t, nil)
	set, err := json.Marshal(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: logintest.Keys()[0], KeyID: "mine"}}})
	require.NoError(t, err)
	require.Contains(t, string(set), `"d":`)
	got := r.Get("/mock-jwks/" + base64.RawURLEncoding.EncodeToString(set))
	require.Equal(t, 200, got.StatusCode)
	var shown jose.JSONWebKeySet
	require.NoError(t, json.Unmarshal([]byte(got.Text), &shown))
	assert.True(t, shown.Key("mine")[0].IsPublic())
	assert.NotContains(t, got.Text, `"d":`)
}
