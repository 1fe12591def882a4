package scenarios

import (
	"fmt"
	"io/fs"
	"reflect"
)

// document reads a file of a file system into a typed document.
func document(fsys fs.FS, path, what string, into any) (*file, error) {
	text, err := fs.ReadFile(fsys, path)
	if err != nil {
		return nil, fmt.Errorf("load %s: %w", what, err)
	}
	f := readFile(path, text)
	if f.root != nil {
		f.decode(f.root, reflect.ValueOf(into).Elem(), "")
	}
	return f, nil
}

// LoadPack reads a pack file. It does not read the files that the pack names: see Pack.Load.
func LoadPack(fsys fs.FS, path string) (*Pack, error) {
	p := &Pack{}
	f, err := document(fsys, path, "pack", p)
	if err != nil {
		return nil, err
	}
	p.file = f
	p.validate()
	if err := failed(f.problems); err != nil {
		return nil, err
	}
	return p, nil
}

// LoadHazards reads a hazard log.
func LoadHazards(fsys fs.FS, path string) (*HazardLog, error) {
	l := &HazardLog{}
	f, err := document(fsys, path, "hazard log", l)
	if err != nil {
		return nil, err
	}
	l.file = f
	l.validate()
	if err := failed(f.problems); err != nil {
		return nil, err
	}
	return l, nil
}

// LoadProduct reads a product file.
func LoadProduct(fsys fs.FS, path string) (*ProductFile, error) {
	p := &ProductFile{}
	f, err := document(fsys, path, "product", p)
	if err != nil {
		return nil, err
	}
	p.file = f
	p.validate()
	if err := failed(f.problems); err != nil {
		return nil, err
	}
	return p, nil
}
