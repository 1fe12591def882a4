package scenarios

import (
	"fmt"
	"io/fs"
	"reflect"
)

// document is a file of the language with its own rules.
type document interface {
	keep(*file) // for the places of problems that are found later
	validate()
}

// load reads a file of a file system into a typed document, and holds it against the document's rules.
func load(fsys fs.FS, path, what string, into document) error {
	text, err := fs.ReadFile(fsys, path)
	if err != nil {
		return fmt.Errorf("load %s: %w", what, err)
	}
	f := readFile(path, text)
	if f.root != nil {
		f.decode(f.root, reflect.ValueOf(into).Elem(), "")
	}
	into.keep(f)
	into.validate()
	return failed(f.problems)
}

func (p *Pack) keep(f *file)        { p.file = f }
func (l *HazardLog) keep(f *file)   { l.file = f }
func (p *ProductFile) keep(f *file) { p.file = f }

// LoadPack reads a pack file. It does not read the files that the pack names: see OpenPack.
func LoadPack(fsys fs.FS, path string) (*Pack, error) {
	p := &Pack{}
	if err := load(fsys, path, "pack", p); err != nil {
		return nil, err
	}
	return p, nil
}

// LoadHazards reads a hazard log.
func LoadHazards(fsys fs.FS, path string) (*HazardLog, error) {
	l := &HazardLog{}
	if err := load(fsys, path, "hazard log", l); err != nil {
		return nil, err
	}
	return l, nil
}

// LoadProduct reads a product file.
func LoadProduct(fsys fs.FS, path string) (*ProductFile, error) {
	p := &ProductFile{}
	if err := load(fsys, path, "product", p); err != nil {
		return nil, err
	}
	return p, nil
}
