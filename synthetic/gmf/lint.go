package gmf

import (
	"cmp"
	"slices"
)

// How sure a finding is.
const (
	Certain  = "certain"  // by the framework's rules
	Likely   = "likely"   // unless the author meant something unusual
	Possible = "possible" // a hint to look
)

// Finding is something in a module that runs but may not do what was meant.
type Finding struct {
	File, State  string
	Line, Column int
	Rule         string // short name of the kind of finding
	What         string
	Why          string // why it matters
	Sure         string // Certain, Likely or Possible
}

// Lint looks over modules for what the framework does not tell their authors. Findings are in the order of files and lines.
func Lint(lib *Library) []Finding {
	l := &linter{lib: lib, findings: slices.Clone(lib.slips)}
	slices.SortStableFunc(l.findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Rule, b.Rule))
	})
	return l.findings
}

// linter collects findings.
type linter struct {
	lib      *Library
	findings []Finding
}
