package uaf_test

import (
	"encoding/base64"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"sandpiper/mocks/login/uaf"
	"sandpiper/mocks/login/uaf/uaftest"
)

const (
	app  = "https://auth.example/uaf/facets"
	text = "a challenge"
)

// asked is a request as an endpoint would write it.
func asked(t testing.TB, op string) string {
	t.Helper()
	raw, err := json.Marshal([]uaf.Request{{Header: uaf.NewHeader(op, app, "data"), Challenge: text, Policy: uaf.UsualPolicy()}})
	require.NoError(t, err)
	return string(raw)
}

// TestRegisteredThenProven: a key that was registered proves itself, and no byte of what it says can be changed.
func TestRegisteredThenProven(t *testing.T) {
	phone := uaftest.New(t, "key")
	first, err := uaf.ReadResponse([]byte(phone.Answer(t, asked(t, uaf.Reg), nil)))
	require.NoError(t, err)
	key, err := first.Registered(app, text)
	require.NoError(t, err)
	require.Equal(t, uaftest.AAID, key.AAID)
	require.True(t, phone.Key.PublicKey.Equal(key.Public))
	second, err := uaf.ReadResponse([]byte(phone.Answer(t, asked(t, uaf.Auth), nil)))
	require.NoError(t, err)
	known := func(a uaf.Authenticator) (*uaf.Key, bool) { return key, a == key.Authenticator }
	proven, err := second.Proven(app, text, known)
	require.NoError(t, err)
	require.Same(t, key, proven)
	raw, err := base64.RawURLEncoding.DecodeString(second.Assertions[0].Text)
	require.NoError(t, err)
	for i := range raw {
		spoilt := *second
		bent := append([]byte(nil), raw...)
		bent[i] ^= 0x40
		spoilt.Assertions = []uaf.Assertion{{Text: base64.RawURLEncoding.EncodeToString(bent), Scheme: uaf.Scheme}}
		_, err := spoilt.Proven(app, text, known)
		require.ErrorIs(t, err, uaf.ErrMessage, "byte %d", i)
	}
}

// FuzzAssertion: whatever a device sends is read or refused, and nothing is proven that was not signed.
func FuzzAssertion(f *testing.F) {
	phone := uaftest.New(f, "key")
	for _, op := range []string{uaf.Reg, uaf.Auth} {
		f.Add([]byte(phone.Answer(f, asked(f, op), nil)))
	}
	f.Add([]byte(`[{"fcParams":"e30","assertions":[{"assertionScheme":"UAFV1TLV","assertion":"AT4EAAM-AAA"}]}]`))
	f.Add(uaftest.Element(0x3E01, uaftest.Element(0x3E03)))
	f.Fuzz(func(t *testing.T, raw []byte) {
		r, err := uaf.ReadResponse(raw)
		if err != nil {
			require.ErrorIs(t, err, uaf.ErrMessage)
			r = &uaf.Response{Parameters: "e30", Assertions: []uaf.Assertion{{Text: base64.RawURLEncoding.EncodeToString(raw), Scheme: uaf.Scheme}}}
		}
		if key, err := r.Registered(app, text); err == nil {
			require.NotNil(t, key.Public)
		} else {
			require.ErrorIs(t, err, uaf.ErrMessage)
		}
		_, err = r.Proven(app, text, func(uaf.Authenticator) (*uaf.Key, bool) { return nil, false })
		require.ErrorIs(t, err, uaf.ErrMessage)
		_, _ = uaf.ReadRemoval(raw)
	})
}
