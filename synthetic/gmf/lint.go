package gmf

import (
	"cmp"
	"fmt"
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
	File   string `json:"file"`
	State  string `json:"state,omitempty"` // empty if it is about the whole module
	Line   int    `json:"line"`
	Column int    `json:"column"`
	Rule   string `json:"rule"` // short name of the kind of finding
	What   string `json:"what"`
	Why    string `json:"why"`  // why it matters
	Sure   string `json:"sure"` // Certain, Likely or Possible
}

// String is "file:line:column: state: what (why; how sure) [rule]".
func (f Finding) String() string {
	where := Problem{File: f.File, State: f.State, Line: f.Line, Column: f.Column, Says: f.What}
	return fmt.Sprintf("%s: %s; %s [%s]", where, f.Why, f.Sure, f.Rule)
}

// Lint looks over modules for what the framework does not tell their authors: chances drawn at another pace than meant, ends
// that nothing reaches, names that nobody sets. Findings are in the order of files and lines.
func Lint(lib *Library) []Finding {
	l := &linter{lib: lib, findings: slices.Clone(lib.slips), uses: map[usage]map[int32][]use{}}
	for _, u := range lib.uses {
		if l.uses[u.how] == nil {
			l.uses[u.how] = map[int32][]use{}
		}
		l.uses[u.how][u.id] = append(l.uses[u.how][u.id], u)
	}
	l.reach()
	for _, m := range lib.modules {
		for i, s := range m.states {
			l.module, l.state = m, s
			if !l.reached[s] {
				l.find("unreachable", "nothing leads here", "what it does never happens", Certain)
			}
			l.transition(s)
			l.never(s)
			l.pace(int32(i))
		}
		l.state = nil
		l.loops(m)
	}
	l.names()
	l.lasting()
	slices.SortStableFunc(l.findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Rule, b.Rule))
	})
	return slices.CompactFunc(l.findings, func(a, b Finding) bool { return a == b })
}

// linter collects findings.
type linter struct {
	lib      *Library
	findings []Finding
	uses     map[usage]map[int32][]use
	reached  map[*state]bool
	module   *module // being looked at
	state    *state
}

// find notes something about the state being looked at, or about the module.
func (l *linter) find(rule, what, why, sure string) {
	f := Finding{File: l.module.file, Line: 1, Column: 1, Rule: rule, What: what, Why: why, Sure: sure}
	if l.state != nil {
		f.State, f.Line, f.Column = l.state.name, l.state.line, l.state.column
	}
	l.findings = append(l.findings, f)
}

// findUse notes something about a place where a name is used.
func (l *linter) findUse(u use, rule, what, why, sure string) {
	f := Finding{File: u.module.file, Line: u.line, Column: u.column, Rule: rule, What: what, Why: why, Sure: sure}
	if u.state != nil {
		f.State = u.state.name
	}
	l.findings = append(l.findings, f)
}

// reach walks from the beginning of every module, and finds those that nobody calls.
func (l *linter) reach() {
	l.reached = map[*state]bool{}
	called := map[*module]bool{}
	for _, m := range l.lib.modules {
		walk := []int32{m.start}
		l.reached[m.states[m.start]] = true
		for len(walk) > 0 {
			s := m.states[walk[len(walk)-1]]
			walk = walk[:len(walk)-1]
			if c, ok := s.do.(*call); ok {
				called[c.module] = true
			}
			for _, to := range targets(s.next) {
				if !l.reached[m.states[to]] {
					l.reached[m.states[to]] = true
					walk = append(walk, to)
				}
			}
		}
	}
	for _, m := range l.lib.modules {
		if l.module = m; m.order < 0 && !called[m] {
			l.find("never-called", fmt.Sprintf("no module calls the submodule %q", m.path), "it never runs", Certain)
		}
	}
}

// targets are the states that a transition may go to.
func targets(t transition) []int32 {
	var out []int32
	switch t := t.(type) {
	case direct:
		out = append(out, t.to)
	case distributed:
		out = ways(t.branches)
	case conditional:
		for _, o := range t.options {
			if o.branches != nil {
				out = append(out, ways(o.branches)...)
			} else {
				out = append(out, o.to)
			}
		}
	case looked:
		for i, b := range t.branches {
			if b.share > 0 || slices.ContainsFunc(t.table.parsed, func(r tableRow) bool { return r.shares[t.place[i]] > 0 }) {
				out = append(out, b.to)
			}
		}
	case careType:
		out = append(out, t.ambulatory, t.emergency, t.telemedicine)
	}
	return out
}

func ways(branches []branch) []int32 {
	out := make([]int32, 0, len(branches))
	for _, b := range branches {
		if b.share > 0 || b.attribute >= 0 || len(branches) == 1 {
			out = append(out, b.to)
		}
	}
	return out
}
