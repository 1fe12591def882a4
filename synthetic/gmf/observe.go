package gmf

import (
	"strconv"
	"strings"
)

// States that measure.
type (
	observation struct {
		codes     []Code
		unit      string
		words     string // a result in words
		drawn     *amount
		attribute int32 // whose value it is, -1
		sign      int32 // -1
		value     *Code
		series    []int32 // attributes that hold series
		content   bool    // the attribute is what is attached
		detail    *Detail
	}
	multiObservation struct {
		codes  []Code
		parts  []*observation
		detail *Detail
	}
	report struct {
		codes []Code
		parts []*observation
	}
	imaging struct {
		codes    []Code
		series   []ImageSeries
		counts   [][2]int // of instances, at least and at most, by series
		from, to int      // of series
	}
)

func (c *compiler) observation(o *object) action { return c.observationIn(o) }

// observationIn reads an observation, whose value is the first of exact or range, distribution, attribute, vital sign, code,
// expression, series and attachment (population.md 2.3).
func (c *compiler) observationIn(o *object) *observation {
	a := &observation{codes: o.codes("codes"), unit: o.text("unit"), detail: &Detail{Category: o.text("category")}, words: o.words(),
		attribute: o.attribute("attribute", reads), sign: -1, value: o.codeIn("value_code")}
	if a.words == "" {
		a.drawn = o.amount()
	}
	if len(a.codes) > 0 {
		c.use(o.get("codes"), observes, a.codes[0].id)
	}
	if sign := o.text("vital_sign"); sign != "" {
		a.sign = c.library.signs.id(sign)
	}
	if n := o.get("expression"); n != nil {
		c.fail(n, "clinical query language is not run here; no module of the framework's own uses it")
	}
	if n := o.get("sampled_data"); n != nil {
		d := c.object(n, `"sampled_data"`)
		for _, item := range d.list("attributes") {
			if name, ok := item.token.(string); ok {
				id := c.library.attributes.id(name)
				c.use(item, reads, id)
				a.series = append(a.series, id)
			}
		}
		for _, field := range []string{"origin", "factor", "lower", "upper", "decimal_format", "dimensions"} {
			d.get(field)
		}
		d.done()
	}
	if n := o.get("attachment"); n != nil {
		d := c.object(n, `"attachment"`)
		a.attribute, a.content = d.attribute("attribute", reads), true
		a.detail.Type, a.detail.Title = d.text("content_type"), d.text("title")
		for _, field := range []string{"data", "url", "language", "size", "hash", "creation", "height", "width", "frames", "duration", "pages"} {
			d.get(field)
		}
		d.done()
	}
	if a.words == "" && a.drawn == nil && a.attribute < 0 && a.sign < 0 && a.value == nil && a.series == nil && !a.content {
		c.fail(o.node, "an Observation needs a value: exact, range, distribution, attribute, vital_sign, value_code, sampled_data or attachment")
	}
	return a
}

// words is an exact result that is not a number, as in {"exact": {"quantity": "present"}}; empty if there is none.
func (o *object) words() string {
	exact := o.get("exact")
	if exact == nil || o.get("range") != nil {
		return ""
	}
	x := &object{compiler: o.compiler, node: exact}
	text := x.get("quantity").text()
	if _, err := strconv.ParseFloat(text, 64); err == nil {
		return ""
	}
	return text
}

func (c *compiler) parts(o *object) []*observation {
	o.must("observations")
	items := o.list("observations")
	out := make([]*observation, len(items))
	for i, item := range items {
		x := c.object(item, "an observation")
		out[i] = c.observationIn(x)
		x.done()
	}
	return out
}

func (c *compiler) multiObservation(o *object) action {
	return &multiObservation{o.codes("codes"), c.parts(o), &Detail{Category: o.text("category")}}
}

func (c *compiler) report(o *object) action { return &report{o.codes("codes"), c.parts(o)} }

func (c *compiler) imaging(o *object) action {
	a := &imaging{from: o.atMost("min_number_series"), to: o.atMost("max_number_series")}
	if n, ok := o.must("procedure_code"); ok {
		a.codes = []Code{c.code(n)}
	}
	o.must("series")
	for _, item := range o.list("series") {
		x := c.object(item, "a series")
		s := ImageSeries{}
		if n := x.get("body_site"); n != nil {
			s.Site = c.code(n)
		}
		if n := x.get("modality"); n != nil {
			s.Modality = c.code(n)
		}
		for _, item := range x.list("instances") {
			i := c.object(item, "an instance")
			image := ImageInstance{Title: i.text("title")}
			if n := i.get("sop_class"); n != nil {
				image.Class = c.code(n)
			}
			i.done()
			s.Instances = append(s.Instances, image)
		}
		a.counts = append(a.counts, [2]int{x.atMost("min_number_instances"), x.atMost("max_number_instances")})
		x.done()
		a.series = append(a.series, s)
	}
	return a
}

