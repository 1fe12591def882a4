package bundle

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"sandpiper/harness/trace"
)

// Options are what a verifier may ask for beyond integrity.
type Options struct {
	// TrustedKey, when set, must be the key in key.pub. Without it the bundle vouches for itself only.
	TrustedKey ed25519.PublicKey
	// Rejudge, when set, judges the recorded runs again and answers an error if findings.json does not say the same.
	// It is called only when everything else held.
	Rejudge func(fs.FS) error
}

// Problem is one thing that is wrong with one file.
type Problem struct {
	Path string `json:"path"`
	What string `json:"what"`
}

// String is the problem as a line for people.
func (p Problem) String() string { return p.Path + ": " + p.What }

// Report is what Verify found.
type Report struct {
	Files     int       `json:"files"`   // in the manifest
	Bytes     int64     `json:"bytes"`   // of those files
	Runs      int       `json:"runs"`    // whose hash chain was followed to its end
	Root      string    `json:"root"`    // of the Merkle tree, base64
	KeyID     string    `json:"keyId"`   // of key.pub
	Trusted   bool      `json:"trusted"` // key.pub is the key that the caller trusts
	Statement Statement `json:"statement"`
	Problems  []Problem `json:"problems"` // sorted by path; empty when the bundle is as it was sealed
}

// Err is nil for a sound bundle; otherwise it names every file that something is wrong with.
func (r Report) Err() error {
	if len(r.Problems) == 0 {
		return nil
	}
	lines := make([]string, len(r.Problems))
	for i, p := range r.Problems {
		lines[i] = p.String()
	}
	return errors.New(strings.Join(lines, "\n"))
}

// VerifyDir is Verify over a directory. Nothing outside of it is read, even if a link in it is put there meanwhile.
func VerifyDir(dir string, o Options) (Report, error) {
	top, err := os.OpenRoot(dir)
	if err != nil {
		return Report{}, fmt.Errorf("verify %s: %w", dir, err)
	}
	defer top.Close()
	return Verify(top.FS(), o), nil
}

// Verify checks every file of a bundle: its bytes against the manifest, the manifest against the checkpoint and the
// attestation, those against the key, every trace against its own hash chain, and that nothing is missing or added.
// Memory is bounded: files are read piece by piece, and the sealing files have limits.
func Verify(fsys fs.FS, o Options) Report {
	r := Report{Problems: []Problem{}}
	c := chain{raw: map[string][]byte{}}
	for _, f := range []struct {
		name  string
		limit int64
	}{{KeyFile, maxCheckpoint}, {ManifestFile, maxManifest}, {CheckpointFile, maxCheckpoint}, {AttestationFile, maxAttestation}} {
		raw, err := readPlain(fsys, f.name, f.limit)
		if err != nil {
			c.unreadables = append(c.unreadables, Problem{Path: f.name, What: err.Error()})
			continue
		}
		c.read(f.name, raw)
	}
	for _, p := range c.problems() {
		r.add(p.Path, p.What)
	}
	r.Files, r.Root, r.Statement = len(c.manifest.Files), c.manifest.Root, c.statement
	r.checkKey(&c, o.TrustedKey)
	if _, bad := r.problem(ManifestFile); !bad {
		r.checkFiles(fsys, &c)
	}
	if len(r.Problems) == 0 {
		r.checkStatement(&c)
	}
	if len(r.Problems) == 0 && o.Rejudge != nil {
		if err := o.Rejudge(fsys); err != nil {
			r.add("findings.json", err.Error())
		}
	}
	slices.SortStableFunc(r.Problems, func(a, b Problem) int { return strings.Compare(a.Path, b.Path) })
	return r
}

func (r *Report) problem(name string) (Problem, bool) {
	at := slices.IndexFunc(r.Problems, func(p Problem) bool { return p.Path == name })
	if at < 0 {
		return Problem{}, false
	}
	return r.Problems[at], true
}

