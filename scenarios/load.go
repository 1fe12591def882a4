package scenarios

import (
	"fmt"
	"io/fs"
	"os"
	"reflect"
)

// Load reads a scenario from a file. An error about what is in the file is a *LoadError with all of its problems.
func Load(path string) (*Scenario, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("load scenario: %w", err)
	}
	return Parse(path, text)
}

// LoadFS reads a scenario from a file system. Positions carry path as the name of the file.
func LoadFS(fsys fs.FS, path string) (*Scenario, error) {
	text, err := fs.ReadFile(fsys, path)
	if err != nil {
		return nil, fmt.Errorf("load scenario: %w", err)
	}
	return Parse(path, text)
}

// Parse reads a scenario from the text of a file. name is only used to speak of it.
func Parse(name string, text []byte) (*Scenario, error) {
	s := &Scenario{}
	f := readFile(name, text)
	s.file = f
	if f.root != nil {
		f.decode(f.root, reflect.ValueOf(s).Elem(), "")
		s.validate()
	}
	if err := failed(f.problems); err != nil {
		return nil, err
	}
	return s, nil
}

// At is where the value at a path such as covers.hazards[0] stands in the file.
func (s *Scenario) At(path string) Pos { return s.file.places[path] }

// Text is the scenario as it was read.
func (s *Scenario) Text() []byte { return s.file.text }
