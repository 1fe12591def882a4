package catalogue_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"net"
	"net/http"
	"net/url"
	"os"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	jose "github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"
)

const bearerAssertion = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

// client is an HTTP client that finds the real host names behind the street's door, and every other address where it is.
func (s *street) client() *http.Client {
	s.Helper()
	pool := x509.NewCertPool()
	ca, err := os.ReadFile(s.trust)
	require.NoError(s, err)
	require.True(s, pool.AppendCertsFromPEM(ca))
	transport := &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12},
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			if host, _, err := net.SplitHostPort(address); err == nil && net.ParseIP(host) == nil {
				address = s.named
			}
			return new(net.Dialer).DialContext(ctx, network, address)
		},
	}
	s.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport, Timeout: 30 * time.Second}
}

// assertion is private_key_jwt for a token endpoint.
func (s *street) assertion(alg jose.SignatureAlgorithm, endpoint string) string {
	s.Helper()
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: alg, Key: jose.JSONWebKey{Key: s.key, KeyID: streetKeyID}}, (&jose.SignerOptions{}).WithType("JWT"))
	require.NoError(s, err)
	compact, err := jwt.Signed(signer).Claims(jwt.Claims{
		Issuer: streetClient, Subject: streetClient, Audience: jwt.Audience{endpoint}, ID: uuid.NewString(),
		Expiry: jwt.NewNumericDate(time.Now().Add(4 * time.Minute)),
	}).Serialize()
	require.NoError(s, err)
	return compact
}

// party is an application that uses go-oidc with one provider.
type party struct {
	*street
	*oidc.Provider
	ctx    context.Context // with the HTTP client
	alg    jose.SignatureAlgorithm
	config oauth2.Config
}

func (s *street) party(ctx context.Context, issuer string, alg jose.SignatureAlgorithm, scopes ...string) *party {
	s.Helper()
	provider, err := oidc.NewProvider(ctx, issuer)
	require.NoError(s, err)
	p := &party{street: s, Provider: provider, ctx: ctx, alg: alg}
	p.config = oauth2.Config{ClientID: streetClient, RedirectURL: s.back, Scopes: append(scopes, oidc.ScopeOpenID), Endpoint: provider.Endpoint()}
	p.config.Endpoint.AuthStyle = oauth2.AuthStyleInParams // a client_secret there is none
	return p
}

// signIn sends a browser to the provider and redeems what it brings back.
func (p *party) signIn(client *http.Client, username string, more ...oauth2.AuthCodeOption) (*oauth2.Token, *oidc.IDToken) {
	p.Helper()
	verifier, state, nonce := oauth2.GenerateVerifier(), uuid.NewString(), uuid.NewString()
	back := p.browse(client, p.config.AuthCodeURL(state, append(more, oidc.Nonce(nonce), oauth2.S256ChallengeOption(verifier))...), username)
	require.Equal(p, state, back.Query().Get("state"))
	tokens, err := p.config.Exchange(p.ctx, back.Query().Get("code"), oauth2.VerifierOption(verifier),
		oauth2.SetAuthURLParam("client_assertion_type", bearerAssertion),
		oauth2.SetAuthURLParam("client_assertion", p.assertion(p.alg, p.config.Endpoint.TokenURL)))
	require.NoError(p, err)
	id, err := p.VerifierContext(p.ctx, &oidc.Config{ClientID: streetClient}).Verify(p.ctx, tokens.Extra("id_token").(string))
	require.NoError(p, err)
	require.Equal(p, nonce, id.Nonce)
	return tokens, id
}

// TestGoOIDC lets coreos/go-oidc and x/oauth2 discover both providers, sign people in and verify what they are given.
func TestGoOIDC(t *testing.T) {
	t.Parallel()
	eachWay(t, func(t *testing.T, s *street, c cast) {
		client := s.client()
		ctx := oidc.ClientContext(t.Context(), client)
		citizens := s.party(ctx, c.NHSLogin, jose.RS512, "profile", "email")
		staff := s.party(ctx, c.CIS2, jose.RS256, "profile", "nationalrbacaccess", "selectedrole")

		tokens, citizen := citizens.signIn(client, c.Citizen.Number, oauth2.SetAuthURLParam("vtr", `["P9.Cp.Cd"]`))
		assert.Equal(t, c.NHSLogin, citizen.Issuer)
		told, err := citizens.UserInfo(ctx, oauth2.StaticTokenSource(tokens))
		require.NoError(t, err)
		assert.Equal(t, citizen.Subject, told.Subject)
		assert.True(t, told.EmailVerified)
		var claims struct {
			Number string `json:"nhs_number"`
			Born   string `json:"birthdate"`
		}
		require.NoError(t, told.Claims(&claims))
		assert.Equal(t, c.Citizen.Number, claims.Number)
		assert.Equal(t, c.Citizen.Born, claims.Born)

		held, clinician := staff.signIn(client, c.Clinician.User, oauth2.SetAuthURLParam("acr_values", "AAL3_ANY"))
		assert.Equal(t, c.CIS2, clinician.Issuer)
		assert.Equal(t, c.Clinician.User, clinician.Subject)
		require.NoError(t, clinician.VerifyAccessToken(held.AccessToken), "at_hash")
		told, err = staff.UserInfo(ctx, oauth2.StaticTokenSource(held))
		require.NoError(t, err)
		assert.Equal(t, clinician.Subject, told.Subject)

		for name, token := range map[string]*oauth2.Token{"citizen": tokens, "clinician": held} {
			access := s.exchange(client, c.API, token.Extra("id_token").(string))
			var role struct {
				ID string `json:"selected_roleid"`
			}
			require.NoError(t, clinician.Claims(&role))
			assert.Equal(t, http.StatusOK, s.patient(client, c, access, role.ID), name)
		}

		wrong := &oidc.Config{ClientID: "another"}
		_, err = citizens.VerifierContext(ctx, wrong).Verify(ctx, tokens.Extra("id_token").(string))
		require.ErrorContains(t, err, "audience", "an ID token for another application")
		other := &oidc.Config{ClientID: streetClient}
		_, err = staff.VerifierContext(ctx, other).Verify(ctx, tokens.Extra("id_token").(string))
		require.ErrorContains(t, err, "unexpected signature algorithm", "CIS2 signs with RS256 alone")
		other.SupportedSigningAlgs = []string{oidc.RS512}
		_, err = staff.VerifierContext(ctx, other).Verify(ctx, tokens.Extra("id_token").(string))
		require.ErrorContains(t, err, "signature", "keys are each provider's own")
	})
}

