package scenarios

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"

	"sandpiper/scenarios/expr"
)

// Lint gives advice about a scenario that can be loaded: what would make its evidence weak, or its report hard to read. log is the
// hazard log that it belongs to, or nil. The advice is in the order of the file; the rules are
//
//	no-why               a check that can breach a hazard says nothing about the reason (a note)
//	guarded              a check that can breach a hazard passes of itself in some rows, which count as exposures: where leaves them out (a note)
//	no-negative-control  a column of true and false that checks use has only one of them in the table
//	unproved-fault       no sometimes: faults.fired(…) proves that a fault struck
//	too-few              a claim that cannot be met with so many runs, even if nothing goes wrong
//	few-exposures        the same, for the part of the runs that the claim counts (a note)
//	never-breached       a hazard is covered, but no check can breach it
//	not-covered          a check can breach a hazard that covers does not name (a note)
//	unknown-drug         an order is coded, but no medicine of that name is known, so that it has no code
//	unused               a member of the cast, or a named value, that nothing speaks of
//	unknown-hazard       a hazard or control that the hazard log does not have
//
// A note does not make a scenario unclean: see Problem.Note.
func (s *Scenario) Lint(log *HazardLog) []Problem {
	l := &linter{s: s}
	s.eachCheck(l.reason)
	s.eachCheck(l.guarded)
	l.controls()
	l.proofs()
	for i := range s.Claims {
		l.claim(&s.Claims[i], fmt.Sprintf("claims[%d]", i))
	}
	l.hazards(log)
	l.drugs()
	l.unused()
	return sortProblems(l.advice)
}

type linter struct {
	s      *Scenario
	advice []Problem
}

func (l *linter) say(at Pos, rule string, note bool, format string, args ...any) {
	l.advice = append(l.advice, Problem{Pos: at, Rule: rule, Note: note, Message: fmt.Sprintf(format, args...), line: l.s.file.line(at.Line)})
}

func (l *linter) reason(c *Check, _ string) {
	if c.Why == "" && c.Breach != "" {
		l.say(c.Pos, "no-why", true, "this check can breach %s; say why in a sentence for the report", c.Breach)
	}
}

// guarded looks for checks such as !row.alert || …, which hold in every row without alert. Such a row cannot bring the hazard
// about, yet it would count as an exposure and make the bound look better than it is.
func (l *linter) guarded(c *Check, _ string) {
	e := c.Expr()
	if c.Breach == "" || e.Program == nil {
		return
	}
	for _, g := range e.Program.Guards() {
		if l.boolean(strings.TrimPrefix(strings.TrimPrefix(g, "!"), "row.")) {
			l.say(e.Pos, "guarded", true, "wherever %s this holds of itself and still counts as an exposure of %s; take %s out and write where: %q",
				g, c.Breach, g, expr.Not(g))
			return
		}
	}
}

// boolean reports whether a column of the table holds nothing but true and false.
func (l *linter) boolean(column string) bool {
	for _, row := range l.s.Vary.Table {
		if _, ok := row.Values()[column].(bool); !ok {
			return false
		}
	}
	return len(l.s.Vary.Table) > 0
}

// controls looks for columns that say whether something should happen, but never the other way round: a product that always does
// it would pass.
func (l *linter) controls() {
	s := l.s
	for _, column := range s.columns() {
		var yes, no int
		for _, row := range s.Vary.Table {
			switch row.Values()[column] {
			case true:
				yes++
			case false:
				no++
			}
		}
		if yes+no != len(s.Vary.Table) || yes > 0 && no > 0 || len(s.Vary.Table) == 0 {
			continue
		}
		used := false
		word := regexp.MustCompile(`\brow\.` + regexp.QuoteMeta(column) + `\b`)
		s.eachCheck(func(c *Check, _ string) { used = used || word.MatchString(c.Expr().Source+"\n"+c.Where.Source) })
		if used {
			l.say(s.At("vary.table"), "no-negative-control", false,
				"every row has %s: %t; add a row with %t, so that a product that always does the same cannot pass", column, yes > 0, yes == 0)
		}
	}
}

var firedCall = regexp.MustCompile(`faults\.(?:fired|count)\(\s*["']([^"']*)["']`)

// proofs looks for faults that nothing proves to have struck.
func (l *linter) proofs() {
	proved := map[string]bool{}
	l.s.eachCheck(func(c *Check, _ string) {
		if c.Kind() == Sometimes {
			for _, m := range firedCall.FindAllStringSubmatch(c.Expr().Source, -1) {
				proved[m[1]] = true
			}
		}
	})
	l.s.eachFault(func(f *Fault, _ string) {
		if !proved[f.Name()] {
			l.say(f.Pos, "unproved-fault", false,
				"nothing proves that this fault strikes; add sometimes: faults.fired(%q), or its checks may hold for want of a fault", f.Name())
		}
	})
}

// ZeroFailureRuns is the least number of exposures with which a claim can be met when nothing goes wrong: the least n with
// (1-atMost)^n <= 1-confidence, from the exact one-sided binomial bound.
func ZeroFailureRuns(atMost, confidence float64) int {
	return int(math.Ceil(math.Log(1-confidence)/math.Log(1-atMost) - 1e-9))
}

// Level is the confidence of a claim, with the default of 0.95.
func (c *Claim) Level() float64 {
	if c.Confidence == 0 {
		return 0.95
	}
	return c.Confidence
}

