package gmf

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// pause is how long a state waits on average, in days; NaN if it waits for something that has no pace.
func pause(s *state) float64 {
	switch a := s.do.(type) {
	case delay:
		return a.length.mean() * units[a.length.unit] / day
	case *procedure:
		if a.length != nil {
			return a.length.mean() * units[a.length.unit] / day
		}
	case guard, *call:
		return math.NaN()
	case *encounter:
		if a.checkUp {
			return math.NaN()
		}
	}
	return 0
}

// round is the length in days of the shortest way from a state back to itself that waits for delays alone; false if there is
// none.
func round(m *module, from int32) (days float64, ok bool) {
	far := make([]float64, len(m.states)) // shortest way to the end of each state
	for i := range far {
		far[i] = math.Inf(1)
	}
	back, done := math.Inf(1), make([]bool, len(m.states))
	step := func(at int32, so float64) {
		for _, to := range targets(m.states[at].next) {
			wait := pause(m.states[to])
			if math.IsNaN(wait) {
				continue
			}
			if to == from {
				back = min(back, so+wait)
			} else {
				far[to] = min(far[to], so+wait)
			}
		}
	}
	for step(from, 0); ; {
		best := -1
		for i := range far {
			if !done[i] && !math.IsInf(far[i], 1) && (best < 0 || far[i] < far[best]) {
				best = i
			}
		}
		if best < 0 {
			break
		}
		done[best] = true
		step(int32(best), far[best])
	}
	return back, !math.IsInf(back, 1)
}

// loops looks for ways round on which nothing waits.
func (l *linter) loops(m *module) {
	for i, s := range m.states {
		if !l.reached[s] || math.IsNaN(pause(s)) {
			continue
		}
		days, ok := round(m, int32(i))
		if !ok || days > 0 {
			continue
		}
		l.state = s
		if ways := targets(s.next); len(ways) == 1 && !l.leaves(m, int32(i)) {
			l.find("endless", "the way from here leads back without ever waiting", "the framework hangs; here the module is stopped", Certain)
			return
		}
		if !slices.ContainsFunc(m.states[:i], func(o *state) bool { return l.reached[o] && sameRound(m, o, s) }) {
			l.find("no-wait", "there is a way from here back to here on which nothing waits", "whoever keeps taking it does so many times in one moment", Possible)
		}
	}
	l.state = nil
}

// leaves reports whether a way from a state ends, or comes to something that waits.
func (l *linter) leaves(m *module, from int32) bool {
	seen, walk := map[int32]bool{from: true}, []int32{from}
	for len(walk) > 0 {
		at := walk[len(walk)-1]
		walk = walk[:len(walk)-1]
		if wait := pause(m.states[at]); m.states[at].next == nil || math.IsNaN(wait) || wait > 0 {
			return true
		}
		for _, to := range targets(m.states[at].next) {
			if !seen[to] {
				seen[to] = true
				walk = append(walk, to)
			}
		}
	}
	return false
}

// sameRound reports whether two states lie on one way round without waiting, so that one finding is enough.
func sameRound(m *module, a, b *state) bool {
	days, ok := round(m, int32(slices.Index(m.states, a)))
	return ok && days == 0 && a != b
}

// period is words in which authors say what a chance is for, with the days that they mean.
type period struct {
	words *regexp.Regexp
	days  float64
	name  string
}

// periods are read once; they never change.
var periods = sync.OnceValue(func() []period {
	out := []period{{days: 365.25, name: "year"}, {days: 30, name: "month"}, {days: 7, name: "week"}, {days: 1, name: "day"}}
	for i, also := range []string{"annum|yr|annual|yearly", "monthly", "weekly", "daily"} {
		out[i].words = regexp.MustCompile(`(?i)(?:\b|_)(?:(?:per|a|each|every)[ _]` + out[i].name + `|(?:per|a)[ _](?:` + also + `)|` + also + `)(?:\b|_|ly\b)`)
	}
	return out
})

// pace looks at chances that are drawn over and over: at the pace at which they are said to be?
func (l *linter) pace(at int32) {
	s := l.module.states[at]
	branches := chances(s.next)
	if len(branches) == 0 {
		return
	}
	days, ok := round(l.module, at)
	if !ok || days == 0 {
		return
	}
	names := []string{s.name}
	for _, b := range branches {
		if b.attribute < 0 {
			continue
		}
		name := l.lib.attributes.list[b.attribute]
		names = append(names, name)
		if risk := hostAttributes()[name].period; risk > 0 && !within(days/risk, 1.34) {
			l.find("pace", fmt.Sprintf("%q is a chance for %g days, but is drawn about every %.3g days", name, risk, days),
				fmt.Sprintf("what it is for happens %.3g times as often as it should", risk/days), Likely)
			return
		}
	}
	if !l.spoken(strings.Join(names, "\n"), days, 1.34, Likely) {
		l.spoken(s.remarks, days, 2.5, Possible)
	}
}

// spoken looks for periods in a text; true if it has found any. Names mean what they say, give or take the length of a month;
// remarks are often about figures that the author has converted.
func (l *linter) spoken(text string, days, slack float64, sure string) bool {
	var named []period
	for _, p := range periods() {
		if p.words.MatchString(text) {
			if within(days/p.days, slack) {
				return true
			}
			named = append(named, p)
		}
	}
	if len(named) == 0 {
		return false
	}
	l.find("pace", fmt.Sprintf("the chance is spoken of by the %s, but is drawn about every %.3g days", named[0].name, days),
		fmt.Sprintf("if it is what it is called, things happen %.3g times as often as they should", named[0].days/days), sure)
	return true
}

// within reports whether a ratio is as good as 1.
func within(ratio, slack float64) bool { return ratio < slack && ratio > 1/slack }

// chances are the branches that a transition draws among.
func chances(t transition) []branch {
	switch t := t.(type) {
	case distributed:
		return t.branches
	case conditional:
		var out []branch
		for _, o := range t.options {
			out = append(out, o.branches...)
		}
		return out
	}
	return nil
}
