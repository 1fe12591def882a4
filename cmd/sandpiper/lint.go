package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"sandpiper/scenarios"
)

type lintOptions struct {
	Paths    []string
	JSON     bool
	Warnings bool
}

func newLint(a *app) *cobra.Command {
	var o lintOptions
	cmd := &cobra.Command{
		Use:   "lint FILE|DIR...",
		Short: "Check scenario, pack, hazard-log, product and cohort files",
		Long: `Reads the files and says everything that is wrong with them, with file, line, column and the nearest right name. What is only
worth a second look is printed as advice; --strict counts advice too. What a scenario asks for that this version does not play is
printed as a note: 'run' refuses it.

A pack file is read with all that it names, and its parts are held against each other.

` + exitHelp,
		Example: "  sandpiper lint scenarios/\n  sandpiper lint pack.yaml --strict",
		GroupID: "scenario",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Paths = args
			return runLint(cmd.Context(), a, o)
		},
	}
	cmd.Flags().BoolVar(&o.JSON, "json", false, "print the problems as JSON")
	cmd.Flags().BoolVar(&o.Warnings, "strict", false, "advice counts as a problem: exit 2")
	return cmd
}

func runLint(_ context.Context, a *app, o lintOptions) error {
	sheets, err := readSheets(o.Paths)
	if err != nil {
		return err
	}
	problems := []scenarios.Problem{}
	for _, s := range sheets {
		found, err := lintSheet(s)
		if err != nil {
			return err
		}
		problems = append(problems, found...)
	}
	problems = distinct(problems)
	wrong, advice := 0, 0
	for _, p := range problems {
		switch {
		case !p.Warning():
			wrong++
		case !p.Note:
			advice++
		}
	}
	if o.JSON {
		if err := printJSON(a, problems); err != nil {
			return err
		}
	} else {
		for _, p := range problems {
			fmt.Fprintln(a.Stdout, p.String())
		}
		fmt.Fprintf(a.Stdout, "%s: %s, %s of advice\n", count(len(sheets), "file"), count(wrong, "problem"), count(advice, "piece"))
	}
	if wrong > 0 || (o.Warnings && advice > 0) {
		return &exitError{code: exitUsage}
	}
	return nil
}

// distinct keeps the first of problems that were found on more than one way: a scenario by itself and through its pack.
func distinct(problems []scenarios.Problem) []scenarios.Problem {
	type key struct {
		pos     scenarios.Pos
		message string
	}
	seen := map[key]bool{}
	out := problems[:0]
	for _, p := range problems {
		k := key{p.Pos, p.Message}
		if !seen[k] {
			seen[k] = true
			out = append(out, p)
		}
	}
	return out
}

// lintSheet is what is wrong with one file. An error is something that kept it from being read.
func lintSheet(s sheet) ([]scenarios.Problem, error) {
	fsys, dir, name := split(s.Path)
	var err error
	var advice []scenarios.Problem
	switch s.Kind {
	case "scenario":
		var got *scenarios.Scenario
		if got, err = scenarios.Parse(s.Path, s.Text); err == nil {
			return append(got.Lint(nil), needs(got)...), nil
		}
		dir = ""
	case "pack":
		var set *scenarios.Set
		if set, err = scenarios.OpenPack(fsys, name); err == nil {
			for _, one := range set.Scenarios {
				for _, p := range append(one.Lint(set.Hazards), needs(one)...) {
					p.File = filepath.Join(dir, p.File)
					advice = append(advice, p)
				}
			}
			return advice, nil
		}
	case "hazard_log":
		_, err = scenarios.LoadHazards(fsys, name)
	case "product":
		_, err = scenarios.LoadProduct(fsys, name)
	case "cohort":
		_, err = scenarios.LoadCohort(fsys, name)
	}
	err = placed(dir, err)
	if load, ok := errors.AsType[*scenarios.LoadError](err); ok {
		return load.Problems, nil
	}
	return nil, err
}
