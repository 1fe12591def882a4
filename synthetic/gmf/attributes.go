package gmf

import (
	"encoding/json"
	"strconv"
	"strings"

	"sandpiper/synthetic/draw"
)

// States that change what is known of the person.
type (
	setAttribute struct {
		attribute int32
		drawn     *amount
		value     Value
		from      int32 // another attribute, -1
	}
	counter struct {
		attribute int32
		by        float64
	}
	vitalSign struct {
		sign  int32
		value *amount
	}
	symptom struct {
		symptom, cause int32
		chance         float64
		severity       *amount
	}
)

// literal is a value as JSON writes it.
func (c *compiler) literal(n *node) Value {
	switch t := n.token.(type) {
	case string:
		return TextOf(t)
	case bool:
		return TruthOf(t)
	case json.Number:
		if x, err := t.Float64(); err == nil {
			return NumberOf(x)
		}
	case json.Delim:
		if t == '{' {
			code := c.code(n)
			return Value{Kind: Coded, Code: &code}
		}
	}
	c.fail(n, "a value should be a string, a number, true, false or a code; found %s", n.is())
	return Value{}
}

// setAttribute reads what to set, of which the framework takes the first of: expression, range, series, distribution, code,
// attribute, value (population.md 2.3).
func (c *compiler) setAttribute(o *object) action {
	o.must("attribute")
	a := setAttribute{attribute: o.attribute("attribute", sets), from: -1}
	if n := o.get("expression"); n != nil {
		c.fail(n, "clinical query language is not run here; no module of the framework's own uses it")
	}
	series, code, value := o.text("series_data"), o.codeIn("value_code"), o.get("value")
	period, _ := o.number("period")
	switch o.get("series_unit"); {
	case o.get("range") != nil:
		a.drawn = o.amount()
	case series != "":
		a.value = Value{Kind: Series, Series: c.samples(o.get("series_data"), series, period)}
	case o.get("distribution") != nil:
		a.drawn = o.amount()
	case code != nil:
		a.value = Value{Kind: Coded, Code: code}
	case o.get("value_attribute") != nil:
		a.from = o.attribute("value_attribute", reads)
	case value != nil:
		a.value = c.literal(value)
	}
	return a
}

// samples reads numbers with spaces between, period seconds apart.
func (c *compiler) samples(n *node, text string, period float64) *Samples {
	out := &Samples{PeriodMS: period * 1000}
	for word := range strings.FieldsSeq(text) {
		x, err := strconv.ParseFloat(word, 64)
		if err != nil {
			c.fail(n, "a series should be numbers with spaces between, found %q", short(word))
			break
		}
		out.Values = append(out.Values, x)
	}
	return out
}

func (c *compiler) counter(o *object) action {
	o.must("attribute")
	a := counter{attribute: o.attribute("attribute", sets), by: float64(o.whole("amount", 1))}
	if o.must("action"); strings.EqualFold(o.word("action", "increment", "decrement"), "decrement") {
		a.by = -a.by
	}
	return a
}

func (c *compiler) vitalSign(o *object) action {
	o.must("vital_sign")
	o.text("unit")
	if n := o.get("expression"); n != nil {
		c.fail(n, "clinical query language is not run here; no module of the framework's own uses it")
	}
	a := vitalSign{sign: c.library.signs.id(o.text("vital_sign")), value: o.amount()}
	if a.value == nil {
		c.fail(o.node, "a VitalSign needs an exact, a range or a distribution")
	}
	return a
}

func (c *compiler) symptom(o *object) action {
	o.must("symptom")
	a := symptom{symptom: c.library.symptoms.id(strings.TrimSpace(o.text("symptom"))), chance: 1, severity: o.amount()}
	cause := o.text("cause")
	if cause == "" {
		cause = c.module.name
	}
	a.cause = c.library.causes.id(cause)
	if p, ok := o.number("probability"); ok {
		a.chance = p
	}
	if a.severity == nil {
		c.fail(o.node, "a Symptom needs an exact, a range or a distribution")
	}
	return a
}

// run sets the attribute, or takes it away: a value of null, or of another attribute that is not set, is no value.
func (a setAttribute) run(s *stay, t int64) bool {
	v := a.value
	switch {
	case a.drawn != nil:
		v = NumberOf(a.drawn.draw(&s.guest.rand))
	case a.from >= 0:
		v = s.attribute(a.from)
	}
	s.set(a.attribute, v, t)
	return true
}

func (a counter) run(s *stay, t int64) bool {
	v := s.attribute(a.attribute)
	if v.Kind != Nil && v.Kind != Number {
		s.fault(t, "attribute %q is %s and cannot be counted on", s.library.attributes.list[a.attribute], v.Kind)
		return true
	}
	s.set(a.attribute, NumberOf(v.Number+a.by), t)
	return true
}

// run puts a generator in the place of the host's value: a constant, or one that is drawn again at each step.
func (a vitalSign) run(s *stay, _ int64) bool {
	s.signs[a.sign] = a.value
	s.dirty(signKey + key(a.sign))
	return true
}

// vitalSign is a vital sign as modules see it now.
func (s *stay) vitalSign(sign int32) (float64, bool) {
	if a := s.signs[sign]; a != nil {
		r := draw.Key(s.seed, uint64(s.index), streamSigns, uint64(sign)<<32|uint64(s.step))
		return a.draw(&r), true
	}
	return s.host.VitalSign(s.library.signs.list[sign], s.known)
}

func (a symptom) run(s *stay, t int64) bool {
	r := &s.guest.rand
	if r.Float64() > a.chance {
		return true
	}
	s.suffer(a.cause, a.symptom, min(max(a.severity.draw(r), 0), 100), t)
	return true
}
