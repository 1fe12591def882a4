package cis2

import (
	"net/http"
	"strings"
	"time"

	jose "github.com/go-jose/go-jose/v4"
	"github.com/gorilla/mux"

	"sandpiper/mocks"
	"sandpiper/mocks/login/oidc"
)

// Root is where the provider stands in a realm: the path of the real one (research §4.1).
const Root = "/openam/oauth2/realms/root/realms/NHSIdentity/realms/Healthcare"

// Service is CIS2. Its zero value knows registered keys only and tells nobody of the end of sessions.
type Service struct {
	Keys      *oidc.KeySets // of the applications
	Client    *http.Client  // sends back-channel logout; nil: nothing is sent
	PublicURL string        // scheme://host:port where the provider has a host of its own, without a realm; empty: the realm's base

	ring  oidc.Keyring
	desks oidc.Realms[desk]
}

// desk is what the provider remembers for one realm.
type desk struct {
	mint     *oidc.Mint
	pending  oidc.Shelf[*request]
	codes    oidc.Shelf[*grant]
	access   oidc.Shelf[*grant]
	sessions oidc.Shelf[*session] // by the browser's value
	ended    oidc.Shelf[bool]     // by sid
	spent    oidc.Shelf[bool]
}

func (s *Service) desk(call *mocks.Call) *desk {
	return s.desks.Of(call.Realm, func() *desk { return &desk{mint: oidc.NewMint(call.Realm, "cis2")} })
}

// Name is "cis2".
func (s *Service) Name() string { return "cis2" }

// Mount names the routes of the provider (research §4.1; connect/endSession is ForgeRock's, recalled).
func (s *Service) Mount(r *mux.Router) {
	r.HandleFunc(Root+"/.well-known/openid-configuration", s.discovery).Methods(http.MethodGet).Name("discovery")
	r.HandleFunc(Root+"/connect/jwk_uri", s.jwks).Methods(http.MethodGet).Name("jwks")
	r.HandleFunc(Root+"/authorize", s.lapsing(s.authorize)).Methods(http.MethodGet, http.MethodPost).Name("authorize")
	r.HandleFunc(Root+"/sign-in", s.lapsing(s.signIn)).Methods(http.MethodPost).Name("sign-in")
	r.HandleFunc(Root+"/access_token", s.lapsing(s.token)).Methods(http.MethodPost).Name("token")
	r.HandleFunc(Root+"/userinfo", s.lapsing(s.userinfo)).Methods(http.MethodGet, http.MethodPost).Name("userinfo")
	r.HandleFunc(Root+"/connect/endSession", s.lapsing(s.endSession)).Methods(http.MethodGet, http.MethodPost).Name("end-session")
	r.HandleFunc(Root+"/card-removed", s.lapsing(s.removeCard)).Methods(http.MethodPost).Name("card-removed")
}

// Issuer is the provider's iss. It names the port even where that goes without saying, :443 for https: a well-known trap, kept
// (quirk port-in-issuer, research §4.1).
func (s *Service) Issuer(call *mocks.Call) string {
	if s.PublicURL != "" {
		return oidc.WithPort(strings.TrimRight(s.PublicURL, "/")+call.Realm.Base()) + Root
	}
	return oidc.WithPort(call.URL(Root))
}

func (s *Service) key(call *mocks.Call) *oidc.Key {
	return s.ring.Key(call.Realm.World.Population().Recipe().Seed, "cis2")
}

// document is the discovery document. No copy of the real one is public: the members are those of ForgeRock AM, recalled, the values those
// that the guidance speaks of (research §4.1, 4.2, 4.3).
type document struct {
	Issuer            string   `json:"issuer"`
	Authorization     string   `json:"authorization_endpoint"`
	Token             string   `json:"token_endpoint"`
	Userinfo          string   `json:"userinfo_endpoint"`
	JWKS              string   `json:"jwks_uri"`
	EndSession        string   `json:"end_session_endpoint"`
	Scopes            []string `json:"scopes_supported"`
	ResponseTypes     []string `json:"response_types_supported"`
	ResponseModes     []string `json:"response_modes_supported"`
	GrantTypes        []string `json:"grant_types_supported"`
	ACR               []string `json:"acr_values_supported"`
	SubjectTypes      []string `json:"subject_types_supported"`
	IDTokenAlgs       []string `json:"id_token_signing_alg_values_supported"`
	TokenAuth         []string `json:"token_endpoint_auth_methods_supported"`
	AssertionAlgs     []string `json:"token_endpoint_auth_signing_alg_values_supported"`
	Claims            []string `json:"claims_supported"`
	BackchannelLogout bool     `json:"backchannel_logout_supported"`
	BackchannelSID    bool     `json:"backchannel_logout_session_supported"`
	IssInResponse     bool     `json:"authorization_response_iss_parameter_supported"`
}

// scopes are what an application may ask for (research §4.2).
var scopes = []string{"openid", "profile", "email", "nhsperson", "associatedorgs", "nationalrbacaccess", "professionalmemberships",
	"organisationalmemberships", "selectedrole", "changedrole"}

func (s *Service) discovery(w http.ResponseWriter, r *http.Request) {
	iss := s.Issuer(mocks.CallFrom(r.Context()))
	mocks.Answer(w, "application/json", http.StatusOK, document{
		Issuer: iss, Authorization: iss + "/authorize", Token: iss + "/access_token", Userinfo: iss + "/userinfo", JWKS: iss + "/connect/jwk_uri",
		EndSession: iss + "/connect/endSession", Scopes: scopes, ResponseTypes: []string{"code"}, ResponseModes: []string{"query", "form_post"},
		GrantTypes: []string{"authorization_code"}, ACR: contextNames(), SubjectTypes: []string{"public"}, IDTokenAlgs: []string{"RS256", "HS256"},
		TokenAuth: []string{"client_secret_post", "client_secret_jwt", "private_key_jwt"}, AssertionAlgs: []string{"RS256", "RS512", "HS256"},
		Claims: []string{"sub", "uid", "name", "given_name", "family_name", "email", "nhsid_useruid", "nhsid_nrbac_roles", "nhsid_user_orgs",
			"nhsid_org_memberships", "nhsid_org_roles", "selected_roleid", "authentication_assurance_level", "id_assurance_level", "acr", "amr", "auth_time", "sid"},
		BackchannelLogout: true, BackchannelSID: true, IssInResponse: true,
	})
}

func (s *Service) jwks(w http.ResponseWriter, r *http.Request) {
	key := s.key(mocks.CallFrom(r.Context()))
	mocks.Answer(w, "application/json", http.StatusOK, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{key.Public(jose.RS256)}})
}

// Lives of what is given (access token: research §4.3; the others assumed).
const (
	accessLasts  = time.Hour
	codeLasts    = 2 * time.Minute
	idTokenLasts = time.Hour
	sessionLasts = 12 * time.Hour
	signInWithin = 30 * time.Minute
)
