package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"sandpiper/harness"
	"sandpiper/scenarios"
)

// intentFile lies in a run directory until the campaign in it is finished. It holds what run.json leaves out because the evidence
// does not depend on it, and a process that goes on must know.
const intentFile = "unfinished.json"

// intent is what the caller of an unfinished campaign wanted.
type intent struct {
	ProductDir string `json:"product_dir"` // which relative paths in the product file start at
	Variants   int    `json:"variants"`    // most people of any sample when playing seeded bugs; 0: not wanted
	Key        string `json:"key,omitempty"`
}

func writeIntent(dir string, i intent) error {
	var err error
	if i.ProductDir, err = filepath.Abs(i.ProductDir); err != nil {
		return err
	}
	if i.Key != "" {
		if i.Key, err = filepath.Abs(i.Key); err != nil {
			return err
		}
	}
	text, err := json.MarshalIndent(i, "", " ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, intentFile), append(text, '\n'), 0o644); err != nil {
		return usage("cannot write to %s: %w", dir, err)
	}
	return nil
}

func readIntent(dir string) (intent, error) {
	var i intent
	text, err := os.ReadFile(filepath.Join(dir, intentFile))
	if errors.Is(err, fs.ErrNotExist) {
		return i, nothingUnfinished(dir)
	}
	if err != nil {
		return i, usage("%w", err)
	}
	if err := json.Unmarshal(text, &i); err != nil {
		return i, usage("read %s: %w", filepath.Join(dir, intentFile), err)
	}
	return i, nil
}

// nothingUnfinished says why a directory cannot be resumed.
func nothingUnfinished(dir string) error {
	if err := recordedIn(dir); err != nil {
		return err
	}
	if err := sealedIn(dir); err != nil {
		return err
	}
	return usage("the campaign in %s is finished, there is nothing to resume; 'sandpiper rerun %s' plays it again", dir, dir)
}

// resume goes on with the campaign that an earlier process left unfinished in dir. Nothing else needs to be said again: the
// directory keeps the scenarios, the pack, the product file and the recipe.
func (r *rehearsal) resume(dir string) (intent, error) {
	i, err := readIntent(dir)
	if err != nil {
		return i, err
	}
	if !exists(filepath.Join(dir, runFile)) {
		return i, usage("the campaign in %s was stopped before anything was played: start it again with --out %s", dir, dir)
	}
	was, err := harness.ReadRunFile(dir)
	if err != nil {
		return i, usage("%w", err)
	}
	r.out, r.dir, r.recipe = dir, i.ProductDir, was.Recipe
	r.opts.Resume, r.opts.Cohort, r.opts.Seed = true, was.People, was.Seed
	r.bug = was.Product.Variant
	if err := sweep(dir); err != nil {
		return i, err
	}
	return i, r.loadRecorded(dir, was, "")
}

// sweep removes what a killed process can leave beside finished work: half-written files, and the journal of plays that are sorted
// and judged already. All that lies in the directory is sealed at the end.
func sweep(dir string) error {
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		judged := d.Name() == journalFile && exists(filepath.Join(filepath.Dir(path), findingsFile))
		if judged || strings.HasSuffix(d.Name(), ".part") || strings.HasPrefix(d.Name(), probePrefix) {
			return os.Remove(path)
		}
		return nil
	})
}

// loadRecorded reads the scenarios, the pack and the product file that a run directory keeps; product names another product file.
func (r *rehearsal) loadRecorded(dir string, was *harness.RunFile, product string) error {
	if r.copies == nil {
		r.copies = map[string][]byte{}
	}
	r.set = &scenarios.Set{}
	for _, f := range was.Scenarios {
		s, err := scenarios.Load(filepath.Join(dir, filepath.FromSlash(f.File)))
		if err != nil {
			return placed("", err)
		}
		r.set.Scenarios = append(r.set.Scenarios, s)
	}
	for _, f := range was.Copies {
		text, err := os.ReadFile(filepath.Join(dir, f.File))
		if err != nil {
			return cannotRead(filepath.Join(dir, f.File), err)
		}
		r.copies[f.File] = text
	}
	top := os.DirFS(dir)
	var err error
	if r.set.Pack, err = optional(top, "pack.yaml", scenarios.LoadPack); err != nil {
		return placed(dir, err)
	}
	if product != "" {
		if _, err := os.Stat(product); err != nil {
			return cannotRead(product, err)
		}
		fsys, beside, name := split(product)
		r.dir = beside
		r.set.Product, err = scenarios.LoadProduct(fsys, name)
		return placed(beside, err)
	}
	r.set.Product, err = scenarios.LoadProduct(top, "product.yaml")
	if errors.Is(err, fs.ErrNotExist) {
		return usage("%s keeps no product file: name one with --product", dir)
	}
	return placed(dir, err)
}

// played is what an earlier process finished of a campaign that is resumed; nil if the product itself was not played to the end.
func (r *rehearsal) played() (*harness.Result, error) {
	if !r.opts.Resume {
		return nil, nil
	}
	found, err := harness.ReadFindings(r.out)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("resume %s: %w", r.out, err)
	}
	return &harness.Result{Dir: r.out, Outcomes: found.Outcomes}, nil
}
