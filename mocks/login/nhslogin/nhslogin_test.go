package nhslogin_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/login/logintest"
	"sandpiper/mocks/mockstest/published"
)

const (
	issuer  = logintest.Host + "/nhs-login"
	keys    = "/nhs-login/.well-known/jwks.json"
	everyOf = "openid profile profile_extended email phone landline gp_registration_details basic_demographics client_metadata"
)

// start is a good authorisation request but for what is changed; an empty value removes one.
func start(more ...string) url.Values {
	q := url.Values{"client_id": {"web"}, "redirect_uri": {logintest.Callback}, "response_type": {"code"}, "state": {"st"}, "nonce": {"no"}, "scope": {"openid profile"}}
	for i := 0; i+1 < len(more); i += 2 {
		if q.Set(more[i], more[i+1]); more[i+1] == "" {
			q.Del(more[i])
		}
	}
	return q
}

// redeem is a good token request of an application for a code.
func redeem(t testing.TB, app, code string, more ...string) url.Values {
	return logintest.Asserting(logintest.Assertion(t, app, issuer+"/token", "redeem "+app+code, nil),
		append([]string{"grant_type", "authorization_code", "code", code, "redirect_uri", logintest.Callback}, more...)...)
}

// signIn signs somebody in without a page and is the token answer.
func signIn(t testing.TB, r *logintest.Rig, who string, more ...string) map[string]any {
	t.Helper()
	back := r.Browser().Visit("/nhs-login/authorize", start(append([]string{"login_as", who}, more...)...))
	require.NotEmpty(t, back.Query(t).Get("code"), "%d %s", back.StatusCode, back.Header.Get("Location"))
	answer := r.Post("/nhs-login/token", redeem(t, "web", back.Query(t).Get("code")))
	require.Equal(t, 200, answer.StatusCode, "%s %s", answer.Text, answer.Header.Get("X-Sandpiper-Why"))
	return answer.JSON(t)
}

// TestDiscovery has the members of the real document, no more and no fewer (digest §3.1).
func TestDiscovery(t *testing.T) {
	r := logintest.New(t, nil)
	got := r.Get("/nhs-login/.well-known/openid-configuration").JSON(t)
	assert.Equal(t, issuer, got["issuer"])
	for _, absent := range []string{"grant_types_supported", "code_challenge_methods_supported", "end_session_endpoint", "revocation_endpoint", "introspection_endpoint"} {
		assert.NotContains(t, got, absent)
	}
	assert.Equal(t, []any{"private_key_jwt"}, got["token_endpoint_auth_methods_supported"])
	theirs := published.Decode(t, published.File(t, "nhs-login/derived-openid-configuration.sandpit.json")).(map[string]any)
	for name, value := range theirs {
		if text, ok := value.(string); ok && strings.HasPrefix(text, "https://") {
			assert.Contains(t, got, name)
			got[name] = value
		}
	}
	assert.Equal(t, theirs, got)
}

// TestTokens has the claims of the published sample, with the types of its members (digest §3.3; specs/nhs-login/derived-token-and-userinfo.sandpit.json).
func TestTokens(t *testing.T) {
	r := logintest.New(t, nil)
	body := signIn(t, r, "testuserlive@demo.signin.nhs.uk", "scope", "openid profile profile_extended")
	assert.Equal(t, "openid profile profile_extended", body["scope"])
	assert.Equal(t, 300.0, body["expires_in"])
	assert.Equal(t, "bearer", body["token_type"])
	assert.Regexp(t, `^[0-9a-f-]{36}$`, body["refresh_token"])
	header, id := r.Decode(body["id_token"].(string), keys)
	assert.Equal(t, "RS512", header["alg"])
	assert.Equal(t, "JWT", header["typ"])
	assert.NotEmpty(t, header["kid"])
	sub, iat := id["sub"], float64(logintest.WallTime.Unix())
	vtm := issuer + "/trustmark/example.test" // digest §3.1: the host of the issuer
	assert.Equal(t, map[string]any{"iss": issuer, "sub": sub, "aud": "web", "iat": iat, "exp": iat + 3600, "auth_time": iat, "vtm": vtm, "vot": "P9.Cp.Cd", "nonce": "no",
		"jti": id["jti"], "nhs_number": "9686368973", "identity_proofing_level": "P9", "id_status": "verified", "token_use": "id", "surname": "MILLAR",
		"family_name": "MILLAR", "birthdate": "1968-02-12"}, id)
	_, access := r.Decode(body["access_token"].(string), keys)
	assert.Equal(t, map[string]any{"iss": issuer, "sub": sub, "aud": "web", "client_id": "web", "iat": iat, "exp": iat + 300, "auth_time": iat, "vtm": vtm, "vot": "P9.Cp.Cd",
		"jti": access["jti"], "nhs_number": "9686368973", "requesting_patient": "9686368973", "version": 0.0, "reason_for_request": "patientaccess",
		"token_use": "access", "scope": "openid profile profile_extended"}, access)
	info := r.Get("/nhs-login/userinfo", "Authorization", "Bearer "+body["access_token"].(string))
	assert.Equal(t, map[string]any{"sub": sub, "iss": issuer, "aud": "web", "nhs_number": "9686368973", "birthdate": "1968-02-12", "family_name": "MILLAR",
		"identity_proofing_level": "P9", "given_name": "Mona"}, info.JSON(t))
	trust := r.Get(vtm).JSON(t)
	assert.Len(t, trust["P"], 6)
}

// TestPublishedSample: the answer of /token, both tokens and userinfo have the members of the published sample and their kinds, and one more: the
// nonce, which the interface wants echoed and the sample's client did not send.
func TestPublishedSample(t *testing.T) {
	sample := published.Decode(t, published.File(t, "nhs-login/derived-token-and-userinfo.sandpit.json")).(map[string]any)
	r := logintest.New(t, nil)
	body := signIn(t, r, "testuserlive@demo.signin.nhs.uk", "scope", "openid profile profile_extended")
	_, id := r.Decode(body["id_token"].(string), keys)
	_, access := r.Decode(body["access_token"].(string), keys)
	assert.Equal(t, "no", id["nonce"])
	delete(id, "nonce")
	for name, ours := range map[string]any{
		"token_response": body, "id_token_claims": id, "access_token_claims": access,
		"userinfo": r.Get("/nhs-login/userinfo", "Authorization", "Bearer "+body["access_token"].(string)).JSON(t),
	} {
		assert.Equal(t, published.Shape(sample[name]), published.Shape(ours), name)
	}
	for _, name := range []string{"nhs_number", "birthdate", "family_name", "surname", "identity_proofing_level", "id_status", "token_use", "vot"} {
		assert.Equal(t, sample["id_token_claims"].(map[string]any)[name], id[name], "the same user")
	}
	for _, name := range []string{"scope", "expires_in", "token_type"} {
		assert.Equal(t, sample["token_response"].(map[string]any)[name], body[name])
	}
}
