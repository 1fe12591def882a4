package uaf

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"math/big"
)

// Algorithms of the registry that are known: ECDSA over secp256r1 with SHA-256, the signature raw or in DER; and how a key of it is written.
const (
	rawSignature = 1
	derSignature = 2
	rawKey       = 0x100 // X9.62, uncompressed
	derKey       = 0x101
)

// Key is a key that a device has registered.
type Key struct {
	Authenticator
	Public    *ecdsa.PublicKey
	Encoded   []byte // as the device wrote it
	Algorithm int    // of its signatures
	Version   int    // of the authenticator
}

// Registered is the key that a response registers, proven by the signature of the key itself or of an attestation certificate. appID and
// challenge are those of the request. It fails with an error that wraps ErrMessage.
func (r *Response) Registered(appID, challenge string) (*Key, error) {
	if err := r.asked(appID, challenge); err != nil {
		return nil, err
	}
	raw, err := decode(r.Assertions[0].Text)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMessage, err)
	}
	_, parts, err := within(raw, tagRegAssertion)
	if err != nil {
		return nil, err
	}
	data, ok := find(parts, tagRegistration)
	if !ok {
		return nil, fmt.Errorf("%w: no registration data", ErrMessage)
	}
	key, err := described(data.value, r.Parameters)
	if err != nil {
		return nil, err
	}
	if full, ok := find(parts, tagFull); ok {
		return key, key.attested(full.value, data.whole)
	}
	surrogate, ok := find(parts, tagSurrogate)
	if !ok {
		return nil, fmt.Errorf("%w: no attestation", ErrMessage)
	}
	if !key.signed(key.Public, surrogate.value, data.whole) {
		return nil, fmt.Errorf("%w: the key did not make the signature over its own registration", ErrMessage)
	}
	return key, nil
}

// described reads what a device says of a key of its own.
func described(data []byte, parameters string) (*Key, error) {
	parts, err := elements(data)
	if err != nil {
		return nil, err
	}
	about, _ := find(parts, tagAbout)
	aaid, _ := find(parts, tagAAID)
	id, _ := find(parts, tagKeyID)
	final, _ := find(parts, tagFinal)
	public, _ := find(parts, tagPublicKey)
	digest := sha256.Sum256([]byte(parameters))
	switch {
	case len(about.value) != 7:
		return nil, fmt.Errorf("%w: the assertion's info has %d bytes and not 7", ErrMessage, len(about.value))
	case len(aaid.value) != 9 || len(id.value) == 0 || len(id.value) > 2048:
		return nil, fmt.Errorf("%w: an AAID of %d bytes and a key id of %d", ErrMessage, len(aaid.value), len(id.value))
	case !bytes.Equal(final.value, digest[:]):
		return nil, fmt.Errorf("%w: the assertion is about other parameters", ErrMessage)
	}
	key := &Key{
		Authenticator: Authenticator{string(aaid.value), base64.RawURLEncoding.EncodeToString(id.value)}, Encoded: public.value,
		Version: int(binary.LittleEndian.Uint16(about.value)), Algorithm: int(binary.LittleEndian.Uint16(about.value[3:])),
	}
	if key.Algorithm != rawSignature && key.Algorithm != derSignature {
		return nil, fmt.Errorf("%w: signatures by algorithm %d, and %d and %d are known", ErrMessage, key.Algorithm, rawSignature, derSignature)
	}
	key.Public, err = publicKey(public.value, int(binary.LittleEndian.Uint16(about.value[5:])))
	return key, err
}

// publicKey reads a key of secp256r1.
func publicKey(raw []byte, form int) (*ecdsa.PublicKey, error) {
	switch form {
	case rawKey:
		key, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), raw)
		if err != nil {
			return nil, fmt.Errorf("%w: read a public key: %w", ErrMessage, err)
		}
		return key, nil
	case derKey:
		parsed, err := x509.ParsePKIXPublicKey(raw)
		key, ok := parsed.(*ecdsa.PublicKey)
		if err != nil || !ok || key.Curve != elliptic.P256() {
			return nil, fmt.Errorf("%w: the public key is none of secp256r1 in DER", ErrMessage)
		}
		return key, nil
	}
	return nil, fmt.Errorf("%w: a public key of form %#x, and %#x and %#x are known", ErrMessage, form, rawKey, derKey)
}

// attested reports what is wrong with the signature of an attestation certificate's key over a registration.
func (k *Key) attested(attestation, data []byte) error {
	parts, err := elements(attestation)
	if err != nil {
		return err
	}
	der, _ := find(parts, tagCertificate)
	certificate, err := x509.ParseCertificate(der.value)
	if err != nil {
		return fmt.Errorf("%w: read the attestation certificate: %w", ErrMessage, err)
	}
	public, ok := certificate.PublicKey.(*ecdsa.PublicKey)
	if !ok || !k.signed(public, attestation, data) {
		return fmt.Errorf("%w: the attestation certificate's key did not make the signature", ErrMessage)
	}
	return nil
}

// signed reports whether a key made the signature that is among elements, over data.
func (k *Key) signed(by *ecdsa.PublicKey, attestation, data []byte) bool {
	parts, err := elements(attestation)
	if err != nil {
		return false
	}
	signature, _ := find(parts, tagSignature)
	digest := sha256.Sum256(data)
	if k.Algorithm == derSignature {
		return ecdsa.VerifyASN1(by, digest[:], signature.value)
	}
	if len(signature.value) != 64 {
		return false
	}
	return ecdsa.Verify(by, digest[:], new(big.Int).SetBytes(signature.value[:32]), new(big.Int).SetBytes(signature.value[32:]))
}

// Proven is the key that made the signature of a response to a request for authentication; known finds those that are registered. It fails
// with an error that wraps ErrMessage.
func (r *Response) Proven(appID, challenge string, known func(Authenticator) (*Key, bool)) (*Key, error) {
	if err := r.asked(appID, challenge); err != nil {
		return nil, err
	}
	raw, err := decode(r.Assertions[0].Text)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMessage, err)
	}
	whole, parts, err := within(raw, tagAuthAssertion)
	if err != nil {
		return nil, err
	}
	data, ok := find(parts, tagSigned)
	if !ok {
		return nil, fmt.Errorf("%w: no signed data", ErrMessage)
	}
	said, err := elements(data.value)
	if err != nil {
		return nil, err
	}
	aaid, _ := find(said, tagAAID)
	id, _ := find(said, tagKeyID)
	final, _ := find(said, tagFinal)
	digest := sha256.Sum256([]byte(r.Parameters))
	if !bytes.Equal(final.value, digest[:]) {
		return nil, fmt.Errorf("%w: the assertion is about other parameters", ErrMessage)
	}
	key, ok := known(Authenticator{string(aaid.value), base64.RawURLEncoding.EncodeToString(id.value)})
	if !ok {
		return nil, fmt.Errorf("%w: nobody has registered the key", ErrMessage)
	}
	if !key.signed(key.Public, whole.value, data.whole) {
		return nil, fmt.Errorf("%w: the registered key did not make the signature", ErrMessage)
	}
	return key, nil
}
