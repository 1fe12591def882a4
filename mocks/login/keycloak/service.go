package keycloak

import (
	"net/http"
	"strings"
	"time"

	jose "github.com/go-jose/go-jose/v4"
	"github.com/gorilla/mux"

	"sandpiper/mocks"
	"sandpiper/mocks/login/oidc"
)

// Secret is the client_secret of the shared clients. It is no secret.
const Secret = "made-up-keycloak-secret"

// redirects are where the shared clients return to, as the tools have them.
var redirects = []string{"https://example.org", "https://example.org/", "https://google.com", "https://google.com/"}

// shared are the clients that everybody may use, by the kind of realm.
var shared = map[bool]string{true: "test-client-cis2", false: "test-client-nhs-login"}

// Service is the mock authorisation service.
type Service struct {
	CIS2     oidc.Verifier // knows what an ID token of a Cis2-mock realm means
	NHSLogin oidc.Verifier // likewise of an NHS-Login-mock realm

	ring  oidc.Keyring
	desks oidc.Realms[desk]
}

// desk is what the service remembers for one realm of the estate.
type desk struct {
	mint    *oidc.Mint
	pending oidc.Shelf[*request]
	codes   oidc.Shelf[*request]
	access  oidc.Shelf[*request]
}

// request is a sign-in, from its beginning to its tokens.
type request struct {
	realm, client, redirect, state, nonce, scope, browser string
	user                                                  string // once signed in
	session                                               string
	at                                                    time.Time // wall
}

// InBrowser is the value of the browser in which the sign-in began.
func (f *request) InBrowser() string { return f.browser }

// To is whom and where the code of a sign-in was given to. A client of one realm is another one in the next.
func (f *request) To() (client, redirect string) { return clientAt(f.realm, f.client), f.redirect }

func clientAt(realm, client string) string { return realm + " " + client }

func (s *Service) desk(call *mocks.Call) *desk {
	return s.desks.Of(call.Realm, func() *desk { return &desk{mint: oidc.NewMint(call.Realm, "keycloak")} })
}

// Name is "keycloak".
func (s *Service) Name() string { return "keycloak" }

// Mount names the routes of the service.
func (s *Service) Mount(r *mux.Router) {
	const realm = "/realms/{realm:(?:Cis2|NHS-Login)-mock-[a-z-]+}"
	r.HandleFunc(realm+"/.well-known/openid-configuration", s.discovery).Methods(http.MethodGet).Name("discovery")
	r.HandleFunc(realm+"/protocol/openid-connect/auth", s.auth).Methods(http.MethodGet).Name("authorize")
	r.HandleFunc(realm+"/login-actions/authenticate", s.authenticate).Methods(http.MethodPost).Name("sign-in")
	r.HandleFunc(realm+"/protocol/openid-connect/token", s.token).Methods(http.MethodPost).Name("token")
	r.HandleFunc(realm+"/protocol/openid-connect/userinfo", s.userinfo).Methods(http.MethodGet).Name("userinfo")
	r.HandleFunc(realm+"/protocol/openid-connect/certs", s.certs).Methods(http.MethodGet).Name("jwks")
	r.HandleFunc(realm+"/protocol/openid-connect/logout", s.logout).Methods(http.MethodGet, http.MethodPost).Name("logout")
}

// staff reports whether a realm is one for health workers.
func staff(realm string) bool { return strings.HasPrefix(realm, "Cis2-") }

// alg is what a realm signs with: the platform takes RS256 of CIS2 and RS512 of NHS login (research §2.3).
func alg(realm string) jose.SignatureAlgorithm {
	if staff(realm) {
		return jose.RS256
	}
	return jose.RS512
}

func issuer(call *mocks.Call, realm string) string { return call.URL("/realms/" + realm) }

func (s *Service) key(call *mocks.Call) *oidc.Key {
	return s.ring.Key(call.Realm.World.Population().Recipe().Seed, "keycloak")
}

func (s *Service) discovery(w http.ResponseWriter, r *http.Request) {
	realm := mux.Vars(r)["realm"]
	iss := issuer(mocks.CallFrom(r.Context()), realm)
	connect := iss + "/protocol/openid-connect"
	mocks.Answer(w, "application/json", http.StatusOK, map[string]any{
		"issuer": iss, "authorization_endpoint": connect + "/auth", "token_endpoint": connect + "/token", "userinfo_endpoint": connect + "/userinfo",
		"jwks_uri": connect + "/certs", "end_session_endpoint": connect + "/logout", "grant_types_supported": []string{"authorization_code"}, "response_types_supported": []string{"code"},
		"subject_types_supported": []string{"public"}, "id_token_signing_alg_values_supported": []string{string(alg(realm))},
		"token_endpoint_auth_methods_supported": []string{"client_secret_post"}, "scopes_supported": []string{"openid", "profile", "email"},
	})
}

func (s *Service) certs(w http.ResponseWriter, r *http.Request) {
	key := s.key(mocks.CallFrom(r.Context()))
	mocks.Answer(w, "application/json", http.StatusOK, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{key.Public(alg(mux.Vars(r)["realm"]))}})
}

// Credentials tells the shared clients, in the members that pytest-nhsd-apim reads. It stands among the platform's own addresses, which want an
// apikey header; ours lets it pass.
func Credentials(w http.ResponseWriter, _ *http.Request) {
	client := func(staff bool) map[string]string {
		return map[string]string{"client_id": shared[staff], "client_secret": Secret, "redirect_uri": redirects[1]}
	}
	mocks.Answer(w, "application/json", http.StatusOK, map[string]any{"cis2": client(true), "nhs-login": client(false)})
}

// client is a client of a realm: the shared one, or an application with its own secret.
func client(call *mocks.Call, realm, id string) (secret string, allowed []string, ok bool) {
	if id == shared[staff(realm)] {
		return Secret, redirects, true
	}
	app, ok := call.Estate.App(id)
	if !ok || app.Revoked {
		return "", nil, false
	}
	return app.Secret, app.Redirects, true
}
