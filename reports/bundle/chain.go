package bundle

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"fmt"
	"slices"
	"strings"

	"github.com/secure-systems-lab/go-securesystemslib/dsse"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// chain is the four sealing files, read, and what ties them together.
//
//	relation                                              between
//	1  the manifest lists the digest of the key           manifest     key
//	2  the key verifies the attestation's signature       attestation  key
//	3  the key verifies the checkpoint's signature        checkpoint   key
//	4  the attestation holds the manifest's digest        attestation  manifest
//	5  the attestation holds the checkpoint, word by word attestation  checkpoint
//	6  the checkpoint's root is that of the entries       checkpoint   manifest
//
// A change to one file breaks relations of that file only, and one of them for certain, whichever byte it was. So
// the file that was changed is the one that takes part in every broken relation and whose own certain relation is
// among them.
type chain struct {
	manifest    Manifest
	statement   Statement
	envelope    *dsse.Envelope
	checkpoint  Checkpoint
	key         ed25519.PublicKey
	raw         map[string][]byte
	unreadables []Problem
}

// relation is one line of the table above.
type relation struct {
	between [2]string
	certain string // the file of the two whose every change breaks this relation; "" for neither
	says    string
	holds   func(*chain) bool
}

func relations() []relation {
	return []relation{
		{[2]string{ManifestFile, KeyFile}, KeyFile, "its digest is not the one in " + ManifestFile, (*chain).manifestHasKey},
		{[2]string{AttestationFile, KeyFile}, AttestationFile, "its signature does not fit " + KeyFile, (*chain).keyFitsAttestation},
		{[2]string{CheckpointFile, KeyFile}, "", "its signature does not fit " + KeyFile, (*chain).keyFitsCheckpoint},
		{[2]string{AttestationFile, ManifestFile}, ManifestFile, "its digest is not the one that was signed", (*chain).attestationHasManifest},
		{[2]string{AttestationFile, CheckpointFile}, CheckpointFile, "it is not the checkpoint that was signed", (*chain).attestationHasCheckpoint},
		{[2]string{CheckpointFile, ManifestFile}, "", "its root is not the one in " + CheckpointFile, (*chain).rootsAgree},
	}
}

// read parses one sealing file and keeps what is wrong with it.
func (c *chain) read(name string, raw []byte) {
	c.raw[name] = raw
	var err error
	switch name {
	case ManifestFile:
		c.manifest, err = parseManifest(raw)
	case CheckpointFile:
		c.checkpoint, err = parseCheckpoint(raw)
	case AttestationFile:
		c.envelope, c.statement, err = parseAttestation(raw)
	case KeyFile:
		c.key, err = LoadPublicKey(raw)
	}
	if err != nil {
		c.unreadables = append(c.unreadables, Problem{Path: name, What: err.Error()})
	}
}

// problems names the files that were changed.
func (c *chain) problems() []Problem {
	broken := func(name string) bool {
		return slices.ContainsFunc(c.unreadables, func(p Problem) bool { return p.Path == name })
	}
	out := slices.Clone(c.unreadables)
	var failed []relation
	for _, r := range relations() {
		if !broken(r.between[0]) && !broken(r.between[1]) && !r.holds(c) {
			failed = append(failed, r)
		}
	}
	if len(failed) == 0 {
		return out
	}
	for _, name := range []string{KeyFile, AttestationFile, ManifestFile, CheckpointFile} {
		if says := blame(name, failed); says != "" {
			return append(out, Problem{Path: name, What: says})
		}
	}
	// More than one file was changed, so every broken relation is told as it is.
	for _, r := range failed {
		out = append(out, Problem{Path: r.between[0], What: fmt.Sprintf("it does not fit %s", r.between[1])})
	}
	return out
}

// blame answers what is wrong with a file if a change to it alone explains every broken relation, else "".
func blame(name string, failed []relation) string {
	says := ""
	for _, r := range failed {
		if !slices.Contains(r.between[:], name) {
			return ""
		}
		if r.certain == name {
			says = r.says
		}
	}
	return says
}

func (c *chain) manifestHasKey() bool {
	at, found := c.manifest.find(KeyFile)
	return found && c.manifest.Files[at].SHA256 == digest(c.raw[KeyFile])
}

func (c *chain) keyFitsAttestation() bool {
	verifier, err := dsse.NewEnvelopeVerifier(envelopeKey{public: c.key})
	if err != nil {
		return false
	}
	id, err := KeyID(c.key)
	if err != nil || c.envelope.Signatures[0].KeyID != id {
		return false
	}
	_, err = verifier.Verify(context.Background(), c.envelope)
	return err == nil
}

func (c *chain) keyFitsCheckpoint() bool {
	verifier, err := noteVerifier(c.key)
	if err != nil {
		return false
	}
	_, err = note.Open(c.raw[CheckpointFile], note.VerifierList(verifier))
	return err == nil
}

func (c *chain) attestationHasManifest() bool {
	return c.statement.subject(ManifestFile) == digest(c.raw[ManifestFile])
}

func (c *chain) attestationHasCheckpoint() bool {
	return bytes.Equal([]byte(c.statement.Predicate.Checkpoint), c.raw[CheckpointFile])
}

func (c *chain) rootsAgree() bool {
	want, err := tlog.ParseHash(c.manifest.Root)
	return err == nil && c.checkpoint.Root == want && c.checkpoint.Size == int64(len(c.manifest.Files))
}

// find is the place of a path in the manifest.
func (m Manifest) find(name string) (int, bool) {
	return slices.BinarySearchFunc(m.Files, name, func(e Entry, name string) int { return strings.Compare(e.Path, name) })
}
