package product

import (
	"context"
	"io"
	"net/http"
	"strings"
	"time"

	"sandpiper/scenarios/library/launch"
)

// Config is how the product is told about its surroundings.
type Config struct {
	Listen string // address to serve on, such as "127.0.0.1:8080"

	ClientID string // the product's registration at the record server's login
	KID      string
	KeyPEM   []byte // RSA private key, PKCS #8 or PKCS #1; without one only prefetched records and handed tokens work

	Issuer  string // who may call (iss of the CDS client's tokens); empty means anybody
	JWKSURL string // where the caller's public keys are

	RecordsUnder string        // prefix that every fhirServer must have; empty means any server
	Budget       time.Duration // for one answer; zero means five seconds
	Bug          Bug           // a seeded mistake; empty for the honest product

	Wall      func() time.Time
	Sleep     func(context.Context, time.Duration) error
	Log       io.Writer         // may be nil
	Transport http.RoundTripper // to record servers; nil means one of its own that keeps connections open
}

// FromEnv fills a Config from SANDPIPER_… settings, as a launcher hands them over. read returns the bytes of the file
// that SANDPIPER_CLIENT_KEY_FILE names. What lookup does not know stays as it is in c.
func (c Config) FromEnv(lookup func(string) (string, bool), read func(string) ([]byte, error)) (Config, error) {
	err := launch.Settings{
		Words: map[string]*string{
			"SANDPIPER_LISTEN":     &c.Listen,
			"SANDPIPER_CLIENT_ID":  &c.ClientID,
			"SANDPIPER_CLIENT_KID": &c.KID,
			"SANDPIPER_CDS_ISSUER": &c.Issuer,
			"SANDPIPER_CDS_JWKS":   &c.JWKSURL,
			"SANDPIPER_BASE_URL":   &c.RecordsUnder,
		},
		Bug: func(name string) (err error) { c.Bug, err = ParseBug(name); return err },
		Key: &c.KeyPEM,
	}.Read(lookup, read)
	return c, err
}

// Run serves the product until ctx ends, then lets calls in hand finish. It logs "listening on http://…" once it is ready.
func Run(ctx context.Context, c Config) error {
	h, err := New(c)
	if err != nil {
		return err
	}
	return launch.Serve(ctx, "prescribing", c.Listen, h, c.Log)
}

// mayRead reports whether the product will go to the FHIR server that a caller names.
func (c *Config) mayRead(server string) bool {
	return c.RecordsUnder == "" || strings.HasPrefix(server, strings.TrimRight(c.RecordsUnder, "/")+"/")
}
