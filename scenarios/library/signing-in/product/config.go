package product

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
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
	for _, s := range []struct {
		name string
		into *string
	}{
		{"SANDPIPER_LISTEN", &c.Listen},
		{"SANDPIPER_NHS_LOGIN", &c.Issuer},
		{"SANDPIPER_CLIENT_ID", &c.ClientID},
		{"SANDPIPER_CLIENT_KID", &c.KID},
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
		fmt.Fprintf(c.Log, "signing-in product listening on http://%s\n", l.Addr())
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
