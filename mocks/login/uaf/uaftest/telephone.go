package uaftest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

// AAID is what telephones of this package call their make.
const AAID = "FFFF#0001"

// Telephone is a device with one key.
type Telephone struct {
	Key   *ecdsa.PrivateKey
	KeyID string
	Raw   bool // signs in the raw form and not in DER
}

// New is a telephone with a fresh key.
func New(t testing.TB, keyID string) *Telephone {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	return &Telephone{Key: key, KeyID: keyID}
}

// Element is one element of TLV.
func Element(tag uint16, values ...[]byte) []byte {
	var value []byte
	for _, v := range values {
		value = append(value, v...)
	}
	out := binary.LittleEndian.AppendUint16(nil, tag)
	out = binary.LittleEndian.AppendUint16(out, uint16(len(value))) //nolint:gosec // the elements of tests are short
	return append(out, value...)
}

// asked is what the telephone reads of a request.
type asked struct {
	Header    map[string]any `json:"header"`
	Challenge string         `json:"challenge"`
}

// Answer answers a request: a list of one message, as the endpoint gave it. Change may spoil the parameters, the data that is signed and the whole
// assertion before they are signed and written; nil for none.
func (p *Telephone) Answer(t testing.TB, request string, change func(parameters map[string]any)) string {
	t.Helper()
	var all []asked
	require.NoError(t, json.Unmarshal([]byte(request), &all), request)
	require.Len(t, all, 1)
	ask := all[0]
	parameters := map[string]any{"appID": ask.Header["appID"], "challenge": ask.Challenge, "facetID": "android:apk-key-hash:made-up", "channelBinding": map[string]any{}}
	if change != nil {
		change(parameters)
	}
	raw, err := json.Marshal(parameters)
	require.NoError(t, err)
	text := base64.RawURLEncoding.EncodeToString(raw)
	assertion := p.prove(t, text)
	if ask.Header["op"] == "Reg" {
		assertion = p.register(t, text)
	}
	out, err := json.Marshal([]any{map[string]any{"header": ask.Header, "fcParams": text,
		"assertions": []any{map[string]any{"assertionScheme": "UAFV1TLV", "assertion": base64.RawURLEncoding.EncodeToString(assertion)}}}})
	require.NoError(t, err)
	return string(out)
}

// about is TAG_ASSERTION_INFO: version 2 of the authenticator, verified by the user, the algorithm, and more.
func (p *Telephone) about(more ...byte) []byte {
	algorithm := byte(2)
	if p.Raw {
		algorithm = 1
	}
	return Element(0x2E0E, append([]byte{2, 0, 1, algorithm, 0}, more...))
}

func (p *Telephone) register(t testing.TB, parameters string) []byte {
	t.Helper()
	final := sha256.Sum256([]byte(parameters))
	public, err := p.Key.PublicKey.Bytes()
	require.NoError(t, err)
	data := Element(0x3E03, Element(0x2E0B, []byte(AAID)), p.about(0, 1), Element(0x2E0A, final[:]), Element(0x2E09, []byte(p.KeyID)),
		Element(0x2E0D, make([]byte, 8)), Element(0x2E0C, public))
	return Element(0x3E01, data, Element(0x3E08, Element(0x2E06, p.sign(t, data))))
}

func (p *Telephone) prove(t testing.TB, parameters string) []byte {
	t.Helper()
	final := sha256.Sum256([]byte(parameters))
	data := Element(0x3E04, Element(0x2E0B, []byte(AAID)), p.about(), Element(0x2E0F, []byte("nonce")), Element(0x2E0A, final[:]), Element(0x2E10),
		Element(0x2E09, []byte(p.KeyID)), Element(0x2E0D, make([]byte, 4)))
	return Element(0x3E02, data, Element(0x2E06, p.sign(t, data)))
}

func (p *Telephone) sign(t testing.TB, data []byte) []byte {
	t.Helper()
	digest := sha256.Sum256(data)
	if !p.Raw {
		signature, err := ecdsa.SignASN1(rand.Reader, p.Key, digest[:])
		require.NoError(t, err)
		return signature
	}
	r, s, err := ecdsa.Sign(rand.Reader, p.Key, digest[:])
	require.NoError(t, err)
	return append(r.FillBytes(make([]byte, 32)), s.FillBytes(make([]byte, 32))...)
}
