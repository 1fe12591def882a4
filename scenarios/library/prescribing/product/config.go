package product

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
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
	for _, s := range []struct {
		name string
		into *string
	}{
		{"SANDPIPER_LISTEN", &c.Listen},
		{"SANDPIPER_CLIENT_ID", &c.ClientID},
		{"SANDPIPER_CLIENT_KID", &c.KID},
		{"SANDPIPER_CDS_ISSUER", &c.Issuer},
		{"SANDPIPER_CDS_JWKS", &c.JWKSURL},
		{"SANDPIPER_BASE_URL", &c.RecordsUnder},
	} {
		if v, ok := lookup(s.name); ok && v != "" {
			*s.into = v
		}
	}
	if v, ok := lookup("SANDPIPER_BUG"); ok && v != "" {
		bug, err := ParseBug(v)
		if err != nil {
			return c, fmt.Errorf("SANDPIPER_BUG: %w", err)
		}
		c.Bug = bug
	}
	if file, ok := lookup("SANDPIPER_CLIENT_KEY_FILE"); ok && file != "" {
		key, err := read(file)
		if err != nil {
			return c, fmt.Errorf("SANDPIPER_CLIENT_KEY_FILE: %w", err)
		}
		c.KeyPEM = key
	}
	return c, nil
}

// Run serves the product until ctx ends, then lets calls in hand finish. It logs "listening on http://…" once it is ready.
func Run(ctx context.Context, c Config) error {
	h, err := New(c)
	if err != nil {
		return err
	}
	var listen net.ListenConfig
	l, err := listen.Listen(ctx, "tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", c.Listen, err)
	}
	server := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(l) }()
	if c.Log != nil {
		fmt.Fprintf(c.Log, "prescribing product listening on http://%s\n", l.Addr())
	}
	select {
	case err := <-ended:
		return fmt.Errorf("serve on %s: %w", c.Listen, err)
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	if err := server.Shutdown(last); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("stop serving: %w", err)
	}
	return nil
}

// mayRead reports whether the product will go to the FHIR server that a caller names.
func (c *Config) mayRead(server string) bool {
	return c.RecordsUnder == "" || strings.HasPrefix(server, strings.TrimRight(c.RecordsUnder, "/")+"/")
}
