package realism

import (
	"fmt"
	"math"

	"sandpiper/synthetic/demography"
)

// bodies counts what is measured of people of 16 and over: body-mass index in tenths, systolic pressure, and HbA1c of those
// with type 2 diabetes.
type bodies struct {
	typeTwo, hypertension int
	mass                  [2]histogram // tenths of kg/m2
	pressure              [2]histogram // mm[Hg]
	sugar                 histogram    // mmol/mol
	byAge                 map[string]*[2][bands][2]int64
	treated, untreated    [2]int64 // below 140/90 and not, with a medicine for it and without
}

// The means that are compared by age.
const (
	massByAge     = "bmi"
	pressureByAge = "sbp"
)

func newBodies(ref *reference) *bodies {
	b := &bodies{typeTwo: ref.place(typeTwo), hypertension: ref.place(hypertensed), sugar: make(histogram, 250),
		byAge: map[string]*[2][bands][2]int64{massByAge: {}, pressureByAge: {}}}
	for sex := range b.mass {
		b.mass[sex], b.pressure[sex] = make(histogram, 900), make(histogram, 300)
	}
	return b
}

func (b *bodies) see(l *look) {
	if !l.alive || l.years < 16 {
		return
	}
	body, sex := &l.truth.Body, l.sex()
	mass, pressure := int(math.Round(10*bmi(body))), int(math.Round(body.Systolic))
	if !body.Pregnant {
		b.mass[sex].put(mass)
		b.note(massByAge, sex, l.band, mass)
	}
	b.pressure[sex].put(pressure)
	b.note(pressureByAge, sex, l.band, pressure)
	high := 0
	if body.Systolic >= 140 || body.Diastolic >= 90 {
		high = 1
	}
	if takesFor(l, "hypertension") {
		b.treated[high]++
	} else {
		b.untreated[high]++
	}
	if l.has.has(b.typeTwo) {
		b.sugar.put(int(math.Round(body.HbA1c)))
	}
}

func (b *bodies) note(measure string, sex, band, value int) {
	cell := &b.byAge[measure][sex][band]
	cell[0]++
	cell[1] += int64(value)
}

// takesFor reports whether somebody takes a medicine for a condition on the date.
func takesFor(l *look, condition string) bool {
	for i := range l.truth.Medicines {
		if m := &l.truth.Medicines[i]; m.For == condition && taking(m, l.at) {
			return true
		}
	}
	return false
}

func (b *bodies) add(other gauge) {
	o := other.(*bodies)
	b.sugar.add(o.sugar)
	for i := range 2 {
		b.mass[i].add(o.mass[i])
		b.pressure[i].add(o.pressure[i])
		b.treated[i] += o.treated[i]
		b.untreated[i] += o.untreated[i]
		for _, measure := range []string{massByAge, pressureByAge} {
			for band := range bands {
				b.byAge[measure][i][band][0] += o.byAge[measure][i][band][0]
				b.byAge[measure][i][band][1] += o.byAge[measure][i][band][1]
			}
		}
	}
}

func (b *bodies) report(r *report) {
	mass := make(histogram, len(b.mass[0]))
	mass.add(b.mass[0])
	mass.add(b.mass[1])
	n, mean, spread := mass.moments()
	r.normal("P13", "mean", mean/10, spread/10/math.Sqrt(n))
	r.normal("P13", "spread", spread/10, spread/10/math.Sqrt(2*n))
	obese := int64(0)
	for _, c := range mass[300:] {
		obese += c
	}
	r.share("P13", "obese", obese, int64(n))
	within := 0.0 // of the sexes, so that their means do not widen it
	for _, x := range sexes {
		n, mean, spread := b.pressure[x.sex].moments()
		r.normal("P14", x.word, mean, spread/math.Sqrt(n))
		within += spread / 2
	}
	r.normal("P14", "spread", within, within/math.Sqrt(2*n))
	all := b.treated[0] + b.treated[1] + b.untreated[0] + b.untreated[1]
	r.share("P14", "untreated", b.untreated[1], all)
	r.share("P14", "treated", b.treated[1], b.treated[0]+b.treated[1])
	n, _, spread = b.sugar.moments()
	for part, share := range map[string]float64{"lower quartile": .25, "median": .5, "upper quartile": .75} {
		// The error of a quantile of about normal values: wider than that of the mean by 1.25 in the middle, 1.36 at the quartiles.
		r.normal("P15", part, b.sugar.quantile(share), spread/math.Sqrt(n)*(1.25+0.44*math.Abs(share-.5)))
	}
	b.curves(r)
}

