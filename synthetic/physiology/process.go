package physiology

import (
	"fmt"
	"iter"
	"math"
	"slices"
	"time"

	"sandpiper/synthetic/course"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/draw"
)

// Plan is what befalls a person and what is done about it.
type Plan struct {
	Course     string           // key of Courses; empty is "none"
	Begins     time.Time        // when the course begins; also the day that the person's age and illnesses are read at
	Severity   float64          // 1 is middling; 0 draws one for the person
	ToPeak     time.Duration    // from Begins to the worst phase that most survive; 0 draws one
	Scale      Scale            // which NEWS2 scale the person is on; ScaleOfPerson draws it
	Usual      map[Sign]float64 // usual values that a scenario fixes; Airflow is in per cent of predicted
	Treatments []Treatment      // in any order
}

// Process is one person's vital signs through an acute course. It is a pure function of the seed, the person, their truth
// and the plan: a value at any moment costs a few microseconds whatever was asked before, and a treatment changes nothing
// before it is given. It is immutable and safe for any number of goroutines.
type Process struct {
	person  *demography.Person
	truth   *course.Truth
	plan    Plan
	patient *patient
	course  *Course

	severity, pace float64
	origin         [signs]float64 // usual values, Saturation as arterial kPa
	illness        [signs]path    // the course with its reliefs; Saturation in kPa
	given          [signs][]path  // what treatments add
	airs           []air
	breathed       path // fraction of oxygen above that of air

	stopped float64 // minute of the arrest, +Inf for none
	last    [signs]float64
}

type air struct {
	at float64
	Oxygen
}

// Open readies a person for a plan. Truth is what is so about them at Begins (course.Truth, never altered here). Errors say
// which word of the plan is not known, and the nearest right one.
func Open(seed uint64, person *demography.Person, truth *course.Truth, plan Plan) (*Process, error) {
	if plan.Course == "" {
		plan.Course = "none"
	}
	c, err := FindCourse(plan.Course)
	if err != nil {
		return nil, fmt.Errorf("open physiology of person %d: %w", person.Index, err)
	}
	if plan.Begins.IsZero() {
		return nil, fmt.Errorf("open physiology of person %d: %s does not say when it begins", person.Index, plan.Course)
	}
	if plan.Severity < 0 || plan.Severity > 5 || plan.ToPeak < 0 || math.IsNaN(plan.Severity) {
		return nil, fmt.Errorf("open physiology of person %d: severity %g, want 0 (drawn) to 5; to peak %v, want 0 (drawn) or more", person.Index, plan.Severity, plan.ToPeak)
	}
	for s, x := range plan.Usual {
		if s < 0 || s >= signs || math.IsNaN(x) || math.IsInf(x, 0) {
			return nil, fmt.Errorf("open physiology of person %d: usual value %g of sign %d", person.Index, x, int(s))
		}
	}
	plan.Treatments = slices.Clone(plan.Treatments)
	for _, t := range plan.Treatments {
		if err := t.check(); err != nil {
			return nil, fmt.Errorf("open physiology of person %d: %w", person.Index, err)
		}
	}
	slices.SortStableFunc(plan.Treatments, func(a, b Treatment) int { return a.At.Compare(b.At) })
	p := &Process{person: person, truth: truth, plan: plan, course: c, patient: newPatient(seed, person, truth, plan.Begins, &plan)}
	p.unfold()
	return p, nil
}

// With is the same course with more treatments. Nothing before the first of them differs.
func (p *Process) With(more ...Treatment) (*Process, error) {
	plan := p.plan
	plan.Treatments = slices.Concat(p.plan.Treatments, more)
	return Open(p.patient.seed, p.person, p.truth, plan)
}

// Course is the course that the plan names.
func (p *Process) Course() *Course { return p.course }

// Severity is how badly the course takes this person: it multiplies every change. 1 is middling.
func (p *Process) Severity() float64 { return p.severity }

// Usual is a sign's value in the person at rest and well: Airflow in per cent of predicted, Saturation on air.
func (p *Process) Usual(s Sign) float64 { return p.patient.usual[s] }

// Scale is the NEWS2 scale that the person is rightly scored on.
func (p *Process) Scale() Scale {
	if p.patient.retains {
		return Scale2
	}
	return Scale1
}

// NEWS2 scores the person as they are at t, sitting still. See Applicable for whom the score is meant.
func (p *Process) NEWS2(t time.Time) NEWS2 {
	v := p.Resting(t)
	return v.NEWS2(p.Scale())
}

// Arrest is when the heart stops; ok is false if nothing in the plan stops it.
func (p *Process) Arrest() (at time.Time, ok bool) {
	if math.IsInf(p.stopped, 1) {
		return time.Time{}, false
	}
	return p.moment(p.stopped), true
}

// At is everything that is so at t, walking included.
func (p *Process) At(t time.Time) Vitals { return p.vitals(t, p.Cadence(t)) }

