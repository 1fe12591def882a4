// Package uaftest is a telephone in software for the tests of sign-in by a device: it makes a key, registers it and proves that it holds it, in
// the bytes of the scheme UAFV1TLV, every part of which a test can change.
package uaftest
