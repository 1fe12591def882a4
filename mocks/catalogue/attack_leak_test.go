package catalogue_test

import (
	"crypto/hmac"
	"crypto/sha512"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/login"
	"sandpiper/mocks/login/cis2"
	"sandpiper/mocks/login/logintest"
	"sandpiper/mocks/pds"
	"sandpiper/mocks/records"
)

// authorizing are the four doors at which people sign in, with what a request to each must carry.
var authorizing = map[string]url.Values{
	"/oauth2/authorize":      {"scope": {"nhs-cis2"}},
	"/oauth2-mock/authorize": {"scope": {"nhs-cis2"}},
	"/nhs-login/authorize":   {"scope": {"openid profile"}, "nonce": {"n"}},
	cis2.Root + "/authorize": {"scope": {"openid nationalrbacaccess"}},
	"/realms/Cis2-mock-internal-dev/protocol/openid-connect/auth": {"scope": {"openid"}},
}

// tokensAt is where each door's codes are redeemed.
var tokensAt = map[string]string{
	"/oauth2/authorize": "/oauth2/token", "/oauth2-mock/authorize": "/oauth2-mock/token", "/nhs-login/authorize": "/nhs-login/token", cis2.Root + "/authorize": cis2.Root + "/access_token",
	"/realms/Cis2-mock-internal-dev/protocol/openid-connect/auth": "/realms/Cis2-mock-internal-dev/protocol/openid-connect/token",
}

// begin is a good authorisation request of "web" at a door but for what is changed.
func begin(door string, more ...string) url.Values {
	q := values("client_id", "web", "redirect_uri", logintest.Callback, "response_type", "code", "state", "st 1")
	maps.Copy(q, authorizing[door])
	for i := 0; i+1 < len(more); i += 2 {
		q.Set(more[i], more[i+1])
	}
	return q
}

// code signs somebody in for an application and is the code.
func (s *siege) code(door string, more ...string) string {
	s.Helper()
	who := "656005750104"
	if door == "/nhs-login/authorize" {
		who = "9912003071"
	}
	browser := s.Browser()
	back := browser.Visit(door, begin(door, append([]string{"login_as", who}, more...)...))
	if back.StatusCode == 200 {
		back = browser.Fill(back, "username", who)
	}
	require.Equal(s, 302, back.StatusCode, "%s: %s", door, back.Text)
	require.NotEmpty(s, back.Query(s).Get("code"), back.Header.Get("Location"))
	return back.Query(s).Get("code")
}

// redeem is a token request of an application for a code, by secret and by assertion at once where the door knows either.
func (s *siege) redeem(door, app, code, redirect string) logintest.Reply {
	s.Helper()
	path := tokensAt[door]
	secret := map[string]string{"web": logintest.Secret, "evil": "ev1l"}[app]
	form := values("grant_type", "authorization_code", "client_id", app, "client_secret", secret, "code", code, "redirect_uri", redirect)
	if door == "/nhs-login/authorize" {
		key := logintest.Keys()[map[string]int{"web": 0, "evil": 1}[app]]
		assertion := logintest.Sign(s, key, logintest.Claims{"alg": "RS512", "typ": "JWT", "kid": "key-1"}, logintest.Claims{
			"iss": app, "sub": app, "aud": logintest.Host + path, "jti": app + code, "exp": logintest.WallTime.Add(4 * time.Minute).Unix()})
		form = logintest.Asserting(assertion, "grant_type", "authorization_code", "code", code, "redirect_uri", redirect)
	}
	return s.Post(path, form)
}

