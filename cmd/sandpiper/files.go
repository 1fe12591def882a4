package main

import (
	"bufio"
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sandpiper/scenarios"
)

// sheet is a file of the scenario language that the caller named.
type sheet struct {
	Path string // as the caller would write it
	Kind string // scenario, pack, hazard_log, product or cohort
	Text []byte
}

var sheetKinds = []string{"scenario", "pack", "hazard_log", "product", "cohort"}

// readSheets reads the named files; a directory stands for every YAML file of the language in it.
func readSheets(paths []string) ([]sheet, error) {
	var out []sheet
	for _, p := range paths {
		at, err := os.Stat(p)
		if err != nil {
			return nil, cannotRead(p, err)
		}
		if !at.IsDir() {
			s, err := readSheet(p)
			if err != nil {
				return nil, err
			}
			if s.Kind == "" {
				return nil, usage("%s: not a file of the scenario language: its first key must be one of %s", p, strings.Join(sheetKinds, ", "))
			}
			out = append(out, s)
			continue
		}
		found, err := sheetsIn(p)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	if len(out) == 0 {
		return nil, usage("no scenario, pack, hazard log, product or cohort file in %s", strings.Join(paths, ", "))
	}
	return out, nil
}

func sheetsIn(dir string) ([]sheet, error) {
	var out []sheet
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || (filepath.Ext(path) != ".yaml" && filepath.Ext(path) != ".yml") {
			return err
		}
		s, err := readSheet(path)
		if err == nil && s.Kind != "" {
			out = append(out, s)
		}
		return err
	})
	if err != nil {
		return nil, usage("%w", err)
	}
	return out, nil
}

func readSheet(path string) (sheet, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return sheet{}, cannotRead(path, err)
	}
	return sheet{Path: path, Kind: kindOf(path, text), Text: text}, nil
}

// kindOf is the first key at the margin, or scenario for a file that is named as one.
func kindOf(path string, text []byte) string {
	lines := bufio.NewScanner(bytes.NewReader(text))
	for lines.Scan() {
		key, _, ok := strings.Cut(lines.Text(), ":")
		if ok && slices.Contains(sheetKinds, key) {
			return key
		}
	}
	if strings.HasSuffix(path, ".scn.yaml") {
		return "scenario"
	}
	return ""
}

// cannotRead says which file cannot be read and why, and of one that is not there which name beside it is nearest.
func cannotRead(path string, err error) error {
	if _, said := errors.AsType[*exitError](err); said {
		return err
	}
	near := ""
	if errors.Is(err, fs.ErrNotExist) {
		var names []string
		beside, _ := os.ReadDir(filepath.Dir(path)) // only for a hint
		for _, f := range beside {
			names = append(names, f.Name())
		}
		near = suggest(filepath.Base(path), names)
	}
	return usage("cannot read %s: %w%s", path, reason(err), near)
}

// split makes of a path a file system and the name in it, so that a pack can name files beside it.
func split(path string) (fsys fs.FS, dir, name string) {
	dir, name = filepath.Split(path)
	if dir == "" {
		dir = "."
	}
	return os.DirFS(dir), dir, name
}

// placed puts the directory back in front of the file names of problems found below it.
func placed(dir string, err error) error {
	if load, ok := errors.AsType[*scenarios.LoadError](err); ok {
		for i := range load.Problems {
			load.Problems[i].File = filepath.Join(dir, load.Problems[i].File)
		}
		return &exitError{code: exitUsage, err: load}
	}
	if err != nil {
		return usage("%w", err)
	}
	return nil
}
