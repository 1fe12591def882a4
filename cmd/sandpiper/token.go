package main

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/spf13/cobra"
)

type tokenOptions struct {
	URL   string
	AppID string
	Key   string
	KID   string
	JSON  bool

	Citizen  string // who signs in at NHS login; empty: the app by itself
	Staff    string // who signs in at CIS2
	Secret   string // client_secret; empty: that of the app of serve
	Redirect string
}

func newToken(a *app) *cobra.Command {
	var o tokenOptions
	cmd := &cobra.Command{
		Use:   "token",
		Short: "Sign in at a running mock NHS and print an access token",
		Long: `Asks the token endpoint of 'sandpiper serve' for an access token, and prints it alone, for use in a shell.

By itself an app gets one by client_credentials, with a client assertion signed with RS512, as the API platform wants it. With
--citizen or --staff somebody signs in first, at NHS login or CIS2: the sign-in pages are walked as a browser would, and the
token is that person's.

--url takes the whole token endpoint, or only where the mock NHS runs. When a token is refused, what would have been right is
printed below the answer.

` + exitHelp,
		Example: `  curl -H "Authorization: Bearer $(sandpiper token)" 'http://127.0.0.1:8080/records/FHIR/R4/Patient?family=Smith'
  sandpiper token --citizen 9994593358
  sandpiper token --staff 999000000000 --json`,
		GroupID: "play",
		RunE:    func(cmd *cobra.Command, _ []string) error { return runToken(cmd.Context(), a, o) },
	}
	f := cmd.Flags()
	f.StringVar(&o.URL, "url", "http://127.0.0.1:8080/oauth2/token", "token endpoint, or where the mock NHS runs; the assertion's aud is the endpoint")
	f.StringVar(&o.AppID, "app-id", "sandpiper-app", "client id (API key)")
	f.StringVar(&o.Key, "app-key", "sandpiper-app.pem", "file with the app's RSA private key")
	f.StringVar(&o.KID, "kid", "", "key id; worked out from the key when left out")
	f.StringVar(&o.Citizen, "citizen", "", "sign this citizen in at NHS login: an NHS number")
	f.StringVar(&o.Staff, "staff", "", "sign this clinician in at CIS2: an SDS user id")
	f.StringVar(&o.Secret, "secret", "", "client secret, to sign people in; of the app of serve it is worked out from --app-key")
	f.StringVar(&o.Redirect, "redirect", usualRedirect, "the address of the app that people return to; nothing need listen there")
	f.BoolVar(&o.JSON, "json", false, "print the whole token response")
	return cmd
}

func runToken(ctx context.Context, a *app, o tokenOptions) error {
	if o.Citizen != "" && o.Staff != "" {
		return usage("--citizen and --staff: one person at a time")
	}
	at, err := serverAddress("--url", o.URL)
	if err != nil {
		return err
	}
	if strings.Trim(at.Path, "/") == "" {
		at.Path = "/oauth2/token"
	}
	o.URL = at.String()
	form, err := tokenForm(ctx, a, o)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, o.URL, strings.NewReader(form.Encode()))
	if err != nil {
		return usage("--url: %w", err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	client := &http.Client{Timeout: 10 * time.Second}
	resp, err := client.Do(req)
	if err != nil {
		return &exitError{code: exitUnreachable, err: fmt.Errorf("sign in (is 'sandpiper serve' running?): %w", err)}
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	if err != nil {
		return fmt.Errorf("read the token response: %w", err)
	}
	var got struct {
		Token string `json:"access_token"`
	}
	if resp.StatusCode != http.StatusOK || json.Unmarshal(body, &got) != nil || got.Token == "" {
		return &exitError{code: exitFail, err: fmt.Errorf("%s answered %s: %s%s", o.URL, resp.Status, strings.TrimSpace(string(body)), whyOf(resp))}
	}
	if o.JSON {
		fmt.Fprintln(a.Stdout, strings.TrimSpace(string(body)))
		return nil
	}
	fmt.Fprintln(a.Stdout, got.Token)
	return nil
}

// signAssertion makes the JWT of private_key_jwt: five minutes at most, never the same jti twice.
func signAssertion(a *app, key appKey, o tokenOptions) (string, error) {
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS512, Key: key.private},
		(&jose.SignerOptions{}).WithType("JWT").WithHeader("kid", key.KID))
	if err != nil {
		return "", err
	}
	id := make([]byte, 16)
	if _, err := io.ReadFull(a.Rand, id); err != nil {
		return "", err
	}
	return jwt.Signed(signer).Claims(jwt.Claims{
		Issuer: o.AppID, Subject: o.AppID, Audience: jwt.Audience{o.URL}, ID: hex.EncodeToString(id),
		Expiry: jwt.NewNumericDate(a.Now().Add(4 * time.Minute)),
	}).Serialize()
}

// tokenForm is what the token endpoint is sent: an assertion of the app, or the code of somebody who has signed in.
func tokenForm(ctx context.Context, a *app, o tokenOptions) (url.Values, error) {
	person, scope := o.Staff, ""
	if o.Citizen != "" {
		person, scope = o.Citizen, "nhs-login"
	}
	var key appKey
	if person == "" || o.Secret == "" {
		var err error
		if key, err = loadKey(o.Key); err != nil {
			return nil, usage("%w\nthe app's key is made by 'sandpiper serve'; name its file with --app-key", cannotRead(o.Key, err))
		}
	}
	if person == "" {
		if o.KID != "" {
			key.KID = o.KID
		}
		assertion, err := signAssertion(a, key, o)
		if err != nil {
			return nil, fmt.Errorf("sign the client assertion: %w", err)
		}
		return url.Values{
			"grant_type":            {"client_credentials"},
			"client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
			"client_assertion":      {assertion},
		}, nil
	}
	if o.Secret == "" {
		o.Secret = key.secret()
	}
	code, err := codeFor(ctx, o, person, scope)
	if err != nil {
		return nil, err
	}
	return url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {o.Redirect}, "client_id": {o.AppID}, "client_secret": {o.Secret}}, nil
}
