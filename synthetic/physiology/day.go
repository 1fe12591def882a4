package physiology

import (
	"math"
	"sync"
	"time"

	"sandpiper/synthetic/draw"
)

const slot = 10 * time.Minute // walks are decided ten minutes at a time

// Cadence is how fast the person walks at t, in steps a minute; 0 while they sit, lie or sleep.
func (p *Process) Cadence(t time.Time) float64 {
	start := t.Truncate(slot)
	pace := p.walk(start)
	if pace == 0 {
		return 0
	}
	// A walk fills the middle of its ten minutes, so that the body has time to settle.
	x := t.Sub(start).Seconds() / slot.Seconds()
	return pace * math.Sin(math.Pi*x) * math.Sin(math.Pi*x)
}

// Steps is how many steps the person takes from one moment to another.
func (p *Process) Steps(from, to time.Time) float64 {
	var sum float64
	for start := from.Truncate(slot); start.Before(to); start = start.Add(slot) {
		if pace := p.walk(start); pace > 0 {
			a := max(from.Sub(start).Seconds()/slot.Seconds(), 0)
			b := min(to.Sub(start).Seconds()/slot.Seconds(), 1)
			sum += pace * slot.Minutes() * (walked(b) - walked(a))
		}
	}
	return sum
}

// walked is the integral of sin²(πx) from 0.
func walked(x float64) float64 { return x/2 - math.Sin(2*math.Pi*x)/(4*math.Pi) }

// walk is the cadence at the height of the walk that begins at start, 0 if there is none.
func (p *Process) walk(start time.Time) float64 {
	hour := float64(start.UTC().Hour())
	d := days()
	if hour < d.wakes || hour >= d.sleeps || p.minute(start) >= p.stopped {
		return 0
	}
	chance := p.patient.walks
	if !start.Before(p.plan.Begins) {
		chance *= p.course.moves
	}
	r := draw.Key(p.patient.seed, p.patient.index, streamWalk, uint64(start.Unix()))
	if r.Float64() >= chance {
		return 0
	}
	return max(d.cadence+d.cadenceSpread*r.Norm(), 60)
}

// meals is what eating has added to glucose at t.
func (p *Process) meals(t time.Time) (sum float64) {
	d := days()
	rise := d.rise
	if p.patient.diabetic {
		rise = d.riseDiabetes
	}
	midnight := t.UTC().Truncate(24 * time.Hour)
	for _, day := range []time.Time{midnight.AddDate(0, 0, -1), midnight} {
		for i, hour := range d.meals {
			r := draw.Key(p.patient.seed, p.patient.index, streamMeal, uint64(day.Unix())+uint64(i))
			at := day.Add(time.Duration((hour*60 + d.late*r.Norm()) * float64(time.Minute)))
			x := t.Sub(at).Minutes() / d.peak
			if x <= 0 || x > 16 {
				continue
			}
			sum += rise * lognormal(r.Norm(), d.spread) * x * math.Exp(1-x)
		}
	}
	// An ill person eats less, and what they ate before counts less and less.
	if minute := p.minute(t); minute > 0 {
		sum *= p.course.eats + (1-p.course.eats)*math.Exp(-minute/d.fade)
	}
	return sum
}

// day is what a day usually holds.
type day struct {
	meals                      [3]float64 // hours
	late, peak, fade           float64    // minutes
	rise, riseDiabetes, spread float64
	wakes, sleeps              float64 // hours
	cadence, cadenceSpread     float64
}

var days = sync.OnceValue(func() day {
	return day{meals: [3]float64{constant("meal-first"), constant("meal-second"), constant("meal-third")}, late: constant("meal-late"),
		peak: constant("meal-peak"), fade: constant("meal-fade"), rise: constant("meal-rise"), riseDiabetes: constant("meal-rise-diabetes"), spread: constant("meal-spread"),
		wakes: constant("walks-from"), sleeps: constant("walks-to"), cadence: constant("cadence"), cadenceSpread: constant("cadence-spread")}
})
