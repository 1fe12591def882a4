// Package bundle seals a run directory so that a stranger can tell whether anything in it was touched.
//
//	every file ──sha-256──▶ manifest.json ──Merkle tree──▶ root ──signed note──▶ checkpoint.txt
//	 (key.pub too)               │                                                   │
//	                             └──digest──▶ in-toto statement ◀────whole text──────┘
//	                                               │
//	                                     DSSE envelope, Ed25519 ──▶ attestation.dsse.json
//
// The three signed files are not in the manifest, because each holds the digest of the one before; they are held
// together by the relations in chain.go, from which Verify can tell which of them was altered. Everything else,
// key.pub included, is in the manifest, and a file that is not in it is an error too.
//
// What a signature here means is printed with it. A key made for one run shows integrity: nothing changed since it
// was sealed. It shows no identity, because nobody vouches for the key; for that, compare key.pub with one that you
// have from the signer (Options.TrustedKey). The private key is never in the bundle.
//
// Formats: DSSE v1 (github.com/secure-systems-lab/dsse), in-toto Statement v1, RFC 6962 tree hashes by
// golang.org/x/mod/sumdb/tlog, checkpoints and signed notes in the manner of C2SP tlog-checkpoint. Sealing the same
// files with the same key gives the same bytes: nothing here reads a clock, and Ed25519 draws no randomness.
//
// Sibling rooms: reports writes what is sealed here; harness/trace has the hash chain inside each trace.
package bundle
