package main

import (
	"fmt"
	"path/filepath"

	"sandpiper/scenarios"
)

// playable refuses scenarios that ask for what this version does not play, before anything is started. dir is where the pack lies
// that names the scenarios; empty when they were named one by one.
func playable(all []*scenarios.Scenario, dir string) error {
	var lacking []scenarios.Problem
	for _, s := range all {
		for _, p := range needs(s) {
			p.File, p.Rule = filepath.Join(dir, p.File), ""
			lacking = append(lacking, p)
		}
	}
	if len(lacking) == 0 {
		return nil
	}
	return &exitError{code: exitUsage, err: &scenarios.LoadError{Problems: lacking}}
}

// fitting holds the scenarios against the product file and the hazard log that they are to be played with: a pack's own were held
// against each other when it was opened, what the caller named instead was not.
func (r *rehearsal) fitting() error {
	var wrong []scenarios.Problem
	for _, s := range r.set.Scenarios {
		wrong = append(wrong, s.Fits(r.set.Product)...)
		if r.set.Hazards != nil {
			wrong = append(wrong, s.Against(r.set.Hazards)...)
		}
	}
	if len(wrong) == 0 {
		return nil
	}
	return placed(r.packDir, &scenarios.LoadError{Problems: wrong})
}

// unplaced reads the scenarios again under the bare names of their files. A trace keeps what went wrong with its place in the file;
// in which directory of whose machine that lay must not make a difference when the campaign is played again.
func unplaced(all []*scenarios.Scenario) ([]*scenarios.Scenario, error) {
	out := make([]*scenarios.Scenario, len(all))
	for i, s := range all {
		var err error
		if out[i], err = scenarios.Parse(filepath.Base(s.File), s.Text()); err != nil {
			return nil, placed("", err)
		}
	}
	return out, nil
}

// needs says as notes of lint what a scenario asks for that this version does not play.
func needs(s *scenarios.Scenario) []scenarios.Problem {
	var out []scenarios.Problem
	for _, n := range s.Needs() {
		out = append(out, scenarios.Problem{
			Pos: n.Pos, Message: fmt.Sprintf("%s asks for %s, which this version does not play", s.ID, n.What), Rule: "not-played", Note: true,
		})
	}
	return out
}
