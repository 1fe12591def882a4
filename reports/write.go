package reports

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"

	"sandpiper/reports/bundle"
)

// Format is one form of a report: what it is called, where it lies in the run directory and how it is drawn.
type Format struct {
	Name   string
	File   string // slash-separated, relative to the run directory
	Render func(io.Writer, *Evidence) error
}

// Formats are the forms that this package draws; reports/html adds the page.
func Formats() []Format {
	return []Format{
		{Name: "json", File: "evidence.json", Render: WriteJSON},
		{Name: "junit", File: "report/junit.xml", Render: WriteJUnit},
		{Name: "summary", File: "report/summary.txt", Render: WriteSummary},
		{Name: "limits", File: "LIMITS.md", Render: WriteLimits},
	}
}

// Write draws the evidence in each format into the run directory.
func Write(dir string, e *Evidence, formats []Format) error {
	top, err := os.OpenRoot(dir)
	if err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	defer top.Close()
	for _, f := range formats {
		var out bytes.Buffer
		if err := f.Render(&out, e); err != nil {
			return fmt.Errorf("write report %s: %w", f.Name, err)
		}
		if err := top.MkdirAll(path.Dir(f.File), 0o755); err != nil {
			return fmt.Errorf("write report %s: %w", f.Name, err)
		}
		if err := top.WriteFile(f.File, out.Bytes(), 0o644); err != nil {
			return fmt.Errorf("write report %s: %w", f.Name, err)
		}
	}
	return nil
}

// Seal signs the run directory: everything in it, with what the evidence says about it.
func (e *Evidence) Seal(dir string, key bundle.Key) (bundle.Manifest, error) {
	s := bundle.Seal{
		Key:     key,
		Product: bundle.Subject{Name: e.Product.ID, Digest: map[string]string{"sha256": e.Product.Digest}},
		Predicate: bundle.Predicate{
			Population: e.Population.SHA256, Seed: e.Population.Seed, Runs: e.Headline.Runs,
			Hazards: e.Headline.Hazards, HazardsCovered: e.Headline.Covered,
		},
	}
	for _, c := range e.Verdicts {
		s.Predicate.Verdicts = append(s.Predicate.Verdicts, bundle.Tally{Verdict: c.Verdict.String(), Runs: c.Count})
	}
	return s.Dir(dir)
}

// Digests are those of the plan and of the findings in a run directory, for Inputs.Digests. Traces and timings are
// left out: they hold what the machine's clock decided, and would differ each time.
func Digests(dir fs.FS) ([]Digest, error) {
	entries, err := bundle.List(dir)
	if err != nil {
		return nil, fmt.Errorf("digest the run directory: %w", err)
	}
	var out []Digest
	for _, e := range entries {
		if e.Role == "plan" || e.Path == "findings.json" {
			out = append(out, Digest{Name: e.Path, SHA256: e.SHA256})
		}
	}
	return out, nil
}
