// Package uaf reads and writes what NHS login's FIDO endpoints speak: messages of the FIDO Universal Authentication Framework 1.0 and the
// assertions of its scheme UAFV1TLV, signed by a key that a telephone made.
//
//	Request ─▶ the application's FIDO client ─▶ Response ─▶ Registered: a Key, proven by its own signature or a certificate's
//	challenge                                 fcParams,  └▶ Proven:     the Key that made the signature over this challenge
//	                                          assertion
//
// # Sources
//
// NHS login's interface specification, section 6 (nhsconnect/nhslogin, src/interface-spec-doc-6.md), for the messages, the policy and the algorithms;
// FIDO UAF Protocol 1.0, Authenticator Commands 1.0 and Registry of Predefined Values 1.0 for tags and numbers.
//
// # Assumed
//
// An attestation certificate is believed whoever signed it: there is no metadata service here. Of the four algorithms that NHS login takes those
// over secp256r1 are known, and the policy names no others.
//
// Sibling rooms: nhslogin has the endpoints and remembers the keys.
package uaf
