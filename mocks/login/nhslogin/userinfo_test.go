package nhslogin_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/login/logintest"
	"sandpiper/mocks/mockstest/published"
)

// TestUserinfoByScopeAndLevel is the table of digest §3.4: which claims each scope gives at each level. Nothing is ever null.
func TestUserinfoByScopeAndLevel(t *testing.T) {
	r := logintest.New(t, nil, mocks.App{ID: "im1", Keys: logintest.KeySet(), Redirects: []string{logintest.Callback}, LoginScopes: strings.Fields(everyOf + " gp_integration_credentials")})
	always := []string{"aud", "iss", "sub"}
	seen := map[string]bool{}
	for scope, row := range map[string]struct{ p0, p5, p9 []string }{
		"openid":                     {},
		"profile":                    {nil, []string{"birthdate", "family_name", "identity_proofing_level", "nhs_number"}, []string{"birthdate", "family_name", "identity_proofing_level", "nhs_number"}},
		"basic_demographics":         {nil, []string{"birthdate", "family_name", "identity_proofing_level"}, []string{"birthdate", "family_name", "identity_proofing_level"}},
		"profile_extended":           {nil, []string{"given_name"}, []string{"given_name"}},
		"email":                      {[]string{"email", "email_verified"}, []string{"email", "email_verified"}, []string{"email", "email_verified"}},
		"phone":                      {[]string{"phone_number", "phone_number_pds_matched", "phone_number_verified"}, []string{"phone_number", "phone_number_pds_matched", "phone_number_verified"}, []string{"phone_number", "phone_number_pds_matched", "phone_number_verified"}},
		"landline":                   {},
		"gp_registration_details":    {nil, []string{"gp_registration_details"}, []string{"gp_registration_details"}},
		"gp_integration_credentials": {nil, nil, []string{"gp_integration_credentials"}},
		"client_metadata":            {},
	} {
		seen[scope] = true
		for user, want := range map[string][]string{"9912003073": row.p0, "testuserlive+p5@demo.signin.nhs.uk": row.p5, "testuserlive@demo.signin.nhs.uk": row.p9} {
			back := r.Browser().Visit("/nhs-login/authorize", start("client_id", "im1", "login_as", user, "vtr", `["P0.Cp.Cd"]`, "scope", "openid "+scope))
			require.Equal(t, 302, back.StatusCode)
			body := r.Post("/nhs-login/token", redeem(t, "im1", back.Query(t).Get("code"))).JSON(t)
			info := r.Get("/nhs-login/userinfo", "Authorization", "Bearer "+body["access_token"].(string)).JSON(t)
			var names []string
			for name, value := range info {
				assert.NotNil(t, value)
				if !slices.Contains(always, name) {
					names = append(names, name)
				}
			}
			slices.Sort(names)
			assert.Equal(t, want, names, "%s for %s", scope, user)
		}
	}
	for _, row := range published.Lines(published.Section(t, "### 3.4")) {
		assert.True(t, seen[strings.Trim(row[0], "`")], "the digest has a scope %s", row[0])
	}
}

func TestUserinfoRefusals(t *testing.T) {
	r := logintest.New(t, nil)
	body := signIn(t, r, "9912003071")
	access := body["access_token"].(string)
	for _, value := range []string{"", "Bearer", "Bearer x", "Basic " + access, "Bearer " + body["id_token"].(string), "Bearer " + access[:len(access)-4] + "AAAA"} {
		got := r.Get("/nhs-login/userinfo", "Authorization", value)
		assert.Equal(t, 401, got.StatusCode, value)
		assert.Contains(t, got.Header.Get("WWW-Authenticate"), `error="invalid_token"`)
	}
	r.Realm.World.Clock().Advance(5 * time.Minute)
	got := r.Get("/nhs-login/userinfo", "Authorization", "Bearer "+access)
	assert.Equal(t, 401, got.StatusCode)
	assert.Equal(t, `error="invalid_token", error_description="The access token expired"`, got.Header.Get("WWW-Authenticate"), "digest §3.4")
	form := logintest.Asserting(logintest.Assertion(t, "web", issuer+"/token", "again", nil), "grant_type", "refresh_token", "refresh_token", body["refresh_token"].(string))
	renewed := r.Post("/nhs-login/token", form)
	require.Equal(t, 200, renewed.StatusCode, renewed.Text)
	assert.Equal(t, 200, r.Get("/nhs-login/userinfo", "Authorization", "Bearer "+renewed.JSON(t)["access_token"].(string)).StatusCode)
	r.Realm.World.Clock().Advance(30 * 24 * time.Hour)
	form.Set("client_assertion", logintest.Assertion(t, "web", issuer+"/token", "too late", nil))
	assert.Equal(t, "invalid_grant", r.Post("/nhs-login/token", form).JSON(t)["error"], "thirty days")
}

