package export

import (
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"io"
	"os"
	"path/filepath"
	"slices"
)

// Sink takes the files of an export. It is used by one goroutine at a time.
type Sink interface {
	// Create begins a file. Names may hold slashes.
	Create(name string) (File, error)
}

// File is one file that is being written. Exactly one of Commit and Abandon ends it; after Abandon nothing is left of it.
type File interface {
	io.Writer
	Commit() error
	Abandon()
}

// Folder is a Sink that writes files below a directory, which it makes if need be. A file has .part after its name until it is
// committed, so that nothing under a final name is ever half written.
type Folder string

// Create begins a file.
func (d Folder) Create(name string) (File, error) {
	path := filepath.Join(string(d), filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, err
	}
	f, err := os.Create(path + ".part")
	if err != nil {
		return nil, err
	}
	return &part{f, path}, nil
}

// part is a file on its way.
type part struct {
	*os.File
	path string
}

// Commit gives the file its final name.
func (p *part) Commit() error {
	if err := p.Close(); err != nil {
		return err
	}
	return os.Rename(p.Name(), p.path)
}

// Abandon removes the file.
func (p *part) Abandon() {
	_ = p.Close()
	_ = os.Remove(p.Name())
}

// Digest is a Sink that keeps nothing but SHA-256 sums. Its files go on from one job to the next, as if each shard were appended
// to the one before: after shards 1/16 … 16/16 in order, its sums are those of the whole. Use one for one population and
// format.
type Digest struct {
	sums map[string]hash.Hash
}

// Create begins or goes on with a file.
func (d *Digest) Create(string) (File, error) { return nowhere{}, nil }

// sum is the running sum of a file.
func (d *Digest) sum(name string) hash.Hash {
	if d.sums == nil {
		d.sums = map[string]hash.Hash{}
	}
	if d.sums[name] == nil {
		d.sums[name] = sha256.New()
	}
	return d.sums[name]
}

// Sums lists "sum  name" for each file so far, sorted by name, as sha256sum prints them.
func (d *Digest) Sums() []string {
	var names []string
	for name := range d.sums {
		names = append(names, name)
	}
	slices.Sort(names)
	for i, name := range names {
		names[i] = hex.EncodeToString(d.sums[name].Sum(nil)) + "  " + name
	}
	return names
}

// nowhere is a file of a Digest.
type nowhere struct{}

func (nowhere) Write(p []byte) (int, error) { return len(p), nil }
func (nowhere) Commit() error               { return nil }
func (nowhere) Abandon()                    {}