// Resting is what would be so at t if the person had been sitting still.
func (p *Process) Resting(t time.Time) Vitals { return p.vitals(t, 0) }

// Every yields At from one moment up to and including another.
func (p *Process) Every(step time.Duration, from, to time.Time) iter.Seq[Vitals] {
	return func(yield func(Vitals) bool) {
		for t := from; step > 0 && !t.After(to); t = t.Add(step) {
			if !yield(p.At(t)) {
				return
			}
		}
	}
}

// minute is t on the course's own clock.
func (p *Process) minute(t time.Time) float64 { return t.Sub(p.plan.Begins).Minutes() }

func (p *Process) moment(minute float64) time.Time {
	return p.plan.Begins.Add(time.Duration(minute * float64(time.Minute)))
}

// vitals puts a moment together.
func (p *Process) vitals(t time.Time, cadence float64) Vitals {
	minute := p.minute(t)
	var x [signs]float64
	state := Living
	if minute >= p.stopped {
		x, cadence = p.still(minute), 0
		state = Arrested
		if minute-p.stopped >= constant("death-after") {
			state = Dead
		}
	} else {
		x = p.alive(t, minute, cadence)
	}
	q := qualities()
	for s := range x {
		x[s] = q[s].within(x[s])
	}
	x[Diastolic] = min(max(x[Diastolic], x[Systolic]*(1-constant("widest"))), x[Systolic]*(1-constant("narrowest")))
	return Vitals{At: t, State: state, Respiration: x[Respiration], Saturation: x[Saturation], Oxygen: p.Breathing(t),
		Systolic: x[Systolic], Diastolic: x[Diastolic], Pulse: x[Pulse], Temperature: x[Temperature],
		Consciousness: consciousness(x[Drowsiness]), Drowsiness: x[Drowsiness], Glucose: x[Glucose],
		PeakFlow: p.patient.peakFlow * x[Airflow] / 100, FEV1: p.patient.fev1 * x[Airflow] / 100, Weight: x[Weight], Cadence: cadence}
}

// alive is every sign of a living person: where the course and the treatments have it, and on top what the day, chance,
// meals and walking do.
func (p *Process) alive(t time.Time, minute, cadence float64) (x [signs]float64) {
	u := t.UTC()
	hour := float64(u.Hour()) + float64(u.Minute())/60 + float64(u.Second())/3600
	q := qualities()
	for s := range q {
		x[s] = p.latent(Sign(s), minute)
		scale := 1.0
		if Sign(s) == Glucose { // low glucose stirs less, in millimoles
			scale = min(x[s]/p.origin[s], 1.5)
		}
		x[s] += scale * p.patient.swing[s] * q[s].daily(hour)
		if k := p.patient.sway[s] * q[s].sway; k > 0 {
			x[s] += scale * k * q[s].wander.at(p.patient.seed, p.patient.index, streamSway, uint64(s), t)
		}
	}
	x[Glucose] += p.meals(t)
	for _, e := range exertions() {
		x[e.sign] += e.add * cadence / 100
	}
	for _, c := range couplings() {
		x[Drowsiness] += c.slope * c.past(x[c.sign])
	}
	return x
}

// latent is a sign without the day, chance, meals and walking: what decides whether the heart stops.
func (p *Process) latent(s Sign, minute float64) float64 {
	x := p.origin[s] + p.illness[s].at(minute)
	for _, g := range p.given[s] {
		x += g.at(minute)
	}
	if s != Saturation {
		return x
	}
	if more := p.breathed.at(minute); more > 0 {
		reach := min(max(p.latent(Respiration, minute), 0)/constant("full-breaths"), 1)
		x += p.course.gain * constant("alveolar") * more * reach
	}
	return dissociation().saturation(x)
}

// Breathing is the oxygen that the person is given at t.
func (p *Process) Breathing(t time.Time) Oxygen {
	minute := p.minute(t)
	o := deliveries()[0]
	for _, a := range p.airs {
		if a.at <= minute {
			o = a.Oxygen
		}
	}
	return o
}

// severities draws how badly and how fast the course takes the person, unless the plan says.
func (p *Process) severities() {
	var key uint64
	for _, b := range []byte(p.course.Key) {
		key = key*131 + uint64(b)
	}
	r := draw.Key(p.patient.seed, p.patient.index, streamSeverity, draw.Mix(key)^uint64(p.plan.Begins.Unix()))
	p.severity, p.pace = lognormal(r.Norm(), p.course.severity), lognormal(r.Norm(), p.course.pace)
	if p.plan.Severity > 0 {
		p.severity = p.plan.Severity
	}
	if p.plan.ToPeak > 0 && p.course.ToPeak > 0 {
		p.pace = p.plan.ToPeak.Minutes() / p.course.ToPeak.Minutes()
	}
}
