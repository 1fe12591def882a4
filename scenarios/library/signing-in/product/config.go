package product

import (
	"context"
	"io"
	"net/http"
	"time"

	"sandpiper/scenarios/library/launch"
)

// Config is how the product is told about its surroundings.
type Config struct {
	Listen   string // address to serve on, such as "127.0.0.1:8091"
	Origin   string // scheme://host by which browsers reach it; empty: http:// and Listen
	Issuer   string // of NHS login, where its discovery document is found
	ClientID string // the product's registration there
	KID      string
	KeyPEM   []byte // RSA private key, PKCS #8 or PKCS #1, which signs private_key_jwt assertions
	Bug      Bug    // a seeded mistake; empty for the honest product

	Wall      func() time.Time
	Log       io.Writer         // may be nil
	Transport http.RoundTripper // to NHS login; nil means one of its own
}

// FromEnv fills a Config from SANDPIPER_… settings, as a launcher hands them over. read returns the bytes of the file
// that SANDPIPER_CLIENT_KEY_FILE names. What lookup does not know stays as it is in c.
func (c Config) FromEnv(lookup func(string) (string, bool), read func(string) ([]byte, error)) (Config, error) {
	err := launch.Settings{
		Words: map[string]*string{
			"SANDPIPER_LISTEN":     &c.Listen,
			"SANDPIPER_NHS_LOGIN":  &c.Issuer,
			"SANDPIPER_CLIENT_ID":  &c.ClientID,
			"SANDPIPER_CLIENT_KID": &c.KID,
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
	return launch.Serve(ctx, "signing-in", c.Listen, h, c.Log)
}
