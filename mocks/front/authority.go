package front

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"slices"
	"time"
)

// How long certificates are good for. An authority is trusted by hand, so it must not be trusted for long.
const (
	authorityLasts = 30 * 24 * time.Hour
	leafLasts      = 24 * time.Hour
	skew           = 5 * time.Minute // by which a client's clock may be slow
)

// Authority is a private certificate authority. Its certificate says for which names it can vouch, so that whoever trusts it trusts it for
// nothing else; its key never leaves the process unless somebody names a file for it.
type Authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

// NewAuthority makes an authority with a key of its own for host names and addresses. random is where its key and serial number come from.
func NewAuthority(random io.Reader, now time.Time, names []string, addresses []net.IP) (*Authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), random)
	if err != nil {
		return nil, fmt.Errorf("make a certificate authority: %w", err)
	}
	serial, err := serialNumber(random)
	if err != nil {
		return nil, fmt.Errorf("make a certificate authority: %w", err)
	}
	template := &x509.Certificate{
		SerialNumber: serial,
		Subject: pkix.Name{
			Organization: []string{"Sandpiper, not an NHS service"}, CommonName: "Sandpiper rehearsal " + hex.EncodeToString(serial.Bytes()[:4]),
		},
		NotBefore: now.Add(-skew), NotAfter: now.Add(authorityLasts),
		IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true,
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		PermittedDNSDomainsCritical: true, PermittedDNSDomains: names, PermittedIPRanges: ranges(addresses),
	}
	der, err := x509.CreateCertificate(random, template, template, key.Public(), key)
	if err != nil {
		return nil, fmt.Errorf("make a certificate authority: %w", err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("make a certificate authority: %w", err)
	}
	return &Authority{certificate, key}, nil
}

// ranges are addresses as networks of one address each.
func ranges(addresses []net.IP) []*net.IPNet {
	var out []*net.IPNet
	for _, a := range addresses {
		if v4 := a.To4(); v4 != nil {
			a = v4
		}
		out = append(out, &net.IPNet{IP: a, Mask: net.CIDRMask(8*len(a), 8*len(a))})
	}
	return out
}

// serialNumber is a positive number of 127 bits.
func serialNumber(random io.Reader) (*big.Int, error) {
	raw := make([]byte, 16)
	if _, err := io.ReadFull(random, raw); err != nil {
		return nil, err
	}
	raw[0] = raw[0]&0x7f | 0x40
	return new(big.Int).SetBytes(raw), nil
}

// ReadAuthority reads an authority from the PEM that Secret wrote.
func ReadAuthority(text []byte) (*Authority, error) {
	a := &Authority{}
	for rest := text; ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		switch block.Type {
		case "CERTIFICATE":
			c, err := x509.ParseCertificate(block.Bytes)
			if err != nil {
				return nil, fmt.Errorf("read the authority's certificate: %w", err)
			}
			a.certificate = c
		case "PRIVATE KEY":
			k, err := x509.ParsePKCS8PrivateKey(block.Bytes)
			if err != nil {
				return nil, fmt.Errorf("read the authority's key: %w", err)
			}
			key, ok := k.(*ecdsa.PrivateKey)
			if !ok {
				return nil, fmt.Errorf("read the authority's key: it is a %T, want an ECDSA key", k)
			}
			a.key = key
		}
	}
	switch {
	case a.certificate == nil || a.key == nil:
		return nil, errors.New("read a certificate authority: want a CERTIFICATE and a PRIVATE KEY in PEM")
	case !a.certificate.IsCA || !a.key.PublicKey.Equal(a.certificate.PublicKey):
		return nil, errors.New("read a certificate authority: the certificate is not that of an authority with this key")
	case !a.certificate.PermittedDNSDomainsCritical:
		return nil, errors.New("read a certificate authority: it could vouch for any name; this one must be bound to some")
	}
	return a, nil
}

// Certificate is what clients are to trust, in PEM. It is no secret.
func (a *Authority) Certificate() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.certificate.Raw})
}

// Secret is certificate and private key in PEM, for a file that only its owner can read.
func (a *Authority) Secret() ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(a.key)
	if err != nil {
		return nil, fmt.Errorf("write the authority's key: %w", err)
	}
	var b bytes.Buffer
	b.Write(a.Certificate())
	b.Write(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
	return b.Bytes(), nil
}

// Until is when the authority ends.
func (a *Authority) Until() time.Time { return a.certificate.NotAfter }

// Covers reports whether the authority can vouch for all names and addresses, and names the first that it cannot.
func (a *Authority) Covers(names []string, addresses []net.IP) (missing string, ok bool) {
	for _, n := range names {
		if !slices.Contains(a.certificate.PermittedDNSDomains, n) {
			return n, false
		}
	}
	for _, ip := range addresses {
		if !slices.ContainsFunc(a.certificate.PermittedIPRanges, func(n *net.IPNet) bool { return n.Contains(ip) }) {
			return ip.String(), false
		}
	}
	return "", true
}
