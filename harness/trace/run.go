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

	start *Start // the body of run.start, if a Reader has read it
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
	Settings map[string]any    `json:"settings"`  // of the product file, which expressions read as product
	Seed     uint64            `json:"seed"`
	Begins   time.Time         `json:"begins"` // virtual
	Cast     []Member          `json:"cast"`
	Person   int               `json:"person"` // population index of the first patient in the cast, -1 without one
	Groups   map[string]string `json:"groups"` // of that patient, what rates are split by: sex, ethnicity, age_band, imd_quintile, region
	Faults   []Rule            `json:"faults"` // every rule that the run may meet, those of steps included
}

// Rule is a fault that a run may meet.
type Rule struct {
	ID      string `json:"id"`
	Printed string `json:"printed"`
	Hazard  string `json:"hazard,omitempty"`
	Step    string `json:"step,omitempty"` // the step that it holds during; empty for the whole run
}

// Member is one part in a run and who plays it.
type Member struct {
	Name  string         `json:"name"`
	Role  string         `json:"role,omitempty"` // staff only
	Facts map[string]any `json:"facts"`          // what checks may read: age, sex, id, allergies, truth …
	Found []string       `json:"found"`          // asked for and already so
	Given []string       `json:"given"`          // asked for and arranged for this run only
}

// Exchanged is the body of an exchange event: one call that a mock service answered, as the product saw it. The exchanges of a
// step are in the order of what they are, not of when they came: see Order in the wall part. Bodies are JSON values where they
// were JSON, otherwise text; of a long body only the place is kept here, and its digest in the wall part.
type Exchanged struct {
	Service        string            `json:"service"`
	Operation      string            `json:"operation,omitempty"`
	Method         string            `json:"method"`
	Path           string            `json:"path"` // without the realm
	Query          string            `json:"query,omitempty"`
	Status         int               `json:"status"`  // 0 when no status line was sent
	Outcome        string            `json:"outcome"` // answered, reset, truncated, abandoned
	App            string            `json:"app,omitempty"`
	Nth            int               `json:"nth"` // of this app, service, method, path and query within the run, from 1
	People         []int             `json:"people,omitempty"`
	Faults         []string          `json:"faults,omitempty"` // ids of the rules that fired
	RequestHeader  map[string]string `json:"request_header,omitempty"`
	ResponseHeader map[string]string `json:"response_header,omitempty"`
	Request        any               `json:"request,omitempty"`
	Response       any               `json:"response,omitempty"`
}

// members are the members of its JSON by name. Exchanges are most of a trace, so the way through encoding/json would be paid for.
func (x Exchanged) members() map[string]any {
	m := map[string]any{"service": x.Service, "method": x.Method, "path": x.Path, "status": x.Status, "outcome": x.Outcome}
	put := func(there bool, name string, v any) {
		if there {
			m[name] = v
		}
	}
	put(x.Operation != "", "operation", x.Operation)
	put(x.Query != "", "query", x.Query)
	put(x.App != "", "app", x.App)
	m["nth"] = x.Nth
	put(len(x.People) > 0, "people", x.People)
	put(len(x.Faults) > 0, "faults", x.Faults)
	put(len(x.RequestHeader) > 0, "request_header", x.RequestHeader)
	put(len(x.ResponseHeader) > 0, "response_header", x.ResponseHeader)
	put(x.Request != nil, "request", x.Request)
	put(x.Response != nil, "response", x.Response)
	return m
}

// ExchangedWall is the wall part of an exchange event.
type ExchangedWall struct {
	Order    int               `json:"order"`   // of completion within the step, from 0
	TookNS   int64             `json:"took_ns"` // 0 if nobody looked at the clock
	Sent     int64             `json:"sent"`    // bytes of body; ports in links make it differ
	IDs      map[string]string `json:"ids,omitempty"`
	Request  json.RawMessage   `json:"request,omitempty"`  // digest of a long body
	Response json.RawMessage   `json:"response,omitempty"` // digest of a long body
}

// Acted is the body of an act event: what the harness did, or that it left a step out.
type Acted struct {
	Verb    string         `json:"verb,omitempty"`    // as in the scenario: cds.invoke, world.update
	With    map[string]any `json:"with,omitempty"`    // resolved
	Loop    map[string]any `json:"loop,omitempty"`    // the names of for_each and their values in this turn
	Skipped string         `json:"skipped,omitempty"` // why the step was left out
	Faults  []string       `json:"faults,omitempty"`  // ids of the rules that hold during this step only
	Changed []Changed      `json:"changed,omitempty"` // what a world.update wrote
}

// Changed is one line of the world's log.
type Changed struct {
	Deed    string `json:"deed"`
	Person  int    `json:"person"`
	Kind    int    `json:"kind,omitempty"` // drawer of the chart; 0 for a person or a truth
	K       int    `json:"k,omitempty"`
	Version int    `json:"version,omitempty"`
	Actor   string `json:"actor,omitempty"`
}

// Observed is the body of an observe event. Identifiers that the product made up are numbered in the order of their first
// appearance in the run; MadeUp says how many of them the run has had so far.
type Observed struct {
	Product string         `json:"product"` // the connection's name
	Verb    string         `json:"verb"`
	Outcome string         `json:"outcome"` // ok, unreachable, timeout, garbage, too-large, refused
	Message string         `json:"message,omitempty"`
	Value   map[string]any `json:"value"`
	MadeUp  int            `json:"made_up_ids"`
}

// ObservedWall is the wall part of an observe event.
type ObservedWall struct {
	LatencyNS int64 `json:"latency_ns"` // from sending to the last byte
}

// Fired is the body of a fault.fired event.
type Fired struct {
	Rule      string `json:"rule"`
	Kind      string `json:"kind"`
	Hazard    string `json:"hazard,omitempty"`
	Actor     string `json:"actor"`
	Service   string `json:"service"`
	Operation string `json:"operation,omitempty"`
}

// FiredWall is the wall part of a fault.fired event: of calls that a product makes at the same time, which comes first is luck.
type FiredWall struct {
	Nth int `json:"nth"` // of the actor's calls that the rule matched, from 1
}

// Moved is the body of a clock event.
type Moved struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
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

// Start reads the body of the run's first event. What it points to is shared: look at it, do not change it.
func (r *Run) Start() (Start, error) {
	if r.start != nil {
		return *r.start, nil
	}
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
