package reports

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"sandpiper/harness/judge"
	"sandpiper/harness/trace"
	"sandpiper/synthetic/nhs"
)

// Limits of an excerpt, so that a report of many scenarios stays small enough to send by mail.
const (
	mostWire = 6    // calls to the mock NHS
	mostText = 1200 // bytes of one body
)

// Failure is one run that went wrong, with what a reader needs to see why and to play it again.
type Failure struct {
	Run     string        `json:"run"`
	Index   int           `json:"index"`
	Row     string        `json:"row,omitempty"`
	Verdict judge.Verdict `json:"verdict"`
	Step    string        `json:"step,omitempty"`
	Source  string        `json:"source"` // the check as written
	Why     string        `json:"why,omitempty"`
	Detail  string        `json:"detail,omitempty"` // what was seen instead
	Hazard  string        `json:"hazard,omitempty"`
	At      string        `json:"at"`      // file:line:column of the check
	Patient string        `json:"patient"` // in words
	Person  int           `json:"person"`  // index into the population, -1 without a patient
	Facts   []string      `json:"facts"`   // what is so about them, and what the record shows
	Found   []string      `json:"found"`   // asked for by the scenario and already so
	Given   []string      `json:"given"`   // arranged for this run
	Wire    []Wire        `json:"wire"`    // what passed between the product and the mock NHS in that step
	Left    int           `json:"left"`    // calls of that step that are not shown
	Answer  string        `json:"answer"`  // what the product answered, JSON, shortened
	Rerun   string        `json:"rerun"`   // a command
}

// Wire is one call that the product made to the mock NHS.
type Wire struct {
	Service  string   `json:"service"`
	Line     string   `json:"line"` // method, path and query
	Status   int      `json:"status"`
	Response string   `json:"response,omitempty"` // shortened
	Faults   []string `json:"faults"`             // that struck it
}

// Runs finds a recorded run of a scenario; nil where there is no trace.
type Runs func(scenario, run string) (*trace.Run, error)

// RunIn finds a run in a trace by its id.
func RunIn(r io.Reader, file, id string) (*trace.Run, error) {
	in := trace.NewReader(r, file)
	for {
		run, err := in.Next()
		if errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("find run %s: it is not in %s", id, file)
		}
		if err != nil {
			return nil, fmt.Errorf("find run %s: %w", id, err)
		}
		if run.ID == id {
			return run, nil
		}
	}
}

// worstFinding is the first of the worst findings about a run; nil when nothing went wrong. Findings are in order.
func worstFinding(o judge.Outcome) *judge.Finding {
	var worst *judge.Finding
	for i := range o.Findings {
		f := &o.Findings[i]
		if f.Run == "" || f.Verdict < judge.Blocked {
			continue
		}
		if worst == nil || f.Verdict > worst.Verdict {
			worst = f
		}
	}
	return worst
}

// failureOf tells the story of the scenario's first run that went worst.
func failureOf(o judge.Outcome, runs Runs, rerun string) (*Failure, error) {
	f := worstFinding(o)
	if f == nil {
		return nil, nil
	}
	out := &Failure{
		Run: f.Run, Index: f.RunIndex, Row: f.Row, Verdict: f.Verdict, Step: f.Step, Source: f.Source, Why: f.Why, Detail: f.Detail,
		Hazard: f.Hazard, At: fmt.Sprintf("%s:%d:%d", f.Pos.File, f.Pos.Line, f.Pos.Column), Person: -1,
		Patient: "no patient", Facts: []string{}, Found: []string{}, Given: []string{}, Wire: []Wire{},
		Rerun: rerun + " --run " + f.Run,
	}
	for _, r := range o.Runs {
		if r.Run == f.Run {
			out.Person = r.Person
		}
	}
	if runs == nil {
		return out, nil
	}
	run, err := runs(o.Scenario, f.Run)
	if err != nil {
		return nil, fmt.Errorf("tell the story of run %s: %w", f.Run, err)
	}
	start, err := run.Start()
	if err != nil {
		return nil, fmt.Errorf("tell the story of run %s: %w", f.Run, err)
	}
	for _, m := range start.Cast {
		if m.Role == "" {
			out.Patient, out.Facts, out.Found, out.Given = inWords(m), facts(m), orEmpty(m.Found), orEmpty(m.Given)
			break
		}
	}
	return out, out.excerpt(run)
}

