package coherence_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha512"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"sandpiper/mocks/login/cis2"
)

// session is what somebody who has signed in holds.
type session struct {
	token   string
	id      string // ID token, where there is one
	until   time.Time
	subject string // NHS number of a citizen, as it was when they signed in
	refresh string // the platform's refresh token; empty for none
	renewed int    // how often it was renewed
}

func (s *session) good(now time.Time) bool { return s != nil && s.token != "" && now.Before(s.until) }

// life is how long the rig uses a token: less than any of them lives.
const life = 4 * time.Minute

// assertion is a client_assertion of an application that has the rig's own key.
func (r *round) assertion(app, audience string) string {
	return r.assertionBy(r.rig.keys[0], app, audience)
}

// assertionBy is a client_assertion that a key makes.
func (r *round) assertionBy(key *signingKey, app, audience string) string {
	part := func(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }
	signed := part(fmt.Sprintf(`{"alg":"RS512","typ":"JWT","kid":%q}`, key.id)) + "." + part(fmt.Sprintf(`{"iss":%q,"sub":%q,"aud":%q,"jti":"jti-%d-%d","exp":%d}`,
		app, app, audience, r.n, r.next(), wallTime.Add(4*time.Minute).Unix()))
	sum := sha512.Sum512([]byte(signed))
	signature, err := rsa.SignPKCS1v15(rand.Reader, key.private, crypto.SHA512, sum[:])
	if err != nil {
		panic(err)
	}
	return signed + "." + base64.RawURLEncoding.EncodeToString(signature)
}

const jwtBearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

// grant asks for a token of an application by itself, which a key signs for.
func (r *round) grant(app string, key *signingKey) answer {
	audience := host + r.realm.Base() + "/oauth2/token"
	return r.form("/oauth2/token", url.Values{"grant_type": {"client_credentials"}, "client_assertion_type": {jwtBearer},
		"client_assertion": {r.assertionBy(key, app, audience)}})
}

// product is the token of the application under test by itself.
func (r *round) product() (string, error) {
	now := r.clock().Now()
	if r.app.good(now) {
		return r.app.token, nil
	}
	var body struct {
		Token string `json:"access_token"`
	}
	if err := r.grant(client, r.rig.keys[0]).read(http.StatusOK, &body); err != nil {
		return "", fmt.Errorf("token of the application: %w", err)
	}
	r.app = session{token: body.Token, until: now.Add(life)}
	return body.Token, nil
}

// follow goes where an authorisation request leads, until it leaves the estate, and is the query with which it does. It ends early at a page.
func (r *round) follow(path string, query url.Values) (url.Values, answer) {
	a := r.do(http.MethodGet, path+"?"+query.Encode(), "")
	for range 5 {
		to, err := url.Parse(a.header.Get("Location"))
		if a.code != http.StatusFound || err != nil {
			return nil, a
		}
		if to.Hostname() != "example.test" {
			return to.Query(), a
		}
		a = r.do(http.MethodGet, to.String(), "")
	}
	return nil, a
}

// platform signs somebody in through the platform (combined pattern); the error says why not.
func (r *round) platform(login, scope string) (*session, error) {
	now := r.clock().Now()
	back, a := r.follow("/oauth2/authorize", url.Values{"client_id": {client}, "redirect_uri": {callback}, "response_type": {"code"}, "state": {"st"},
		"scope": {scope}, "login_as": {login}})
	if back.Get("code") == "" {
		return nil, fmt.Errorf("no code: %d %s %s", a.code, a.header.Get("Location"), a.header.Get("X-Sandpiper-Why"))
	}
	var body struct {
		Token   string `json:"access_token"`
		Refresh string `json:"refresh_token"`
		Session string `json:"sid"`
	}
	err := r.form("/oauth2/token", url.Values{"grant_type": {"authorization_code"}, "client_id": {client}, "client_secret": {secret},
		"redirect_uri": {callback}, "code": {back.Get("code")}}).read(http.StatusOK, &body)
	if err != nil {
		return nil, err
	}
	return &session{token: body.Token, id: body.Session, refresh: body.Refresh, until: now.Add(life)}, nil
}

// citizen is the token of a citizen, who signs in by their own number.
func (r *round) citizen(s *subject) (string, error) {
	if s.citizen.good(r.clock().Now()) {
		return s.citizen.token, nil
	}
	signed, err := r.platform(s.number, "nhs-login")
	if err != nil {
		return "", fmt.Errorf("sign %s in: %w", s.number, err)
	}
	s.citizen = signed
	held, _ := r.holder(s)
	signed.subject = held.number
	r.looked(held, look{"anonymous", "nhs-login", "whoever signed in with your number", true})
	return signed.token, nil
}

// account signs a citizen in at NHS login itself, as an application does that signs its users in without the platform.
func (r *round) account(s *subject) (*session, error) {
	now := r.clock().Now()
	if s.login.good(now) {
		return s.login, nil
	}
	back, a := r.follow("/nhs-login/authorize", url.Values{"client_id": {client}, "redirect_uri": {callback}, "response_type": {"code"}, "state": {"st"}, "nonce": {"n"},
		"scope": {everything}, "vtr": {`["P9.Cp.Cd"]`}, "login_as": {s.number}})
	if back.Get("code") == "" {
		return nil, fmt.Errorf("no code: %d %s %s", a.code, a.header.Get("Location"), a.header.Get("X-Sandpiper-Why"))
	}
	audience := host + r.realm.Base() + "/nhs-login/token"
	var body struct {
		Token string `json:"access_token"`
		ID    string `json:"id_token"`
	}
	err := r.form("/nhs-login/token", url.Values{"grant_type": {"authorization_code"}, "code": {back.Get("code")}, "redirect_uri": {callback},
		"client_assertion_type": {jwtBearer}, "client_assertion": {r.assertion(client, audience)}}).read(http.StatusOK, &body)
	if err != nil {
		return nil, err
	}
	held, _ := r.holder(s)
	r.looked(held, look{"anonymous", "nhs-login", "whoever signed in with your number", true})
	s.login = &session{token: body.Token, id: body.ID, until: now.Add(life)}
	return s.login, nil
}

// everything is all that may be asked of NHS login.
const everything = "openid profile profile_extended email phone landline gp_registration_details client_metadata"

// direct signs a member of staff in at CIS2 itself.
func (r *round) direct(user string) (*session, error) {
	back, a := r.follow(cis2.Root+"/authorize", url.Values{"client_id": {client}, "redirect_uri": {callback}, "response_type": {"code"}, "state": {"st"},
		"scope": {"openid profile nationalrbacaccess professionalmemberships associatedorgs"}, "login_as": {user}})
	if back.Get("code") == "" {
		return nil, fmt.Errorf("no code: %d %s", a.code, a.header.Get("Location"))
	}
	var body struct {
		Token string `json:"access_token"`
		ID    string `json:"id_token"`
	}
	err := r.form(cis2.Root+"/access_token", url.Values{"grant_type": {"authorization_code"}, "client_id": {client}, "client_secret": {secret},
		"redirect_uri": {callback}, "code": {back.Get("code")}}).read(http.StatusOK, &body)
	if err != nil {
		return nil, err
	}
	return &session{token: body.Token, id: body.ID, until: r.clock().Now().Add(life)}, nil
}

// looked notes a call about somebody, for their log.
func (r *round) looked(s *subject, l look) { s.last = l }