// add keeps the first problem of each file: the later ones follow from it.
func (r *Report) add(name, what string) {
	if _, have := r.problem(name); !have {
		r.Problems = append(r.Problems, Problem{Path: name, What: what})
	}
}

func (r *Report) checkKey(c *chain, trusted ed25519.PublicKey) {
	if c.key == nil {
		return
	}
	r.KeyID, _ = KeyID(c.key)
	if trusted == nil {
		return
	}
	if r.Trusted = bytes.Equal(trusted, c.key); !r.Trusted {
		want, err := KeyID(trusted)
		if err != nil {
			want = "unreadable"
		}
		r.add(KeyFile, fmt.Sprintf("it is key %.16s…, you trust key %.16s…", r.KeyID, want))
	}
}

// checkFiles compares what is there with what the manifest lists, both ways.
func (r *Report) checkFiles(fsys fs.FS, c *chain) {
	seen := make([]bool, len(c.manifest.Files))
	err := walk(fsys, func(name string, problem error) error {
		at, listed := c.manifest.find(name)
		switch {
		case problem != nil:
			r.add(name, problem.Error())
		case listed:
			r.checkFile(fsys, c.manifest.Files[at])
		case !sealing(name):
			r.add(name, "it is not in "+ManifestFile)
		}
		if listed {
			seen[at] = true
		}
		return nil
	})
	if err != nil {
		r.add(".", err.Error())
	}
	for i, e := range c.manifest.Files {
		if !seen[i] {
			r.add(e.Path, "it is missing")
		}
	}
}

func (r *Report) checkFile(fsys fs.FS, e Entry) {
	sum, size, err := digestFile(fsys, e.Path, e.Size)
	switch {
	case err != nil:
		r.add(e.Path, err.Error())
		return
	case size > e.Size:
		r.add(e.Path, fmt.Sprintf("it is longer than the %d bytes that were sealed", e.Size))
		return
	case size < e.Size:
		r.add(e.Path, fmt.Sprintf("it is %d bytes long, %d were sealed", size, e.Size))
		return
	case sum != e.SHA256:
		r.add(e.Path, "its content is not what was sealed")
		return
	}
	r.Bytes += size
	if e.Role == "trace" {
		r.followTrace(fsys, e.Path)
	}
}

// followTrace checks that each run's events follow one another. A sealed trace whose chain is broken was altered
// before it was sealed.
func (r *Report) followTrace(fsys fs.FS, name string) {
	f, err := fsys.Open(name)
	if err != nil {
		r.add(name, err.Error())
		return
	}
	defer f.Close()
	in := trace.NewReader(f, name)
	for {
		if _, err := in.Next(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			r.add(name, fmt.Sprintf("its hash chain is broken: %v", err))
			return
		}
		r.Runs++
	}
}

// checkStatement holds what was signed against the files that it names.
func (r *Report) checkStatement(c *chain) {
	signed := c.statement.Predicate
	held := signed
	if err := held.fill(c.manifest); err != nil {
		r.add(ManifestFile, err.Error())
		return
	}
	for _, f := range []struct{ what, signed, held string }{
		{"plan", signed.Plan, held.Plan},
		{"findings.json", signed.Results, held.Results},
		{"evidence.json", signed.Evidence, held.Evidence},
		{"LIMITS.md", signed.Limits, held.Limits},
	} {
		if f.signed != f.held {
			r.add(AttestationFile, "it was signed for another "+f.what)
		}
	}
}

// readPlain reads a small file whole, and only if it is a plain file.
func readPlain(fsys fs.FS, name string, limit int64) ([]byte, error) {
	info, err := fs.Lstat(fsys, name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, errors.New("it is missing")
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, errors.New("it is not a plain file")
	}
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(raw)) > limit {
		return nil, fmt.Errorf("it is longer than %d bytes", limit)
	}
	return raw, nil
}
