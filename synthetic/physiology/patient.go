package physiology

import (
	"math"
	"slices"
	"strings"
	"sync"
	"time"

	"sandpiper/synthetic/course"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/draw"
	"sandpiper/synthetic/nhs"
	"sandpiper/synthetic/sheet"
)

// The decisions of this package. A constant is never given another meaning.
const (
	streamUsual    draw.Stream = 0xb100 + iota
	streamRetainer             // who retains carbon dioxide
	streamSeverity             // of a course
	streamSway                 // salted by sign
	streamBear                 // how long critical signs are borne
	streamMeal
	streamWalk
	streamWalker // how much a person walks
)

// patient is what is usual for one person, whatever befalls them.
type patient struct {
	seed, index         uint64
	usual               [signs]float64
	sway, swing, change [signs]float64 // multipliers
	retains             bool           // carbon dioxide
	diabetic            bool
	walks               float64 // chance of walking in ten minutes by day
	peakFlow, fev1      float64 // predicted
}

// knots is how a sign goes with age, straight lines in between.
type knots struct{ age, mean, spread []float64 }

func (k *knots) at(age float64) (mean, spread float64) {
	i, exact := slices.BinarySearch(k.age, age)
	switch {
	case exact:
		return k.mean[i], k.spread[i]
	case i == 0:
		return k.mean[0], k.spread[0]
	case i == len(k.age):
		return k.mean[i-1], k.spread[i-1]
	}
	f := (age - k.age[i-1]) / (k.age[i] - k.age[i-1])
	return k.mean[i-1] + f*(k.mean[i]-k.mean[i-1]), k.spread[i-1] + f*(k.spread[i]-k.spread[i-1])
}

var usually = sync.OnceValue(func() *[signs]knots {
	var all [signs]knots
	for _, row := range table("usual.csv") {
		k := &all[sign(row, "sign")]
		k.age, k.mean, k.spread = append(k.age, row.Float("age")), append(k.mean, row.Float("mean")), append(k.spread, row.Float("spread"))
	}
	return &all
})

var shifts = sync.OnceValue(func() []sheet.Row { return table("shifts.csv") })

// newPatient is a person as they usually are at a moment of their life.
func newPatient(seed uint64, person *demography.Person, truth *course.Truth, at time.Time, plan *Plan) *patient {
	p := &patient{seed: seed, index: uint64(person.Index), diabetic: truth.Has("diabetes", at)}
	age := max(at.Sub(person.Born).Hours()/24/365.2425, 0)
	for s := range signs {
		p.sway[s], p.swing[s], p.change[s] = 1, 1, 1
		if k := &usually()[s]; len(k.age) > 0 {
			mean, spread := k.at(age)
			r := draw.Key(seed, p.index, streamUsual, uint64(s))
			p.usual[s] = mean + spread*min(max(r.Norm(), -2.5), 2.5)
		}
	}
	body := &truth.Body
	p.usual[Systolic], p.usual[Diastolic], p.usual[Weight] = body.Systolic, body.Diastolic, body.WeightKG
	if p.diabetic {
		percent := constant("ifcc-slope")*body.HbA1c + constant("ifcc-intercept")
		p.usual[Glucose] = (constant("adag-slope")*percent + constant("adag-intercept")) * constant("below-average")
	}
	r := draw.Key(seed, p.index, streamRetainer, 0)
	switch p.retains = truth.Has("copd", at) && r.Chance(constant("retainer-share")); plan.Scale {
	case Scale1:
		p.retains = false
	case Scale2:
		p.retains = true
	}
	for _, row := range shifts() {
		if p.shifted(row, truth, age, at) {
			s := sign(row, "sign")
			p.usual[s] += row.Float("add")
			p.sway[s] *= row.Float("sway")
			p.swing[s] *= row.Float("swing")
			p.change[s] *= row.Float("change")
		}
	}
	for s, x := range plan.Usual {
		p.usual[s] = x
	}
	q := qualities()
	for s := range q {
		p.usual[s] = q[s].within(p.usual[s])
	}
	p.usual[Saturation] = min(p.usual[Saturation], 99)
	p.lungs(person.Sex, age, body.HeightCM)
	w := draw.Key(seed, p.index, streamWalker, 0)
	p.walks = constant("walks-day") * lognormal(w.Norm(), constant("walks-spread")) * math.Exp(-constant("walks-fall")*max(age-40, 0))
	return p
}

// shifted reports whether a row of data/shifts.csv is about the person.
func (p *patient) shifted(row sheet.Row, truth *course.Truth, age float64, at time.Time) bool {
	is := row.Text("is")
	switch who := row.Text("who"); who {
	case "condition":
		return truth.Has(is, at)
	case "smoking":
		return truth.Body.Smoking == is
	case "pregnant":
		return truth.Body.Pregnant
	case "retainer":
		return p.retains
	case "age-over":
		return age >= row.Float("is")
	case "medicine":
		return slices.ContainsFunc(truth.Medicines, func(m course.Medicine) bool {
			known, ok := nhs.FindMedicine(m.Name)
			return ok && known.In(is) && !m.Since.After(at) && (m.Until.IsZero() || m.Until.After(at))
		})
	default:
		panic("physiology: shifts.csv: nobody is a " + who)
	}
}

// lungs sets what the person would blow with healthy lungs.
func (p *patient) lungs(sex demography.Sex, age, height float64) {
	letter := strings.ToUpper(sex.String()[:1])
	for _, row := range table("predicted.csv") {
		if row.Text("sex") != letter {
			continue
		}
		years := max(age, constant("adult-flow-from"))
		sum := row.Float("log_age")*math.Log(years) + row.Float("age")*years + row.Float("per_height")/max(height, 40) + row.Float("height")*height/100 + row.Float("constant")
		if row.Text("measure") == "fev1" {
			p.fev1 = max(sum, .3)
			continue
		}
		p.peakFlow = math.Exp(sum)
	}
	if age < constant("adult-flow-from") {
		adult := p.peakFlow
		p.peakFlow = max(constant("child-flow-slope")*(height-constant("child-flow-offset")), 60)
		p.fev1 *= min(p.peakFlow/adult, 1)
	}
}
