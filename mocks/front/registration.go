package front

import (
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"

	jose "github.com/go-jose/go-jose/v4"

	"sandpiper/mocks"
	"sandpiper/mocks/login/oidc"
)

// Registration is an application as its developer writes it, in a file or in JSON.
type Registration struct {
	ID           string   `json:"id,omitempty"`           // the API key and client_id
	Name         string   `json:"name,omitempty"`         // as in the platform's rate-limit messages; empty: the id
	Organisation string   `json:"organisation,omitempty"` // ODS code that it acts for
	Key          string   `json:"key,omitempty"`          // RSA public key or certificate in PEM
	KeyFile      string   `json:"key_file,omitempty"`     // the same in a file
	KID          string   `json:"kid,omitempty"`          // of the key in PEM; empty: worked out from the key, as 'sandpiper token' does
	KeySetFile   string   `json:"jwks_file,omitempty"`    // a JWK set in a file
	KeySetURL    string   `json:"jwks_url,omitempty"`     // where the JWK set lies
	Secret       string   `json:"secret,omitempty"`       // client_secret
	Scopes       []string `json:"scopes,omitempty"`       // none: those of the mock NHS's own app
	Redirects    []string `json:"redirect_uris,omitempty"`
	LogoutURL    string   `json:"logout_url,omitempty"`                   // told of the end of CIS2 sessions
	IDTokenAlg   string   `json:"id_token_signed_response_alg,omitempty"` // of CIS2's ID tokens: RS256 (none said), or HS256 with the secret
	Sandbox      bool     `json:"sandbox,omitempty"`                      // it meets the oddities of the official sandboxes
	PerMinute    int      `json:"per_minute,omitempty"`                   // calls to one service in a minute; 0: as serve says
}

// Slip is something wrong with a registration.
type Slip struct {
	Field   string // as in the file
	Message string
}

// Error says it in one line.
func (s *Slip) Error() string { return s.Field + ": " + s.Message }

func slip(field, format string, args ...any) error {
	return &Slip{field, fmt.Errorf(format, args...).Error()}
}

// Bounds of a registration.
const (
	mostScopes    = 64
	mostRedirects = 10 // as at NHS login (EIS 2.1)
	mostWords     = 2048
	mostKeysHeld  = 16
)

var (
	wellNamed = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)
	odsCode   = regexp.MustCompile(`^[A-Za-z0-9]{3,12}$`)
	scopeForm = regexp.MustCompile(`^[!#-\[\]-~]{1,200}$`) // scope-token of RFC 6749 §3.3
)

// App checks a registration and makes the application that it describes. read gets the files that it names; nil: it may name none. The
// error is a *Slip.
func (r *Registration) App(read func(name string) ([]byte, error)) (mocks.App, error) {
	app := mocks.App{
		ID: r.ID, Name: r.Name, ODS: r.Organisation, Secret: r.Secret, Scopes: r.Scopes, Redirects: r.Redirects, LogoutURL: r.LogoutURL,
		KeysURL: r.KeySetURL, PerMinute: r.PerMinute, Sandbox: r.Sandbox, IDTokenAlg: r.IDTokenAlg,
	}
	switch {
	case !wellNamed.MatchString(r.ID):
		return app, slip("id", "want up to 64 letters, digits and . _ - (it is the API key and client_id)")
	case r.ID == oidc.Platform:
		return app, slip("id", "that is the platform's own")
	case strings.ContainsFunc(r.Name, func(c rune) bool { return c < ' ' || c == 0x7f }) || len(r.Name) > 100:
		return app, slip("name", "want up to 100 characters on one line")
	case r.Organisation != "" && !odsCode.MatchString(r.Organisation):
		return app, slip("organisation", "%q is not an ODS code", r.Organisation)
	case len(r.Secret) > mostWords:
		return app, slip("secret", "want up to %d characters", mostWords)
	case r.IDTokenAlg != "" && r.IDTokenAlg != "RS256" && r.IDTokenAlg != "HS256":
		return app, slip("id_token_signed_response_alg", "want RS256 or HS256, not %q", r.IDTokenAlg)
	case r.IDTokenAlg == "HS256" && len(r.Secret) < oidc.LeastSecret:
		return app, slip("id_token_signed_response_alg", "HS256 wants a secret of %d characters or more (RFC 7518 §3.2)", oidc.LeastSecret)
	case r.PerMinute < 0:
		return app, slip("per_minute", "want 0 or more")
	case len(r.Scopes) > mostScopes:
		return app, slip("scopes", "want up to %d", mostScopes)
	case len(r.Redirects) > mostRedirects:
		return app, slip("redirect_uris", "want up to %d", mostRedirects)
	}
	if app.Name == "" {
		app.Name = app.ID
	}
	for i, scope := range r.Scopes {
		if !scopeForm.MatchString(scope) {
			return app, slip(fmt.Sprintf("scopes[%d]", i), "%q is not a scope such as urn:nhsd:apim:app:level3:personal-demographics-service or system/Patient.rs", scope)
		}
	}
	for i, address := range r.Redirects {
		if err := returnable(address); err != nil {
			return app, slip(fmt.Sprintf("redirect_uris[%d]", i), "%w", err)
		}
	}
	for field, address := range map[string]string{"logout_url": r.LogoutURL, "jwks_url": r.KeySetURL} {
		if u, err := url.Parse(address); address != "" && (err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" || len(address) > 16*mostWords) {
			return app, slip(field, "want an address that begins with https:// or http://")
		}
	}
	var err error
	app.Keys, err = r.keys(read)
	return app, err
}