// TestOAuth2 lets x/oauth2 sign a citizen in through the platform. It is told nothing of how the platform wants its secret, so that it tries HTTP
// basic first, and the code must outlive the refusal; and it reads the platform's numbers, which are strings.
func TestOAuth2(t *testing.T) {
	t.Parallel()
	eachWay(t, func(t *testing.T, s *street, c cast) {
		client := s.client()
		ctx := context.WithValue(t.Context(), oauth2.HTTPClient, client)
		config := s.platform(c, "nhs-login")
		back := s.browse(client, config.AuthCodeURL("s"), c.Citizen.Number)
		first, err := config.Exchange(ctx, back.Query().Get("code"))
		require.NoError(t, err)
		assert.InDelta(t, 599, time.Until(first.Expiry).Seconds(), 60)
		assert.Equal(t, http.StatusOK, s.patient(client, c, first.AccessToken, ""))

		old := *first
		old.Expiry = time.Now().Add(-time.Minute)
		second, err := config.TokenSource(ctx, &old).Token()
		require.NoError(t, err)
		assert.NotEqual(t, first.AccessToken, second.AccessToken)
		assert.NotEqual(t, first.RefreshToken, second.RefreshToken)
		assert.Equal(t, http.StatusOK, s.patient(client, c, second.AccessToken, ""))

		_, err = config.TokenSource(ctx, &old).Token()
		var refused *oauth2.RetrieveError
		require.ErrorAs(t, err, &refused, "a refresh token works once")
		assert.Equal(t, "invalid_grant", refused.ErrorCode)
		assert.Equal(t, "refresh_token is invalid", refused.ErrorDescription)
	})
}

// platform is the platform's combined sign-in, to CIS2 unless scope is nhs-login.
func (s *street) platform(c cast, scope ...string) oauth2.Config {
	return oauth2.Config{ClientID: streetClient, ClientSecret: streetSecret, RedirectURL: s.back, Scopes: scope,
		Endpoint: oauth2.Endpoint{AuthURL: c.API + "/oauth2/authorize", TokenURL: c.API + "/oauth2/token"}}
}

// exchange is the platform's access token for an ID token; golang.org/x/oauth2 knows no token exchange.
func (s *street) exchange(client *http.Client, api, idToken string) string {
	s.Helper()
	return s.token(client, api, url.Values{
		"grant_type": {"urn:ietf:params:oauth:grant-type:token-exchange"}, "subject_token": {idToken},
		"subject_token_type": {"urn:ietf:params:oauth:token-type:id_token"},
	})
}

// token is an access token of the platform's for a form, to which the client's assertion is added.
func (s *street) token(client *http.Client, api string, form url.Values) string {
	s.Helper()
	endpoint := api + "/oauth2/token"
	form.Set("client_assertion_type", bearerAssertion)
	form.Set("client_assertion", s.assertion(jose.RS512, endpoint))
	response, err := client.PostForm(endpoint, form)
	require.NoError(s, err)
	defer func() { _ = response.Body.Close() }()
	var answer map[string]string
	require.NoError(s, json.NewDecoder(response.Body).Decode(&answer))
	require.Equal(s, http.StatusOK, response.StatusCode, answer)
	return answer["access_token"]
}

// patient is the status of reading the citizen with a token; a role may be empty.
func (s *street) patient(client *http.Client, c cast, token, role string) int {
	s.Helper()
	request, err := http.NewRequestWithContext(s.Context(), http.MethodGet, c.API+"/personal-demographics/FHIR/R4/Patient/"+c.Citizen.Number, nil)
	require.NoError(s, err)
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("X-Request-ID", uuid.NewString())
	if role != "" {
		request.Header.Set("NHSD-Session-URID", role)
	}
	response, err := client.Do(request)
	require.NoError(s, err)
	defer func() { _ = response.Body.Close() }()
	return response.StatusCode
}
