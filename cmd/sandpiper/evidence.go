package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"sandpiper/harness"
	"sandpiper/harness/judge"
	"sandpiper/harness/trace"
	"sandpiper/mocks/ledger"
	"sandpiper/reports"
	"sandpiper/reports/bundle"
	"sandpiper/reports/html"
	"sandpiper/scenarios"
)

// assemble makes the evidence of a finished run directory from what lies in it, so that a report can be made anew from the
// directory alone.
func assemble(a *app, dir string) (*reports.Evidence, error) {
	run, err := harness.ReadRunFile(dir)
	if err != nil {
		return nil, err
	}
	found, err := harness.ReadFindings(dir)
	if err != nil {
		return nil, err
	}
	in := reports.Inputs{Outcomes: found.Outcomes, Identity: run.Product, Recipe: run.Recipe, Services: fidelity(), Isolation: isolation(run.Product.Kind)}
	in.Build = build(a)
	top := os.DirFS(dir)
	for _, f := range run.Scenarios {
		s, err := scenarios.LoadFS(top, f.File) // named as in the bundle: where that lies on this machine is no part of the evidence
		if err != nil {
			return nil, err
		}
		in.Scenarios = append(in.Scenarios, s)
		for _, lacking := range s.Needs() {
			in.NotTested = append(in.NotTested, reports.Omission{What: s.ID, Why: fmt.Sprintf("asks for %s, which this version does not play", lacking.What)})
		}
	}
	if in.Pack, err = optional(top, "pack.yaml", scenarios.LoadPack); err != nil {
		return nil, err
	}
	if in.Pack == nil {
		in.Pack = &scenarios.Pack{ID: reports.LoosePack, Title: "Scenarios given one by one"}
	}
	if in.HazardLog, err = optional(top, "hazards.yaml", scenarios.LoadHazards); err != nil {
		return nil, err
	}
	if in.Product, err = optional(top, "product.yaml", scenarios.LoadProduct); err != nil {
		return nil, err
	}
	if in.Kill, err = harness.ReadKillMatrix(dir); err != nil {
		return nil, err
	}
	if in.Digests, err = reports.Digests(top); err != nil {
		return nil, err
	}
	in.Traces = map[string]string{}
	for _, f := range run.Scenarios {
		in.Traces[f.ID] = f.Trace
	}
	in.Runs = func(scenario, id string) (*trace.Run, error) { return recorded(dir, run, scenario, id) }
	e, err := reports.Assemble(in)
	if err != nil {
		return nil, err
	}
	return &e, nil
}

// optional loads a file of a run directory that need not be there.
func optional[T any](dir fs.FS, name string, load func(fs.FS, string) (*T, error)) (*T, error) {
	v, err := load(dir, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return v, err
}

// recorded finds one run in the traces of a run directory.
func recorded(dir string, run *harness.RunFile, scenario, id string) (*trace.Run, error) {
	for _, f := range run.Scenarios {
		if f.ID != scenario {
			continue
		}
		in, err := os.Open(filepath.Join(dir, filepath.FromSlash(f.Trace)))
		if err != nil {
			return nil, err
		}
		defer in.Close()
		return reports.RunIn(in, f.Trace, id)
	}
	return nil, fmt.Errorf("no scenario %s in %s", scenario, dir)
}

// publish writes every form of the report into the directory and seals it.
func publish(a *app, dir, keyFile string, e *reports.Evidence) error {
	key, err := sealingKey(a, keyFile)
	if err != nil {
		return err
	}
	if err := reports.Write(dir, e, append(reports.Formats(), html.Format())); err != nil {
		return err
	}
	_, err = e.Seal(dir, key)
	return err
}

// sealingKey reads the signer's key, or makes one for this run only.
func sealingKey(a *app, path string) (bundle.Key, error) {
	if path == "" {
		return bundle.NewKey(a.Rand)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return bundle.Key{}, cannotRead(path, err)
	}
	key, err := bundle.LoadKey(text)
	if err != nil {
		return bundle.Key{}, usage("read --key %s: %w", path, err)
	}
	return key, nil
}

// worst is the verdict of a whole campaign. When no run reached the product, that is what there is to say, whatever its claims
// lack in consequence.
func worst(outcomes []judge.Outcome) judge.Verdict {
	all := make([]judge.Verdict, 0, len(outcomes))
	runs, blocked := 0, 0
	for _, o := range outcomes {
		all = append(all, o.Verdict)
		for _, r := range o.Runs {
			runs++
			if r.Verdict == judge.Blocked {
				blocked++
			}
		}
	}
	if runs > 0 && blocked == runs {
		return judge.Blocked
	}
	return judge.Worst(all...)
}

// fidelity is the ledger of how true to life each mock service is.
func fidelity() []reports.Service {
	var out []reports.Service
	for _, s := range ledger.Services() {
		row := reports.Service{Name: s.Name, Standard: s.Stands, Answered: s.Answered, Of: s.Of, Operations: s.Describes, Simplified: s.Differs}
		if s.Specification != "" {
			row.Version = s.Specification + ", " + s.Version + " (" + s.Source + ")"
		}
		for _, q := range s.Quirks {
			row.Quirks = append(row.Quirks, q.Name+": "+q.What+" ("+q.Source+")")
		}
		for _, f := range s.Faults {
			row.Faults = append(row.Faults, f.Kind)
		}
		out = append(out, row)
	}
	return out
}

// isolation says how far the product was kept apart from everything but the mock NHS.
func isolation(kind string) []string {
	switch kind {
	case "container":
		return []string{"The product ran in a container on an internal network: it could reach the mock NHS and nothing else."}
	case "process":
		return []string{"The product ran as a process on the same machine, under the same user. Nothing kept it from other networks or files."}
	default:
		return []string{"The product was already running. What else it could reach is not known."}
	}
}
