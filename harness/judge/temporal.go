package judge

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"sandpiper/harness/trace"
	"sandpiper/scenarios"
)

// wholeRun judges the checks of the whole run, when it has ended as it should.
func (t *trial) wholeRun() error {
	vars := t.scope.Vars()
	var done []Finding
	for _, i := range t.whole {
		f := t.finding(t.run, i)
		if r := &t.refs[i]; t.asked(&f, r, vars) {
			t.judge(&f, r, vars, nil)
		}
		done = append(done, f)
	}
	t.doubt(done, &stepTurn{})
	for _, f := range done {
		t.add(f)
	}
	return nil
}

// window is the stretch of a run that a temporal check looks at.
type window struct {
	after    time.Time
	until    time.Time       // zero for the end of the run
	from, to int             // places of events
	in       []string        // channels; empty for all
	words    map[string]bool // names that the expression speaks of
}

// window works out where a check looks. A check of a step looks at that step's events, but "eventually" at all that come after.
func (t *trial) window(r *ref, s *stepTurn) (window, error) {
	w := window{after: t.start.Begins, to: len(t.run.Events), in: r.check.In, words: wordsOf(r.check.Expr().Source)}
	if s != nil {
		w.from, w.after = s.from, t.run.Events[s.from].At
		if r.kind != scenarios.Eventually {
			w.to = s.to
		}
	}
	vars, err := t.lastVars(r.check.After)
	if err != nil {
		return w, err
	}
	if w.after, err = r.check.After.From(w.after, vars); err != nil {
		return w, err
	}
	length := r.check.Within
	if r.kind != scenarios.Eventually || length.IsZero() {
		length = r.check.During
	}
	// Without a beginning of its own, "during" means any stretch of that length: what holds all the time holds in each of them.
	if !length.IsZero() && (r.kind == scenarios.Eventually || !r.check.After.IsZero()) {
		w.until = length.Add(w.after)
	}
	return w, nil
}

// lastVars is what a moment may read: everything that the run ever gave, for it may name a step that comes later.
func (t *trial) lastVars(m scenarios.Moment) (map[string]any, error) {
	if m.IsZero() || m.Expr == nil {
		return nil, nil
	}
	scope, err := NewScope(t.scenario, &t.start)
	if err != nil {
		return nil, err
	}
	for i := range t.run.Events {
		if err := scope.Add(&t.run.Events[i]); err != nil {
			return nil, err
		}
	}
	return scope.Vars(), nil
}

// holds reports whether the window looks at an event.
func (w *window) holds(i int, e *trace.Event) bool {
	return i >= w.from && i < w.to && !e.At.Before(w.after) && (w.until.IsZero() || !e.At.After(w.until)) && w.news(e) && w.channel(e)
}

// news reports whether an event brings something that the expression speaks of. What was observed before the window opened is no
// news in it, and an answer of one connection is none to an expression about another.
func (w *window) news(e *trace.Event) bool {
	step, _, _ := strings.Cut(e.Step, "[")
	switch e.Kind {
	case trace.Observe:
		var o struct{ Product string }
		return w.words[step] || e.Decode(&o) == nil && w.words[o.Product] || !w.words["mocks"] && !w.words["faults"]
	case trace.Exchange:
		return w.words["mocks"]
	case trace.FaultFired:
		return w.words["faults"]
	case trace.Act:
		return w.words[step]
	}
	return false
}

var name = regexp.MustCompile(`[A-Za-z_][A-Za-z0-9_]*`)

func wordsOf(source string) map[string]bool {
	out := map[string]bool{}
	for _, word := range name.FindAllString(source, -1) {
		out[word] = true
	}
	return out
}

// channel reports whether an event came in by one of the window's channels: a connection (cds, api.responses), all mock services
// (mocks) or one of them (mocks.pds).
func (w *window) channel(e *trace.Event) bool {
	if len(w.in) == 0 {
		return true
	}
	var body struct{ Product, Service string }
	if e.Decode(&body) != nil {
		return false
	}
	for _, name := range w.in {
		first, rest, _ := strings.Cut(name, ".")
		switch {
		case e.Kind == trace.Observe && first == body.Product:
			return true
		case e.Kind == trace.Exchange && first == "mocks" && (rest == "" || rest == scenarios.ServiceName(body.Service)):
			return true
		}
	}
	return false
}

// temporal judges never, always and eventually: the expression is worked out after every event of the window that brings
// something it speaks of, on what was known then. Where it cannot be worked out yet (the step that it reads has not come) nothing is seen.
func (t *trial) temporal(f *Finding, r *ref, s *stepTurn) {
	w, err := t.window(r, s)
	if err != nil {
		f.Verdict, f.Detail = Vacuous, "the moment to look from never came: "+err.Error()
		return
	}
	scope, err := NewScope(t.scenario, &t.start)
	if err != nil {
		f.Verdict, f.Detail = Error, err.Error()
		return
	}
	seen, why := 0, ""
	for i := range t.run.Events {
		e := &t.run.Events[i]
		if err := scope.Add(e); err != nil {
			f.Verdict, f.Detail = Error, err.Error()
			return
		}
		if !w.holds(i, e) {
			continue
		}
		holds, problem := truth(r.check.Expr(), scope.Vars())
		if problem != "" {
			why = problem
			continue
		}
		seen++
		switch {
		case r.kind == scenarios.Eventually && holds:
			f.Verdict = Pass
			return
		case r.kind == scenarios.Never && holds, r.kind == scenarios.Always && !holds:
			f.Verdict = broken(r.check)
			f.Detail = fmt.Sprintf("so at %s, event %d (%s)", e.At.Format(time.RFC3339), e.Seq, e.Kind)
			return
		}
	}
	t.settle(f, r, &w, seen, why)
}

// settle gives the verdict of a temporal check for which the window held no decisive moment.
func (t *trial) settle(f *Finding, r *ref, w *window, seen int, why string) {
	last := t.run.Events[len(t.run.Events)-1].At
	switch {
	case r.kind == scenarios.Eventually && !w.until.IsZero() && last.Before(w.until):
		f.Verdict = Inconclusive
		f.Detail = fmt.Sprintf("the run ended at %s, before its time was up at %s", last.Format(time.RFC3339), w.until.Format(time.RFC3339))
	case r.kind == scenarios.Eventually:
		f.Verdict, f.Detail = broken(r.check), "it never became so"
		if seen == 0 && why != "" {
			f.Detail += ": " + why
		}
	case seen == 0:
		f.Verdict, f.Detail = Vacuous, "there was nothing to look at"
		if why != "" {
			f.Detail += ": " + why
		}
	default:
		f.Verdict = Pass
	}
}
