package gmf

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// condition is the logic of guards and transitions.
type condition interface {
	// test says whether it holds at t, in milliseconds.
	test(s *stay, t int64) bool
	// wake adds to w when a test might come out differently than at t. Once too often is no harm; once too few is.
	wake(s *stay, t int64, w *alarm)
}

// Of the conditions, those on what is active are one: the framework keeps one list of what is present, by code alone.
type (
	always      struct{ holds bool }
	attributeIs struct {
		attribute int32
		op        operator
		value     Value
	}
	ageIs struct {
		op     operator
		months bool
		than   float64
	}
	dateIs struct {
		op   operator
		part string // year, month or date
		than int64  // of date, in milliseconds
	}
	personIs struct{ part, is string } // gender, race, status
	prior    struct {
		name, since int32 // numbers of watched names, -1 for none
		within      int64 // milliseconds, -1 for ever
	}
	active struct {
		codes     []int32
		attribute int32 // whose code it is, -1 if codes are given
	}
	observed struct {
		active
		op    operator
		value Value
	}
	vitalIs struct {
		sign int32
		op   operator
		than float64
	}
	symptomIs struct {
		symptom int32
		op      operator
		than    float64
	}
	not   struct{ condition }
	and   []condition // And
	or    []condition // Or
	count struct {
		of    []condition
		limit int
		most  bool
	}
)

// conditionTypes are the framework's names of conditions.
var conditionTypes = map[string]func(*compiler, *object) condition{
	"Attribute": (*compiler).attributeIs, "Age": (*compiler).ageIs, "PriorState": (*compiler).prior, "Date": (*compiler).dateIs,
	"Active Condition": (*compiler).active, "Active Medication": (*compiler).active, "Active Allergy": (*compiler).active,
	"Active CarePlan": (*compiler).active, "Observation": (*compiler).observed, "Vital Sign": (*compiler).vitalIs, "Symptom": (*compiler).symptomIs,
	"Gender": (*compiler).genderIs, "Race": (*compiler).raceIs, "Socioeconomic Status": (*compiler).statusIs,
	"True":  func(*compiler, *object) condition { return always{true} },
	"False": func(*compiler, *object) condition { return always{false} },
}

// compound are the names of conditions that hold others.
var compound = []string{"And", "Or", "Not", "At Least", "At Most"}

// condition reads one condition.
func (c *compiler) condition(n *node) condition {
	o := c.object(n, "a condition")
	defer o.done()
	at, ok := o.must("condition_type")
	if !ok {
		return always{}
	}
	kind := o.text("condition_type")
	switch kind {
	case "Not":
		inner, ok := o.must("condition")
		if !ok {
			return always{}
		}
		return not{c.condition(inner)}
	case "And":
		return and(c.conditions(o))
	case "Or":
		return or(c.conditions(o))
	case "At Least":
		return count{limit: int(o.need("minimum")), of: c.conditions(o)}
	case "At Most":
		return count{limit: int(o.need("maximum")), of: c.conditions(o), most: true}
	}
	reader, ok := conditionTypes[kind]
	if !ok {
		c.fail(at, "%s", unknown("condition type", kind, slices.Concat(compound, slices.Sorted(maps.Keys(conditionTypes)))))
		return always{}
	}
	return reader(c, o)
}

func (c *compiler) conditions(o *object) []condition {
	if _, ok := o.must("conditions"); !ok {
		return nil
	}
	items := o.list("conditions")
	out := make([]condition, len(items))
	for i, item := range items {
		out[i] = c.condition(item)
	}
	return out
}

// operator reads how to compare.
func (o *object) operator() operator {
	if _, ok := o.must("operator"); !ok {
		return equal
	}
	found := o.text("operator")
	if i := slices.Index(operators[1:], found); i >= 0 {
		return operator(i + 1)
	}
	o.fail(o.get("operator"), "%s", unknown("operator", found, operators[1:]))
	return equal
}

