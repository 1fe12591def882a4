package keycloak

import (
	"crypto/subtle"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gorilla/mux"

	"sandpiper/mocks"
	"sandpiper/mocks/login/oidc"
	"sandpiper/mocks/login/people"
)

// lasts is how long tokens of the mock service live (assumed).
const lasts = 5 * time.Minute

// claims are what a realm's mappers say of whoever is signing in; false if they are nobody.
func (s *Service) claims(call *mocks.Call, f *request) (map[string]any, bool) {
	if staff(f.realm) {
		who, ok := people.FindStaff(call.View, f.user)
		if !ok {
			return nil, false
		}
		level := strconv.Itoa(who.Level)
		out := map[string]any{"sub": who.User, "nhsid_useruid": who.User, "preferred_username": who.User, "name": who.Given + " " + who.Family,
			"authentication_assurance_level": level, "id_assurance_level": "3"}
		if who.Selected != "" {
			out["selected_roleid"] = who.Selected
		}
		return out, true
	}
	who, err := people.FindCitizen(call.View, f.user)
	if err != nil {
		return nil, false
	}
	out := map[string]any{"sub": who.Subject, "preferred_username": f.user, "identity_proofing_level": who.Level, "vot": who.Level + ".Cp.Cd"}
	if who.Level > "P0" {
		out["nhs_number"], out["birthdate"], out["family_name"] = who.Number, who.Born, who.Family
	}
	return out, true
}

func refuse(w http.ResponseWriter, status int, code, description string) {
	mocks.Explain(w.Header(), description)
	mocks.Answer(w, "application/json", status, struct {
		Error       string `json:"error"`
		Description string `json:"error_description"`
	}{code, description})
}

// token gives tokens for a code.
func (s *Service) token(w http.ResponseWriter, r *http.Request) {
	call, realm := mocks.CallFrom(r.Context()), mux.Vars(r)["realm"]
	form, media, ok := oidc.Form(r)
	if !media || !ok || form.Get("grant_type") == "" {
		refuse(w, http.StatusBadRequest, "invalid_request", "Missing form parameter: grant_type")
		return
	}
	secret, _, ok := client(call, realm, form.Get("client_id"))
	switch {
	case !ok || secret == "" || subtle.ConstantTimeCompare([]byte(secret), []byte(form.Get("client_secret"))) != 1:
		refuse(w, http.StatusUnauthorized, "unauthorized_client", "Invalid client or Invalid client credentials")
		return
	case form.Get("grant_type") != "authorization_code":
		refuse(w, http.StatusBadRequest, "unsupported_grant_type", "Unsupported grant_type")
		return
	}
	d, now := s.desk(call), oidc.Now(call)
	f, ok := oidc.Redeem(&d.codes, form.Get("code"), clientAt(realm, form.Get("client_id")), form.Get("redirect_uri"), now)
	var claims map[string]any
	if ok {
		claims, ok = s.claims(call, f)
	}
	if !ok {
		refuse(w, http.StatusBadRequest, "invalid_grant", "Code not valid")
		return
	}
	access := d.mint.Value()
	d.access.Put(access, f, now.Add(lasts))
	wall := oidc.Wall(call)
	maps.Copy(claims, map[string]any{"iss": issuer(call, realm), "aud": f.client, "azp": f.client, "typ": "ID", "jti": d.mint.UUID(), "sid": f.session,
		"session_state": f.session, "iat": wall.Unix(), "exp": wall.Add(lasts).Unix(), "auth_time": f.at.Unix(), "acr": "1"})
	if f.nonce != "" {
		claims["nonce"] = f.nonce
	}
	w.Header().Set("Cache-Control", "no-store")
	mocks.Answer(w, "application/json", http.StatusOK, map[string]any{
		"access_token": access, "expires_in": int(lasts / time.Second), "token_type": "Bearer", "id_token": s.key(call).MustSign(alg(realm), claims),
		"not-before-policy": 0, "session_state": f.session, "scope": f.scope,
	})
}

func (s *Service) userinfo(w http.ResponseWriter, r *http.Request) {
	call := mocks.CallFrom(r.Context())
	_, value, _ := strings.Cut(strings.TrimSpace(r.Header.Get("Authorization")), " ")
	f, ok := s.desk(call).access.Get(strings.TrimSpace(value), oidc.Now(call))
	var claims map[string]any
	if ok && f.realm == mux.Vars(r)["realm"] {
		if _, _, ok = client(call, f.realm, f.client); ok { // the tokens of an application end with it
			claims, ok = s.claims(call, f)
		}
	}
	if !ok || claims == nil {
		refuse(w, http.StatusUnauthorized, "invalid_token", "Token verification failed")
		return
	}
	mocks.Answer(w, "application/json", http.StatusOK, claims)
}

// realmOf is the Keycloak realm of an iss in a realm of the estate; empty for another's.
func realmOf(call *mocks.Call, iss string) string {
	for _, way := range call.Ways() {
		realm, ok := strings.CutPrefix(iss, issuer(way, ""))
		if ok && (strings.HasPrefix(realm, "Cis2-mock-") || strings.HasPrefix(realm, "NHS-Login-mock-")) {
			return realm
		}
	}
	return ""
}

// Issues reports whether iss is that of a realm of the service.
func (s *Service) Issues(call *mocks.Call, iss string) bool { return realmOf(call, iss) != "" }

// Signed reports whether the service signed a token in this realm.
func (s *Service) Signed(call *mocks.Call, t *oidc.Token) (kid, ok bool) {
	return t.MadeBy(s.key(call), alg(realmOf(call, t.Claims.Words("iss"))))
}

// Known is whom an ID token speaks of.
func (s *Service) Known(call *mocks.Call, claims oidc.Object) (*mocks.User, bool) {
	provider := s.NHSLogin
	if staff(realmOf(call, claims.Words("iss"))) {
		provider = s.CIS2
	}
	if provider == nil {
		return nil, false
	}
	return provider.Known(call, claims)
}

// Ended is false: nobody ends sessions of the mock service.
func (s *Service) Ended(*mocks.Call, string) bool { return false }
