package nhslogin_test

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/login/logintest"
	"sandpiper/mocks/login/uaf/uaftest"
	"sandpiper/mocks/world"
)

const fido = "/nhs-login/uaf/"

// enrolled signs somebody in, registers a key of a telephone's for them and is their access token.
func enrolled(t *testing.T, r *logintest.Rig, who string, phone *uaftest.Telephone) string {
	t.Helper()
	access := signIn(t, r, who)["access_token"].(string)
	request := r.Get(fido+"regRequest", "Authorization", "Bearer "+access)
	require.Equal(t, 200, request.StatusCode, request.Text)
	done := r.Do("POST", fido+"regResponse", phone.Answer(t, request.Text, nil), "Content-Type", "application/json")
	require.Equal(t, 200, done.StatusCode, "%s %s", done.Text, done.Header.Get("X-Sandpiper-Why"))
	return access
}

// byDevice begins a sign-in with what a telephone answers a request for authentication with.
func byDevice(t *testing.T, r *logintest.Rig, response string, more ...string) logintest.Reply {
	t.Helper()
	return r.Get("/nhs-login/authorize?" + start(append([]string{"fido_auth_response", base64.RawURLEncoding.EncodeToString([]byte(response))}, more...)...).Encode())
}

// TestSignInByDevice registers a key and signs in with it, without a page and at the vector of trust Cm, in both forms of signatures (EIS 6.2, 6.3).
func TestSignInByDevice(t *testing.T) {
	r := logintest.New(t, nil)
	for _, raw := range []bool{false, true} {
		phone := uaftest.New(t, "key of "+t.Name())
		phone.Raw, phone.KeyID = raw, map[bool]string{false: "der", true: "raw"}[raw]
		access := signIn(t, r, "testuserlive@demo.signin.nhs.uk")["access_token"].(string)
		asked := r.Get(fido+"regRequest", "Authorization", "Bearer "+access)
		assert.Equal(t, "no-store", asked.Header.Get("Cache-Control"))
		var request []map[string]any
		require.NoError(t, json.Unmarshal([]byte(asked.Text), &request))
		header := request[0]["header"].(map[string]any)
		assert.Equal(t, "Reg", header["op"])
		assert.Equal(t, map[string]any{"major": 1.0, "minor": 0.0}, header["upv"])
		assert.Len(t, request[0]["policy"].(map[string]any)["accepted"], 6)
		done := r.Do("POST", fido+"regResponse", phone.Answer(t, asked.Text, nil), "Content-Type", "application/json")
		require.Equal(t, 200, done.StatusCode, done.Header.Get("X-Sandpiper-Why"))
		var records []map[string]any
		require.NoError(t, json.Unmarshal([]byte(done.Text), &records))
		assert.Equal(t, "SUCCESS", records[0]["status"])
		assert.Equal(t, "VALID", records[0]["attestVerifiedStatus"])
		assert.Equal(t, request[0]["username"], records[0]["username"])

		answer := phone.Answer(t, r.Get(fido+"authRequest").Text, nil)
		back := byDevice(t, r, answer)
		require.NotEmpty(t, back.Query(t).Get("code"), "%d %s", back.StatusCode, back.Header.Get("X-Sandpiper-Why"))
		_, id := r.Decode(r.Post("/nhs-login/token", redeem(t, "web", back.Query(t).Get("code"))).JSON(t)["id_token"].(string), keys)
		assert.Equal(t, "P9.Cm", id["vot"])
		assert.Equal(t, records[0]["username"], id["sub"])
		again := byDevice(t, r, answer)
		assert.Equal(t, 200, again.StatusCode, "a challenge is good for one answer")
		assert.Contains(t, again.Header.Get("X-Sandpiper-Why"), "fido_auth_response: serverData names no authentication request")
	}
	// A key does not outlive its holder.
	phone := uaftest.New(t, "mortal")
	enrolled(t, r, r.Realm.World.Population().Number(9).String(), phone)
	answer := phone.Answer(t, r.Get(fido+"authRequest").Text, nil)
	r.Realm.World.Amend(9, func(p *world.Person) { p.Died = r.Realm.World.Clock().Now() })
	assert.Contains(t, byDevice(t, r, answer).Header.Get("X-Sandpiper-Why"), "can no longer sign in")
}

