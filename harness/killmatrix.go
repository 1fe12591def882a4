package harness

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"sandpiper/harness/judge"
	"sandpiper/scenarios"
)

// KillMatrix says which scenario notices which seeded bug: how sensitive the pack is, as far as anybody thought of bugs.
type KillMatrix struct {
	Scenarios []string  `json:"scenarios"` // ids, the columns
	Bugs      []KillRow `json:"bugs"`      // in the order of the product file
	Caught    int       `json:"caught"`
	AsMeant   int       `json:"caught_as_meant"` // by the scenario that was written for it, maybe among others
	Total     int       `json:"total"`
	Score     float64   `json:"score"` // caught of total, 0 … 1; 0 without bugs
}

// KillRow is one seeded bug.
type KillRow struct {
	Bug      string          `json:"bug"`
	Title    string          `json:"title"`
	Hazard   string          `json:"hazard,omitempty"`
	Meant    string          `json:"meant"`     // id of the scenario that is meant to catch it
	Verdicts []judge.Verdict `json:"verdicts"`  // one for each column
	CaughtBy []string        `json:"caught_by"` // ids of the scenarios that did
	Caught   bool            `json:"caught"`
	AsMeant  bool            `json:"as_meant"`
}

// NewKillMatrix starts a matrix over the scenarios that the honest product was played through.
func NewKillMatrix(honest []judge.Outcome) *KillMatrix {
	m := &KillMatrix{Scenarios: []string{}, Bugs: []KillRow{}}
	for i := range honest {
		m.Scenarios = append(m.Scenarios, honest[i].Scenario)
	}
	return m
}

// Add judges one seeded bug. A scenario catches it when it ends in a failure or a breach that the honest product did not end in:
// a scenario that fails for both cannot tell them apart.
func (m *KillMatrix) Add(v *scenarios.Variant, honest, bugged []judge.Outcome) KillRow {
	row := KillRow{Bug: v.Bug, Title: v.Title, Hazard: v.Hazard, Meant: v.CaughtBy, CaughtBy: []string{}}
	for _, id := range m.Scenarios {
		got, was := verdictOf(bugged, id), verdictOf(honest, id)
		row.Verdicts = append(row.Verdicts, got)
		if failed(got) && !failed(was) {
			row.CaughtBy = append(row.CaughtBy, id)
		}
	}
	row.Caught = len(row.CaughtBy) > 0
	row.AsMeant = slices.Contains(row.CaughtBy, v.CaughtBy)
	m.Bugs = append(m.Bugs, row)
	m.Total++
	if row.Caught {
		m.Caught++
	}
	if row.AsMeant {
		m.AsMeant++
	}
	m.Score = float64(m.Caught) / float64(m.Total)
	return row
}

func failed(v judge.Verdict) bool { return v == judge.Fail || v == judge.Breach }

// verdictOf is the verdict on one scenario, skipped if it was not played.
func verdictOf(outcomes []judge.Outcome, id string) judge.Verdict {
	for i := range outcomes {
		if outcomes[i].Scenario == id {
			return outcomes[i].Verdict
		}
	}
	return judge.Skipped
}

// ReadKillMatrix reads kill-matrix.json of a run directory; nil if no variants were played.
func ReadKillMatrix(dir string) (*KillMatrix, error) {
	text, err := os.ReadFile(filepath.Join(dir, matrixName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the kill matrix: %w", err)
	}
	m := &KillMatrix{}
	if err := json.Unmarshal(text, m); err != nil {
		return nil, fmt.Errorf("read %s: %w", matrixName, err)
	}
	return m, nil
}
