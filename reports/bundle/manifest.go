package bundle

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"sandpiper/harness/trace"
)

// The names of the sealing files, all in the top folder of a bundle.
const (
	ManifestFile    = "manifest.json"
	CheckpointFile  = "checkpoint.txt"
	AttestationFile = "attestation.dsse.json"
	KeyFile         = "key.pub"
)

// ManifestSchema names the form of manifest.json.
const ManifestSchema = "sandpiper/manifest/v1"

// Limits on the sealing files, so that a stranger's bundle cannot fill the memory of whoever checks it.
const (
	maxManifest    = 64 << 20
	maxAttestation = 4 << 20
	maxCheckpoint  = 64 << 10
)

// Entry is one file of a bundle.
type Entry struct {
	Path   string `json:"path"`   // slash-separated, relative to the bundle
	Role   string `json:"role"`   // what the file is for, such as "trace" or "report"
	SHA256 string `json:"sha256"` // 64 lower-case hex digits
	Size   int64  `json:"size"`   // bytes
}

// Manifest lists every file of a bundle except the three that are signed over it.
type Manifest struct {
	Schema string  `json:"schema"`
	Root   string  `json:"root"`  // RFC 6962 root over the entries, base64
	Files  []Entry `json:"files"` // sorted by path
}

// leaf is what the Merkle tree hashes for an entry: every member of it, in one line.
func (e Entry) leaf() []byte {
	return fmt.Appendf(nil, "%s %d %s %s\n", e.SHA256, e.Size, e.Role, e.Path)
}

// check refuses entries that could lead out of the bundle or mean two things.
func (e Entry) check() error {
	if err := checkPath(e.Path); err != nil {
		return err
	}
	if sealing(e.Path) {
		return fmt.Errorf("%s lists itself or a file that is signed over it", ManifestFile)
	}
	if raw, err := hex.DecodeString(e.SHA256); err != nil || len(raw) != 32 || strings.ToLower(e.SHA256) != e.SHA256 {
		return fmt.Errorf("digest %.80q is not 64 lower-case hex digits", e.SHA256)
	}
	if e.Size < 0 {
		return fmt.Errorf("size %d is negative", e.Size)
	}
	if e.Role == "" || strings.ContainsAny(e.Role, " \n") {
		return fmt.Errorf("role %.80q must be one word", e.Role)
	}
	return nil
}

// checkPath refuses every name that is not a plain path below the bundle's folder on each system that Go knows.
func checkPath(name string) error {
	if !fs.ValidPath(name) || name == "." || path.Clean(name) != name {
		return fmt.Errorf("path %.200q is not a plain path inside the bundle", name)
	}
	for _, r := range name {
		if r < ' ' || r == 0x7f || strings.ContainsRune(`\:*?"<>|`, r) {
			return fmt.Errorf("path %.200q holds the character %q", name, r)
		}
	}
	return nil
}

// sealing tells whether a file is one of the three that are not in the manifest.
func sealing(name string) bool {
	return name == ManifestFile || name == CheckpointFile || name == AttestationFile
}

// root is the Merkle root over the entries, in their order.
func root(entries []Entry) (tlog.Hash, error) {
	var stored []tlog.Hash
	read := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(indexes))
		for i, at := range indexes {
			out[i] = stored[at]
		}
		return out, nil
	})
	for i, e := range entries {
		hashes, err := tlog.StoredHashes(int64(i), e.leaf(), read)
		if err != nil {
			return tlog.Hash{}, fmt.Errorf("hash entry %s: %w", e.Path, err)
		}
		stored = append(stored, hashes...)
	}
	return tlog.TreeHash(int64(len(entries)), read)
}

// parseManifest reads a manifest and refuses every spelling but the one that Seal writes.
func parseManifest(raw []byte) (Manifest, error) {
	var m Manifest
	if err := decodeExactly(raw, &m); err != nil {
		return Manifest{}, err
	}
	if m.Schema != ManifestSchema {
		return Manifest{}, fmt.Errorf("schema is %.80q, this program reads %q", m.Schema, ManifestSchema)
	}
	for i, e := range m.Files {
		if err := e.check(); err != nil {
			return Manifest{}, fmt.Errorf("entry %d: %w", i+1, err)
		}
		if i > 0 && m.Files[i-1].Path >= e.Path {
			return Manifest{}, fmt.Errorf("entry %d: %s follows %s: paths must rise", i+1, e.Path, m.Files[i-1].Path)
		}
	}
	want, err := root(m.Files)
	if err != nil {
		return Manifest{}, err
	}
	if m.Root != want.String() {
		return Manifest{}, fmt.Errorf("root is %.60s, its entries make %s", m.Root, want)
	}
	return m, nil
}

// Encode is the one spelling of a JSON file in a bundle: canonical JSON (sorted keys, shortest numbers) laid out
// with two spaces, so that a person can read it, and a line feed at the end.
func Encode(v any) ([]byte, error) {
	raw, err := trace.Canonical(v)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := json.Indent(&out, raw, "", "  "); err != nil {
		return nil, fmt.Errorf("lay out json: %w", err)
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}

// decodeExactly reads JSON that must be spelled as Encode spells it. JSON has many spellings of one content (spaces,
// escapes, and for Go even the case of a key), and a changed byte must not hide behind them.
func decodeExactly(raw []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("not the json that was sealed: %w", err)
	}
	again, err := Encode(into)
	if err != nil {
		return fmt.Errorf("not the json that was sealed: %w", err)
	}
	if !bytes.Equal(raw, again) {
		return fmt.Errorf("not in canonical form: %s", firstDifference(raw, again))
	}
	return nil
}

func firstDifference(a, b []byte) string {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("it differs at byte %d", i)
		}
	}
	return fmt.Sprintf("it is %d bytes long and should be %d", len(a), len(b))
}
