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
