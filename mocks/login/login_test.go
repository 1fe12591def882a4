package login_test

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	jose "github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/login"
	"sandpiper/mocks/login/cis2"
	"sandpiper/mocks/login/nhslogin"
	"sandpiper/mocks/login/oidc"
	"sandpiper/mocks/world"
	"sandpiper/synthetic"
	"sandpiper/synthetic/clock"
)

const callback = "https://app.example/callback?x=1"

// userScopes are what the application "web" may do for users.
var userScopes = []string{
	"urn:nhsd:apim:user-nhs-cis2:aal3:personal-demographics-service", "urn:nhsd:apim:user-nhs-cis2:aal2:x", "urn:nhsd:apim:user-nhs-cis2:aal1:x",
	"urn:nhsd:apim:user-nhs-login:P9:personal-demographics-service", "urn:nhsd:apim:user-nhs-login:P5:x", "urn:nhsd:apim:user-nhs-login:P0:x",
}

// services are the platform and its identity providers, as the catalogue has them.
func services() []mocks.Service {
	keys := &oidc.KeySets{Client: http.DefaultClient}
	citizens, staff := &nhslogin.Service{Keys: keys}, &cis2.Service{Keys: keys, Client: http.DefaultClient}
	return []mocks.Service{&login.Service{CIS2: staff, NHSLogin: citizens, Keys: keys}, citizens, staff}
}

const (
	tokenURL = "http://example.test/oauth2/token"
	appScope = "urn:nhsd:apim:app:level3:personal-demographics-service"
)

var (
	wallTime  = time.Date(2030, 5, 6, 7, 8, 9, 0, time.UTC)
	worldTime = time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)
)

// keys are made once: RSA keys of this size take a while.
var keys = sync.OnceValue(func() [2]*rsa.PrivateKey {
	var out [2]*rsa.PrivateKey
	for i := range out {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			panic(err)
		}
		out[i] = key
	}
	return out
})

// rig is an estate with the login service and its applications.
type rig struct {
	*mocks.Estate
	realm *mocks.Realm
	wall  *clock.Virtual
}

func newRig(t testing.TB) rig {
	t.Helper()
	population, err := synthetic.Open(synthetic.DefaultRecipe(10))
	require.NoError(t, err)
	set := jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: keys()[0].Public(), KeyID: "key-1", Algorithm: "RS512", Use: "sig"}}}
	wall := clock.NewVirtual(wallTime)
	realm := &mocks.Realm{World: world.New(population, worldTime)}
	estate, err := mocks.NewEstate(mocks.Setup{
		Services: services(),
		Wall:     wall,
		Apps: []mocks.App{
			{ID: "app", Name: "product", Keys: set, Scopes: []string{"urn:nhsd:apim:user-nhs-cis2:aal3:x", appScope, "system/*.rs"}},
			{ID: "no-scope", Keys: set, Scopes: []string{"urn:nhsd:apim:user-nhs-cis2:aal3:x"}},
			{ID: "no-key", Scopes: []string{appScope}},
			{ID: "record", Keys: set, Scopes: []string{"urn:nhsd:apim:app:level3:local-record", "system/Observation.rs", "system/Observation.c"}},
			{ID: "web", Name: "Web app", Keys: set, Secret: "s3cret", Redirects: []string{callback, "https://app.example/other"}, Scopes: userScopes},
			{ID: "other", Keys: set, Secret: "0ther", Redirects: []string{callback}, Scopes: userScopes},
			{ID: "narrow", Keys: set, Secret: "n", Redirects: []string{callback}, Scopes: []string{"urn:nhsd:apim:user-nhs-login:P9:x"},
				LoginScopes: []string{"profile"}, Vectors: []string{"P9.Cp.Cd", "P5.Cp"}},
			{ID: "revoked", Secret: "r", Revoked: true, Redirects: []string{callback}, Scopes: userScopes, Keys: set},
			{ID: "nothing", Secret: "n", Redirects: []string{callback}, Keys: set},
			{ID: "plain", Keys: set, Scopes: []string{"urn:nhsd:apim:app:level3:local-record"}},
		},
		Default: realm,
	})
	require.NoError(t, err)
	return rig{estate, realm, wall}
}

func (r rig) post(form url.Values, path string) *httptest.ResponseRecorder {
	request := httptest.NewRequest(http.MethodPost, "http://example.test"+path, strings.NewReader(form.Encode()))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	r.ServeHTTP(w, request)
	return w
}

// claim is what a test changes of a good assertion: members set to nil are left out.
type claims = map[string]any

func goodHeader() claims { return claims{"alg": "RS512", "typ": "JWT", "kid": "key-1"} }

func goodClaims(jti string) claims {
	return claims{"iss": "app", "sub": "app", "aud": tokenURL, "jti": jti, "exp": wallTime.Add(4 * time.Minute).Unix()}
}

// sign makes a compact JWS by hand, so that a test can get every part of it wrong.
func sign(t testing.TB, key *rsa.PrivateKey, header, body claims) string {
	t.Helper()
	part := func(v claims) string {
		kept := claims{}
		for name, value := range v {
			if value != nil {
				kept[name] = value
			}
		}
		raw, err := json.Marshal(kept)
		require.NoError(t, err)
		return base64.RawURLEncoding.EncodeToString(raw)
	}
	signed := part(header) + "." + part(body)
	return signed + "." + base64.RawURLEncoding.EncodeToString(rs512(t, key, signed))
}

func good(t testing.TB, jti string) string {
	return sign(t, keys()[0], goodHeader(), goodClaims(jti))
}

func credentials(assertion string) url.Values {
	return url.Values{
		"grant_type":            {"client_credentials"},
		"client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
		"client_assertion":      {assertion},
	}
}
