package gmf

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"slices"
	"strings"
)

const (
	overlayName  = "overlay.json"
	overlayTable = "overlay.csv"
)

// Overlay adapts modules to a country without changing their files: other codes in the record, other probabilities.
type Overlay struct {
	codes   map[codeName]Code
	chances []retarget
	file    string
}

type codeName struct{ system, code string }

// retarget gives a state's distributed transition, or an option of its complex one, other probabilities.
type retarget struct {
	module, state string
	option        int
	targets       []string
	shares        []float64
	line, column  int
}

// ReadOverlay reads an overlay. A CSV file maps codes: system,code,to_system,to_code,to_display. A JSON file does that and more:
//
//	{"codes": [{"from": {"system": "RxNorm", "code": "…"}, "to": {"system": "dm+d", "code": "…", "display": "…"}}],
//	 "probabilities": [{"module": "stroke", "state": "Chance", "to": {"Stroke": 0.001, "Wait": 0.999}}]}
//
// An "option" in a probability counts from 0 the options of a complex_transition. Errors are Problems with places.
func ReadOverlay(fsys fs.FS, name string) (*Overlay, error) {
	text, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, err
	}
	o := &Overlay{codes: map[codeName]Code{}, file: name}
	l := &loader{library: &Library{reasons: map[string]bool{}}}
	if strings.HasSuffix(name, ".csv") {
		o.readTable(l, text)
	} else if root, problem := read(text); problem != nil {
		problem.File = name
		l.problems = append(l.problems, *problem)
	} else {
		o.read(&compiler{loader: l, file: name}, root)
	}
	for _, slip := range l.library.slips { // here a misspelt field is a problem
		l.problems = append(l.problems, Problem{File: slip.File, Line: slip.Line, Column: slip.Column, Says: slip.What})
	}
	if len(l.problems) > 0 {
		return nil, fmt.Errorf("read overlay: %w", l.problems)
	}
	return o, nil
}

func (o *Overlay) readTable(l *loader, text []byte) {
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if bad, ok := errors.AsType[*csv.ParseError](err); ok {
		l.problems = append(l.problems, Problem{File: o.file, Line: bad.Line, Column: bad.Column, Says: bad.Err.Error()})
		return
	}
	want := []string{"system", "code", "to_system", "to_code", "to_display"}
	if len(rows) == 0 || !slices.Equal(rows[0], want) {
		l.problems = append(l.problems, Problem{File: o.file, Line: 1, Column: 1, Says: "the columns should be " + strings.Join(want, ",")})
		return
	}
	for _, r := range rows[1:] {
		o.codes[codeName{strings.ToLower(r[0]), r[1]}] = Code{System: r[2], Code: r[3], Display: r[4]}
	}
}

func (o *Overlay) read(c *compiler, root *node) {
	top := c.object(root, "an overlay")
	for _, item := range top.list("codes") {
		x := c.object(item, "a code mapping")
		from, ok1 := x.must("from")
		to, ok2 := x.must("to")
		if ok1 && ok2 {
			f := c.code(from)
			o.codes[codeName{strings.ToLower(f.System), f.Code}] = c.code(to)
		}
		x.done()
	}
	for _, item := range top.list("probabilities") {
		x := c.object(item, "a probability")
		x.must("module")
		x.must("state")
		r := retarget{module: x.text("module"), state: x.text("state"), option: x.whole("option", 0), line: item.line, column: item.column}
		if to, ok := x.must("to"); ok {
			t := c.object(to, `"to"`)
			sum := 0.0
			for _, name := range t.node.keys {
				share, _ := t.number(name)
				r.targets, r.shares = append(r.targets, name), append(r.shares, share)
				sum += share
			}
			if math.Abs(sum-1) > 1e-6 {
				c.fail(to, "the probabilities add up to %g, not to 1", sum)
			}
		}
		x.done()
		o.chances = append(o.chances, r)
	}
	top.done()
}

// Code is what a code of a module is written as, and whether the overlay says so.
func (o *Overlay) Code(c Code) (Code, bool) {
	to, ok := o.codes[codeName{strings.ToLower(c.System), c.Code}]
	return to, ok
}

// With is the guests under an overlay. Errors are Problems about modules and states that are not there.
func (g *Guests) With(o *Overlay) (*Guests, error) {
	lib, problems := g.library.copy(), Problems{}
	for _, r := range o.chances {
		if says := lib.retarget(&r); says != "" {
			problems = append(problems, Problem{File: o.file, State: r.state, Line: r.line, Column: r.column, Says: says})
		}
	}
	if len(problems) > 0 {
		return nil, problems
	}
	out := New(lib, g.seed)
	out.Rules, out.overlay = g.Rules, o
	return out, nil
}

// copy is a library whose states can be changed without changing this one's.
func (lib *Library) copy() *Library {
	out := *lib
	moved := map[*module]*module{}
	again := func(ms []*module) []*module {
		list := make([]*module, len(ms))
		for i, m := range ms {
			if moved[m] == nil {
				twin := *m
				twin.states = slices.Clone(m.states)
				moved[m] = &twin
			}
			list[i] = moved[m]
		}
		return list
	}
	out.modules, out.top = again(lib.modules), again(lib.top)
	for _, m := range out.modules {
		for i, s := range m.states {
			twin := *s
			if c, ok := s.do.(*call); ok {
				twin.do = &call{moved[c.module]}
			}
			m.states[i] = &twin
		}
	}
	return &out
}

// retarget changes the probabilities of one state; it says what is wrong, if anything is.
func (lib *Library) retarget(r *retarget) string {
	m := lib.find(r.module)
	if m == nil {
		return unknown("module", r.module, paths(lib.modules))
	}
	names := (&compiler{module: m}).stateNames()
	i := slices.Index(names, r.state)
	if i < 0 {
		return unknown("state", r.state, names)
	}
	s := m.states[i]
	branches := make([]branch, len(r.targets))
	for k, target := range r.targets {
		to := slices.Index(names, target)
		if to < 0 {
			return "goes to a state that is not there: " + unknown("state", target, names)
		}
		branches[k] = branch{share: r.shares[k], attribute: -1, to: int32(to)}
	}
	switch t := s.next.(type) {
	case distributed:
		s.next = distributed{branches}
	case conditional:
		if r.option < 0 || r.option >= len(t.options) || t.options[r.option].branches == nil {
			return fmt.Sprintf("option %d of this state has no probabilities", r.option)
		}
		t.options = slices.Clone(t.options)
		t.options[r.option].branches = branches
		s.next = t
	default:
		return "this state's transition has no probabilities"
	}
	return ""
}