// curves draws the distribution of body mass and the means by age.
func (b *bodies) curves(r *report) {
	s := Series{ID: "mass", Kind: "line", Title: "Body-mass index", X: "kg/m2", Y: "% of people of 16 and over in each unit", Source: "Health Survey for England: mean and spread, drawn as a lognormal curve",
		Text: "How body-mass index is spread among men and women, ours against a lognormal curve of the survey's mean and spread."}
	for v := 15; v <= 50; v++ {
		s.Places, s.At = append(s.Places, fmt.Sprint(v)), append(s.At, float64(v)+0.5)
	}
	for _, x := range sexes {
		n, _, _ := b.mass[x.sex].moments()
		ours, theirs := Line{Name: x.word + ", ours", Who: "ours", Sex: x.name}, Line{Name: x.word + ", survey", Who: "published", Sex: x.name}
		curve := r.surveyed(x.sex)
		for v := 15; v <= 50; v++ {
			c := int64(0)
			for _, k := range b.mass[x.sex][10*v : 10*v+10] {
				c += k
			}
			ours.Values = append(ours.Values, Figure(100*float64(c)/n))
			theirs.Values = append(theirs.Values, Figure(100*(curve(float64(v+1))-curve(float64(v)))))
		}
		s.Lines = append(s.Lines, ours, theirs)
	}
	r.board.Series = append(r.board.Series, s)
	r.board.Series = append(r.board.Series,
		b.means(r, massByAge, 0.1, Series{ID: "mass-age", Title: "Body-mass index by age", Y: "mean, kg/m2", Text: "Mean body-mass index of men and women by age, ours against the survey."}),
		b.means(r, pressureByAge, 1, Series{ID: "pressure-age", Title: "Systolic pressure by age", Y: "mean, mm[Hg]", Text: "Mean systolic pressure of men and women by age, ours against the survey."}))
}

// surveyed is the cumulative share of a lognormal curve with the survey's mean and spread of body-mass index.
func (r *reference) surveyed(sex demography.Sex) func(x float64) float64 {
	var mean, spread float64
	for _, x := range r.body {
		switch {
		case sexOf(x.sex) != sex:
		case x.what == "bmi-curve":
			mean = x.value
		case x.what == "bmi-spread":
			spread = x.value
		}
	}
	sigma := math.Sqrt(math.Log(1 + spread*spread/(mean*mean)))
	mu := math.Log(mean) - sigma*sigma/2
	return func(x float64) float64 { return math.Erfc(-(math.Log(x)-mu)/(sigma*math.Sqrt2)) / 2 }
}

func (b *bodies) means(r *report, measure string, unit float64, s Series) Series {
	s.Kind, s.X, s.Source = "line", "age in years", "Health Survey for England, recalled"
	for band := 4; band < bands; band++ {
		s.Places, s.At = append(s.Places, bandName(band)), append(s.At, float64(5*band)+2.5)
	}
	for _, x := range sexes {
		ours, theirs := Line{Name: x.word + ", ours", Who: "ours", Sex: x.name}, Line{Name: x.word + ", survey", Who: "published", Sex: x.name}
		var list []share
		for _, y := range r.body {
			if y.what == measure && sexOf(y.sex) == x.sex {
				y.sex = ""
				list = append(list, y)
			}
		}
		for band := 4; band < bands; band++ {
			cell := b.byAge[measure][x.sex][band]
			ours.Values = append(ours.Values, Figure(unit*ratio(cell[1], cell[0])))
			theirs.Values = append(theirs.Values, byAge(list, 5*band+2))
		}
		s.Lines = append(s.Lines, ours, theirs)
	}
	return s
}