// TestRedirectsToStrangers (RFC 9700 §4.1 and §4.11, CWE-601): a door sends nobody to an address that the application has not registered, byte by byte, nor to another
// application's, and what is sent along becomes no header (CWE-113).
func TestRedirectsToStrangers(t *testing.T) {
	s := newSiege(t, "")
	for door := range authorizing {
		for _, to := range []string{evilCallback, "https://app.example/callback", logintest.Callback + "&y=2", logintest.Callback + "#f", "https://app.example.evil.example/callback?x=1",
			"https://app.example@evil.example/callback?x=1", "https://app.example%2eevil.example/callback?x=1", "//evil.example", `https:\\evil.example`, "https://APP.example/callback?x=1",
			"https://app.example/%63allback?x=1", "https://app.example/../callback?x=1", "http://app.example/callback?x=1", "javascript:alert(1)", "data:text/html,x", " " + logintest.Callback,
			logintest.Callback + "\r\nX-Evil: 1", logintest.Callback + "\x00", logintest.Callback + "\u200b", "https://\uff41pp.example/callback?x=1", "https://127.0.0.1/callback?x=1", ""} {
			w := s.Get(door + "?" + begin(door, "redirect_uri", to, "login_as", "656005750104").Encode())
			assert.Equal(t, 400, w.StatusCode, "%s %q", door, to)
			assert.Empty(t, w.Header.Get("Location"), "%s %q", door, to)
			assert.NotContains(t, w.Text, `href="`+to, door)
		}
		// Twice the parameter, the good one first (RFC 6749 §3.1): never the second, and never the other application's.
		for _, twice := range []string{"&redirect_uri=" + url.QueryEscape(evilCallback), "&client_id=evil", "&client_id=evil&redirect_uri=" + url.QueryEscape(evilCallback)} {
			w := s.Get(door + "?" + begin(door, "login_as", "656005750104", "prompt", "login").Encode() + twice)
			assert.Less(t, w.StatusCode, 500)
			assert.NotContains(t, w.Header.Get("Location"), "evil", "%s %s", door, twice)
		}
		w := s.Get(door + "?" + begin(door, "state", "a\r\nSet-Cookie: x=y", "response_type", "wrong\r\nX-Evil: 1").Encode())
		assert.Empty(t, w.Header.Get("X-Evil"), door)
		assert.NotContains(t, w.Header.Get("Location"), "\n", door)
	}
	for _, path := range []string{cis2.Root + "/connect/endSession?post_logout_redirect_uri=" + evilCallback, "/citizen/sign-in?redirect_uri=" + evilCallback + "&return=" + evilCallback + "&next=//evil.example"} {
		assert.NotContains(t, s.Get(path).Header.Get("Location"), "evil", path)
	}
}

