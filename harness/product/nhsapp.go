package product

import (
	"context"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// NHSAppReturn is the address to which NHS login sends the NHS App's users back. Nothing listens there: the harness reads the redirect.
const NHSAppReturn = "https://nhs-app.example.org/return"

// nhsLogin is where NHS login stands in the mock NHS.
const nhsLogin = "/nhs-login"

// jumpOff signs the person in at the NHS App and gives the assertion with which the App opens a partner's page: a JWT of one minute,
// signed by the App, whose code is the jti of the ID token that the App was given (NHS login interface specification, asserted_login_identity).
func (j *journey) jumpOff(ctx context.Context) (string, error) {
	app := j.env.NHSApp
	if app.ID == "" || j.call.SignsInAs == "" {
		return "", errors.New("nhs_app: there is no NHS App here to jump off from, or nobody who signs in")
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return "", err
	}
	// The App has a browser of its own: the partner's page opens in one that knows nothing of its session.
	own := &journey{browser: j.browser, outing: j.outing, window: &window{jar: jar}, limit: j.limit, end: j.end}
	code, err := own.appCode(ctx, app)
	if err != nil {
		return "", fmt.Errorf("sign in at the NHS App: %w", err)
	}
	id, err := own.appToken(ctx, app, code)
	if err != nil {
		return "", fmt.Errorf("sign in at the NHS App: %w", err)
	}
	now := j.env.Wall()
	return app.sign(map[string]any{"code": id, "iss": app.ID, "jti": j.call.Key + "/jump-off", "iat": now.Unix(), "exp": now.Add(time.Minute).Unix()})
}

// appCode lets the person sign in to the App, as whoever they are proven to be.
func (j *journey) appCode(ctx context.Context, app Client) (string, error) {
	ask := url.Values{"client_id": {app.ID}, "redirect_uri": {NHSAppReturn}, "response_type": {"code"}, "scope": {"openid profile"}, "state": {"app"},
		"nonce": {"app"}, "vtr": {`["P0.Cp","P5.Cp.Cd","P9.Cp.Cd"]`}, "login_as": {j.call.SignsInAs}}
	req, err := http.NewRequest(http.MethodGet, j.env.BaseURL+nhsLogin+"/authorize?"+ask.Encode(), nil)
	if err != nil {
		return "", err
	}
	r, err := j.send(ctx, atProvider, req)
	if err != nil {
		return "", err
	}
	back, err := url.Parse(r.header.Get("Location"))
	if err != nil || back.Query().Get("code") == "" {
		return "", fmt.Errorf("NHS login gave no code (status %d)", r.status)
	}
	return back.Query().Get("code"), nil
}

// appToken redeems the App's code and gives the jti of the ID token.
func (j *journey) appToken(ctx context.Context, app Client, code string) (string, error) {
	endpoint := j.env.BaseURL + nhsLogin + "/token"
	assertion, err := app.sign(map[string]any{"iss": app.ID, "sub": app.ID, "aud": endpoint, "jti": j.call.Key + "/token", "exp": j.env.Wall().Add(time.Minute).Unix()})
	if err != nil {
		return "", err
	}
	to, err := url.Parse(endpoint)
	if err != nil {
		return "", err
	}
	req, err := formRequest(to, url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {NHSAppReturn}, "client_assertion": {assertion},
		"client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}})
	if err != nil {
		return "", err
	}
	r, err := j.send(ctx, atProvider, req)
	if err != nil {
		return "", err
	}
	var given struct {
		IDToken string `json:"id_token"`
	}
	if err := json.Unmarshal(r.body, &given); err != nil || given.IDToken == "" {
		return "", fmt.Errorf("NHS login gave no ID token (status %d)", r.status)
	}
	token, err := jwt.ParseSigned(given.IDToken, []jose.SignatureAlgorithm{jose.RS512})
	if err != nil {
		return "", fmt.Errorf("read the ID token: %w", err)
	}
	var claims jwt.Claims
	if err := token.UnsafeClaimsWithoutVerification(&claims); err != nil { // it came from our own estate, over our own connection
		return "", fmt.Errorf("read the ID token: %w", err)
	}
	return claims.ID, nil
}

// sign makes a JWT with the client's key, by RS512.
func (c Client) sign(claims map[string]any) (string, error) {
	block, _ := pem.Decode(c.KeyPEM)
	if block == nil {
		return "", fmt.Errorf("the key of %s is not PEM", c.ID)
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return "", fmt.Errorf("the key of %s: %w", c.ID, err)
	}
	key, ok := parsed.(*rsa.PrivateKey)
	if !ok {
		return "", fmt.Errorf("the key of %s is a %T, not RSA", c.ID, parsed)
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS512, Key: key}, (&jose.SignerOptions{}).WithType("JWT").WithHeader("kid", c.KID))
	if err != nil {
		return "", err
	}
	return jwt.Signed(signer).Claims(claims).Serialize()
}
