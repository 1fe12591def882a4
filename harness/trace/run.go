package trace

import (
	"encoding/json"
	"fmt"
	"time"
)

// Run is one play of a scenario: one row of its table, one set of people, from run.start to run.end.
type Run struct {
	ID       string // "allergy-penicillin-order-select/00017"
	Scenario string // the scenario's id
	Index    int    // place in the scenario's order of runs, from 0
	Row      string // how the table row is called in reports, empty without a table
	Events   []Event
}

// Start is the body of run.start: who was in the run, what was so about them, and what was arranged.
type Start struct {
	Run      string            `json:"run"`
	Scenario string            `json:"scenario"`
	Digest   string            `json:"digest"` // SHA-256 of the scenario file
	Index    int               `json:"index"`
	Row      string            `json:"row"`
	RowIndex int               `json:"row_index"` // -1 without a table
	Values   map[string]any    `json:"values"`    // the row's columns
	Let      map[string]any    `json:"let,omitempty"`
	Seed     uint64            `json:"seed"`
	Begins   time.Time         `json:"begins"` // virtual
	Cast     []Member          `json:"cast"`
	Groups   map[string]string `json:"groups"` // of the first cast member who is a patient: sex, ethnicity, age_band, imd_quintile, region
	Faults   []string          `json:"faults"` // printed form of every rule that the run may meet
}

// Member is one part in a run and who plays it.
type Member struct {
	Name  string         `json:"name"`
	Role  string         `json:"role,omitempty"` // staff only
	Facts map[string]any `json:"facts"`          // what checks may read: age, sex, id, allergies, truth …
	Found []string       `json:"found"`          // asked for and already so
	Given []string       `json:"given"`          // asked for and arranged for this run only
}

// Exchanged is the body of an exchange event: one call that a mock service answered. Bodies are JSON values where they were
// JSON, otherwise text; long ones are {"sha256":…,"bytes":…}.
type Exchanged struct {
	Service   string   `json:"service"`
	Operation string   `json:"operation,omitempty"`
	Method    string   `json:"method"`
	Path      string   `json:"path"` // without the realm
	Query     string   `json:"query,omitempty"`
	Status    int      `json:"status"`
	App       string   `json:"app,omitempty"`
	Nth       int      `json:"nth"` // of this app, service, method and path within the run, from 1
	People    []int    `json:"people,omitempty"`
	Faults    []string `json:"faults,omitempty"`
	Request   any      `json:"request,omitempty"`
	Response  any      `json:"response,omitempty"`
}

// Outcome is how a run ended, before anybody judged it.
type Outcome string

// The outcomes of a run.
const (
	Ended   Outcome = "ok"      // every step was played or left out for a stated reason
	Blocked Outcome = "blocked" // the product could not be reached or did not answer
	Broken  Outcome = "error"   // Sandpiper itself failed
)

// End is the body of run.end.
type End struct {
	Outcome Outcome `json:"outcome"`
	Message string  `json:"message,omitempty"`
	Events  int     `json:"events"` // in the run, this one included
}

// Start reads the body of the run's first event.
func (r *Run) Start() (Start, error) {
	var s Start
	if len(r.Events) == 0 || r.Events[0].Kind != RunStart {
		return s, fmt.Errorf("run %s does not begin with %s", r.ID, RunStart)
	}
	if err := json.Unmarshal(r.Events[0].Body, &s); err != nil {
		return s, fmt.Errorf("read the start of run %s: %w", r.ID, err)
	}
	return s, nil
}

// End reads the body of the run's last event.
func (r *Run) End() (End, error) {
	var x End
	if len(r.Events) == 0 || r.Events[len(r.Events)-1].Kind != RunEnd {
		return x, fmt.Errorf("run %s does not end with %s", r.ID, RunEnd)
	}
	if err := json.Unmarshal(r.Events[len(r.Events)-1].Body, &x); err != nil {
		return x, fmt.Errorf("read the end of run %s: %w", r.ID, err)
	}
	return x, nil
}

// Normalise drops what the machine's clock and luck decided, in place. The chain of hashes stays whole, because Wall is
// outside it. Equal recipes, scenarios and products give equal normalised runs.
func (r *Run) Normalise() {
	for i := range r.Events {
		r.Events[i].Wall = nil
	}
}
