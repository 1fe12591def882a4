package uaf

import (
	"encoding/binary"
	"fmt"
)

// Tags of the scheme UAFV1TLV (FIDO UAF Authenticator Commands 1.0, section 4; Registry of Predefined Values 1.0). Those with 0x1000 hold others.
const (
	tagRegAssertion  = 0x3E01
	tagAuthAssertion = 0x3E02
	tagRegistration  = 0x3E03 // TAG_UAFV1_KRD
	tagSigned        = 0x3E04 // TAG_UAFV1_SIGNED_DATA
	tagCertificate   = 0x2E05
	tagSignature     = 0x2E06
	tagFull          = 0x3E07 // TAG_ATTESTATION_BASIC_FULL: a certificate's key has signed
	tagSurrogate     = 0x3E08 // TAG_ATTESTATION_BASIC_SURROGATE: the key itself has
	tagKeyID         = 0x2E09
	tagFinal         = 0x2E0A // digest of fcParams
	tagAAID          = 0x2E0B
	tagPublicKey     = 0x2E0C
	tagAbout         = 0x2E0E // TAG_ASSERTION_INFO
)

// element is a tag with its value.
type element struct {
	tag   uint16
	value []byte
	whole []byte // tag and length too: what signatures are made over
}

// elements takes a value apart: tag and length of two bytes each, the lower first, and as many bytes as the length says.
func elements(raw []byte) ([]element, error) {
	var out []element
	for len(raw) > 0 {
		if len(raw) < 4 {
			return nil, fmt.Errorf("%w: an element of %d bytes", ErrMessage, len(raw))
		}
		end := 4 + int(binary.LittleEndian.Uint16(raw[2:]))
		if end > len(raw) {
			return nil, fmt.Errorf("%w: an element that says it has %d bytes, of which %d are there", ErrMessage, end, len(raw))
		}
		out = append(out, element{binary.LittleEndian.Uint16(raw), raw[4:end], raw[:end]})
		raw = raw[end:]
	}
	return out, nil
}

// within finds the elements of the element with a tag that is in raw.
func within(raw []byte, tag uint16) (about element, inner []element, err error) {
	outer, err := elements(raw)
	if err != nil {
		return about, nil, err
	}
	about, ok := find(outer, tag)
	if !ok {
		return about, nil, fmt.Errorf("%w: no element %#04x", ErrMessage, tag)
	}
	inner, err = elements(about.value)
	return about, inner, err
}

// find is the first element with a tag.
func find(in []element, tag uint16) (element, bool) {
	for _, e := range in {
		if e.tag == tag {
			return e, true
		}
	}
	return element{}, false
}
