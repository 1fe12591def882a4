package cis2

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	jose "github.com/go-jose/go-jose/v4"

	"sandpiper/mocks"
	"sandpiper/mocks/login/oidc"
)

// tokens is the answer of /access_token (research §4.3).
type tokens struct {
	AccessToken string `json:"access_token"`
	Scope       string `json:"scope"`
	IDToken     string `json:"id_token"`
	TokenType   string `json:"token_type"`
	ExpiresIn   int    `json:"expires_in"`
	Nonce       string `json:"nonce,omitempty"`
}

// refuse answers in the form of ForgeRock AM, description first; statuses and words are recalled.
func refuse(w http.ResponseWriter, status int, code, description, why string) {
	mocks.Explain(w.Header(), why)
	w.Header().Set("Cache-Control", "no-store")
	mocks.Answer(w, "application/json", status, struct {
		Description string `json:"error_description"`
		Error       string `json:"error"`
	}{description, code})
}

// token answers POST {iss}/access_token.
func (s *Service) token(w http.ResponseWriter, r *http.Request) {
	call := mocks.CallFrom(r.Context())
	form, media, ok := oidc.Form(r)
	switch {
	case !media || !ok:
		refuse(w, http.StatusBadRequest, "invalid_request", "Invalid Content Type", "the body must be application/x-www-form-urlencoded")
		return
	case form.Get("grant_type") == "":
		refuse(w, http.StatusBadRequest, "invalid_request", "Grant type is not set", "grant_type is missing")
		return
	case form.Get("grant_type") != "authorization_code":
		refuse(w, http.StatusBadRequest, "unsupported_grant_type", "Grant type is not supported: "+form.Get("grant_type"), "only authorization_code is")
		return
	}
	d := s.desk(call)
	app, words, why := s.authenticate(r, call, d, form)
	if why != "" {
		refuse(w, http.StatusUnauthorized, "invalid_client", words, why)
		return
	}
	if form.Get("code") == "" {
		refuse(w, http.StatusBadRequest, "invalid_request", "Missing parameter, 'code'", "code is missing")
		return
	}
	g, ok := s.redeem(call, form.Get("code"), app.ID, form.Get("redirect_uri"))
	if ok && g.challenge != "" {
		sum := sha256.Sum256([]byte(form.Get("code_verifier")))
		ok = subtle.ConstantTimeCompare([]byte(base64.RawURLEncoding.EncodeToString(sum[:])), []byte(g.challenge)) == 1
	}
	if !ok {
		refuse(w, http.StatusBadRequest, "invalid_grant", "The provided access grant is invalid, expired, or revoked.",
			"the code is unknown, used, expired, was given to another client or address, or its code_verifier does not fit")
		return
	}
	access := d.mint.Value()
	d.access.Put(access, g, oidc.Now(call).Add(accessLasts))
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Pragma", "no-cache")
	mocks.Answer(w, "application/json", http.StatusOK, tokens{
		AccessToken: access, Scope: strings.Join(g.scopes, " "), IDToken: s.idToken(call, d, g, access, form.Get("code")),
		TokenType: "Bearer", ExpiresIn: int(accessLasts/time.Second) - 1, Nonce: g.nonce,
	})
}

// authenticate finds the application that a token request is from: by its secret in the form (client_secret_post), or by a JWT that its key
// (private_key_jwt) or its secret (client_secret_jwt) made. words are what the provider says when it is nobody, why is for its developer.
func (s *Service) authenticate(r *http.Request, call *mocks.Call, d *desk, form url.Values) (app *mocks.App, words, why string) {
	if form.Get("client_assertion") != "" {
		t, err := oidc.Read(form.Get("client_assertion"))
		alg := jose.RS256
		if err == nil && t.Alg() == string(jose.RS512) {
			alg = jose.RS512
		}
		// aud must be the very token endpoint of the discovery document, port and all.
		asserting := oidc.Asserting{Alg: alg, Audience: s.Issuer(call) + "/access_token", Keys: s.Keys, Secrets: true, Spent: &d.spent}
		app, why = asserting.Prove(r.Context(), call, form)
		return app, "JWT is not valid", why
	}
	app, ok := oidc.Client(call, form.Get("client_id"))
	if !ok || app.ID == oidc.Platform {
		return nil, unauthenticated, oidc.Unregistered(form.Get("client_id"))
	}
	if app.Secret == "" || subtle.ConstantTimeCompare([]byte(app.Secret), []byte(form.Get("client_secret"))) != 1 {
		return nil, unauthenticated, "client_secret is wrong, or the application has none"
	}
	return app, "", ""
}

// unauthenticated is what ForgeRock says of a secret (recalled); of a JWT it is "JWT is not valid" (research §4.1).
const unauthenticated = "Client authentication failed"

// idToken is the signed statement of who signed in, with the members of the real one; assurance levels are strings (research §4.3).
func (s *Service) idToken(call *mocks.Call, d *desk, g *grant, access, code string) string {
	wall, held := oidc.Wall(call), g.session
	level := strconv.Itoa(held.level)
	claims := map[string]any{
		"iss": s.Issuer(call), "sub": held.user, "subname": held.user, "aud": g.client, "azp": g.client,
		"iat": wall.Unix(), "exp": wall.Add(idTokenLasts).Unix(), "auth_time": held.wall.Unix(),
		"at_hash": halfHash(access), "c_hash": halfHash(code), "sid": held.id, "acr": g.acr, "amr": held.amr,
		"authentication_assurance_level": level, "id_assurance_level": "3", "idassurancelevel": "3",
		"auditTrackingId": d.mint.UUID(), "org.forgerock.openidconnect.ops": d.mint.Value(),
		"realm": "/NHSIdentity/Healthcare", "tokenName": "id_token", "tokenType": "JWTToken",
	}
	if g.state != "" {
		claims["s_hash"] = halfHash(g.state)
	}
	if g.nonce != "" {
		claims["nonce"] = g.nonce
	}
	if role := g.role(); role != "" {
		claims["selected_roleid"] = role
	}
	if app, ok := call.Estate.App(g.client); ok && app.IDTokenAlg == string(jose.HS256) && len(app.Secret) >= oidc.LeastSecret {
		return oidc.MustKey(app.Secret, claims)
	}
	return s.key(call).MustSign(jose.RS256, claims)
}

// halfHash is the left half of a SHA-256 digest (OpenID Connect Core §3.1.3.6 for RS256).
func halfHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return base64.RawURLEncoding.EncodeToString(sum[:16])
}
