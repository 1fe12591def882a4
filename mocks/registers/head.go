package registers

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"sandpiper/mocks"
)

// ErrHead is wrapped by errors about a signed tree head that cannot be read.
var ErrHead = errors.New("not a signed tree head")

// Head is a tree head: how many entries a log has and what the root of its tree is. Signed, it is the specification's "signed tree head", which the
// reference implementation never had; the form is the checkpoint of transparency logs, three lines in a signed note.
type Head struct {
	Origin string // which log: see Origin
	Size   int
	Root   Hash
}

// Origin names a log in a tree head: the version is part of it, because each version has a tree of its own.
func Origin(register string, v Version) string {
	return "sandpiper/registers/" + register + "/v" + strconv.Itoa(int(v))
}

// Text is what is signed.
func (h Head) Text() string {
	return fmt.Sprintf("%s\n%d\n%s\n", h.Origin, h.Size, base64.StdEncoding.EncodeToString(h.Root[:]))
}

// ParseHead reads a head from the text of a note whose signatures have been checked. Lines after the third are left for extensions. Errors
// wrap ErrHead.
func ParseHead(text string) (Head, error) {
	lines := strings.Split(text, "\n")
	if len(lines) < 4 {
		return Head{}, fmt.Errorf("%w: %d lines, want three", ErrHead, len(lines)-1)
	}
	size, err := strconv.Atoi(lines[1])
	if err != nil || size < 0 || strconv.Itoa(size) != lines[1] {
		return Head{}, fmt.Errorf("%w: the size is %.40q", ErrHead, lines[1])
	}
	root, err := tlog.ParseHash(lines[2])
	if err != nil || lines[0] == "" {
		return Head{}, fmt.Errorf("%w: the root is %.80q", ErrHead, lines[2])
	}
	return Head{Origin: lines[0], Size: size, Root: root}, nil
}

// signer is the key that a realm signs tree heads with. It follows from the population's seed and the realm's name, so that a run repeats to the
// byte; with a secret, nobody who lacks that can make it.
type signer struct {
	note.Signer
	verifier string // as note.NewVerifier reads it
}

func newSigner(realm *mocks.Realm, secret []byte) (*signer, error) {
	h := sha256.New()
	h.Write([]byte("sandpiper registers tree head\x00" + realm.Name + "\x00"))
	h.Write(binary.BigEndian.AppendUint64(nil, realm.World.Population().Recipe().Seed))
	h.Write(secret)
	seed := h.Sum(nil)
	name := "sandpiper"
	if realm.Name != "" {
		name += "/" + realm.Name
	}
	public, ok := ed25519.NewKeyFromSeed(seed).Public().(ed25519.PublicKey)
	if !ok {
		return nil, errors.New("make signing key: not an Ed25519 key")
	}
	verifier, err := note.NewEd25519VerifierKey(name, public)
	if err != nil {
		return nil, fmt.Errorf("make signing key: %w", err)
	}
	_, rest, _ := strings.Cut(verifier, "+")
	id, _, _ := strings.Cut(rest, "+")
	const ed25519Key = 1 // the algorithm's number in a note's keys
	private := "PRIVATE+KEY+" + name + "+" + id + "+" + base64.StdEncoding.EncodeToString(append([]byte{ed25519Key}, seed...))
	s, err := note.NewSigner(private)
	if err != nil {
		return nil, fmt.Errorf("make signing key: %w", err)
	}
	return &signer{s, verifier}, nil
}

// sign signs a snapshot's head, beside the signatures that it already has.
func (k *signer) sign(s *Snapshot, v Version, before *note.Note) ([]byte, error) {
	root, err := s.Root(v, s.Size())
	if err != nil {
		return nil, err
	}
	n := &note.Note{Text: Head{Origin(s.definition.ID, v), s.Size(), root}.Text()}
	if before != nil {
		n = &note.Note{Text: before.Text, Sigs: before.Sigs, UnverifiedSigs: before.UnverifiedSigs}
	}
	return note.Sign(n, k)
}
