package gmf

import (
	"encoding/json"
	"slices"
	"strings"
)

// States that begin and end what lasts.
type (
	onset struct {
		kind      Kind
		codes     []Code
		target    string // the Encounter state at which it is diagnosed, empty for at once
		attribute int32  // that holds it, -1
		detail    *Detail
		reactions []reaction
	}
	reaction struct {
		code       Code
		severities []string
		levels     []float64
	}
	// finish is ConditionEnd, AllergyEnd, MedicationEnd, CarePlanEnd and DeviceEnd.
	finish struct {
		state     string // that began it
		attribute int32  // that holds it, -1
		codes     []Code
		why       *Code
		must      bool // the framework fails when the attribute holds nothing
	}
)

// pending is something that began and is not diagnosed yet.
type pending struct {
	onset *onset
	state *state
	since int64
}

func (c *compiler) conditionOnset(o *object) action { return c.onset(o, Condition) }

func (c *compiler) allergyOnset(o *object) action {
	a := c.onset(o, Allergy)
	a.detail = &Detail{Type: o.word("allergy_type", "allergy", "intolerance"), Category: o.word("category", "food", "medication", "environment", "biologic")}
	for _, item := range o.list("reactions") {
		r := c.object(item, "a reaction")
		n, ok := r.must("reaction")
		if !ok {
			continue
		}
		x := reaction{code: c.code(n)}
		for _, item := range r.list("possible_severities") {
			v := c.object(item, "a severity")
			v.must("level")
			x.severities = append(x.severities, strings.ToUpper(v.word("level", "mild", "moderate", "severe", "none")))
			x.levels = append(x.levels, v.need("value"))
			v.done()
		}
		r.done()
		a.reactions = append(a.reactions, x)
	}
	return a
}

func (c *compiler) onset(o *object, kind Kind) *onset {
	a := &onset{kind: kind, codes: o.begins("codes"), target: strings.TrimSpace(o.text("target_encounter")), attribute: o.attribute("assign_to_attribute", sets)}
	if n := o.get("target_encounter"); n != nil && a.target != "" {
		c.use(n, waitsFor, c.library.watched.id(a.target)) // it may be a state of whoever calls this module
	}
	return a
}

// begins reads the codes of something that begins to be present, noted as begun.
func (o *object) begins(field string) []Code {
	codes := o.codes(field)
	if len(codes) > 0 {
		o.use(o.get(field), starts, codes[0].id)
	}
	return codes
}

func (c *compiler) stateNames() []string {
	out := make([]string, len(c.module.states))
	for i, s := range c.module.states {
		out[i] = s.name
	}
	return out
}

func (c *compiler) conditionEnd(o *object) action { return c.finish(o, "condition_onset", "") }
func (c *compiler) allergyEnd(o *object) action   { return c.finish(o, "allergy_onset", "") }
func (c *compiler) medicationEnd(o *object) action {
	return c.finish(o, "medication_order", "medication")
}
func (c *compiler) carePlanEnd(o *object) action { return c.finish(o, "careplan", "care plan") }
func (c *compiler) deviceEnd(o *object) action   { return c.finish(o, "device", "") }

func (c *compiler) finish(o *object, field, why string) action {
	a := finish{state: o.text(field), attribute: o.attribute("referenced_by_attribute", reads), must: field == "medication_order" || field == "allergy_onset"}
	if reason, ok := endReasons()[why]; ok {
		a.why = &reason
	}
	switch n := o.get(field); {
	case n != nil:
		c.use(n, endsState, c.library.watched.id(a.state))
		if _, ok := c.index[a.state]; !ok {
			c.warn(n, "ends-nothing", "ends what a state begins that this module does not have: "+unknown("state", a.state, nil), "the state has no effect", Likely)
		}
	case a.attribute >= 0:
	case o.node.token == json.Delim('{'):
		a.codes = o.codes("codes")
		for _, code := range a.codes {
			c.use(o.node, ends, code.id)
		}
	}
	return a
}

func (a *onset) run(s *stay, t int64) bool {
	g := s.guest
	if a.target == "" || g.within == a.target {
		s.begin(&pending{a, s.stateNow(), t}, t)
		return true
	}
	if a.attribute >= 0 {
		s.set(a.attribute, Value{Kind: Coded, Code: &a.codes[0]}, t)
	}
	g.pending = append(g.pending, pending{a, s.stateNow(), t})
	return true
}

// diagnose begins what was to be diagnosed at the encounter that has just begun.
func (s *stay) diagnose(t int64) {
	g := s.guest
	for i := range g.pending {
		if p := &g.pending[i]; p.onset.target == g.within {
			s.begin(p, t)
		}
	}
	g.pending = slices.DeleteFunc(g.pending, func(p pending) bool { return p.onset.target == g.within })
}

// begin writes a condition or an allergy, unless something is present under its code already.
func (s *stay) begin(p *pending, t int64) {
	a := p.onset
	e, fresh := s.start(a.kind, a.codes, p.state, t)
	if fresh {
		x := &s.entries[e]
		x.Onset, x.Detail = moment(p.since), a.detail
		for i := range a.reactions {
			if severity := a.reactions[i].draw(s); severity != "NONE" {
				x.Reactions = append(x.Reactions, Reaction{a.reactions[i].code, severity})
			}
		}
	}
	s.assign(a.attribute, e, t)
}

// draw is how severe the reaction is in somebody; none, if the levels do not add up to the draw.
func (r *reaction) draw(s *stay) string {
	u, sum := s.guest.rand.Float64(), 0.0
	for i, level := range r.levels {
		if sum += level; u < sum {
			return r.severities[i]
		}
	}
	return "NONE"
}

// run ends what is meant, if it is present. Of medications and allergies the framework fails when the attribute holds nothing
// (population.md 2.8); here that is a fault.
func (a finish) run(s *stay, t int64) bool {
	switch {
	case a.state != "":
		for i, h := range slices.Backward(s.here) {
			if h.state == a.state {
				s.end(i, t, a.why)
			}
		}
	case a.attribute >= 0:
		v := s.attribute(a.attribute)
		if v.Kind == Nil && !a.must {
			return true
		}
		if v.Kind != Coded {
			s.fault(t, "attribute %q holds nothing to end: it is %s", s.library.attributes.list[a.attribute], v.Kind)
			return true
		}
		s.endCode(v.Code.id, t, a.why)
	default:
		for _, code := range a.codes {
			s.endCode(code.id, t, a.why)
		}
	}
	return true
}
