package nhslogin_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/login/logintest"
)

// TestRefreshInOneSecond: what a refresh token gives is the same within a second of wall time and another thing after it. A jti never stands for two
// tokens, and the tokens for a code are nobody else's (doc.go, same-second).
func TestRefreshInOneSecond(t *testing.T) {
	r := logintest.New(t, nil)
	first := signIn(t, r, "testuserlive@demo.signin.nhs.uk")
	second := signIn(t, r, "testuserlive@demo.signin.nhs.uk")
	n := 0
	renew := func(held map[string]any) map[string]any {
		n++
		answer := r.Post("/nhs-login/token", logintest.Asserting(logintest.Assertion(t, "web", issuer+"/token", "renew"+string(rune('a'+n)), nil),
			"grant_type", "refresh_token", "refresh_token", held["refresh_token"].(string)))
		require.Equal(t, 200, answer.StatusCode, answer.Text)
		return answer.JSON(t)
	}
	once := renew(first)
	assert.Equal(t, once, renew(first), "the same second")
	other := renew(second)
	r.Wall.Advance(time.Second)
	later := renew(first)

	ids := map[any]string{}
	for name, body := range map[string]map[string]any{"code": first, "another code": second, "refreshed": once, "another's": other, "later": later} {
		kinds := []string{"access_token"}
		if strings.HasSuffix(name, "code") {
			kinds = append(kinds, "id_token")
		} else {
			assert.NotContains(t, body, "id_token", "there is one for a code only (EIS Table 8)")
		}
		for _, kind := range kinds {
			_, claims := r.Decode(body[kind].(string), keys)
			assert.Regexp(t, `^[0-9a-f-]{36}$`, claims["jti"])
			assert.Empty(t, ids[claims["jti"]], "%s of %s", kind, name)
			ids[claims["jti"]] = name
		}
		info := r.Get("/nhs-login/userinfo", "Authorization", "Bearer "+body["access_token"].(string))
		assert.Equal(t, 200, info.StatusCode, name)
	}
	assert.Len(t, ids, 7)
}

// TestRefreshForLess: a refresh token gives fewer scopes if fewer are asked for, and all of them the next time (EIS Table 6).
func TestRefreshForLess(t *testing.T) {
	r := logintest.New(t, nil)
	held := signIn(t, r, "testuserlive@demo.signin.nhs.uk", "scope", "openid profile email")["refresh_token"].(string)
	for i, row := range []struct{ asked, given string }{{"openid email", "openid email"}, {"", "openid profile email"}} {
		answer := r.Post("/nhs-login/token", logintest.Asserting(logintest.Assertion(t, "web", issuer+"/token", "less"+string(rune('a'+i)), nil),
			"grant_type", "refresh_token", "refresh_token", held, "scope", row.asked)).JSON(t)
		assert.Equal(t, row.given, answer["scope"])
		assert.Equal(t, held, answer["refresh_token"])
		info := r.Get("/nhs-login/userinfo", "Authorization", "Bearer "+answer["access_token"].(string)).JSON(t)
		assert.Equal(t, row.asked == "", info["family_name"] != nil)
		assert.NotNil(t, info["email"])
	}
}
