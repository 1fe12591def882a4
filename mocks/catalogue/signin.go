package catalogue

import (
	"net/http"

	"sandpiper/mocks"
	"sandpiper/mocks/login"
	"sandpiper/mocks/login/cis2"
	"sandpiper/mocks/login/keycloak"
	"sandpiper/mocks/login/nhslogin"
	"sandpiper/mocks/login/oidc"
)

// signIn makes the platform's identity service and the two providers that it sends people to, of which the one for citizens is named apart.
func signIn(client *http.Client) ([]mocks.Service, oidc.Provider) {
	keys := &oidc.KeySets{Client: client}
	citizens, staff := &nhslogin.Service{Keys: keys}, &cis2.Service{Keys: keys, Client: client}
	mock := &keycloak.Service{CIS2: staff, NHSLogin: citizens}
	return []mocks.Service{&login.Service{CIS2: staff, NHSLogin: citizens, Others: []oidc.Verifier{mock}, Keys: keys}, citizens, staff, mock}, citizens
}

// signInTable is what signIn makes.
func signInTable() []Entry {
	return []Entry{
		{
			Service: "login", Root: "/oauth2, /oauth2-mock, /mock-jwks",
			Stands: "API platform identity service: access tokens for applications and for their users",
			Access: "an RS512 client assertion, or a client_secret and somebody who signs in",
			Operations: []string{"GET authorize", "GET callback", "POST token: client_credentials with private_key_jwt, authorization_code, refresh_token, token-exchange",
				"GET userinfo", "POST backchannel_logout", "GET _ping", "GET _status", "GET mock-jwks"},
			Differs: []string{
				"A token holds SMART system scopes beside the platform's, for the local record server; a scope parameter that names some narrows it to those.",
				"The answer has scope when SMART scopes were granted, as SMART requires; the platform's own has none.",
				"A code_challenge is held to when one was sent: whether the platform does is not known. Its codes live ten minutes, which is assumed.",
				"An application counts as not subscribed when it holds no scope at all.",
				"/oauth2-mock sends people to the same two sign-in pages, and not to Keycloak's, and takes everybody at their own level.",
			},
		},
		{
			Service: "nhs-login", Root: nhslogin.Root,
			Stands: "NHS login, OpenID Connect provider for patients",
			Access: "private_key_jwt with RS512 at the token endpoint; any living citizen's NHS number or e-mail on the page",
			Operations: []string{"GET .well-known/openid-configuration and jwks.json", "GET, POST authorize: vtr, prompt, asserted_login_identity",
				"POST token: authorization_code, refresh_token", "GET, POST, PATCH userinfo",
				"GET uaf/regRequest and authRequest, POST uaf/regResponse, GET, POST uaf/dereg: sign-in by a device"},
			Differs: []string{
				"What level of identity somebody has is drawn by assumed shares; everybody who is asked to prove more succeeds unless they choose not to.",
				"One page asks for name, password and consent; no text message is sent, and passwords matter for published test users only.",
				"Error descriptions other than ConsentNotGiven are ours; refresh tokens are not rotated and single sign-on lasts half an hour, which is assumed.",
				"Registration, the Users endpoint and account provisioning are missing; of FIDO UAF the algorithms over secp256k1 are, and attestation certificates are believed; nine of the published sandpit users are there.",
			},
		},
		{
			Service: "cis2", Root: cis2.Root,
			Stands: "NHS Care Identity Service 2, OpenID Connect provider for health workers",
			Access: "client_secret_post, client_secret_jwt or private_key_jwt at the token endpoint; the SDS user id of any clinician on the page",
			Operations: []string{"GET .well-known/openid-configuration and connect/jwk_uri", "GET, POST authorize: acr_values, prompt, max_age, selectedrole",
				"POST access_token", "GET, POST userinfo", "connect/endSession and card-removed (ours) with back-channel logout"},
			Differs: []string{
				"No specification of CIS2 is public: the discovery document, error words and amr values are recalled.",
				"Published test users keep their names, levels and roles, and work at practices of this population.",
				"Refresh tokens are missing.",
			},
		},
		{
			Service: "keycloak", Root: "/realms/Cis2-mock-{env}, /realms/NHS-Login-mock-{env}",
			Stands:     "the platform's mock authorisation service, whose ID tokens test tools exchange",
			Access:     "the clients of GET /mock-jwks/keycloak-client-credentials, or an application's own secret; the name of any user",
			Operations: []string{"GET .well-known/openid-configuration", "GET auth", "POST token", "GET userinfo", "GET certs", "GET, POST logout (recalled)"},
			Differs: []string{
				"Published test users and everybody of the population sign in at their own level; which claims the real realms add is assumed.",
				"Refresh tokens and the rest of Keycloak are missing.",
			},
		},
	}
}
