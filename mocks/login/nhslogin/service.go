package nhslogin

import (
	"net/http"
	"net/url"

	jose "github.com/go-jose/go-jose/v4"
	"github.com/gorilla/mux"

	"sandpiper/mocks"
	"sandpiper/mocks/login/oidc"
)

// Root is where the provider stands in a realm, for want of a host of its own.
const Root = "/nhs-login"

// Service is NHS login. Its zero value knows registered keys only.
type Service struct {
	Keys      *oidc.KeySets // of the applications
	PublicURL string        // the issuer where the provider has a host of its own, without a realm; empty: Root below the realm
	Mandatory bool          // refuse what the interface asks for and NHS login lets pass: a request without state or nonce

	ring  oidc.Keyring
	desks oidc.Realms[desk]
}

// desk is what the provider remembers for one realm.
type desk struct {
	mint     *oidc.Mint
	pending  oidc.Shelf[*request] // sign-ins under way, by session_code
	codes    oidc.Shelf[*grant]
	access   oidc.Shelf[*grant]  // by jti of the access token
	refresh  oidc.Shelf[*grant]  // by refresh token
	sessions oidc.Shelf[session] // by the browser's value
	issued   oidc.Shelf[issued]  // by jti of the ID token, for sign-in from another application
	proven   oidc.Shelf[string]  // level of identity that somebody has risen to, by sub
	metadata oidc.Shelf[string]  // client_user_metadata, by client and sub
	spent    oidc.Shelf[bool]    // jti of assertions

	challenges oidc.Shelf[challenge] // by serverData
	devices    oidc.Shelf[*device]   // by authenticator and key
}

func (s *Service) desk(call *mocks.Call) *desk {
	return s.desks.Of(call.Realm, func() *desk { return &desk{mint: oidc.NewMint(call.Realm, "nhs-login")} })
}

// Name is "nhs-login".
func (s *Service) Name() string { return "nhs-login" }

// Mount names the routes of the provider (research §3.1). There is none for the end of a session: NHS login has none.
func (s *Service) Mount(r *mux.Router) {
	r.HandleFunc(Root+"/.well-known/openid-configuration", s.discovery).Methods(http.MethodGet).Name("discovery")
	r.HandleFunc(Root+"/.well-known/jwks.json", s.jwks).Methods(http.MethodGet).Name("jwks")
	r.HandleFunc(Root+"/authorize", s.authorize).Methods(http.MethodGet, http.MethodPost).Name("authorize")
	r.HandleFunc(Root+"/sign-in", s.signIn).Methods(http.MethodPost).Name("sign-in")
	r.HandleFunc(Root+"/token", s.token).Methods(http.MethodPost).Name("token")
	r.HandleFunc(Root+"/userinfo", s.userinfo).Methods(http.MethodGet, http.MethodPost).Name("userinfo")
	r.HandleFunc(Root+"/userinfo", s.keepMetadata).Methods(http.MethodPatch).Name("userinfo-update")
	r.HandleFunc(Root+"/trustmark/{host}", s.trustmark).Methods(http.MethodGet).Name("trustmark")
	r.HandleFunc(Root+"/uaf/regRequest", s.registrationRequest).Methods(http.MethodGet).Name("fido-registration-request")
	r.HandleFunc(Root+"/uaf/regResponse", s.registrationResponse).Methods(http.MethodPost).Name("fido-registration-response")
	r.HandleFunc(Root+"/uaf/authRequest", s.authenticationRequest).Methods(http.MethodGet).Name("fido-authentication-request")
	r.HandleFunc(Root+"/uaf/dereg", s.deregister).Methods(http.MethodGet, http.MethodPost).Name("fido-deregistration")
}

// Issuer is the provider's iss.
func (s *Service) Issuer(call *mocks.Call) string {
	if s.PublicURL != "" {
		return s.PublicURL + call.Realm.Base()
	}
	return call.URL(Root)
}

func (s *Service) key(call *mocks.Call) *oidc.Key {
	return s.ring.Key(call.Realm.World.Population().Recipe().Seed, "nhs-login")
}

