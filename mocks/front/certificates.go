package front

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"io"
	"net"
	"slices"
	"sync"
	"time"

	"sandpiper/synthetic/clock"
)

// Certificates are the leaves that an authority issues to one listener: for each host name one of a day, made when a client first asks for
// it and again in its second half. It is safe for many goroutines.
type Certificates struct {
	Authority *Authority
	Names     []string    // that clients may ask for
	Addresses []net.IP    // in the leaf of clients who name no host
	Clock     clock.Clock // wall time
	Random    io.Reader

	mu   sync.Mutex
	key  *ecdsa.PrivateKey
	held map[string]*tls.Certificate
}

// For is the certificate for a client who says hello; it fits tls.Config.GetCertificate. A name that is not among Names has none.
func (c *Certificates) For(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	name := Plain(hello.ServerName)
	if name != "" && !slices.Contains(c.Names, name) {
		return nil, fmt.Errorf("no certificate for %q: it is no host name of the made-up NHS", hello.ServerName)
	}
	now := c.Clock.Now()
	c.mu.Lock()
	defer c.mu.Unlock()
	if held := c.held[name]; held != nil && now.Before(held.Leaf.NotAfter.Add(-leafLasts/2)) {
		return held, nil
	}
	made, err := c.issue(name, now)
	if err != nil {
		return nil, fmt.Errorf("issue a certificate for %q: %w", name, err)
	}
	if c.held == nil {
		c.held = make(map[string]*tls.Certificate)
	}
	c.held[name] = made
	return made, nil
}

// issue signs a leaf. The mutex is held.
func (c *Certificates) issue(name string, now time.Time) (*tls.Certificate, error) {
	if c.key == nil {
		key, err := ecdsa.GenerateKey(elliptic.P256(), c.Random)
		if err != nil {
			return nil, err
		}
		c.key = key
	}
	serial, err := serialNumber(c.Random)
	if err != nil {
		return nil, err
	}
	until := now.Add(leafLasts)
	if last := c.Authority.Until(); last.Before(until) {
		until = last
	}
	template := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{Organization: []string{"Sandpiper, not an NHS service"}},
		NotBefore: now.Add(-skew), NotAfter: until,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, BasicConstraintsValid: true,
	}
	if name == "" {
		template.DNSNames, template.IPAddresses = []string{"localhost"}, c.Addresses
	} else {
		template.DNSNames = []string{name}
	}
	der, err := x509.CreateCertificate(c.Random, template, c.Authority.certificate, c.key.Public(), c.Authority.key)
	if err != nil {
		return nil, err
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	return &tls.Certificate{Certificate: [][]byte{der, c.Authority.certificate.Raw}, PrivateKey: c.key, Leaf: leaf}, nil
}
