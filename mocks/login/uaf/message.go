package uaf

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"sandpiper/mocks"
)

// Scheme is the assertion scheme that NHS login takes, and no other (interface specification 6.5.1).
const Scheme = "UAFV1TLV"

// Operations of a message.
const (
	Reg   = "Reg"
	Auth  = "Auth"
	Dereg = "Dereg"
)

// ErrMessage is what reading a message fails with.
var ErrMessage = errors.New("not a message of FIDO UAF 1.0")

// Version is a version of the protocol.
type Version struct {
	Major int `json:"major"`
	Minor int `json:"minor"`
}

// Extension is an extension of a message's header.
type Extension struct {
	ID     string `json:"id"`
	Data   string `json:"data"`
	Needed bool   `json:"fail_if_unknown"`
}

// Header begins every message.
type Header struct {
	Version    Version     `json:"upv"`
	Op         string      `json:"op"`
	AppID      string      `json:"appID"`
	ServerData string      `json:"serverData,omitempty"` // which request this belongs to
	Extensions []Extension `json:"exts,omitempty"`
}

// NewHeader is the header of a request of NHS login's, which wants to be told how the user was verified (interface specification 6.2.1.3).
func NewHeader(op, appID, serverData string) Header {
	return Header{Version{1, 0}, op, appID, serverData, []Extension{{"fido.uaf.uvm", "", true}}}
}

// Criteria say what an authenticator must be like.
type Criteria struct {
	Verification  int      `json:"userVerification"`
	KeyProtection int      `json:"keyProtection"`
	Display       int      `json:"tcDisplay"`
	Algorithms    []int    `json:"authenticationAlgorithms"`
	Schemes       []string `json:"assertionSchemes"`
}

// Policy is what authenticators a request is for: one list of Accepted must be met.
type Policy struct {
	Accepted   [][]Criteria `json:"accepted"`
	Disallowed []Criteria   `json:"disallowed"`
}

// verifications are presence with a finger's print, a face's and a hand's (interface specification 6.5.1).
var verifications = [...]int{1027, 1041, 1281}

// anyProtection is a key in software, hardware, a trusted environment or a secure element: bits 1, 2, 4 and 8 of the registry.
const anyProtection = 15

// UsualPolicy is NHS login's, as far as the algorithms are known here.
func UsualPolicy() *Policy {
	p := &Policy{Disallowed: []Criteria{}}
	for _, v := range verifications {
		for _, alg := range []int{rawSignature, derSignature} {
			p.Accepted = append(p.Accepted, []Criteria{{v, anyProtection, 1, []int{alg}, []string{Scheme}}})
		}
	}
	return p
}

// Request asks a FIDO client to register a key or to prove that it holds one.
type Request struct {
	Header    Header  `json:"header"`
	Challenge string  `json:"challenge"`
	Username  string  `json:"username,omitempty"`
	Policy    *Policy `json:"policy"`
}

// Authenticator names one key of a device.
type Authenticator struct {
	AAID  string `json:"aaid"`
	KeyID string `json:"keyID"`
}

// Removal asks for keys to be forgotten, or tells a FIDO client which have been.
type Removal struct {
	Header         Header          `json:"header"`
	Authenticators []Authenticator `json:"authenticators"`
}

// Assertion is what an authenticator says.
type Assertion struct {
	Text   string `json:"assertion"` // base64url
	Scheme string `json:"assertionScheme"`
}

// Response is what a FIDO client answers a Request with.
type Response struct {
	Header     Header      `json:"header"`
	Parameters string      `json:"fcParams"` // base64url of JSON: what was asked, as the client saw it
	Assertions []Assertion `json:"assertions"`
}

// ReadResponse reads a message of one response. It fails with an error that wraps ErrMessage.
func ReadResponse(raw []byte) (*Response, error) { return one[Response](raw) }

// ReadRemoval reads a message of one removal. It fails likewise.
func ReadRemoval(raw []byte) (*Removal, error) { return one[Removal](raw) }

// one reads a list of one message.
func one[T any](raw []byte) (*T, error) {
	var all []T
	if err := json.Unmarshal(raw, &all); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMessage, mocks.Misread(err))
	}
	if len(all) != 1 {
		return nil, fmt.Errorf("%w: a list of %d messages where one is wanted", ErrMessage, len(all))
	}
	return &all[0], nil
}

// seen is what a client says that it was asked.
type seen struct {
	AppID     string `json:"appID"`
	Challenge string `json:"challenge"`
}

// asked holds what a client says that it was asked to what it was.
func (r *Response) asked(appID, challenge string) error {
	raw, err := decode(r.Parameters)
	var s seen
	if err == nil {
		err = mocks.Misread(json.Unmarshal(raw, &s))
	}
	switch {
	case err != nil:
		return fmt.Errorf("%w: read fcParams: %w", ErrMessage, err)
	case s.Challenge != challenge:
		return fmt.Errorf("%w: fcParams holds another challenge than was given", ErrMessage)
	case s.AppID != appID:
		return fmt.Errorf("%w: fcParams holds appID %q, and %q was given", ErrMessage, s.AppID, appID)
	case len(r.Assertions) != 1 || r.Assertions[0].Scheme != Scheme:
		return fmt.Errorf("%w: one assertion of scheme %s is wanted", ErrMessage, Scheme)
	}
	return nil
}

// decode reads base64url, with or without padding.
func decode(text string) ([]byte, error) {
	raw, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(text, "="))
	if err != nil {
		return nil, fmt.Errorf("read base64url: %w", err)
	}
	return raw, nil
}

// Sort puts authenticators in the order of their names.
func Sort(all []Authenticator) {
	slices.SortFunc(all, func(a, b Authenticator) int {
		return cmp.Or(strings.Compare(a.AAID, b.AAID), strings.Compare(a.KeyID, b.KeyID))
	})
}
