package login_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha512"
	"encoding/json"
	"maps"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func rs512(t testing.TB, key *rsa.PrivateKey, signed string) []byte {
	t.Helper()
	sum := sha512.Sum512([]byte(signed))
	signature, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA512, sum[:])
	require.NoError(t, err)
	return signature
}

// change is a good form, header or claim set with some members replaced; nil removes one.
func change(v, with claims) claims {
	out := maps.Clone(v)
	maps.Copy(out, with)
	return out
}

// TestRefusals has one row for each documented error of POST /token, in the order of the checks. source is the file of
// NHSDigital/identity-service-api that says so; where it names a claim check it is validate-client-assertion-claims.js.
func TestRefusals(t *testing.T) {
	const (
		claimsJS = "proxies/live/apiproxy/resources/jsc/validate-client-assertion-claims.js"
		flows    = "proxies/live/apiproxy/proxies/default.xml"
		e2e      = "e2e/tests/oauth"
	)
	r := newRig(t)
	spent := good(t, "spent")
	require.Equal(t, 200, r.post(credentials(spent), "/oauth2/token").Code)

	assertion := func(header, body claims) url.Values {
		return credentials(sign(t, keys()[0], change(goodHeader(), header), change(goodClaims(t.Name()), body)))
	}
	without := func(name string) url.Values {
		form := credentials(good(t, "never read"))
		form.Del(name)
		return form
	}
	with := func(form url.Values, more ...string) url.Values {
		for i := 0; i < len(more); i += 2 {
			form.Set(more[i], more[i+1])
		}
		return form
	}
	rows := []struct {
		name, source string
		form         url.Values
		status       int
		code, words  string
	}{
		{"no grant", e2e, without("grant_type"), 400, "invalid_request", "grant_type is missing"},
		{"unknown grant", e2e, with(without(""), "grant_type", "password"), 400, "unsupported_grant_type", "grant_type is invalid"},
		{"unknown grant with a subject", e2e, with(without(""), "grant_type", "client_credential", "subject_token_type", "x"),
			400, "invalid_request", "grant_type is invalid"},
		{"no assertion type", flows, without("client_assertion_type"), 400, "invalid_request",
			"Missing or invalid client_assertion_type - must be 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'"},
		{"no assertion", flows, without("client_assertion"), 400, "invalid_request", "Missing client_assertion"},
		{"no JWT", flows, credentials("not.a.jwt"), 400, "invalid_request", "Malformed JWT in client_assertion"},
		{"two parts", flows, credentials("e30.e30"), 400, "invalid_request", "Malformed JWT in client_assertion"},
		{"claims are a list", flows, credentials("eyJhbGciOiJSUzUxMiJ9.W10.AA"), 400, "invalid_request", "Malformed JWT in client_assertion"},
		{"wrong alg", flows, assertion(claims{"alg": "RS256"}, nil), 400, "invalid_request",
			"Invalid 'alg' header in client_assertion JWT - unsupported JWT algorithm - must be 'RS512'"},
		{"alg none", flows, assertion(claims{"alg": "none"}, nil), 400, "invalid_request",
			"Invalid 'alg' header in client_assertion JWT - unsupported JWT algorithm - must be 'RS512'"},
		{"expired", flows, assertion(nil, claims{"exp": wallTime.Unix()}), 400, "invalid_request",
			"Invalid 'exp' claim in client_assertion JWT - JWT has expired"},
		{"expired before kid", flows, assertion(claims{"kid": nil}, claims{"exp": 1}), 400, "invalid_request",
			"Invalid 'exp' claim in client_assertion JWT - JWT has expired"},
		{"no kid", claimsJS, assertion(claims{"kid": nil}, nil), 400, "invalid_request", "Missing 'kid' header in client_assertion JWT"},
		{"wrong typ", claimsJS, assertion(claims{"typ": "at+jwt"}, nil), 400, "invalid_request",
			"Invalid 'typ' header in client_assertion JWT - must be 'JWT'"},
		{"no exp", claimsJS, assertion(nil, claims{"exp": nil}), 400, "invalid_request", "Missing 'exp' claim in client_assertion JWT"},
		{"exp is text", claimsJS, assertion(nil, claims{"exp": "soon"}), 400, "invalid_request",
			"Invalid 'exp' claim in client_assertion JWT - must be an integer"},
		{"exp is a fraction", claimsJS, assertion(nil, claims{"exp": float64(wallTime.Unix()) + 60.5}), 400, "invalid_request",
			"Invalid 'exp' claim in client_assertion JWT - must be an integer"},
		{"no iss", claimsJS, assertion(nil, claims{"iss": nil}), 400, "invalid_request",
			"Missing or non-matching 'iss'/'sub' claims in client_assertion JWT"},
		{"iss is not sub", claimsJS, assertion(nil, claims{"sub": "other"}), 400, "invalid_request",
			"Missing or non-matching 'iss'/'sub' claims in client_assertion JWT"},
		{"no jti", claimsJS, assertion(nil, claims{"jti": nil}), 400, "invalid_request", "Missing 'jti' claim in client_assertion JWT"},
		{"jti is a number", claimsJS, assertion(nil, claims{"jti": 1}), 400, "invalid_request",
			"Invalid 'jti' claim in client_assertion JWT - must be a unique string value such as a GUID"},
		{"replayed jti", claimsJS, credentials(spent), 400, "invalid_request", "Non-unique 'jti' claim in client_assertion JWT"},
		{"exp too far", claimsJS, assertion(nil, claims{"exp": wallTime.Add(5*time.Minute + 11*time.Second).Unix()}), 400, "invalid_request",
			"Invalid 'exp' claim in client_assertion JWT - more than 5 minutes in future"},
		{"exp beyond numbers", claimsJS, assertion(nil, claims{"exp": json.Number("99999999999999999999")}), 400, "invalid_request",
			"Invalid 'exp' claim in client_assertion JWT - more than 5 minutes in future"},
		{"unknown key", e2e, assertion(nil, claims{"iss": "stranger", "sub": "stranger", "jti": "a"}), 401, "invalid_request",
			"Invalid 'iss'/'sub' claims in client_assertion JWT"},
		{"no public key", e2e, assertion(nil, claims{"iss": "no-key", "sub": "no-key", "jti": "b"}), 403, "public_key error",
			"You need to register a public key to use this authentication method - please contact support to configure"},
		{"unknown kid", e2e, assertion(claims{"kid": "key-2"}, claims{"jti": "c"}), 401, "invalid_request",
			"Invalid 'kid' header in client_assertion JWT - no matching public key"},
		{"signature", e2e, credentials(sign(t, keys()[1], goodHeader(), goodClaims("d"))), 401, "public_key error",
			"JWT signature verification failed"},
		{"wrong aud", e2e, assertion(nil, claims{"aud": tokenURL + "/", "jti": "e"}), 401, "invalid_request",
			"Missing or invalid 'aud' claim in client_assertion JWT"},
		{"no aud", e2e, assertion(nil, claims{"aud": nil, "jti": "f"}), 401, "invalid_request",
			"Missing or invalid 'aud' claim in client_assertion JWT"},
		{"no scope", e2e, assertion(nil, claims{"iss": "no-scope", "sub": "no-scope", "jti": "g"}), 401, "unauthorized_client",
			"you have tried to request authorization but your application is not configured to use this authorization grant type"},
		{"code without client", e2e, url.Values{"grant_type": {"authorization_code"}}, 401, "invalid_request", "client_id is missing"},
		{"code of a stranger", e2e, url.Values{"grant_type": {"authorization_code"}, "client_id": {"x"}}, 401, "invalid_client",
			"client_id or client_secret is invalid"},
		{"code without secret", e2e, url.Values{"grant_type": {"refresh_token"}, "client_id": {"app"}}, 401, "invalid_request",
			"client_secret is missing"},
		{"code of an application without a secret", e2e, url.Values{"grant_type": {"authorization_code"}, "client_id": {"app"}, "client_secret": {"s"}}, 401,
			"invalid_client", "client_id or client_secret is invalid"},
		{"exchange without type", e2e, with(assertion(nil, claims{"jti": "h"}), "grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
			400, "invalid_request", "missing or invalid subject_token_type - must be 'urn:ietf:params:oauth:token-type:id_token'"},
		{"exchange without token", e2e, with(assertion(nil, claims{"jti": "i"}), "grant_type", "urn:ietf:params:oauth:grant-type:token-exchange",
			"subject_token_type", "urn:ietf:params:oauth:token-type:id_token"), 400, "invalid_request", "Missing subject_token"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			w := r.post(row.form, "/oauth2/token")
			require.Equal(t, row.status, w.Code, "%s: %s", row.source, w.Body)
			assert.Equal(t, "application/json", w.Header().Get("Content-Type"))
			var body map[string]string
			require.NoError(t, json.Unmarshal(w.Body.Bytes(), &body))
			assert.NotEmpty(t, body["message_id"])
			delete(body, "message_id")
			assert.Equal(t, map[string]string{"error": row.code, "error_description": row.words}, body)
		})
	}
}

