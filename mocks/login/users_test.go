package login_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/login/logintest"
	"sandpiper/mocks/login/people"
	"sandpiper/mocks/mockstest/published"
)

// TestMockUsers signs every published user of the mock identity providers in, by a page and without one, and each has the level that the
// digest says (§2.7).
func TestMockUsers(t *testing.T) {
	r := logintest.New(t, nil)
	name := regexp.MustCompile(`\d{9,12}|\b\d{3}\b`)
	level := regexp.MustCompile(`AAL(\d)|\bP([059])\b`)
	users := map[string]string{} // assurance by name; empty where the digest does not say
	for _, row := range published.Lines(published.Section(t, "### 2.7")) {
		var whole []string
		for _, n := range name.FindAllString(row[0], -1) {
			if len(n) < 9 { // the last digits of the next one
				n = whole[0][:len(whole[0])-len(n)] + n
			}
			whole = append(whole, n)
		}
		levels := level.FindAllStringSubmatch(row[1], -1)
		for i, n := range whole {
			users[n] = ""
			if len(levels) == 0 {
				continue
			}
			at := levels[min(i, len(levels)-1)]
			users[n] = "aal" + at[1]
			if at[2] != "" {
				users[n] = "P" + at[2]
			}
		}
	}
	require.Len(t, users, 14)
	for who, want := range users {
		scope := "nhs-cis2"
		if len(who) == 10 {
			scope = "nhs-login"
		}
		browser := r.Browser()
		back := browser.Fill(browser.Visit("/oauth2-mock/authorize", start("scope", scope)), "username", who)
		require.Equal(t, 302, back.StatusCode, "%s: %s", who, back.Text)
		for _, code := range []string{back.Query(t).Get("code"), code(t, r, "/oauth2-mock", who, "scope", scope)} {
			answer := r.Post("/oauth2-mock/token", redeem(code))
			require.Equal(t, 200, answer.StatusCode, "%s: %s", who, answer.Text)
			token, err := r.Realm.Tokens.Find(answer.JSON(t)["access_token"].(string), logintest.WorldTime)
			require.NoError(t, err)
			if want != "" {
				assert.Equal(t, want, token.User.Assurance, who)
			}
		}
	}
}

// TestSandpitUsers: the published citizens of NHS login's sandpit are there with their own numbers, names and birthdays (digest §3.8).
func TestSandpitUsers(t *testing.T) {
	r := logintest.New(t, nil)
	rows := published.Lines(published.Section(t, "### 3.8"))
	require.Len(t, rows, 8)
	for _, row := range rows {
		c, err := people.FindCitizen(r.Realm.World.View(), strings.Replace(strings.Replace(row[0], "…", "testuserlive", 1), "@demo.signin.nhs.uk", "@", 1)+"demo.signin.nhs.uk")
		require.NoError(t, err, row[0])
		assert.Equal(t, row[1][:2], c.Level, row[0])
		assert.Equal(t, strings.Contains(row[1], "IM1"), c.IM1, row[0])
		assert.Equal(t, row[2], c.Number, row[0])
		assert.Equal(t, row[3], c.Given+" "+c.Family, row[0])
		assert.Equal(t, row[4][:10], c.Born, row[0])
		assert.Equal(t, row[5], c.GP, row[0])
	}
}

// TestEverybodySignsIn: each citizen of the population at NHS login and each clinician of some practices at CIS2 gets a code, by the machine's way.
func TestEverybodySignsIn(t *testing.T) {
	r := logintest.New(t, nil)
	population := r.Realm.World.Population()
	step := 1
	if testing.Short() {
		step = 16
	}
	for i := 0; i < population.Len(); i += step {
		back := r.Get("/nhs-login/authorize?" + start("scope", "openid profile", "nonce", "n", "login_as", population.Number(i).String()).Encode())
		require.NotEmpty(t, back.Query(t).Get("code"), "person %d: %d %s", i, back.StatusCode, back.Text)
	}
	n := 0
	for practice := range population.Practices() {
		if n++; n > 40/step {
			break
		}
		for k := range practice.Practitioners {
			who := population.Practitioner(practice.Code, k).SDSUser
			require.NotEmpty(t, code(t, r, "/oauth2", who), who)
		}
	}
}