// returnable reports whether an address is one that a sign-in may return to. Addresses that a browser would run as a script are not.
func returnable(address string) error {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Scheme == "" || len(address) > mostWords:
		return errors.New("want a whole address such as https://app.example/callback")
	case u.Fragment != "" || strings.HasSuffix(address, "#"):
		return errors.New("an address to return to has no fragment (RFC 6749 §3.1.2)")
	case u.Scheme == "javascript" || u.Scheme == "data" || u.Scheme == "vbscript":
		return fmt.Errorf("%s: is not a place to return to", u.Scheme)
	case (u.Scheme == "https" || u.Scheme == "http") && u.Host == "":
		return errors.New("the address names no host")
	}
	return nil
}

// keys are the public keys that a registration names, in one way of four.
func (r *Registration) keys(read func(name string) ([]byte, error)) (set jose.JSONWebKeySet, err error) {
	given, ways := "", 0
	for _, way := range [][2]string{{"key", r.Key}, {"key_file", r.KeyFile}, {"jwks_file", r.KeySetFile}, {"jwks_url", r.KeySetURL}} {
		if way[1] != "" {
			given, ways = way[0], ways+1
		}
	}
	if ways > 1 {
		return set, slip(given, "keys come in one way: key, key_file, jwks_file or jwks_url")
	}
	text := []byte(r.Key)
	if name := r.KeyFile + r.KeySetFile; name != "" {
		if read == nil {
			return set, slip(given, "no file can be named here; give the key itself")
		}
		if text, err = read(name); err != nil {
			return set, slip(given, "cannot be read: %w", err)
		}
	}
	switch given {
	case "key", "key_file":
		var key jose.JSONWebKey
		if key, err = publicKey(text, r.KID); err == nil {
			set.Keys = append(set.Keys, key)
		}
	case "jwks_file":
		set, err = KeySet(text)
	}
	if err != nil {
		return set, slip(given, "%w", err)
	}
	return set, nil
}

// publicKey reads an RSA public key in PEM.
func publicKey(text []byte, kid string) (jose.JSONWebKey, error) {
	block, _ := pem.Decode(text)
	if block == nil {
		return jose.JSONWebKey{}, errors.New("no PEM block found (-----BEGIN PUBLIC KEY-----)")
	}
	if strings.Contains(block.Type, "PRIVATE") {
		return jose.JSONWebKey{}, errors.New("this is a private key, which nobody but the app should have; register its public half: openssl rsa -in app.pem -pubout")
	}
	var key any
	var err error
	switch block.Type {
	case "RSA PUBLIC KEY":
		key, err = x509.ParsePKCS1PublicKey(block.Bytes)
	case "CERTIFICATE":
		var c *x509.Certificate
		if c, err = x509.ParseCertificate(block.Bytes); err == nil {
			key = c.PublicKey
		}
	default:
		key, err = x509.ParsePKIXPublicKey(block.Bytes)
	}
	if err != nil {
		return jose.JSONWebKey{}, fmt.Errorf("read the %s: %w", strings.ToLower(block.Type), err)
	}
	if err := oidc.Fits(key); err != nil {
		return jose.JSONWebKey{}, err
	}
	if kid == "" {
		kid = KeyID(key.(*rsa.PublicKey))
	}
	return jose.JSONWebKey{Key: key, KeyID: kid, Algorithm: string(jose.RS512), Use: "sig"}, nil
}

// KeyID names a key after its own modulus, so that both sides find the same name.
func KeyID(key *rsa.PublicKey) string {
	sum := sha256.Sum256(key.N.Bytes())
	return hex.EncodeToString(sum[:8])
}

// KeySet reads a JWK set of RSA public keys, each with a kid of its own.
func KeySet(text []byte) (jose.JSONWebKeySet, error) {
	var set jose.JSONWebKeySet
	if err := json.Unmarshal(text, &set); err != nil {
		return set, fmt.Errorf("read the JWK set: %w", mocks.Misread(err))
	}
	if n := len(set.Keys); n == 0 || n > mostKeysHeld {
		return set, fmt.Errorf("the JWK set has %d keys; want 1 to %d", n, mostKeysHeld)
	}
	seen := map[string]bool{}
	for _, key := range set.Keys {
		switch {
		case !key.IsPublic():
			return set, fmt.Errorf("key %q is private; only public keys are registered", key.KeyID)
		case key.KeyID == "" || seen[key.KeyID]:
			return set, fmt.Errorf("every key needs a kid of its own; %q is empty or stands there twice", key.KeyID)
		}
		if err := oidc.Fits(key.Key); err != nil {
			return set, fmt.Errorf("key %q: %w", key.KeyID, err)
		}
		seen[key.KeyID] = true
	}
	return set, nil
}