// TestCodesOfOthers (RFC 6749 §10.5, RFC 9700 §4.5 and §2.1.1): a code is good once, for the application and address that it was made for, in its realm, and with the
// verifier of its challenge.
func TestCodesOfOthers(t *testing.T) {
	s := newSiege(t, "")
	for door := range authorizing {
		code := s.code(door)
		for name, got := range map[string]logintest.Reply{
			"another application":           s.redeem(door, "evil", code, evilCallback),
			"another, by the first address": s.redeem(door, "evil", code, logintest.Callback),
			"another address":               s.redeem(door, "web", code, evilCallback),
		} {
			assert.Contains(t, []int{400, 401}, got.StatusCode, "%s: %s: %s", door, name, got.Text)
			assert.NotContains(t, got.Text, "access_token\"", "%s: %s", door, name)
		}
		code = s.code(door)
		there := s.Post("/@ward"+tokensAt[door], values("grant_type", "authorization_code", "client_id", "web", "client_secret", logintest.Secret, "code", code, "redirect_uri", logintest.Callback))
		assert.Contains(t, []int{400, 401}, there.StatusCode, "%s: %s", door, there.Text)
		first := s.redeem(door, "web", code, logintest.Callback)
		require.Equal(t, 200, first.StatusCode, "%s: %s", door, first.Text)
		assert.Contains(t, []int{400, 401}, s.redeem(door, "web", code, logintest.Callback).StatusCode, "%s: a second time", door)
	}
	guarded := s.code("/oauth2/authorize", "code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "code_challenge_method", "S256")
	assert.Equal(t, 400, s.redeem("/oauth2/authorize", "web", guarded, logintest.Callback).StatusCode, "a downgrade (RFC 9700 §4.8.2)")
}

// TestMixUp (RFC 9207, RFC 9700 §4.4): an answer of another identity provider than the one that was asked is not taken, nor an answer that nobody asked for.
func TestMixUp(t *testing.T) {
	s := newSiege(t, "")
	asked := func() (back url.Values) {
		first := s.Get("/oauth2/authorize?" + begin("/oauth2/authorize", "login_as", "656005750104").Encode())
		require.Equal(t, 302, first.StatusCode)
		second := s.Get(strings.TrimPrefix(first.Header.Get("Location"), logintest.Host))
		require.Equal(t, 302, second.StatusCode, second.Text)
		return second.Query(t)
	}
	elsewhere := asked()
	elsewhere.Set("iss", logintest.Host+"/nhs-login")
	assert.Equal(t, 400, s.Get("/oauth2/callback?"+elsewhere.Encode()).StatusCode, "another issuer")
	swapped, mine := asked(), asked()
	swapped.Set("code", "of-nobody")
	assert.Equal(t, 400, s.Get("/oauth2/callback?"+swapped.Encode()).StatusCode)
	assert.Equal(t, 400, s.Get("/oauth2-mock/callback?"+asked().Encode()).StatusCode, "the way back of the other tree")
	assert.Equal(t, 400, s.Get("/@ward/oauth2/callback?"+asked().Encode()).StatusCode, "another realm's")
	good := s.Get("/oauth2/callback?" + mine.Encode())
	assert.Equal(t, 302, good.StatusCode, good.Text)
	assert.Equal(t, 400, s.Get("/oauth2/callback?"+mine.Encode()).StatusCode, "a state is good for one return (RFC 9700 §4.7)")
	foreign := s.code(cis2.Root + "/authorize") // an application's own code is none of the platform's
	injected := asked()
	injected.Set("code", foreign)
	assert.Equal(t, 400, s.Get("/oauth2/callback?"+injected.Encode()).StatusCode, "code injection (RFC 9700 §4.5)")
}

// TestTokensOfOthers (RFC 9700 §2.2 and §4.14): access and refresh tokens are good in their realm, for their application and for what they are.
func TestTokensOfOthers(t *testing.T) {
	s := newSiege(t, "")
	answer := s.redeem("/oauth2/authorize", "web", s.code("/oauth2/authorize"), logintest.Callback).JSON(t)
	refresh := answer["refresh_token"].(string)
	renew := func(path, app, secret, token string) logintest.Reply {
		return s.Post(path, values("grant_type", "refresh_token", "client_id", app, "client_secret", secret, "refresh_token", token))
	}
	for name, got := range map[string]logintest.Reply{
		"another application's":           renew("/oauth2/token", "evil", "ev1l", refresh),
		"in another realm":                renew("/@ward/oauth2/token", "web", logintest.Secret, refresh),
		"an access token":                 renew("/oauth2/token", "web", logintest.Secret, answer["access_token"].(string)),
		"with the secret of another":      renew("/oauth2/token", "web", "ev1l", refresh),
		"at the provider for citizens":    renew("/nhs-login/token", "web", logintest.Secret, refresh),
		"at the provider for staff":       renew(cis2.Root+"/access_token", "web", logintest.Secret, refresh),
		"at the mock authorisation realm": renew("/realms/Cis2-mock-internal-dev/protocol/openid-connect/token", "web", logintest.Secret, refresh),
	} {
		assert.Contains(t, []int{400, 401}, got.StatusCode, "%s: %s", name, got.Text)
		assert.NotContains(t, got.Text, "access_token\"", name)
	}
	assert.Equal(t, 200, renew("/oauth2/token", "web", logintest.Secret, refresh).StatusCode, "none of that has used it up")
	for _, route := range s.Routes() {
		if route.Service == "pds" || route.Service == "records" {
			for _, method := range route.Methods {
				w := s.ask(method, "/@ward"+s.path(route), "")
				if open := s.ask(method, "/@ward"+s.path(route), "", "Authorization", ""); open.Code == 401 {
					assert.Equal(t, 401, w.Code, "%s %s takes a token of another realm", method, route.Template)
				}
				w = s.ask(method, s.path(route), "", "Authorization", "Bearer "+refresh)
				if open := s.ask(method, s.path(route), "", "Authorization", ""); open.Code == 401 {
					assert.Equal(t, 401, w.Code, "%s %s takes a refresh token", method, route.Template)
				}
			}
		}
	}
}

// TestForgedTokens (RFC 8725 §3.1, §3.2, §3.11 and §3.12): no JWT passes for another kind, another issuer's or another algorithm's, at any door that reads one.
func TestForgedTokens(t *testing.T) {
	s := newSiege(t, "")
	staff := s.redeem(cis2.Root+"/authorize", "web", s.code(cis2.Root+"/authorize"), logintest.Callback).JSON(t)
	citizen := s.redeem("/nhs-login/authorize", "web", s.code("/nhs-login/authorize"), logintest.Callback).JSON(t)
	der, err := x509.MarshalPKIXPublicKey(logintest.Keys()[0].Public())
	require.NoError(t, err)
	secret := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
	forged := map[string]string{"no JWT": "x", "two dots": "..", "an encrypted one that is a bomb (CVE-2024-28180)": strings.Repeat("A", 20_000) + "." + strings.Repeat("A", 300) + ".AA.AA.AA"}
	for kind, genuine := range map[string]string{"staff": staff["id_token"].(string), "citizen": citizen["id_token"].(string), "citizen's access": citizen["access_token"].(string)} {
		parts := strings.Split(genuine, ".")
		require.Len(t, parts, 3)
		header := func(change logintest.Claims) string {
			raw, err := base64.RawURLEncoding.DecodeString(parts[0])
			require.NoError(t, err)
			var h logintest.Claims
			require.NoError(t, json.Unmarshal(raw, &h))
			return logintest.Part(t, h.With(change))
		}
		mac := func(alg string) string {
			signed := header(logintest.Claims{"alg": alg}) + "." + parts[1]
			m := hmac.New(sha512.New, secret)
			_, _ = m.Write([]byte(signed))
			return signed + "." + base64.RawURLEncoding.EncodeToString(m.Sum(nil))
		}
		forged[kind+" with alg none (RFC 8725 §2.1)"] = header(logintest.Claims{"alg": "none"}) + "." + parts[1] + "."
		forged[kind+" with alg nOnE"] = header(logintest.Claims{"alg": "nOnE"}) + "." + parts[1] + "."
		forged[kind+" by HS512 and a public key (RFC 8725 §2.1)"] = mac("HS512")
		forged[kind+" in name only"] = mac("RS512")
		forged[kind+" without a signature"] = parts[0] + "." + parts[1] + "."
		forged[kind+" with other claims"] = parts[0] + "." + logintest.Part(t, logintest.Claims{"sub": "656005750107", "iss": logintest.Host + "/nhs-login", "aud": "web"}) + "." + parts[2]
		forged[kind+" with a key of its own (RFC 8725 §3.10)"] = header(logintest.Claims{"jku": evilCallback, "x5u": evilCallback, "jwk": map[string]string{"kty": "oct", "k": "AA"}, "alg": "HS256"}) + "." + parts[1] + "." + parts[2]
		forged[kind+" with kid a path"] = header(logintest.Claims{"kid": "../../../../dev/null"}) + "." + parts[1] + "." + parts[2]
	}
	doors := map[string]func(token string) int{
		"nhs-login userinfo": func(token string) int {
			return s.Get("/nhs-login/userinfo", "Authorization", "Bearer "+token).StatusCode
		},
		"cis2 userinfo": func(token string) int {
			return s.Get(cis2.Root+"/userinfo", "Authorization", "Bearer "+token).StatusCode
		},
		"keycloak userinfo": func(token string) int {
			return s.Get("/realms/Cis2-mock-internal-dev/protocol/openid-connect/userinfo", "Authorization", "Bearer "+token).StatusCode
		},
		"platform userinfo": func(token string) int { return s.Get("/oauth2/userinfo", "Authorization", "Bearer "+token).StatusCode },
		"pds": func(token string) int {
			return s.ask("GET", pds.Base+"/Patient", "", "Authorization", "Bearer "+token).Code
		},
		"records": func(token string) int {
			return s.ask("GET", records.Base+"/Patient", "", "Authorization", "Bearer "+token).Code
		},
		"citizen": func(token string) int {
			return s.ask("GET", "/citizen", "", "Authorization", "Bearer "+token, "Accept", "application/json").Code
		},
		"endSession": func(token string) int {
			return s.Get(cis2.Root + "/connect/endSession?id_token_hint=" + token).StatusCode
		},
		"backchannel logout": func(token string) int {
			return s.Post("/oauth2/backchannel_logout", values("logout_token", token)).StatusCode
		},
		"client assertion": func(token string) int {
			return s.Post("/oauth2/token", logintest.Asserting(token, "grant_type", "client_credentials")).StatusCode
		},
	}
	for name, token := range forged {
		for door, knock := range doors {
			status := knock(token)
			assert.Contains(t, []int{400, 401, 403}, status, "%s at %s", name, door)
		}
	}
	// Genuine, but of another kind or for another: cross-JWT confusion (RFC 8725 §2.8).
	assert.Equal(t, 401, doors["nhs-login userinfo"](citizen["id_token"].(string)), "an ID token is no access token")
	assert.Equal(t, 401, doors["cis2 userinfo"](citizen["access_token"].(string)), "of another provider")
	assert.Equal(t, 400, doors["endSession"](citizen["id_token"].(string)), "of another provider")
	assert.Equal(t, 400, doors["backchannel logout"](staff["id_token"].(string)), "an ID token is no logout token")
	assert.Equal(t, 401, s.Get("/@ward/nhs-login/userinfo", "Authorization", "Bearer "+citizen["access_token"].(string)).StatusCode, "of another realm")
	exchange := func(n int, subject string) logintest.Reply {
		return s.Post("/oauth2/token", logintest.Asserting(logintest.Assertion(t, "web", logintest.Host+"/oauth2/token", fmt.Sprint("x", n), nil), "grant_type", "urn:ietf:params:oauth:grant-type:token-exchange",
			"subject_token_type", "urn:ietf:params:oauth:token-type:id_token", "subject_token", subject))
	}
	n := 0
	for name, token := range forged {
		n++
		got := exchange(n, token)
		assert.Contains(t, []int{400, 401, 403}, got.StatusCode, "%s exchanged: %s", name, got.Text)
	}
}

// TestReplayedAssertions (RFC 7523 §3, RFC 8725 §3.9): a jti is good once in a realm, at either of the platform's trees.
func TestReplayedAssertions(t *testing.T) {
	s := newSiege(t, "")
	both := []string{logintest.Host + "/oauth2/token", logintest.Host + "/oauth2-mock/token"}
	assertion := logintest.Assertion(t, "web", "", "once", logintest.Claims{"aud": both})
	send := func(path string) int {
		return s.Post(path, logintest.Asserting(assertion, "grant_type", "client_credentials")).StatusCode
	}
	assert.Equal(t, 200, send("/oauth2/token"))
	assert.Equal(t, 400, send("/oauth2/token"))
	assert.Equal(t, 400, send("/oauth2-mock/token"))
	assert.Equal(t, 401, send("/@ward/oauth2/token"), "its audience is another realm's")
}

// TestForgeriesDoNotFlushTheMemory (CWE-294, CWE-799): more forged assertions than a realm remembers, all of them to be forgotten later than a genuine one that was
// overheard, do not make it forget that one.
func TestForgeriesDoNotFlushTheMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("17,000 requests")
	}
	s := newSiege(t, "")
	overheard := logintest.Asserting(logintest.Assertion(t, "web", logintest.Host+"/oauth2/token", "overheard", logintest.Claims{"exp": logintest.WallTime.Unix() + 100}), "grant_type", "client_credentials")
	require.Equal(t, 200, s.Post("/oauth2/token", overheard).StatusCode)
	header := logintest.Part(t, logintest.Claims{"alg": "RS512", "typ": "JWT", "kid": "key-1"})
	for n := range login.MostRemembered + 1000 {
		claims := fmt.Sprintf(`{"iss":"nobody","sub":"nobody","aud":"%s/oauth2/token","jti":"%d","exp":%d}`, logintest.Host, n, logintest.WallTime.Unix()+250)
		forged := header + "." + base64.RawURLEncoding.EncodeToString([]byte(claims)) + ".AAAA"
		w := s.ask(http.MethodPost, "/oauth2/token", logintest.Asserting(forged, "grant_type", "client_credentials").Encode(), "Content-Type", "application/x-www-form-urlencoded", "Authorization", "")
		require.Equal(t, 401, w.Code, "%s", w.Body)
	}
	assert.Equal(t, 400, s.Post("/oauth2/token", overheard).StatusCode)
}