// TestRefusalsSayWhy looks at the header that is for developers.
func TestRefusalsSayWhy(t *testing.T) {
	r := newRig(t)
	for _, row := range []struct {
		name         string
		header, body claims
		why          string
	}{
		{"expired", nil, claims{"exp": 7}, "exp is 7 and the real time is " + strconv.FormatInt(wallTime.Unix(), 10)},
		{"too far", nil, claims{"exp": wallTime.Unix() + 900, "jti": "w1"}, "and the real time is"},
		{"alg", claims{"alg": "RS256"}, nil, `alg "RS256"`},
		{"issuer", nil, claims{"iss": "stranger", "sub": "stranger", "jti": "w2"}, `no application is registered here as "stranger"`},
		{"key", nil, claims{"iss": "no-key", "sub": "no-key", "jti": "w3"}, "no-key is registered without a key"},
		{"kid", claims{"kid": "other"}, claims{"jti": "w4"}, `kid is "other"; registered is "key-1"`},
		{"audience", nil, claims{"aud": "http://elsewhere.test", "jti": "w5"}, "aud is http://elsewhere.test; it must be " + tokenURL},
		{"no audience", nil, claims{"aud": nil, "jti": "w6"}, "there is no aud; it must be " + tokenURL},
		{"scope", nil, claims{"iss": "no-scope", "sub": "no-scope", "jti": "w7"}, "application no-scope holds (urn:nhsd:apim:user-nhs-cis2:aal3:x)"},
	} {
		t.Run(row.name, func(t *testing.T) {
			form := credentials(sign(t, keys()[0], change(goodHeader(), row.header), change(goodClaims("w0"), row.body)))
			w := r.post(form, "/oauth2/token")
			require.GreaterOrEqual(t, w.Code, 400)
			assert.Contains(t, w.Header().Get("X-Sandpiper-Why"), row.why)
		})
	}
}

