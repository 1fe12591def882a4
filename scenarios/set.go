package scenarios

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"sort"

	"sandpiper/synthetic/near"
)

// Set is a pack with everything that it names, read and held against each other.
type Set struct {
	Pack      *Pack
	Scenarios []*Scenario  // in the order of the pack file; of a pattern, by name
	Hazards   *HazardLog   // nil if the pack names none
	Product   *ProductFile // nil if the pack names none
}

// OpenPack reads a pack file and all files that it names. The error holds the problems of all of them: hazards and controls that
// the log does not have, cohorts that the pack does not have, connections that the product does not serve, ids given out twice.
func OpenPack(fsys fs.FS, name string) (*Set, error) {
	set := &Set{}
	var problems []Problem
	var other error
	note := func(err error) bool {
		var load *LoadError
		switch {
		case err == nil:
			return true
		case errors.As(err, &load):
			problems = append(problems, load.Problems...)
		case other == nil:
			other = err
		}
		return false
	}
	p, err := LoadPack(fsys, name)
	if !note(err) {
		return nil, errors.Join(failed(problems), other)
	}
	set.Pack = p
	dir := path.Dir(name)
	if p.Hazards != "" {
		set.Hazards, err = LoadHazards(fsys, path.Join(dir, p.Hazards))
		note(p.blame("hazards", err))
	}
	if p.Product != "" {
		set.Product, err = LoadProduct(fsys, path.Join(dir, p.Product))
		note(p.blame("product", err))
	}
	files, err := p.files(fsys, dir)
	note(err)
	for _, file := range files {
		s, err := LoadFS(fsys, file)
		if note(err) {
			set.Scenarios = append(set.Scenarios, s)
		}
	}
	problems = append(problems, set.troubles()...)
	if err := failed(problems); err != nil {
		return nil, err
	}
	if other != nil {
		return nil, other
	}
	return set, nil
}

// blame puts a file that cannot be read down to the line of the pack that names it.
func (p *Pack) blame(key string, err error) error {
	var load *LoadError
	if err == nil || errors.As(err, &load) {
		return err
	}
	at := p.file.at(key)
	return &LoadError{Problems: []Problem{{Pos: at, Path: key, Message: err.Error(), line: p.file.line(at.Line)}}}
}

// files lists the scenario files of the pack.
func (p *Pack) files(fsys fs.FS, dir string) ([]string, error) {
	var out []string
	var problems []Problem
	for i, pattern := range p.Scenarios {
		found, err := fs.Glob(fsys, path.Join(dir, pattern))
		if err != nil || len(found) == 0 {
			at := p.file.at(fmt.Sprintf("scenarios[%d]", i))
			problems = append(problems, Problem{Pos: at, Message: fmt.Sprintf("no file is named %s", path.Join(dir, pattern)), Found: pattern, line: p.file.line(at.Line)})
			continue
		}
		sort.Strings(found)
		for _, f := range found {
			if !slices.Contains(out, f) {
				out = append(out, f)
			}
		}
	}
	return out, failed(problems)
}

// troubles are what keeps the files of a set from fitting each other.
func (set *Set) troubles() []Problem {
	var out []Problem
	first := map[string]*Scenario{}
	for _, s := range set.Scenarios {
		if before, twice := first[s.ID]; twice {
			out = append(out, s.problem("scenario", fmt.Sprintf("the scenario %q is in %s already", s.ID, before.File), s.ID, ""))
		}
		first[s.ID] = s
		if set.Hazards != nil {
			out = append(out, s.Against(set.Hazards)...)
		}
		out = append(out, set.cohort(s)...)
		if set.Product != nil {
			out = append(out, s.Fits(set.Product)...)
		}
	}
	if set.Product != nil {
		out = append(out, set.variants(first)...)
	}
	return out
}

