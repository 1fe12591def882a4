package reports

import (
	"fmt"
	"io"

	"sandpiper/harness/judge"
	"sandpiper/reports/bundle"
	"sandpiper/reports/hazard"
)

// EvidenceSchema names the form of evidence.json; its JSON Schema is Schema().
const EvidenceSchema = "sandpiper/evidence/v1"

// Evidence is all that a rehearsal shows, in the order in which it should be read.
type Evidence struct {
	Schema     string           `json:"schema"`
	Title      string           `json:"title"`
	Limits     []string         `json:"limits"`   // what this cannot show, a sentence each
	Headline   Headline         `json:"headline"` // hazard coverage before anything else
	Pack       Pack             `json:"pack"`
	Product    Product          `json:"product"`
	Population Population       `json:"population"`
	Sandbox    Build            `json:"sandbox"`
	Time       TimeModel        `json:"time"`
	Isolation  []string         `json:"isolation"` // how the product was kept apart, a sentence each
	HazardLog  HazardLog        `json:"hazard_log"`
	Hazards    []hazard.Row     `json:"hazards"` // in the order of the hazard log
	Claims     []Claim          `json:"claims"`
	Verdicts   []VerdictCount   `json:"verdicts"` // of runs, every verdict in rising order
	Scenarios  []Scenario       `json:"scenarios"`
	Duties     []Obligation     `json:"obligations"` // what others ask for, and the scenarios that answer to it
	Kill       *KillMatrix      `json:"kill_matrix,omitempty"`
	Faults     []Fault          `json:"faults"`
	Fidelity   []Service        `json:"fidelity"` // what stood in for the NHS, a row for each mock service
	NotTested  []Omission       `json:"not_tested"`
	Scheme     hazard.Scheme    `json:"scheme"`
	Mappings   []hazard.Mapping `json:"likelihood_mappings"` // the first is the default
	Digests    []Digest         `json:"digests"`
	Commands   []Command        `json:"commands"` // how to check this report
}

// Headline is what page one says.
type Headline struct {
	Hazards        int           `json:"hazards"`          // in the hazard log
	Covered        int           `json:"covered"`          // with at least one exposure
	NotTested      int           `json:"not_tested"`       // the rest
	Breached       int           `json:"breached"`         // with at least one event
	Scenarios      int           `json:"scenarios"`        //
	Runs           int           `json:"runs"`             //
	Claims         int           `json:"claims"`           //
	ClaimsSupport  int           `json:"claims_supported"` // whose bound is at or under what was claimed
	ClaimsOpen     int           `json:"claims_open"`      // too few runs for either answer
	ClaimsAgainst  int           `json:"claims_against"`   //
	Verdict        judge.Verdict `json:"verdict"`          // the worst of all scenarios
	SeededBugs     int           `json:"seeded_bugs"`      //
	SeededBugsSeen int           `json:"seeded_bugs_caught"`
}

// VerdictCount is one verdict and how many ended with it.
type VerdictCount struct {
	Verdict judge.Verdict `json:"verdict"`
	Count   int           `json:"count"`
}

// Claim is what the runs say about one claim of one scenario.
type Claim struct {
	Scenario string            `json:"scenario"`
	About    string            `json:"about,omitempty"` // the scenario's own words
	Result   judge.ClaimResult `json:"result"`
}

// Fault is one fault rule and how often it struck.
type Fault struct {
	Scenario string           `json:"scenario"`
	Count    judge.FaultCount `json:"count"`
}

// Omission is something that was not tested, and why.
type Omission struct {
	What string `json:"what"`
	Why  string `json:"why"`
}

// Digest is the SHA-256 of a thing that the evidence is about, in lower-case hex.
type Digest struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
}

// Command is something that a reader can run to check the report.
type Command struct {
	Purpose string `json:"purpose"`
	Line    string `json:"line"`
}

// Service is how true to life one mock service is.
type Service struct {
	Name       string   `json:"name"`
	Standard   string   `json:"standard"`           // the specification and version that it follows
	Version    string   `json:"version,omitempty"`  // of the specification, and where it was read; empty: not recorded
	Answered   int      `json:"answered,omitempty"` // operations of the specification that are answered
	Of         int      `json:"of,omitempty"`       // operations that the specification has; 0: not counted
	Operations []string `json:"operations"`         // what it answers
	Simplified []string `json:"simplified"`         // where it departs from the real one on purpose
	Quirks     []string `json:"quirks,omitempty"`   // oddities of the real one that are kept, with where they are told
	Faults     []string `json:"faults"`             // what can be made to go wrong
}

// WriteJSON writes the evidence as evidence.json: canonical JSON, laid out for reading.
func WriteJSON(w io.Writer, e *Evidence) error {
	raw, err := bundle.Encode(e)
	if err != nil {
		return fmt.Errorf("write evidence: %w", err)
	}
	if _, err := w.Write(raw); err != nil {
		return fmt.Errorf("write evidence: %w", err)
	}
	return nil
}