// maxImages is how many series, or images of one, a study may have.
const maxImages = 1000

// atMost is a number of images or series.
func (o *object) atMost(field string) int {
	n := o.whole(field, 0)
	if n < 0 || n > maxImages {
		o.fail(o.get(field), "%q should be from 0 to %d, found %d", field, maxImages, n)
		return 0
	}
	return n
}

// measure is the value of an observation now, its parts if it holds several series, and whether there is one.
func (a *observation) measure(s *stay, t int64) (v Value, parts []Part, ok bool) {
	switch {
	case a.words != "":
		return TextOf(a.words), nil, true
	case a.drawn != nil:
		return NumberOf(a.drawn.draw(&s.guest.rand)), nil, true
	case a.content:
		if v = s.attribute(max(a.attribute, 0)); a.attribute < 0 || v.Kind == Nil {
			return Value{Kind: Content}, nil, true
		}
		return Value{Kind: Content, Text: v.String()}, nil, true
	case a.attribute >= 0:
		v = s.attribute(a.attribute)
	case a.sign >= 0:
		x, known := s.vitalSign(a.sign)
		if !known {
			s.fault(t, "there is no vital sign %q", s.library.signs.list[a.sign])
			return v, nil, false
		}
		v = NumberOf(x)
	case a.value != nil:
		v = Value{Kind: Coded, Code: a.value}
	default:
		for i, id := range a.series {
			if v = s.attribute(id); i > 0 || len(a.series) > 1 {
				parts = append(parts, Part{Codes: a.codes, Value: v, Unit: a.unit})
			}
		}
	}
	return v, parts, v.Kind != Nil
}

// put writes the observation; -1 if there is nothing to write.
func (a *observation) put(s *stay, t int64) int {
	v, parts, ok := a.measure(s, t)
	if !ok {
		return outside
	}
	e := s.write(Observation, t)
	x := &s.entries[e]
	x.Codes, x.Value, x.Parts, x.Unit, x.Detail = a.codes, v, parts, a.unit, a.detail
	s.note(a.codes[0].id, v)
	return e
}

func (a *observation) run(s *stay, t int64) bool {
	a.put(s, t)
	return true
}

// run writes the parts into one observation: by themselves they are not observations.
func (a *multiObservation) run(s *stay, t int64) bool {
	parts := make([]Part, 0, len(a.parts))
	for _, part := range a.parts {
		if v, _, ok := part.measure(s, t); ok {
			parts = append(parts, Part{Codes: part.codes, Value: v, Unit: part.unit})
		}
	}
	e := s.write(Observation, t)
	s.entries[e].Codes, s.entries[e].Parts, s.entries[e].Detail = a.codes, parts, a.detail
	return true
}

// run writes the parts as observations of their own and a report that refers to them.
func (a *report) run(s *stay, t int64) bool {
	var results []int
	for _, part := range a.parts {
		if e := part.put(s, t); e != outside {
			results = append(results, e)
		}
	}
	e := s.write(Report, t)
	s.entries[e].Codes, s.entries[e].Results = a.codes, results
	return true
}

// imageMinutes is how long the procedure of an imaging study takes in the framework.
const imageMinutes = 30 * 60_000

// run writes the study and a procedure of half an hour.
func (a *imaging) run(s *stay, t int64) bool {
	r := &s.guest.rand
	series := a.series
	if a.to > 0 && len(series) > 0 { // as many as drawn, each like one of those given
		series = nil
		for i := range r.Between(a.from, max(a.from, a.to)) {
			series = append(series, a.series[i%len(a.series)])
		}
	}
	study := &Detail{Series: make([]ImageSeries, len(series))}
	for i, x := range series {
		if counts := a.counts[i%len(a.counts)]; counts[1] > 0 && len(x.Instances) > 0 {
			var images []ImageInstance
			for k := range r.Between(counts[0], max(counts[0], counts[1])) {
				images = append(images, x.Instances[k%len(x.Instances)])
			}
			x.Instances = images
		}
		study.Series[i] = x
	}
	e := s.write(Imaging, t)
	s.entries[e].Codes, s.entries[e].Detail = a.codes, study
	e = s.write(Procedure, t)
	s.entries[e].Codes, s.entries[e].End = a.codes, moment(t+imageMinutes)
	return true
}

// titled is a code in words.
func titled(codes []Code) string {
	words := make([]string, len(codes))
	for i, c := range codes {
		words[i] = c.Display
	}
	return strings.Join(words, ", ")
}
