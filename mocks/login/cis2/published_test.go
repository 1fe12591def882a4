package cis2_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/login/cis2"
	"sandpiper/mocks/login/logintest"
	"sandpiper/mocks/mockstest/published"
)

// TestWhatTheDigestNames: no specification of CIS2 is public, so that its catalogue is what the digest names (§4.1 to §4.4): endpoints, scopes,
// acr values, methods of client authentication, claims of the ID token, members of userinfo.
func TestWhatTheDigestNames(t *testing.T) {
	r := logintest.New(t, nil)
	quoted := regexp.MustCompile("`([A-Za-z0-9_]+)`")
	names := func(text, from, to string) []string {
		_, text, found := strings.Cut(text, from)
		require.True(t, found, from)
		text, _, found = strings.Cut(text, to)
		require.True(t, found, to)
		var out []string
		for _, m := range quoted.FindAllStringSubmatch(text, -1) {
			out = append(out, m[1])
		}
		return out
	}
	told := r.Get(cis2.Root + "/.well-known/openid-configuration").JSON(t)
	for member, path := range map[string]string{"authorization_endpoint": "/authorize", "token_endpoint": "/access_token", "userinfo_endpoint": "/userinfo", "jwks_uri": "/connect/jwk_uri"} {
		assert.Equal(t, issuer+path, told[member])
		assert.Contains(t, published.Section(t, "### 4.1"), path)
	}
	authorize := published.Section(t, "### 4.2")
	acr := names(authorize, "acr values seen in code", "AAL2 request accepts")
	require.Len(t, acr, 11)
	for _, value := range acr {
		assert.Contains(t, told["acr_values_supported"], value)
		back := r.Get(cis2.Root + "/authorize?" + start("acr_values", value, "login_as", "656005750108").Encode())
		assert.NotEmpty(t, back.Query(t).Get("code"), "%s: who reaches AAL3 satisfies it", value)
	}
	scopes := names(authorize, "Scopes: ", "acr values seen")
	for _, scope := range []string{"openid", "profile", "email", "nhsperson", "associatedorgs", "nationalrbacaccess", "professionalmemberships", "organisationalmemberships",
		"selectedrole", "changedrole"} {
		assert.Contains(t, scopes, scope, "the digest")
		assert.Contains(t, told["scopes_supported"], scope)
	}
	tokens := published.Section(t, "### 4.3")
	for _, method := range names(tokens, "Client auth: ", "(RS256)") {
		assert.Contains(t, told["token_endpoint_auth_methods_supported"], method)
	}

	// The claims of an ID token, every one of them, for somebody who chose a role.
	body := signIn(t, r, "656005750107", "scope", "openid selectedrole")
	_, id := r.Decode(body["id_token"].(string), keys)
	_, list, found := strings.Cut(tokens, "ID-token claims `[S 3688510758]`: `")
	require.True(t, found)
	list, _, _ = strings.Cut(list, "`")
	for claim := range strings.FieldsSeq(list) {
		name, value, given := strings.Cut(claim, "=")
		assert.Contains(t, id, name)
		if given {
			assert.Equal(t, strings.Trim(value, `"`), id[name])
		}
	}
	assert.Len(t, id, len(strings.Fields(list)), "and no others")

	// The members of the published userinfo that the population has.
	info := published.Section(t, "### 4.4")
	got := signIn(t, r, r.Realm.World.Population().Practitioner("ZX0007", 0).SDSUser, "scope", "openid profile email nhsperson associatedorgs nationalrbacaccess professionalmemberships organisationalmemberships")
	for member := range r.Get(cis2.Root+"/userinfo?schema=openid", "Authorization", "Bearer "+got["access_token"].(string)).JSON(t) {
		if slices.Contains([]string{"email", "idassurancelevel"}, member) { // in the whole sample, and not in the digest's shorter one
			continue
		}
		assert.Contains(t, info, `"`+member+`"`)
	}
}
