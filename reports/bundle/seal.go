package bundle

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
)

// Seal says how to seal a run directory.
type Seal struct {
	Key       Key
	Product   Subject             // the product under test with its SHA-256; left out of the statement when that is not known
	Predicate Predicate           // digests of files, Checkpoint and SignatureMeans are filled in
	Role      func(string) string // what a file is for, by its path; nil for Role
}

// Dir writes key.pub, manifest.json, checkpoint.txt and attestation.dsse.json into the directory, over everything
// that is in it. Sealing again replaces them. Links and special files are refused, because a bundle must mean the
// same wherever it is copied.
func (s Seal) Dir(dir string) (Manifest, error) {
	top, err := os.OpenRoot(dir)
	if err != nil {
		return Manifest{}, fmt.Errorf("seal %s: %w", dir, err)
	}
	defer top.Close()
	m, err := s.seal(top)
	if err != nil {
		return Manifest{}, fmt.Errorf("seal %s: %w", dir, err)
	}
	return m, nil
}

func (s Seal) seal(top *os.Root) (Manifest, error) {
	public, err := EncodePublicKey(s.Key.Public())
	if err != nil {
		return Manifest{}, err
	}
	if err := top.WriteFile(KeyFile, public, 0o644); err != nil {
		return Manifest{}, fmt.Errorf("write %s: %w", KeyFile, err)
	}
	m := Manifest{Schema: ManifestSchema}
	if m.Files, err = entries(top.FS(), s.Role); err != nil {
		return Manifest{}, err
	}
	hash, err := root(m.Files)
	if err != nil {
		return Manifest{}, err
	}
	m.Root = hash.String()
	manifest, err := Encode(m)
	if err != nil {
		return Manifest{}, fmt.Errorf("write %s: %w", ManifestFile, err)
	}
	checkpoint, err := Checkpoint{Origin: noteName, Size: int64(len(m.Files)), Root: hash}.sign(s.Key)
	if err != nil {
		return Manifest{}, err
	}
	statement := Statement{Type: StatementType, PredicateType: PredicateType, Predicate: s.Predicate}
	statement.Subject = []Subject{{Name: ManifestFile, Digest: map[string]string{"sha256": digest(manifest)}}}
	if s.Product.Digest["sha256"] != "" {
		statement.Subject = append(statement.Subject, s.Product)
	}
	if err := statement.Predicate.fill(m); err != nil {
		return Manifest{}, err
	}
	statement.Predicate.Checkpoint = string(checkpoint)
	statement.Predicate.SignatureMeans = s.Key.Means()
	attestation, err := statement.sign(s.Key)
	if err != nil {
		return Manifest{}, err
	}
	for _, f := range []struct {
		name string
		text []byte
	}{{ManifestFile, manifest}, {CheckpointFile, checkpoint}, {AttestationFile, attestation}} {
		if err := top.WriteFile(f.name, f.text, 0o644); err != nil {
			return Manifest{}, fmt.Errorf("write %s: %w", f.name, err)
		}
	}
	return m, nil
}

// List is what the manifest of a directory would list now, with the roles that Role gives.
func List(fsys fs.FS) ([]Entry, error) { return entries(fsys, nil) }

func entries(fsys fs.FS, role func(string) string) ([]Entry, error) {
	if role == nil {
		role = Role
	}
	var out []Entry
	err := walk(fsys, func(name string, problem error) error {
		if problem != nil {
			return problem
		}
		if sealing(name) {
			return nil
		}
		sum, size, err := digestFile(fsys, name, -1)
		if err != nil {
			return err
		}
		e := Entry{Path: name, Role: role(name), SHA256: sum, Size: size}
		if err := e.check(); err != nil {
			return err
		}
		out = append(out, e)
		return nil
	})
	slices.SortFunc(out, func(a, b Entry) int { return strings.Compare(a.Path, b.Path) })
	return out, err
}

// Role is what a file of a run directory is for, by where it lies.
func Role(name string) string {
	switch {
	case strings.Contains(name, "trace/"):
		return "trace"
	case strings.HasPrefix(name, "scenarios/"), name == "pack.yaml", name == "hazards.yaml", name == "product.yaml", name == "run.json":
		return "plan"
	case strings.HasPrefix(name, "report/"), name == "LIMITS.md":
		return "report"
	case strings.HasSuffix(name, "findings.json"), name == "kill-matrix.json":
		return "result"
	}
	if role, ok := map[string]string{"evidence.json": "evidence", "timing.json": "timing", KeyFile: "key"}[name]; ok {
		return role
	}
	return "other"
}

// walk calls visit for every regular file, in lexical order, and with a problem for everything that is neither a
// regular file nor a folder. It never follows a link.
func walk(fsys fs.FS, visit func(name string, problem error) error) error {
	return fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return fmt.Errorf("read %s: %w", name, err)
		case d.IsDir():
			return nil
		case d.Type()&fs.ModeSymlink != 0:
			return visit(name, fmt.Errorf("%s is a symbolic link; a bundle holds plain files only", name))
		case !d.Type().IsRegular():
			return visit(name, fmt.Errorf("%s is not a plain file (%s)", name, d.Type()))
		}
		return visit(name, nil)
	})
}

// digestFile reads a file piece by piece and answers its digest and size. It stops one byte past limit, so that a
// file that has grown costs no more than one that has not; a negative limit is none.
func digestFile(fsys fs.FS, name string, limit int64) (string, int64, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return "", 0, fmt.Errorf("read %s: %w", name, err)
	}
	defer f.Close()
	var in io.Reader = f
	if limit >= 0 {
		in = io.LimitReader(f, limit+1)
	}
	hash := sha256.New()
	size, err := io.Copy(hash, in)
	if err != nil {
		return "", 0, fmt.Errorf("read %s: %w", name, err)
	}
	return hex.EncodeToString(hash.Sum(nil)), size, nil
}

func digest(raw []byte) string {
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}
