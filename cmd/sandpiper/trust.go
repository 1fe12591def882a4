package main

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
)

// trustHelp says how the certificate is used. %s is its file.
const trustHelp = `curl:    curl --cacert %[1]s https://int.api.service.nhs.uk/...
Node:    NODE_EXTRA_CA_CERTS=%[1]s node app.js
Python:  REQUESTS_CA_BUNDLE=%[1]s or SSL_CERT_FILE=%[1]s python app.py
Java:    keytool -importcert -noprompt -alias sandpiper -file %[1]s -storetype PKCS12 \
           -keystore sandpiper.p12 -storepass changeit
         java -Djavax.net.ssl.trustStore=sandpiper.p12 -Djavax.net.ssl.trustStorePassword=changeit -jar app.jar
.NET:    SSL_CERT_FILE=%[1]s dotnet run (Linux)
Go:      SSL_CERT_FILE=%[1]s go run . (Linux)
Ruby:    SSL_CERT_FILE=%[1]s ruby app.rb
`

type trustOptions struct {
	URL       string
	Authority string
	Out       string
}

func newTrust(a *app) *cobra.Command {
	var o trustOptions
	cmd := &cobra.Command{
		Use:   "trust",
		Short: "Print the certificate by which programs trust 'serve --tls'",
		Long: `Prints, in PEM, the certificate of the private authority that 'sandpiper serve --tls' has made: asked of the running server,
or read from the file that serve names with --tls-ca. The authority can vouch for nothing but the host names of
'sandpiper hosts' and this machine, for a month at most, and its key is nowhere but in that process or file. Even so: let
one program trust it, rather than a whole machine.

` + fmt.Sprintf(trustHelp, "sandpiper-ca.pem") + "\n" + exitHelp,
		Example: "  sandpiper trust --out sandpiper-ca.pem\n  curl --cacert sandpiper-ca.pem --connect-to ::127.0.0.1:8443 https://int.api.service.nhs.uk/oauth2/_ping",
		GroupID: "play",
		RunE:    func(cmd *cobra.Command, _ []string) error { return runTrust(cmd.Context(), a, o) },
	}
	f := cmd.Flags()
	f.StringVar(&o.URL, "url", "http://127.0.0.1:8080", "where the mock NHS runs")
	f.StringVar(&o.Authority, "ca", "", "read the authority's file instead of asking the server")
	f.StringVar(&o.Out, "out", "", "write the certificate to this file, and say how to use it")
	return cmd
}

func runTrust(ctx context.Context, a *app, o trustOptions) error {
	text, err := authorityText(ctx, o)
	if err != nil {
		return err
	}
	certificate, err := bounded(text)
	if err != nil {
		return err
	}
	if o.Out == "" {
		_, err := a.Stdout.Write(certificate)
		return err
	}
	if err := os.WriteFile(o.Out, certificate, 0o644); err != nil {
		return usage("cannot write %s: %w", o.Out, reason(err))
	}
	fmt.Fprintf(a.Stdout, "wrote %s (not an NHS service; let one program trust it, not a whole machine)\n\n"+trustHelp, o.Out)
	return nil
}

// authorityText is the PEM of a file, or of the running server.
func authorityText(ctx context.Context, o trustOptions) ([]byte, error) {
	if o.Authority != "" {
		text, err := os.ReadFile(o.Authority)
		if err != nil {
			return nil, cannotRead(o.Authority, err)
		}
		return text, nil
	}
	if _, err := serverAddress("--url", o.URL); err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimRight(o.URL, "/")+authorityPath, nil)
	if err != nil {
		return nil, usage("--url: %w", err)
	}
	resp, err := (&http.Client{Timeout: 10 * time.Second}).Do(req)
	if err != nil {
		return nil, &exitError{code: exitUnreachable, err: fmt.Errorf("ask for the certificate (is 'sandpiper serve --tls' running?): %w", err)}
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, 64<<10))
	if err != nil {
		return nil, fmt.Errorf("read the certificate: %w", err)
	}
	if resp.StatusCode != http.StatusOK {
		return nil, usage("%s answered %s: %s", o.URL, resp.Status, strings.TrimSpace(string(body)))
	}
	return body, nil
}

// bounded is the certificate in a PEM text, if it is that of an authority that is bound to some names: another is not for anybody to trust.
func bounded(text []byte) ([]byte, error) {
	for rest := text; ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			return nil, usage("no certificate found")
		}
		if block.Type != "CERTIFICATE" {
			continue
		}
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, usage("read the certificate: %w", err)
		}
		if !c.IsCA || !c.PermittedDNSDomainsCritical {
			return nil, usage("this certificate is not of an authority that is bound to the mock NHS's names; do not trust it")
		}
		return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw}), nil
	}
}
