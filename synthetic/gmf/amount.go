package gmf

import (
	"fmt"
	"math"
	"strings"

	"sandpiper/synthetic/draw"
)

// shape is the distribution of an amount.
type shape uint8

const (
	exact shape = iota + 1
	uniform
	gaussian
	exponential
	triangular
)

// amount is a number that a state draws each time it is run.
type amount struct {
	shape    shape
	a, b, c  float64 // exact: a; uniform: a … b; gaussian: mean a, deviation b; exponential: mean a; triangular: a, mode b, c
	min, max float64 // gaussian
	decimals int     // of a range, -1 if it is not rounded
	round    bool    // to the nearest whole number
	modern   bool    // given as a distribution, not as exact or range
	unit     string
}

// draw is the next number. The framework clamps a gaussian to its limits rather than drawing again, and adds one to an
// exponential (population.md 2.6).
func (a *amount) draw(r *draw.Rand) float64 {
	var x float64
	switch a.shape {
	case exact:
		x = a.a
	case uniform:
		x = a.a + (a.b-a.a)*r.Float64()
	case gaussian:
		x = min(max(a.a+a.b*r.Norm(), a.min), a.max)
	case exponential:
		x = 1 + a.a*r.Exp()
	case triangular:
		x = a.triangle(r.Float64())
	}
	if a.round {
		x = math.Round(x)
	}
	if a.decimals >= 0 {
		scale := math.Pow10(a.decimals)
		x = math.Round(x*scale) / scale
	}
	return x
}

// triangle is the quantile of the triangular distribution.
func (a *amount) triangle(u float64) float64 {
	width := a.c - a.a
	if width <= 0 {
		return a.a
	}
	if u < (a.b-a.a)/width {
		return a.a + math.Sqrt(u*width*(a.b-a.a))
	}
	return a.c - math.Sqrt((1-u)*width*(a.c-a.b))
}

// mean is about what is drawn on average, for those who check a module's pace.
func (a *amount) mean() float64 {
	switch a.shape {
	case uniform:
		return (a.a + a.b) / 2
	case exponential:
		return a.a + 1
	case triangular:
		return (a.a + a.b + a.c) / 3
	}
	return a.a
}

// length is the next duration in milliseconds. The framework takes a year for 365.25 days, but for 365 when it has a whole
// number of them, and it takes the whole part of what a Delay's distribution gives: 1.9 years are 365 days (2.1).
func (a *amount) length(r *draw.Rand, whole bool) int64 {
	x := a.draw(r)
	if whole && a.modern {
		unit := units[a.unit]
		if unit == units["years"] {
			unit = 365 * day
		}
		return span(math.Trunc(x), unit)
	}
	return span(x, units[a.unit])
}

// span is some of a unit in milliseconds, at most ten thousand years and not below zero.
func span(x, unit float64) int64 { return int64(min(max(x*unit, 0), 1e4*365.25*day)) }

const day = 24 * 60 * 60 * 1000.0

// units are the framework's units of time in milliseconds. A month is thirty days.
var units = map[string]float64{
	"milliseconds": 1, "seconds": 1000, "minutes": 60_000, "hours": 3_600_000, "days": day, "weeks": 7 * day, "months": 30 * day,
	"years": 365.25 * day, "decades": 3652.5 * day, "centuries": 36525 * day,
}

var unitNames = []string{"milliseconds", "seconds", "minutes", "hours", "days", "weeks", "months", "years", "decades", "centuries"}

// unit is a field that names a unit of time.
func (o *object) unit(name string) string {
	if _, ok := o.must(name); !ok {
		return "days"
	}
	s := strings.ToLower(o.text(name))
	if _, ok := units[s]; !ok {
		o.fail(o.get(name), "%s", unknown("unit of time", s, unitNames))
		return "days"
	}
	return s
}

// amount reads exact, range or distribution, nil if there is none. A range counts rather than an exact beside it.
func (o *object) amount() *amount {
	n := o.get("distribution")
	if e := o.get("exact"); e != nil {
		x := o.object(e, `"exact"`)
		defer x.done()
		a := &amount{shape: exact, a: x.need("quantity"), decimals: -1, unit: x.text("unit")}
		if o.get("range") == nil {
			return a
		}
	}
	if r := o.get("range"); r != nil {
		x := o.object(r, `"range"`)
		defer x.done()
		a := &amount{shape: uniform, a: x.need("low"), b: x.need("high"), decimals: x.whole("decimals", -1), unit: x.text("unit")}
		if a.a > a.b {
			o.backwards(r, a)
		}
		return a
	}
	if n == nil {
		return nil
	}
	return o.distribution(n)
}

// backwards tells of a low above its high, between which the framework draws all the same.
func (o *object) backwards(n *node, a *amount) {
	o.warn(n, "backwards", fmt.Sprintf("the low is above the high: %g, %g", a.a, a.b), "one of them is hardly what was meant", Likely)
}

func (o *object) distribution(n *node) *amount {
	x := o.object(n, `"distribution"`)
	a := &amount{decimals: -1, round: x.flag("round"), modern: true}
	_, ok := x.must("kind")
	kind := strings.ToUpper(x.word("kind", "EXACT", "UNIFORM", "GAUSSIAN", "EXPONENTIAL", "TRIANGULAR"))
	at, there := x.must("parameters")
	x.done()
	if !ok || !there {
		return a
	}
	p := o.object(at, `"parameters"`)
	defer p.done()
	switch kind {
	case "EXACT":
		a.shape, a.a = exact, p.need("value")
	case "UNIFORM":
		a.shape, a.a, a.b = uniform, p.need("low"), p.need("high")
		if a.a > a.b {
			o.backwards(at, a)
		}
	case "GAUSSIAN":
		a.shape, a.a, a.b, a.min, a.max = gaussian, p.need("mean"), p.need("standardDeviation"), math.Inf(-1), math.Inf(1)
		if low, ok := p.number("min"); ok {
			a.min = low
		}
		if high, ok := p.number("max"); ok {
			a.max = high
		}
	case "EXPONENTIAL":
		a.shape, a.a = exponential, p.need("mean")
	case "TRIANGULAR":
		a.shape, a.a, a.b, a.c = triangular, p.need("min"), p.need("mode"), p.need("max")
		if a.a > a.b || a.b > a.c {
			o.fail(at, "min, mode and max are not in order: %g, %g, %g", a.a, a.b, a.c)
		}
	}
	return a
}

// duration is an amount of time, nil if there is none: the unit stands beside the numbers or, for a distribution, beside it.
func (o *object) duration() *amount {
	a := o.amount()
	if a == nil {
		return nil
	}
	at := o
	if !a.modern {
		inner := "exact"
		if o.get("range") != nil {
			inner = "range"
		}
		at = &object{compiler: o.compiler, node: o.get(inner)}
	}
	a.unit = at.unit("unit")
	return a
}
