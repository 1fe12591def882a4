package nhslogin

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	jose "github.com/go-jose/go-jose/v4"

	"sandpiper/mocks"
	"sandpiper/mocks/login/oidc"
	"sandpiper/mocks/login/people"
)

// Lives of tokens (research §3.3).
const (
	idTokenLasts = time.Hour
	accessLasts  = 5 * time.Minute
	refreshLasts = 30 * 24 * time.Hour
)

// tokens is the answer of /token: numbers are numbers, and bearer is small (research §0.4).
type tokens struct {
	AccessToken  string `json:"access_token"`
	IDToken      string `json:"id_token"`
	Scope        string `json:"scope"`
	ExpiresIn    int    `json:"expires_in"`
	TokenType    string `json:"token_type"`
	RefreshToken string `json:"refresh_token"`
}

// refuse answers 400 with an error of RFC 6749 §5.2. Only the codes are published (research §3.3); what is wrong goes into the header for developers.
func refuse(w http.ResponseWriter, code, why string) {
	mocks.Explain(w.Header(), why)
	noStore(w)
	mocks.Answer(w, "application/json", http.StatusBadRequest, struct {
		Error string `json:"error"`
	}{code})
}

func noStore(w http.ResponseWriter) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Pragma", "no-cache")
}

// token answers POST /token.
func (s *Service) token(w http.ResponseWriter, r *http.Request) {
	call := mocks.CallFrom(r.Context())
	form, media, ok := oidc.Form(r)
	if !media || !ok {
		refuse(w, "invalid_request", "the body must be application/x-www-form-urlencoded")
		return
	}
	kind := form.Get("grant_type")
	switch kind {
	case "authorization_code", "refresh_token":
	case "":
		refuse(w, "invalid_request", "grant_type is missing")
		return
	default:
		refuse(w, "unsupported_grant_type", "grant_type must be authorization_code or refresh_token")
		return
	}
	d := s.desk(call)
	asserting := oidc.Asserting{Alg: jose.RS512, Audience: s.Issuer(call) + "/token", Keys: s.Keys, Spent: &d.spent}
	app, why := asserting.Prove(r.Context(), call, form)
	if why != "" {
		refuse(w, "invalid_client", why)
		return
	}
	if kind == "refresh_token" {
		s.renew(w, call, d, app, form.Get("refresh_token"))
		return
	}
	switch {
	case form.Get("code") == "":
		refuse(w, "invalid_request", "code is missing")
		return
	case form.Get("redirect_uri") == "":
		refuse(w, "invalid_request", "redirect_uri is missing")
		return
	}
	g, ok := s.redeem(call, form.Get("code"), app.ID, form.Get("redirect_uri"))
	if !ok {
		refuse(w, "invalid_grant", "the code is unknown, used, expired, or was given to another client or address")
		return
	}
	refresh := d.mint.UUID()
	d.refresh.Put(refresh, g, oidc.Now(call).Add(refreshLasts))
	s.give(w, call, d, g, refresh, func(map[string]any) string { return d.mint.UUID() })
}

// renew gives new tokens for a refresh token, which stays the same (assumed: the interface does not speak of rotation).
func (s *Service) renew(w http.ResponseWriter, call *mocks.Call, d *desk, app *mocks.App, refresh string) {
	if refresh == "" {
		refuse(w, "invalid_request", "refresh_token is missing")
		return
	}
	g, ok := d.refresh.Get(refresh, oidc.Now(call))
	if !ok || g.client != app.ID {
		refuse(w, "invalid_grant", "the refresh token is unknown, expired, or another client's")
		return
	}
	s.give(w, call, d, g, refresh, func(claims map[string]any) string { return d.mint.UUIDOf(refresh, said(claims)) })
}

// said is what claims say, in words that are the same for the same claims. What cannot be said is found when they are signed.
func said(claims map[string]any) string {
	text, _ := json.Marshal(claims)
	return string(text)
}

// give answers with tokens for a grant. name makes a token's jti; it is called when all other claims are there.
func (s *Service) give(w http.ResponseWriter, call *mocks.Call, d *desk, g *grant, refresh string, name func(claims map[string]any) string) {
	c, err := people.FindCitizen(call.View, g.username)
	if err != nil {
		refuse(w, "invalid_grant", "the person can no longer sign in: "+err.Error())
		return
	}
	wall, now := oidc.Wall(call), oidc.Now(call)
	common := map[string]any{
		"iss": s.Issuer(call), "sub": c.Subject, "aud": g.client, "iat": wall.Unix(), "auth_time": g.at.Unix(), "vot": g.vot, "vtm": s.vtm(call),
	}
	id := with(common, "exp", wall.Add(idTokenLasts).Unix(), "token_use", "id", "id_status", "verified", "identity_proofing_level", g.level)
	access := with(common, "exp", wall.Add(accessLasts).Unix(), "token_use", "access", "version", 0, "client_id", g.client,
		"reason_for_request", "patientaccess", "scope", strings.Join(g.scopes, " "))
	if g.nonce != "" {
		id["nonce"] = g.nonce
	}
	if g.level > "P0" {
		access["nhs_number"], access["requesting_patient"] = c.Number, c.Number
		if slices.Contains(g.scopes, "profile") || slices.Contains(g.scopes, "basic_demographics") {
			id["surname"], id["family_name"], id["birthdate"] = c.Family, c.Family, c.Born
		}
		if slices.Contains(g.scopes, "profile") {
			id["nhs_number"] = c.Number
		}
	}
	idID, accessID := name(id), name(access)
	id["jti"], access["jti"] = idID, accessID
	out := tokens{Scope: strings.Join(g.scopes, " "), ExpiresIn: int(accessLasts / time.Second), TokenType: "bearer", RefreshToken: refresh}
	key := s.key(call)
	out.IDToken, out.AccessToken = key.MustSign(jose.RS512, id), key.MustSign(jose.RS512, access)
	d.issued.Put(idID, issued{g.client, g.username}, now.Add(idTokenLasts))
	d.access.Put(accessID, g, now.Add(accessLasts))
	noStore(w)
	mocks.Answer(w, "application/json", http.StatusOK, out)
}

// with is claims and some more.
func with(common map[string]any, more ...any) map[string]any {
	out := make(map[string]any, len(common)+len(more)/2+4)
	maps.Copy(out, common)
	for i := 0; i+1 < len(more); i += 2 {
		out[more[i].(string)] = more[i+1]
	}
	return out
}

func signedBy(key *oidc.Key, t *oidc.Token) bool {
	return t.Signed([]jose.JSONWebKey{key.Public(jose.RS512)}, jose.RS512)
}
