package judge

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"sandpiper/harness/trace"
	"sandpiper/scenarios"
)

// Scope is what expressions may read at one point of a run. It is built up from the run's events, by the harness as it plays and
// by the judge as it reads, so that an expression means the same to both. It is for one goroutine.
//
//	row                the columns of the table row
//	p, dr …            the cast: facts as they were when the run began, truth among them
//	product            settings of the product file
//	choose, blind …    a step's result: what was observed, with time and latency; a list of such for a for_each
//	cds, app …         a connection: what was last observed there
//	faults, mocks      what has struck; the calls that the mock services took, as mocks.records.calls
//	let names          worked out when the run begins
//
// All numbers are doubles, as JSON has them; times are timestamps, latencies durations.
type Scope struct {
	scenario *scenarios.Scenario
	vars     map[string]any
	fired    map[string]any
	calls    map[string][]any
	loops    map[string]bool // ids of steps with for_each
	act      *trace.Acted    // what the event that was added last holds, if it is one of these
	observed *trace.Observed
	strike   *trace.Fired
}

// NewScope is the scope of a run that begins. It fails when a let cannot be worked out.
func NewScope(s *scenarios.Scenario, start *trace.Start) (*Scope, error) {
	x := &Scope{scenario: s, vars: map[string]any{}, fired: map[string]any{}, calls: map[string][]any{}, loops: map[string]bool{}}
	for i := range s.Steps {
		if len(s.Steps[i].ForEach) > 0 {
			x.loops[Label(s, i)] = true
		}
	}
	x.vars["row"] = plainMap(start.Values)
	x.vars["product"] = plainMap(start.Settings)
	x.vars["faults"] = map[string]any{"fired": x.fired}
	mocks := map[string]any{}
	for _, name := range scenarios.Services() { // which expressions may always ask for their calls
		mocks[name] = map[string]any{"calls": []any{}}
	}
	x.vars["mocks"] = mocks
	for _, m := range start.Cast {
		x.vars[m.Name] = plainMap(m.Facts)
	}
	for i := range s.Let {
		v, err := s.Let[i].Expr.Eval(x.vars)
		if err != nil {
			return nil, fmt.Errorf("work out %s: %w", s.Let[i].Name, err)
		}
		x.vars[s.Let[i].Name] = v
	}
	return x, nil
}

// Vars are the variables now. They change with the next Add.
func (x *Scope) Vars() map[string]any { return x.vars }

// With is a copy of the variables with more of them.
func (x *Scope) With(more map[string]any) map[string]any {
	out := maps.Clone(x.vars)
	maps.Copy(out, more)
	return out
}

// Set names a value for the steps that follow, such as the value of a for_each.
func (x *Scope) Set(name string, v any) { x.vars[name] = plain(v) }

// Add takes the next event of the run into account.
func (x *Scope) Add(e *trace.Event) error {
	x.act, x.observed, x.strike = nil, nil, nil
	switch e.Kind {
	case trace.Act:
		a := &trace.Acted{}
		if err := e.Decode(a); err != nil {
			return err
		}
		x.act = a
		for name, v := range a.Loop {
			x.vars[name] = plain(v)
		}
		if a.Skipped == "" && strings.HasPrefix(a.Verb, "world.") {
			x.result(e.Step, map[string]any{"time": e.At, "changes": float64(len(a.Changed))})
		}
	case trace.Observe:
		o := &trace.Observed{}
		if err := e.Decode(o); err != nil {
			return err
		}
		x.observed = o
		value := make(map[string]any, len(o.Value)+3)
		maps.Copy(value, o.Value)
		value["time"] = e.At
		value["outcome"] = o.Outcome
		if len(e.Wall) > 0 {
			latency, err := latencyOf(e)
			if err != nil {
				return err
			}
			value["latency"] = latency
		}
		x.vars[o.Product] = value
		x.result(e.Step, value)
	case trace.FaultFired:
		f := &trace.Fired{}
		if err := e.Decode(f); err != nil {
			return err
		}
		x.strike = f
		n, _ := x.fired[f.Rule].(int64)
		x.fired[f.Rule] = n + 1
	case trace.Exchange:
		var c called
		if err := e.DecodeWithout(&c, "request", "response", "request_header", "response_header"); err != nil {
			return err
		}
		x.called(e, &c)
	}
	return nil
}

// result names what came of a step: the value itself, or the list of values of a for_each.
func (x *Scope) result(label string, value map[string]any) {
	id, _, turn := strings.Cut(label, "[")
	if !turn || !x.loops[id] {
		x.vars[id] = value
		return
	}
	list, _ := x.vars[id].([]any)
	x.vars[id] = append(slices.Clip(list), value)
}

// called is what expressions may read of an exchange: all but its headers and bodies, which are not worth reading for that.
type called struct {
	Service, Operation, Method, Path, Query, App string
	Status                                       int
	People                                       []int
	Faults                                       []string
}

func (x *Scope) called(e *trace.Event, c *called) {
	people := make([]any, len(c.People))
	for i, p := range c.People {
		people[i] = float64(p)
	}
	faults := make([]any, len(c.Faults))
	for i, f := range c.Faults {
		faults[i] = f
	}
	service := scenarios.ServiceName(c.Service)
	x.calls[service] = append(x.calls[service], map[string]any{
		"time": e.At, "method": c.Method, "path": c.Path, "query": c.Query, "operation": c.Operation, "status": float64(c.Status), "app": c.App,
		"authorised": c.App != "" && c.Status != 401 && c.Status != 403, "people": people, "faults": faults,
	})
	mocks, _ := x.vars["mocks"].(map[string]any)
	mocks[service] = map[string]any{"calls": x.calls[service]}
}

func latencyOf(e *trace.Event) (time.Duration, error) {
	var w trace.ObservedWall
	if err := json.Unmarshal(e.Wall, &w); err != nil {
		return 0, fmt.Errorf("read the wall part of event %d: %w", e.Seq, err)
	}
	return time.Duration(w.LatencyNS), nil
}

// Label is how a trace calls the i-th step of a scenario: its id, or its place.
func Label(s *scenarios.Scenario, i int) string {
	if id := s.Steps[i].ID; id != "" {
		return id
	}
	return "step-" + strconv.Itoa(i+1)
}

// plain gives numbers the type that JSON gives them, so that what was resolved and what was recorded are read alike.
func plain(v any) any {
	switch x := v.(type) {
	case int:
		return float64(x)
	case int64:
		return float64(x)
	case uint64:
		return float64(x)
	case []any:
		out := make([]any, len(x))
		for i, e := range x {
			out[i] = plain(e)
		}
		return out
	case map[string]any:
		return plainMap(x)
	}
	return v
}

func plainMap(m map[string]any) map[string]any {
	out := make(map[string]any, len(m)+3)
	for k, v := range m {
		out[k] = plain(v)
	}
	return out
}