func (c *compiler) attributeIs(o *object) condition {
	o.must("attribute")
	q := attributeIs{attribute: o.attribute("attribute", reads), op: o.operator()}
	if q.op != isNil && q.op != isNotNil {
		n, ok := o.must("value")
		if !ok {
			return always{}
		}
		q.value = o.literal(n)
		if q.value.Kind == Truth && q.op != equal && q.op != unequal {
			c.use(n, comparesTruth, q.attribute)
		}
	}
	return q
}

func (c *compiler) ageIs(o *object) condition {
	q := ageIs{op: o.operator(), than: o.need("quantity")}
	switch unit := o.unit("unit"); unit {
	case "months":
		q.months = true
	case "years":
	default:
		c.fail(o.node, "an age is compared in years or months, not in %s", unit)
	}
	return q
}

func (c *compiler) dateIs(o *object) condition {
	q := dateIs{op: o.operator()}
	switch {
	case o.get("year") != nil:
		q.part, q.than = "year", int64(o.whole("year", 0))
	case o.get("month") != nil:
		q.part, q.than = "month", int64(o.whole("month", 0))
	case o.get("date") != nil:
		d := c.object(o.get("date"), `"date"`)
		q.part = "date"
		d.must("year")
		q.than = time.Date(d.whole("year", 1), time.Month(d.whole("month", 1)), d.whole("day", 1), d.whole("hour", 0), d.whole("minute", 0),
			d.whole("second", 0), d.whole("millisecond", 0)*1e6, time.UTC).UnixMilli()
		d.done()
	default:
		c.fail(o.node, `a Date needs a "year", a "month" or a "date"`)
	}
	return q
}

func (c *compiler) genderIs(o *object) condition {
	o.must("gender")
	return personIs{"gender", o.word("gender", "M", "F")}
}

func (c *compiler) raceIs(o *object) condition {
	o.must("race")
	return personIs{"race", o.word("race", "White", "Black", "Asian", "Hispanic", "Native", "Hawaiian", "Other")}
}

func (c *compiler) statusIs(o *object) condition {
	o.must("category")
	return personIs{"status", o.word("category", "High", "Middle", "Low")}
}

func (c *compiler) prior(o *object) condition {
	n, _ := o.must("name")
	q := prior{name: c.library.watched.id(o.text("name")), since: -1, within: -1}
	if n != nil {
		c.use(n, readsState, q.name)
	}
	if since := o.text("since"); since != "" {
		q.since = c.library.watched.id(since)
		c.use(o.get("since"), readsState, q.since)
	}
	if n := o.get("within"); n != nil {
		w := c.object(n, `"within"`)
		q.within = span(w.need("quantity"), units[w.unit("unit")])
		w.done()
	}
	return q
}

func (c *compiler) active(o *object) condition { return o.present(readsCode) }

// present reads what is asked for by codes or by an attribute that holds a code or an entry.
func (o *object) present(how usage) active {
	q := active{attribute: o.attribute("referenced_by_attribute", reads)}
	if q.attribute >= 0 {
		o.list("codes")
		return q
	}
	for _, code := range o.codes("codes") {
		q.codes = append(q.codes, code.id)
		o.use(o.get("codes"), how, code.id)
	}
	return q
}

func (c *compiler) observed(o *object) condition {
	q := observed{active: o.present(readsObserved), op: o.operator()}
	if q.op == isNil || q.op == isNotNil {
		return q
	}
	if code := o.codeIn("value_code"); code != nil {
		q.value = Value{Kind: Coded, Code: code}
	} else if n, ok := o.must("value"); ok {
		q.value = o.literal(n)
	}
	return q
}

func (c *compiler) vitalIs(o *object) condition {
	o.must("vital_sign")
	return vitalIs{sign: c.library.signs.id(o.text("vital_sign")), op: o.operator(), than: o.need("value")}
}

func (c *compiler) symptomIs(o *object) condition {
	o.must("symptom")
	return symptomIs{symptom: c.library.symptoms.id(strings.TrimSpace(o.text("symptom"))), op: o.operator(), than: o.need("value")}
}