// Runs is how many runs the scenario plans: as many as people in the sample, or as rows in the table if there are more. Rows and
// people are not multiplied: see Vary.
func (s *Scenario) Runs() int {
	people := 0
	if s.Vary.Sample != nil {
		people = s.Vary.Sample.People
	}
	return max(people, len(s.Vary.Table), 1)
}

func (l *linter) claim(c *Claim, at string) {
	need, runs := ZeroFailureRuns(c.AtMost, c.Level()), l.s.Runs()
	place := l.s.file.at(at + ".at_most")
	if runs < need {
		l.say(place, "too-few", false, "%s cannot show a rate of at most %v with confidence %v; it takes %d in which nothing goes wrong",
			l.runs(), c.AtMost, c.Level(), need)
		return
	}
	if count, ok := l.counted(c); ok && count < need {
		l.say(place, "few-exposures", true, "about %d of the %d runs count for this claim; it takes %d in which nothing goes wrong", count, runs, need)
	}
}

// runs says how many runs there are and why there are not more.
func (l *linter) runs() string {
	v := l.s.Vary
	if v.Sample == nil || len(v.Table) < 2 {
		return count(l.s.Runs(), "run")
	}
	return fmt.Sprintf("%s (%s dealt to %d rows in turn)", count(l.s.Runs(), "run"), count(v.Sample.People, "person"), len(v.Table))
}

// counted estimates the exposures of a claim whose where depends on nothing but the row.
func (l *linter) counted(c *Claim) (int, bool) {
	rows := len(l.s.Vary.Table)
	if c.Where.IsZero() || rows == 0 {
		return 0, false
	}
	fit := 0
	for _, row := range l.s.Vary.Table {
		in, err := c.Where.True(map[string]any{"row": row.Values()})
		if err != nil {
			return 0, false
		}
		if in {
			fit++
		}
	}
	return l.s.Runs() * fit / rows, true
}

func (l *linter) hazards(log *HazardLog) {
	s := l.s
	breached := s.words()["breaches"]
	for i, id := range s.Covers.Hazards {
		at := s.At(fmt.Sprintf("covers.hazards[%d]", i))
		if !slices.Contains(breached, id) {
			l.say(at, "never-breached", false, "%s is covered, but no check has breach: %s, so nothing here could show that it happens", id, id)
		}
	}
	s.eachCheck(func(c *Check, path string) {
		if c.Breach != "" && len(s.Covers.Hazards) > 0 && !slices.Contains(s.Covers.Hazards, c.Breach) {
			l.say(s.At(path+".breach"), "not-covered", true, "%s is not among the hazards that this scenario covers", c.Breach)
		}
	})
	if log == nil {
		return
	}
	for _, p := range s.Against(log) {
		p.Rule = "unknown-hazard"
		l.advice = append(l.advice, p)
	}
}

// unused looks for names that nothing speaks of. The first patient of the cast is whom the runs are about, spoken of or not.
func (l *linter) unused() {
	s := l.s
	text := l.spoken()
	about := func(name string) bool {
		return regexp.MustCompile(`(^|[^A-Za-z0-9_])` + regexp.QuoteMeta(name) + `($|[^A-Za-z0-9_])`).MatchString(text)
	}
	subject := true
	for i := range s.Cast {
		m := &s.Cast[i]
		if !m.Staff() && subject {
			subject = false
			continue
		}
		if !about(m.Name) {
			l.say(m.Pos, "unused", false, "nothing speaks of %s", m.Name)
		}
	}
	for _, b := range s.Let {
		if !about(b.Name) {
			l.say(b.Pos, "unused", false, "nothing speaks of %s", b.Name)
		}
	}
}

// spoken is all the places where a name can be used, as text: expressions, and settings that name a member of the cast.
func (l *linter) spoken() string {
	var b strings.Builder
	write := func(s string) { b.WriteString(s + "\n") }
	var walk func(Value)
	walk = func(v Value) {
		if text, ok := v.Text(); ok {
			write(text)
		}
		v.walk(func(e *Expr) { write(e.Source) })
		for _, item := range v.items {
			walk(item)
		}
		for _, f := range v.fields {
			walk(f.Value)
		}
	}
	moment := func(m Moment) {
		if m.Expr != nil {
			write(m.Expr.Source)
		}
	}
	s := l.s
	for _, m := range s.Cast {
		write(m.ProxyFor + "\n" + m.SupersededBy)
	}
	for _, row := range s.Vary.Table { // a row may say who acts
		for _, cell := range row.Cells {
			walk(cell.Value)
		}
	}
	for _, d := range s.Devices {
		write(d.Wearer)
	}
	for _, x := range s.Let {
		write(x.Expr.Source)
	}
	for _, c := range s.Product {
		for _, f := range c.Settings {
			walk(f.Value)
		}
	}
	s.eachFault(func(f *Fault, _ string) { moment(f.At) })
	for _, st := range s.Steps {
		write(st.If.Source)
		moment(st.At)
		moment(st.Until.Moment)
		walk(st.With)
		for _, loop := range st.ForEach {
			walk(loop.Values)
		}
	}
	s.eachCheck(func(c *Check, _ string) {
		write(c.Expr().Source + "\n" + c.Where.Source)
		moment(c.After)
	})
	for _, c := range s.Claims {
		write(c.Where.Source + "\n" + c.Event.Source)
	}
	for _, q := range s.Review {
		for _, e := range q.Show {
			write(e.Source)
		}
	}
	return b.String()
}
