package bundle

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Checkpoint is the size and root of the Merkle tree over a manifest's entries.
type Checkpoint struct {
	Origin string // which log this is; always noteName here
	Size   int64  // entries
	Root   tlog.Hash
}

// text is the note's body in the form of C2SP tlog-checkpoint: origin, size and base64 root, a line each.
func (c Checkpoint) text() string {
	return fmt.Sprintf("%s\n%d\n%s\n", c.Origin, c.Size, base64.StdEncoding.EncodeToString(c.Root[:]))
}

// sign makes the signed note.
func (c Checkpoint) sign(key Key) ([]byte, error) {
	verifier, err := noteVerifier(key.Public())
	if err != nil {
		return nil, err
	}
	signed, err := note.Sign(&note.Note{Text: c.text()}, noteKey{verifier, key.private})
	if err != nil {
		return nil, fmt.Errorf("sign checkpoint: %w", err)
	}
	return signed, nil
}

// parseCheckpoint reads the first three lines of a signed note without looking at its signature.
func parseCheckpoint(signed []byte) (Checkpoint, error) {
	body, _, found := strings.Cut(string(signed), "\n\n")
	lines := strings.Split(body, "\n")
	if !found || len(lines) != 3 {
		return Checkpoint{}, fmt.Errorf("not a checkpoint: want origin, size and root, then an empty line and a signature")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 {
		return Checkpoint{}, fmt.Errorf("not a checkpoint: size %.40q", lines[1])
	}
	raw, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(raw) != tlog.HashSize {
		return Checkpoint{}, fmt.Errorf("not a checkpoint: root %.80q", lines[2])
	}
	c := Checkpoint{Origin: lines[0], Size: size, Root: tlog.Hash(raw)}
	if c.Origin != noteName || c.text() != body+"\n" {
		return Checkpoint{}, fmt.Errorf("not a checkpoint of %s", noteName)
	}
	return c, nil
}