// excerpt takes the calls and the answer of the failing step; of every step when the check looks at the whole run.
func (f *Failure) excerpt(run *trace.Run) error {
	for i := range run.Events {
		e := &run.Events[i]
		if f.Step != "" && e.Step != f.Step && !strings.HasPrefix(e.Step, f.Step+"[") {
			continue
		}
		switch e.Kind {
		case trace.Exchange:
			if len(f.Wire) == mostWire {
				f.Left++
				continue
			}
			var x trace.Exchanged
			if err := e.Decode(&x); err != nil {
				return err
			}
			f.Wire = append(f.Wire, wire(x))
		case trace.Observe:
			f.Answer = shorten(string(e.Body))
		}
	}
	return nil
}

func wire(x trace.Exchanged) Wire {
	out := Wire{Service: x.Service, Status: x.Status, Line: x.Method + " " + x.Path, Faults: orEmpty(x.Faults)}
	if x.Query != "" {
		out.Line += "?" + x.Query
	}
	if x.Response != nil {
		if text, ok := x.Response.(string); ok {
			out.Response = shorten(text)
		} else if raw, err := json.Marshal(x.Response); err == nil {
			out.Response = shorten(string(raw))
		}
	}
	return out
}

// shorten cuts a text to mostText bytes at a character's edge and says how much is left out.
func shorten(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	if len(text) <= mostText {
		return text
	}
	cut := mostText
	for !utf8.RuneStart(text[cut]) {
		cut--
	}
	return fmt.Sprintf("%s … (%d more bytes)", text[:cut], len(text)-cut)
}

// inWords says who a patient is from the facts that checks may read.
func inWords(m trace.Member) string {
	who := map[string]string{"female": "woman", "male": "man"}[fmt.Sprint(m.Facts["sex"])]
	who = cmp.Or(who, "person")
	words := []string{}
	age, known := number(m.Facts["age"])
	if known && age < 18 {
		who = map[string]string{"woman": "girl", "man": "boy", "person": "child"}[who]
	}
	words = append(words, "A "+who)
	if known {
		words[0] += fmt.Sprintf(" of %d", age)
	}
	if ethnicity, ok := m.Facts["ethnicity"].(string); ok && ethnicity != "" {
		if c, known := nhs.Ethnicities().Find(ethnicity); known {
			ethnicity = c.Label
		}
		words = append(words, "ethnic category "+ethnicity)
	}
	if quintile, ok := number(m.Facts["imd_quintile"]); ok {
		words = append(words, fmt.Sprintf("deprivation quintile %d", quintile))
	}
	return strings.Join(words, ", ") + "."
}

// facts tells what is so about a patient and what their record shows, a line each, so that a reader sees at once where
// the two differ.
func facts(m trace.Member) []string {
	out := []string{}
	truth, _ := m.Facts["truth"].(map[string]any)
	for _, kind := range []string{"allergies", "conditions", "medicines"} {
		so, written := list(truth[kind]), list(m.Facts[kind])
		if so == "" && written == "" {
			continue
		}
		out = append(out, fmt.Sprintf("%s%s in truth: %s; in the record: %s", strings.ToUpper(kind[:1]), kind[1:], cmp.Or(so, "none"), cmp.Or(written, "none")))
	}
	return out
}

func list(v any) string {
	items, _ := v.([]any)
	words := make([]string, len(items))
	for i, item := range items {
		words[i] = thing(item)
	}
	return strings.Join(words, ", ")
}

// thing is one fact about a patient in words: "methotrexate", "penicillin (anaphylaxis)".
func thing(v any) string {
	m, ok := v.(map[string]any)
	if !ok {
		return fmt.Sprint(v)
	}
	var name, more string
	for _, key := range []string{"is", "to", "name", "of"} {
		if s, ok := m[key].(string); ok && s != "" {
			name = s
			break
		}
	}
	for _, key := range []string{"reaction", "for", "value"} {
		if m[key] != nil && m[key] != "" {
			more = fmt.Sprintf(" (%v)", m[key])
			break
		}
	}
	return name + more
}

func number(v any) (int, bool) {
	switch n := v.(type) {
	case float64:
		return int(n), true
	case int:
		return n, true
	case json.Number:
		i, err := n.Int64()
		return int(i), err == nil
	}
	return 0, false
}