// TestRefusalsOutsideTheForm has the errors that come before a form is read (specification/identity-service.yaml and proxies/default.xml).
func TestRefusalsOutsideTheForm(t *testing.T) {
	r := newRig(t)
	for _, row := range []struct {
		name, method, path, media string
		status                    int
		allow, body               string
	}{
		{"JSON", "POST", "/oauth2/token", "application/json", 415, "", `"error":"invalid_request","error_description":"Content-Type header must be application/x-www-form-urlencoded"`},
		{"no content type", "POST", "/oauth2-mock/token", "", 415, "", `Content-Type header must be`},
		{"wrong method", "GET", "/oauth2/token", "", 405, "POST", ""},
		{"unknown path", "GET", "/oauth2/nowhere", "", 404, "", `"error":"invalid_request","error_description":"Not Found","message_id":"`},
		{"sign-in without client", "GET", "/oauth2/authorize", "", 401, "", `"error":"invalid_request","error_description":"client_id is missing"`},
		{"sign-in by POST", "POST", "/oauth2/authorize", "", 405, "GET", ""},
		{"status without key", "GET", "/oauth2/_status", "", 401, "", `"error":"Access Denied","error_description":"Invalid api key for _status monitoring endpoint"`},
		{"ping", "GET", "/oauth2/_ping", "", 200, "", `"version"`},
		{"keys that are none", "GET", "/mock-jwks/e30", "", 404, "", `Not Found`},
	} {
		t.Run(row.name, func(t *testing.T) {
			request := httptest.NewRequest(row.method, "http://example.test"+row.path, strings.NewReader("grant_type=client_credentials"))
			if row.media != "" {
				request.Header.Set("Content-Type", row.media)
			}
			w := httptest.NewRecorder()
			r.ServeHTTP(w, request)
			assert.Equal(t, row.status, w.Code)
			assert.Equal(t, row.allow, w.Header().Get("Allow"))
			if row.body == "" {
				assert.Empty(t, w.Body.String())
				assert.Equal(t, "text/plain", w.Header().Get("Content-Type"))
				return
			}
			assert.Contains(t, w.Body.String(), row.body)
		})
	}
}
