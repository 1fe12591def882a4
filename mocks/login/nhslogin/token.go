package nhslogin

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
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
	IDToken      string `json:"id_token,omitempty"` // for a code only (interface specification, Table 8)
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
	if oidc.Repeated(form) {
		refuse(w, "invalid_request", "a parameter is given more than once (interface specification, Table 10)")
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
		s.renew(w, call, d, app, form)
		return
	}
	switch {
	case len(app.Redirects) == 0:
		refuse(w, "unauthorized_client", "an application that has registered no address to return to has no use for a code")
		return
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
	out, ok := s.give(w, call, d, g, func(map[string]any) string { return d.mint.UUID() }, true)
	if !ok {
		return
	}
	out.RefreshToken = refresh
	noStore(w)
	mocks.Answer(w, "application/json", http.StatusOK, out)
}

// renew gives a new access token for a refresh token, which stays the same (assumed: the interface does not speak of rotation). It may be for
// fewer scopes, and there is no ID token with it (interface specification, Tables 6 and 8).
func (s *Service) renew(w http.ResponseWriter, call *mocks.Call, d *desk, app *mocks.App, form url.Values) {
	refresh := form.Get("refresh_token")
	if refresh == "" {
		refuse(w, "invalid_request", "refresh_token is missing")
		return
	}
	g, ok := d.refresh.Get(refresh, oidc.Now(call))
	if !ok || g.client != app.ID {
		refuse(w, "invalid_grant", "the refresh token is unknown, expired, or another client's")
		return
	}
	if asked := strings.Fields(form.Get("scope")); len(asked) > 0 {
		for _, scope := range asked {
			if !slices.Contains(g.scopes, scope) {
				refuse(w, "invalid_scope", "the sign-in did not give the scope "+strconv.Quote(scope))
				return
			}
		}
		narrow := *g
		narrow.scopes = asked
		g = &narrow
	}
	out, ok := s.give(w, call, d, g, func(claims map[string]any) string { return d.mint.UUIDOf(refresh, said(claims)) }, false)
	if !ok {
		return
	}
	out.RefreshToken = refresh
	noStore(w)
	mocks.Answer(w, "application/json", http.StatusOK, out)
}

// said is what claims say, in words that are the same for the same claims. What cannot be said is found when they are signed.
func said(claims map[string]any) string {
	text, _ := json.Marshal(claims)
	return string(text)
}

// give makes the tokens of a grant, the ID token only if it is wanted; where ok is false it has answered. name makes a token's jti; it is called
// when all other claims are there.
func (s *Service) give(w http.ResponseWriter, call *mocks.Call, d *desk, g *grant, name func(claims map[string]any) string, wantID bool) (out tokens, ok bool) {
	c, err := people.FindCitizen(call.View, g.username)
	if err != nil {
		refuse(w, "invalid_grant", "the person can no longer sign in: "+err.Error())
		return tokens{}, false
	}
	wall, now := oidc.Wall(call), oidc.Now(call)
	common := map[string]any{
		"iss": s.Issuer(call), "sub": c.Subject, "aud": g.client, "iat": wall.Unix(), "auth_time": g.at.Unix(), "vot": g.vot, "vtm": s.vtm(call),
	}
	access := with(common, "exp", wall.Add(accessLasts).Unix(), "token_use", "access", "version", 0, "client_id", g.client,
		"reason_for_request", "patientaccess", "scope", strings.Join(g.scopes, " "))
	if g.level > "P0" {
		access["nhs_number"], access["requesting_patient"] = c.Number, c.Number
	}
	id := name(access)
	access["jti"] = id
	d.access.Put(id, g, now.Add(accessLasts))
	key := s.key(call)
	out = tokens{AccessToken: key.MustSign(jose.RS512, access), Scope: strings.Join(g.scopes, " "), ExpiresIn: int(accessLasts / time.Second), TokenType: "bearer"}
	if wantID {
		claims := identity(common, g, c, wall)
		id := name(claims)
		claims["jti"] = id
		d.issued.Put(id, issued{g.client, g.username}, now.Add(idTokenLasts))
		out.IDToken = key.MustSign(jose.RS512, claims)
	}
	return out, true
}

// identity is the claims of an ID token but for its jti.
func identity(common map[string]any, g *grant, c *people.Citizen, wall time.Time) map[string]any {
	out := with(common, "exp", wall.Add(idTokenLasts).Unix(), "token_use", "id", "id_status", "verified", "identity_proofing_level", g.level)
	if g.nonce != "" {
		out["nonce"] = g.nonce
	}
	if g.level > "P0" && (slices.Contains(g.scopes, "profile") || slices.Contains(g.scopes, "basic_demographics")) {
		out["surname"], out["family_name"], out["birthdate"] = c.Family, c.Family, c.Born
	}
	if g.level > "P0" && slices.Contains(g.scopes, "profile") {
		out["nhs_number"] = c.Number
	}
	return out
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