// TestMetadataIsKeptByApplication (digest §3.4; EIS Table 14): PATCH answers 204, and one application does not see another's.
func TestMetadataIsKeptByApplication(t *testing.T) {
	r := logintest.New(t, nil)
	mine := signIn(t, r, "9912003071", "scope", "openid client_metadata")["access_token"].(string)
	patch := func(body, token string) logintest.Reply {
		return r.Do("PATCH", "/nhs-login/userinfo", body, "Authorization", "Bearer "+token, "Content-Type", "application/json")
	}
	assert.Equal(t, 204, patch(`{"client_user_metadata":"seen the tour"}`, mine).StatusCode)
	assert.Equal(t, "seen the tour", r.Get("/nhs-login/userinfo", "Authorization", "Bearer "+mine).JSON(t)["client_user_metadata"])
	back := r.Browser().Visit("/nhs-login/authorize", start("client_id", "other", "login_as", "9912003071", "scope", "openid client_metadata"))
	theirs := r.Post("/nhs-login/token", redeem(t, "other", back.Query(t).Get("code"))).JSON(t)["access_token"].(string)
	assert.NotContains(t, r.Get("/nhs-login/userinfo", "Authorization", "Bearer "+theirs).Text, "tour")
	told := func() any {
		return r.Get("/nhs-login/userinfo", "Authorization", "Bearer "+mine).JSON(t)["client_user_metadata"]
	}
	longest := strings.Repeat("ŵ", 1024)
	assert.Equal(t, 204, patch(`{"client_user_metadata":"`+longest+`"}`, mine).StatusCode)
	assert.Equal(t, longest, told())
	for _, bad := range []string{"", "[]", `{"client_user_metadata":1}`, `{"client_user_metadata":"` + longest + `x"}`, `{"client_user_metadata":"` + strings.Repeat("x", 1<<20) + `"}`} {
		got := patch(bad, mine)
		assert.Equal(t, 400, got.StatusCode)
		assert.JSONEq(t, `{"error":"invalid_request","error_description":"Invalid parameter content"}`, got.Text)
	}
	assert.Equal(t, longest, told(), "what was refused has changed nothing")
	assert.Equal(t, 204, patch(`{}`, mine).StatusCode, "the member is optional")
	assert.Equal(t, longest, told())
	assert.Equal(t, 204, patch(`{"client_user_metadata":"auto"}`, mine).StatusCode)
	assert.Regexp(t, `^[\w-]{32}$`, told(), "one of the provider's making")
	assert.Equal(t, 204, patch(`{"client_user_metadata":""}`, mine).StatusCode)
	assert.Nil(t, told(), "cleared, and not an empty string")
	assert.Equal(t, 401, patch("{}", "x").StatusCode)
	less := patch(`{"client_user_metadata":"x"}`, signIn(t, r, "9912003071")["access_token"].(string))
	assert.Equal(t, 403, less.StatusCode, "without the scope: EIS 3.6.2.2")
	assert.Contains(t, less.Header.Get("WWW-Authenticate"), `error="insufficient_scope"`)
}