// TestDevicesThatLie: what is wrong with an answer is nobody's sign-in, and the page is shown.
func TestDevicesThatLie(t *testing.T) {
	r := logintest.New(t, nil)
	phone, other := uaftest.New(t, "mine"), uaftest.New(t, "mine")
	access := enrolled(t, r, "9912003071", phone)
	ask := func() string { return r.Get(fido + "authRequest").Text }
	late := phone.Answer(t, ask(), nil)
	r.Realm.World.Clock().Advance(5 * time.Minute)
	for name, answer := range map[string]string{
		"late":                   late,
		"another key":            other.Answer(t, ask(), nil),
		"another key's name":     uaftest.New(t, "x").Answer(t, ask(), nil),
		"another challenge":      phone.Answer(t, ask(), func(p map[string]any) { p["challenge"] = "x" }),
		"another application":    phone.Answer(t, ask(), func(p map[string]any) { p["appID"] = "https://evil.example" }),
		"a registration":         phone.Answer(t, r.Get(fido+"regRequest", "Authorization", "Bearer "+signIn(t, r, "9912003071")["access_token"].(string)).Text, nil),
		"no list":                `{}`,
		"two":                    `[{},{}]`,
		"nothing":                `[]`,
		"parameters of a sister": strings.Replace(phone.Answer(t, ask(), nil), `"fcParams":"e`, `"fcParams":"f`, 1),
	} {
		got := byDevice(t, r, answer)
		assert.Equal(t, 200, got.StatusCode, name)
		assert.Empty(t, got.Header.Get("Location"), name)
		assert.Contains(t, got.Header.Get("X-Sandpiper-Why"), "fido_auth_response: ", name)
	}
	for _, bad := range []string{"", "x", "[]", "[{}]", late} {
		got := r.Do("POST", fido+"regResponse", bad, "Content-Type", "application/json")
		assert.Equal(t, 400, got.StatusCode)
		assert.JSONEq(t, `{"error":"invalid_request","error_description":"Invalid parameter content"}`, got.Text)
	}
	for _, path := range []string{"regRequest", "dereg"} {
		got := r.Get(fido + path)
		assert.Equal(t, 401, got.StatusCode)
		assert.Contains(t, got.Header.Get("WWW-Authenticate"), `error="invalid_token"`)
	}
	assert.Equal(t, 405, r.Do("POST", fido+"regRequest", "").StatusCode)
	assert.Equal(t, 401, r.Get(fido+"regRequest", "Authorization", "Bearer "+access).StatusCode, "five minutes on")
}

// TestDeregistration: by POST those that are named and theirs, by GET all of theirs (EIS 6.4).
func TestDeregistration(t *testing.T) {
	r := logintest.New(t, nil)
	one, two, theirs := uaftest.New(t, "one"), uaftest.New(t, "two"), uaftest.New(t, "theirs")
	enrolled(t, r, "9912003071", one)
	mine := enrolled(t, r, "9912003071", two)
	enrolled(t, r, "testuserlive@demo.signin.nhs.uk", theirs)
	name := func(id string) string {
		return `{"aaid":"` + uaftest.AAID + `","keyID":"` + base64.RawURLEncoding.EncodeToString([]byte(id)) + `"}`
	}
	in := func(phone *uaftest.Telephone) bool {
		return byDevice(t, r, phone.Answer(t, r.Get(fido+"authRequest").Text, nil)).StatusCode == 302
	}
	list := func(got logintest.Reply) string {
		var all []struct {
			Authenticators json.RawMessage `json:"authenticators"`
		}
		require.NoError(t, json.Unmarshal([]byte(got.Text), &all), got.Text)
		return string(all[0].Authenticators)
	}
	got := r.Do("POST", fido+"dereg", `[{"header":{"op":"Dereg"},"authenticators":[`+name("one")+`,`+name("theirs")+`]}]`, "Authorization", "Bearer "+mine)
	assert.JSONEq(t, `[`+name("one")+`]`, list(got), "nobody removes another's")
	assert.Equal(t, []bool{false, true, true}, []bool{in(one), in(two), in(theirs)})
	assert.JSONEq(t, `[`+name("two")+`]`, list(r.Get(fido+"dereg", "Authorization", "Bearer "+mine)))
	assert.JSONEq(t, `[]`, list(r.Get(fido+"dereg", "Authorization", "Bearer "+mine)))
	assert.Equal(t, []bool{false, false, true}, []bool{in(one), in(two), in(theirs)})
	assert.Equal(t, 400, r.Do("POST", fido+"dereg", "{}", "Authorization", "Bearer "+mine).StatusCode)
}