// TestWhatOthersDid (CWE-200, CWE-639): of an application's secrets, addresses, writes and answers another learns nothing, nor one citizen of another's log.
func TestWhatOthersDid(t *testing.T) {
	s := newSiege(t, "")
	number := func(i int) string { return s.Realm.World.Population().Number(i).String() }
	for _, path := range []string{"/registers/product-under-test/records", "/registers/product-under-test/entries", "/registers/product-under-test/download-rsf", "/registers/product-under-test/next/records", "/registers"} {
		w := s.ask(http.MethodGet, path, "", "Authorization", "")
		require.Equal(t, 200, w.Code, path)
		for _, secret := range []string{logintest.Secret, "ev1l", evilCallback, "app.example"} {
			assert.NotContains(t, w.Body.String(), secret, path)
		}
	}
	// Somebody else's answer does not come back under their X-Request-ID.
	staff := *s.must(s.Realm.Tokens.Find(s.clinical, logintest.WorldTime)).User
	theirs := s.Realm.Tokens.IssueTo(&staff, "evil", []string{pds.WorkerScope}, logintest.WorldTime, time.Hour).Value
	patch := `{"patches":[{"op":"add","path":"/name/-","value":{"use":"old","family":"Once"}}]}`
	send := func(token string) int {
		return s.ask(http.MethodPatch, pds.Base+"/Patient/"+number(5), patch, "Authorization", "Bearer "+token, "Content-Type", "application/json-patch+json").Code
	}
	assert.Equal(t, 200, send(s.clinical))
	assert.Equal(t, 200, send(s.clinical), "the same request again")
	assert.Equal(t, 409, send(theirs), "another's request of the same words is one of its own, and too late")
	// A citizen sees their own record and log, whatever they ask for.
	for _, path := range []string{pds.Base + "/Patient/" + number(5), pds.Base + "/Patient/" + number(5) + "/RelatedPerson", records.Base + "/Patient/" + s.Realm.World.IDs().PatientID(5),
		records.Base + "/Patient/" + s.Realm.World.IDs().PatientID(5) + "/AllergyIntolerance", records.Base + "/Patient?identifier=https://fhir.nhs.uk/Id/nhs-number%7C" + number(5)} {
		w := s.ask(http.MethodGet, path, "", "Authorization", "Bearer "+s.citizen)
		assert.NotContains(t, w.Body.String(), `"birthDate"`, path)
		assert.NotContains(t, w.Body.String(), `"family"`, path)
		if !strings.Contains(path, "identifier=") {
			assert.Contains(t, []int{403, 404}, w.Code, path)
		}
	}
	log := s.ask(http.MethodGet, "/citizen?person=5&nhsNumber="+number(5)+"&page=1", "", "Authorization", "Bearer "+s.citizen, "Accept", "application/json", "X-NHS-Number", number(5))
	require.Equal(t, 200, log.Code)
	assert.NotContains(t, strings.ReplaceAll(log.Body.String(), " ", ""), number(5))
	assert.NotContains(t, log.Body.String(), "update-patient", "what was done to person 5")
	own := s.ask(http.MethodGet, "/citizen", "", "Authorization", "Bearer "+s.Realm.Tokens.IssueTo(&mocks.User{Kind: mocks.Citizen, Assurance: "P9", NHSNumber: number(5)}, "web", nil, logintest.WorldTime, time.Hour).Value,
		"Accept", "application/json")
	assert.Contains(t, own.Body.String(), "Web app", "who wrote to them")
	ward := s.other.Tokens.IssueTo(&mocks.User{Kind: mocks.Citizen, Assurance: "P9", NHSNumber: number(5)}, "web", nil, logintest.WorldTime, time.Hour).Value
	elsewhere := s.ask(http.MethodGet, "/@ward/citizen", "", "Authorization", "Bearer "+ward, "Accept", "application/json")
	require.Equal(t, 200, elsewhere.Code)
	assert.NotContains(t, elsewhere.Body.String(), "Web app", "the other realm's log has nothing of this one's")
	assert.Equal(t, 401, s.ask(http.MethodGet, "/@ward/citizen", "", "Authorization", "Bearer "+s.citizen, "Accept", "application/json").Code)
	// With an application go its tokens.
	require.True(t, s.Dismiss("evil"))
	assert.Equal(t, 401, send(theirs))
}

// must is a token that is there.
func (s *siege) must(token *mocks.Token, err error) *mocks.Token {
	s.Helper()
	require.NoError(s, err)
	return token
}