// cohort checks that a scenario's cohort is one of the pack's.
func (set *Set) cohort(s *Scenario) []Problem {
	sample := s.Vary.Sample
	if sample == nil || sample.Cohort == "" {
		return nil
	}
	if _, ok := set.Pack.Cohort(sample.Cohort); ok {
		return nil
	}
	var names []string
	for _, c := range set.Pack.Cohorts {
		names = append(names, c.Name)
	}
	return []Problem{s.problem("vary.sample.cohort", fmt.Sprintf("the pack has no cohort %q; it has %s", sample.Cohort, listed(names)), sample.Cohort, near.Word(sample.Cohort, names))}
}

// variants checks that each seeded bug names a scenario of the pack and a hazard of the log.
func (set *Set) variants(known map[string]*Scenario) []Problem {
	var out []Problem
	var ids, hazards []string
	for _, s := range set.Scenarios {
		ids = append(ids, s.ID)
	}
	if set.Hazards != nil {
		for _, h := range set.Hazards.Hazards {
			hazards = append(hazards, h.ID)
		}
	}
	f := set.Product.file
	for i, v := range set.Product.Variants {
		if known[v.CaughtBy] == nil && len(ids) > 0 {
			at := f.at(fmt.Sprintf("variants[%d].caught_by", i))
			out = append(out, Problem{Pos: at, Message: fmt.Sprintf("the pack has no scenario %q", v.CaughtBy), Found: v.CaughtBy, Nearest: near.Word(v.CaughtBy, ids), line: f.line(at.Line)})
		}
		if v.Hazard != "" && set.Hazards != nil && !slices.Contains(hazards, v.Hazard) {
			at := f.at(fmt.Sprintf("variants[%d].hazard", i))
			out = append(out, Problem{Pos: at, Message: fmt.Sprintf("the hazard log has no %q", v.Hazard), Found: v.Hazard, Nearest: near.Word(v.Hazard, hazards), line: f.line(at.Line)})
		}
	}
	return out
}

// problem is a problem with the value at a path of a loaded scenario.
func (s *Scenario) problem(path, message, found, nearest string) Problem {
	at := s.file.at(path)
	return Problem{Pos: at, Path: path, Message: message, Found: found, Nearest: nearest, line: s.file.line(at.Line)}
}

// Fits lists the connections that a scenario wants and a product does not serve, or not by the same adapter.
func (s *Scenario) Fits(product *ProductFile) []Problem {
	var served []string
	for _, v := range product.Serves {
		served = append(served, v.Name)
	}
	var out []Problem
	for _, c := range s.Product {
		switch at := slices.Index(served, c.Name); {
		case at < 0:
			out = append(out, s.problem("product."+c.Name, fmt.Sprintf("%s serves no %q; it serves %s", product.ID, c.Name, listed(served)), c.Name, near.Word(c.Name, served)))
		case product.Serves[at].Adapter != c.Adapter:
			out = append(out, s.problem("product."+c.Name, fmt.Sprintf("%s serves %s as %s, not as %s", product.ID, c.Name, product.Serves[at].Adapter, c.Adapter), c.Name, ""))
		}
	}
	return out
}

// Against lists the hazards and controls that a scenario names and a hazard log does not have.
func (s *Scenario) Against(log *HazardLog) []Problem {
	var hazards, controls []string
	for _, h := range log.Hazards {
		hazards = append(hazards, h.ID)
		for _, c := range h.Controls {
			controls = append(controls, c.ID)
		}
	}
	var out []Problem
	look := func(id, path, what string, known []string) {
		if id != "" && !slices.Contains(known, id) {
			out = append(out, s.problem(path, fmt.Sprintf("the hazard log %s has no %s %q", log.ID, what, id), id, near.Word(id, known)))
		}
	}
	for i, id := range s.Covers.Hazards {
		look(id, fmt.Sprintf("covers.hazards[%d]", i), "hazard", hazards)
	}
	for i, id := range s.Covers.Controls {
		look(id, fmt.Sprintf("covers.controls[%d]", i), "control", controls)
	}
	s.eachCheck(func(c *Check, path string) { look(c.Breach, path+".breach", "hazard", hazards) })
	s.eachFault(func(f *Fault, path string) { look(f.Hazard, path+".hazard", "hazard", hazards) })
	return sortProblems(out)
}
