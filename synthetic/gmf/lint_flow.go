package gmf

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// transition looks at the probabilities and options of a state's way on.
func (l *linter) transition(s *state) {
	switch t := s.next.(type) {
	case distributed:
		l.sum(t.branches, "")
	case conditional:
		for i, o := range t.options {
			if o.branches != nil {
				l.sum(o.branches, fmt.Sprintf(" in option %d", i))
			}
			if o.when == nil && i < len(t.options)-1 {
				l.find("options-after", fmt.Sprintf("option %d has no condition, so the %d after it are never looked at", i, len(t.options)-1-i), "only the first that holds is taken", Certain)
			} else if o.when != nil && !l.possible(o.when) {
				l.find("never-true", fmt.Sprintf("the condition of option %d can never hold", i), "the way is never taken, unless it is the last", Likely)
			}
		}
		if last := t.options[len(t.options)-1]; last.when != nil && !complete(t.options) {
			l.find("last-option", "the last option has a condition, but is taken whenever none holds", "who should have stayed away goes there too", Possible)
		}
	case looked:
		l.sum(t.branches, " by default")
		l.rows(t.table)
	}
}

// complete reports whether the last two options are each other's opposite, so that one of them always holds.
func complete(options []option) bool {
	if len(options) < 2 {
		return false
	}
	a, b := options[len(options)-2].when, options[len(options)-1].when
	switch x := a.(type) {
	case personIs:
		y, ok := b.(personIs)
		return ok && x.part == "gender" && y.part == "gender" && x.is != y.is
	case attributeIs:
		y, ok := b.(attributeIs)
		return ok && x.attribute == y.attribute && (x.op == isNil && y.op == isNotNil || x.op == isNotNil && y.op == isNil ||
			x.op == equal && y.op == equal && x.value.Kind == Truth && y.value.Kind == Truth && x.value != y.value)
	case ageIs:
		y, ok := b.(ageIs)
		return ok && x.months == y.months && x.than == y.than && opposite(x.op, y.op)
	case dateIs:
		y, ok := b.(dateIs)
		return ok && x.part == y.part && x.than == y.than && opposite(x.op, y.op)
	}
	return false
}

func opposite(a, b operator) bool {
	return a == less && b == atLeast || a == atLeast && b == less || a == more && b == atMost || a == atMost && b == more
}

// rows looks at the sums of a lookup table. Tables are often rounded; more than a hundredth is worth a word.
func (l *linter) rows(t *table) {
	bad, first, worst := 0, 0, 0.0
	for _, row := range t.parsed {
		sum := 0.0
		for _, x := range row.shares {
			sum += x
		}
		if off := math.Abs(sum - 1); off > 0.0101 {
			if bad++; bad == 1 {
				first = row.line
			}
			worst = max(worst, off)
		}
	}
	if bad > 0 {
		l.find("sum", fmt.Sprintf("%d of the %d rows of table %q do not add up to 1, the first in line %d; they are out by up to %.2g", bad, len(t.parsed), t.name, first, worst),
			"the last branch gets what is missing, or loses what is too much", Certain)
	}
}

func (l *linter) sum(branches []branch, where string) {
	if sum := total(branches); math.Abs(sum-1) > 1e-6 {
		l.find("sum", fmt.Sprintf("the probabilities%s add up to %g, not to 1", where, sum), "the last branch gets what is missing, or loses what is too much", Certain)
	}
}

// never looks at a guard that nobody passes.
func (l *linter) never(s *state) {
	if g, ok := s.do.(guard); ok && !l.possible(g.allow) {
		l.find("never-true", "this guard's condition can never hold", "whoever comes here stays for ever", Likely)
	}
}

// possible reports whether a condition may hold at all, as far as can be seen.
func (l *linter) possible(c condition) bool {
	switch c := c.(type) {
	case always:
		return c.holds
	case not:
		inner, ok := c.condition.(always)
		return !ok || !inner.holds
	case and:
		return !slices.ContainsFunc(c, func(x condition) bool { return !l.possible(x) }) && !contradictory(c)
	case or:
		return slices.ContainsFunc(c, l.possible)
	case count:
		n := 0
		for _, x := range c.of {
			if l.possible(x) {
				n++
			}
		}
		return c.most || n >= c.limit
	case attributeIs:
		name := l.lib.attributes.list[c.attribute]
		_, known := hostAttributes()[name]
		return c.op == isNil || known || len(l.uses[sets][c.attribute]) > 0
	case active:
		return c.attribute >= 0 || slices.ContainsFunc(c.codes, func(code int32) bool { return len(l.uses[starts][code]) > 0 })
	case observed:
		return c.op == isNil || c.attribute >= 0 || slices.ContainsFunc(c.codes, func(code int32) bool { return len(l.uses[observes][code]) > 0 })
	case prior:
		return l.someState(l.lib.watched.list[c.name])
	case ageIs:
		return !(c.than <= 0 && c.op == less || c.than < 0 && c.op <= equal || c.op == equal && c.than != math.Trunc(c.than))
	case dateIs:
		return c.part != "month" || c.op.holds(1, float64(c.than)) || c.op.holds(12, float64(c.than)) || c.op == equal && c.than > 1 && c.than < 12
	}
	return true
}

func (l *linter) someState(name string) bool {
	return slices.ContainsFunc(l.lib.modules, func(m *module) bool {
		return slices.ContainsFunc(m.states, func(s *state) bool { return s.name == name })
	})
}

// contradictory reports whether conditions on age, date or person shut one another out.
func contradictory(of []condition) bool {
	type axis struct{ part, is string }
	low, high, are := map[axis]float64{}, map[axis]float64{}, map[string]string{}
	narrow := func(a axis, op operator, x, step float64) bool {
		lo, ok := low[a]
		if !ok {
			lo = math.Inf(-1)
		}
		hi, ok := high[a]
		if !ok {
			hi = math.Inf(1)
		}
		if op == equal || op == atLeast || op == more {
			lo = max(lo, x)
		}
		if op == more {
			lo = max(lo, x+step)
		}
		if op == equal || op == atMost || op == less {
			hi = min(hi, x)
		}
		if op == less {
			hi = min(hi, x-step)
		}
		low[a], high[a] = lo, hi
		return lo > hi
	}
	for _, c := range of {
		switch c := c.(type) {
		case ageIs:
			if narrow(axis{"age", fmt.Sprint(c.months)}, c.op, c.than, 1) {
				return true
			}
		case dateIs:
			if narrow(axis{"date", c.part}, c.op, float64(c.than), 1) {
				return true
			}
		case personIs:
			if is, ok := are[c.part]; ok && !strings.EqualFold(is, c.is) {
				return true
			}
			are[c.part] = c.is
		}
	}
	return false
}