// document is the discovery document with the members of the real one and no others: grant_types_supported,
// code_challenge_methods_supported and end_session_endpoint are missing there too (research §3.1;
// specs/nhs-login/derived-openid-configuration.sandpit.json).
type document struct {
	Issuer         string   `json:"issuer"`
	Authorization  string   `json:"authorization_endpoint"`
	Token          string   `json:"token_endpoint"`
	JWKS           string   `json:"jwks_uri"`
	Scopes         []string `json:"scopes_supported"`
	ResponseTypes  []string `json:"response_types_supported"`
	SubjectTypes   []string `json:"subject_types_supported"`
	IDTokenAlgs    []string `json:"id_token_signing_alg_values_supported"`
	Claims         []string `json:"claims_supported"`
	Userinfo       string   `json:"userinfo_endpoint"`
	AssertionAlgs  []string `json:"token_endpoint_auth_signing_alg_values_supported"`
	TokenAuth      []string `json:"token_endpoint_auth_methods_supported"`
	FIDOAuth       string   `json:"fido_uaf_authentication_request_endpoint"`
	FIDORequest    string   `json:"fido_uaf_registration_request_endpoint"`
	FIDOResponse   string   `json:"fido_uaf_registration_response_endpoint"`
	FIDODeregister string   `json:"fido_uaf_deregistration_endpoint"`
}

func (s *Service) discovery(w http.ResponseWriter, r *http.Request) {
	iss := s.Issuer(mocks.CallFrom(r.Context()))
	rs512 := []string{string(jose.RS512)}
	mocks.Answer(w, "application/json", http.StatusOK, document{
		Issuer: iss, Authorization: iss + "/authorize", Token: iss + "/token", JWKS: iss + "/.well-known/jwks.json", Userinfo: iss + "/userinfo",
		Scopes: scopes, ResponseTypes: []string{"code"}, SubjectTypes: []string{"public"}, IDTokenAlgs: rs512, Claims: claims,
		AssertionAlgs: rs512, TokenAuth: []string{"private_key_jwt"},
		FIDOAuth: iss + "/uaf/authRequest", FIDORequest: iss + "/uaf/regRequest", FIDOResponse: iss + "/uaf/regResponse", FIDODeregister: iss + "/uaf/dereg",
	})
}

// scopes are what an application may ask for (research §3.1).
var scopes = []string{"basic_demographics", "client_metadata", "email", "gp_integration_credentials", "gp_registration_details", "landline",
	"nhs_app_credentials", "openid", "phone", "profile", "profile_extended"}

// claims are those that the discovery document lists, in its order.
var claims = []string{"iss", "aud", "sub", "family_name", "given_name", "email", "email_verified", "phone_number", "phone_number_verified",
	"landline_number", "landline_number_verified", "birthdate", "nhs_number", "gp_integration_credentials", "delegations", "gp_registration_details",
	"im1_token", "auth_time", "jti", "nonce", "vot", "vtm", "exp", "ods_code", "user_id", "linkage_key", "surname", "iat", "gp_ods_code", "gp_user_id",
	"gp_linkage_key", "client_user_metadata", "identity_proofing_level"}

func (s *Service) jwks(w http.ResponseWriter, r *http.Request) {
	key := s.key(mocks.CallFrom(r.Context()))
	mocks.Answer(w, "application/json", http.StatusOK, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{key.Public(jose.RS512)}})
}

// vtm is the address of the trustmark, a claim of every token: it ends with the host of the issuer (research §3.1).
func (s *Service) vtm(call *mocks.Call) string {
	iss := s.Issuer(call)
	u, err := url.Parse(iss)
	if err != nil || u.Hostname() == "" {
		return iss + "/trustmark/made-up" // an issuer that is no address has no host
	}
	return iss + "/trustmark/" + u.Hostname()
}

func (s *Service) trustmark(w http.ResponseWriter, r *http.Request) {
	iss := s.Issuer(mocks.CallFrom(r.Context()))
	mocks.Answer(w, "application/json", http.StatusOK, map[string]any{
		"idp": iss, "trustmark_provider": iss, "P": []string{"P0", "P3", "P5", "P6", "P7", "P9"}, "C": []string{"Cp", "Cd", "Ck", "Cm"},
	})
}
