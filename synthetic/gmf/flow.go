package gmf

import (
	"maps"
	"slices"
)

// States that only lead on, or wait.
type (
	pass     struct{}
	terminal struct{}
	call     struct{ module *module }
	delay    struct{ length *amount }
	guard    struct{ allow condition }
	death    struct {
		codes     []Code
		attribute int32
		onset     string // a state whose condition is the cause
		after     *amount
	}
)

func (c *compiler) pass(*object) action     { return pass{} }
func (c *compiler) terminal(*object) action { return terminal{} }

// physiology takes only the way around the simulation, as the framework does unless told otherwise.
func (c *compiler) physiology(o *object) action {
	for _, field := range []string{"model", "solver", "step_size", "sim_duration", "lead_time", "inputs", "outputs", "alt_direct_transition"} {
		o.get(field)
	}
	return pass{}
}

func (c *compiler) call(o *object) action {
	n, ok := o.must("submodule")
	if !ok {
		return pass{}
	}
	a, name, at := &call{}, o.text("submodule"), c.state
	c.called = append(c.called, func() {
		if a.module = c.byPath[name]; a.module == nil {
			c.state = at
			c.fail(n, "%s", unknown("submodule", name, slices.Sorted(maps.Keys(c.byPath))))
		}
	})
	return a
}

func (c *compiler) delay(o *object) action {
	a := delay{o.duration()}
	if a.length == nil {
		c.fail(o.node, "a Delay needs an exact, a range or a distribution")
	}
	return a
}

func (c *compiler) guard(o *object) action {
	n, ok := o.must("allow")
	if !ok {
		return guard{always{true}}
	}
	return guard{c.condition(n)}
}

func (c *compiler) death(o *object) action {
	a := death{attribute: o.attribute("referenced_by_attribute", reads), onset: o.text("condition_onset"), after: o.length()}
	if o.get("codes") != nil {
		a.codes = o.codes("codes")
	}
	return a
}

// length is a duration that may be missing.
func (o *object) length() *amount {
	if o.has("exact", "range", "distribution") {
		return o.duration()
	}
	return nil
}

func (pass) run(*stay, int64) bool { return true }

// run ends the module for good, and the encounter that it may hold. The time of the end is that of the first run, so that a
// submodule that ended in the past sends its caller there.
func (terminal) run(s *stay, t int64) bool {
	f := s.frame()
	if f.exited == unset {
		f.exited = t
		if s.depth == 0 && s.lock == s.guest.order {
			s.endEncounter(t)
		}
	}
	return false
}

// run goes through a submodule within the same step. While it waits so does this state; its history is its own until it ends,
// when the caller takes it over.
func (a *call) run(s *stay, t int64) bool {
	g := s.guest
	if s.depth+1 == maxDepth {
		s.fault(t, "submodules call one another deeper than %d", maxDepth)
		g.done = true
		return false
	}
	if len(g.frames) == s.depth+1 {
		g.push(a.module)
	}
	s.depth++
	ended := s.process(t)
	s.depth--
	if !ended {
		return false
	}
	inner, outer := &g.frames[s.depth+1], &g.frames[s.depth]
	outer.exited = inner.exited
	for _, at := range inner.seen {
		outer.see(at)
	}
	g.pop()
	if w := s.stateNow().watch; w >= 0 {
		outer.see(sighting{name: w, exited: outer.exited, order: g.tick()})
	}
	return true
}

// run waits until the delay is over. The state is left at the moment it was due, not at that of the step, and the module then
// runs on from there (population.md 2.2).
func (a delay) run(s *stay, t int64) bool {
	f := s.frame()
	if f.due == unset {
		f.due = t + a.length.length(&s.guest.rand, true)
	}
	return s.passes(f, t)
}

// passes lets a state go at the moment it was due.
func (s *stay) passes(f *frame, t int64) bool {
	if t < f.due || !s.alive(f.due) {
		s.alarm.at(f.due, t)
		return false
	}
	f.exited = f.due
	return true
}

func (a guard) run(s *stay, t int64) bool {
	if a.allow.test(s, t) {
		return true
	}
	a.allow.wake(s, t, &s.alarm)
	return false
}

// run notes the death. The module goes on in the same step; whether the person dies of it is for Rules to say.
func (a death) run(s *stay, t int64) bool {
	at := t
	if a.after != nil {
		at += a.after.length(&s.guest.rand, false)
	}
	codes := a.codes
	if a.attribute >= 0 {
		codes = s.codesOf(s.attribute(a.attribute))
	} else if a.onset != "" {
		codes = s.reason(a.onset)
	}
	e := s.write(Death, t)
	s.entries[e].Start, s.entries[e].Codes = moment(at), codes
	s.dying = min(s.dying, at)
	return true
}
