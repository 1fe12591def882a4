package gmf

import "strings"

// States that treat.
type (
	order struct {
		codes     []Code
		reason    string
		attribute int32
		detail    *Detail
	}
	carePlan struct {
		codes     []Code
		reason    string
		attribute int32
		detail    *Detail
	}
	procedure struct {
		codes     []Code
		reason    string
		attribute int32
		length    *amount
	}
	device struct {
		codes     []Code
		attribute int32
		detail    *Detail
	}
	supplies struct {
		codes   [][]Code
		details []*Detail
	}
	vaccine struct {
		codes  []Code
		detail *Detail
	}
)

func (c *compiler) order(o *object) action {
	a := &order{codes: o.begins("codes"), reason: o.reason(), attribute: o.attribute("assign_to_attribute", sets)}
	a.detail = &Detail{Chronic: o.flag("chronic"), Administered: o.flag("administration")}
	if n := o.get("prescription"); n != nil {
		p := c.object(n, "a prescription")
		a.detail.Prescription = p.prescription()
		p.done()
	}
	return a
}

func (o *object) prescription() *Prescription {
	p := &Prescription{AsNeeded: o.flag("as_needed"), Refills: o.whole("refills", 0)}
	if n := o.get("dosage"); n != nil {
		d := o.object(n, "a dosage")
		p.Amount, _ = d.number("amount")
		p.Frequency, _ = d.number("frequency")
		p.Period, _ = d.number("period")
		p.PeriodUnit = d.unit("unit")
		d.done()
	}
	if n := o.get("duration"); n != nil {
		d := o.object(n, "a duration")
		p.Duration, p.DurationUnit = d.need("quantity"), d.unit("unit")
		d.done()
	}
	for _, item := range o.list("instructions") {
		p.Instructions = append(p.Instructions, o.code(item))
	}
	return p
}

func (c *compiler) carePlan(o *object) action {
	a := &carePlan{codes: o.begins("codes"), reason: o.reason(), attribute: o.attribute("assign_to_attribute", sets), detail: &Detail{}}
	for _, item := range o.list("activities") {
		a.detail.Activities = append(a.detail.Activities, c.code(item))
	}
	for _, item := range o.list("goals") {
		g := c.object(item, "a goal")
		text := g.text("text")
		if n := g.get("observation"); text == "" && n != nil {
			text = c.goal(n)
		}
		g.list("addresses")
		a.detail.Goals = append(a.detail.Goals, text)
		g.done()
	}
	return a
}

// goal is a goal given as a value to be observed, in words.
func (c *compiler) goal(n *node) string {
	o := c.object(n, "an observation")
	defer o.done()
	words := []string{}
	for _, code := range o.codes("codes") {
		words = append(words, code.Display)
	}
	words = append(words, o.text("operator"))
	if v := o.get("value"); v != nil {
		words = append(words, c.literal(v).String())
	}
	return strings.Join(words, " ")
}

func (c *compiler) procedure(o *object) action {
	a := &procedure{codes: o.codes("codes"), reason: o.reason(), attribute: o.attribute("assign_to_attribute", sets)}
	switch n := o.get("duration"); {
	case n != nil: // a range that stands by itself
		d := c.object(n, "a duration")
		low, unit := d.need("low"), d.unit("unit")
		a.length = &amount{shape: uniform, a: low, b: d.need("high"), decimals: -1, unit: unit}
		if a.length.a > a.length.b {
			d.backwards(n, a.length)
		}
		d.done()
	case o.has("distribution"):
		a.length = o.duration()
	}
	return a
}

func (c *compiler) device(o *object) action {
	n, ok := o.must("code")
	a := &device{attribute: o.attribute("assign_to_attribute", sets), detail: &Detail{Maker: o.text("manufacturer"), Model: o.text("model")}}
	if ok {
		a.codes = []Code{c.code(n)}
		c.use(n, starts, a.codes[0].id)
	}
	return a
}

func (c *compiler) supplies(o *object) action {
	o.must("supplies")
	a := &supplies{}
	for _, item := range o.list("supplies") {
		x := c.object(item, "a supply")
		if n, ok := x.must("code"); ok {
			a.codes = append(a.codes, []Code{c.code(n)})
			a.details = append(a.details, &Detail{Quantity: x.whole("quantity", 1)})
		}
		x.done()
	}
	return a
}

func (c *compiler) vaccine(o *object) action {
	return &vaccine{o.codes("codes"), &Detail{Number: o.whole("series", 1)}}
}

// run orders a medication, or gives it there and then. What is only given is not present afterwards, unless it is chronic.
func (a *order) run(s *stay, t int64) bool {
	if a.detail.Administered && !a.detail.Chronic {
		e := s.write(Medication, t)
		x := &s.entries[e]
		x.Codes, x.Detail, x.Reason, x.End = a.codes, a.detail, s.reason(a.reason), x.Start
		s.assign(a.attribute, e, t)
		return true
	}
	e, fresh := s.start(Medication, a.codes, s.stateNow(), t)
	if fresh {
		s.entries[e].Detail, s.entries[e].Reason = a.detail, s.reason(a.reason)
		if a.detail.Chronic {
			s.chronic, s.rethink = append(s.chronic, e), true
		}
	}
	s.assign(a.attribute, e, t)
	return true
}

func (a *carePlan) run(s *stay, t int64) bool {
	e, fresh := s.start(CarePlan, a.codes, s.stateNow(), t)
	if fresh {
		s.entries[e].Detail, s.entries[e].Reason = a.detail, s.reason(a.reason)
	}
	s.assign(a.attribute, e, t)
	return true
}

// run does the procedure when the state is entered; the module then waits until it is over. The end is the one planned from the
// start, so that it is no longer present from the first.
func (a *procedure) run(s *stay, t int64) bool {
	f := s.frame()
	if f.due == unset {
		f.due = t
		if a.length != nil {
			f.due = t + a.length.length(&s.guest.rand, false)
		}
		e := s.write(Procedure, t)
		x := &s.entries[e]
		x.Codes, x.Reason, x.End = a.codes, s.reason(a.reason), moment(f.due)
		s.assign(a.attribute, e, t)
	}
	return s.passes(f, t)
}

func (a *device) run(s *stay, t int64) bool {
	e, fresh := s.start(Device, a.codes, s.stateNow(), t)
	if fresh {
		s.entries[e].Detail = a.detail
	}
	s.assign(a.attribute, e, t)
	return true
}

func (a *supplies) run(s *stay, t int64) bool {
	for i := range a.codes {
		e := s.write(Supply, t)
		s.entries[e].Codes, s.entries[e].Detail = a.codes[i], a.details[i]
	}
	return true
}

func (a *vaccine) run(s *stay, t int64) bool {
	e := s.write(Vaccination, t)
	s.entries[e].Codes, s.entries[e].Detail = a.codes, a.detail
	return true
}
