package course

import (
	"math"
	"time"

	"sandpiper/synthetic/draw"
)

// frame is what is particular to somebody's body beyond sex, age and illness. With it and the entries of a Life, Body
// answers for any day. Nothing in it depends on how much of the life was asked for.
type frame struct {
	model  *Model
	scores [measures]float64 // normal scores among people of the same sex and age, for ever
	sway   [4]float64        // phases of the slow waves that weight, pressure, sugar and fat go up and down in
	smokes smoking
	drinks float64 // units of alcohol a week at an age when drinkers drink as much as they ever do
	drank  float64 // age at the first of them

	// Ages at which things that cast a shadow before set in; infinite if never. They hold for the whole life.
	diabetic1, diabetic2, pressed, kidneys float64

	fall  float64 // of the filtration rate with kidney disease, mL/min/1.73m2 a year
	depth float64 // of the filtration rate below 60 when the disease is found
}

// embody draws a person's frame, once their conditions are known.
func (m *Model) embody(l *life) {
	f := &l.out.frame
	f.model = m
	r := draw.Key(m.seed, uint64(l.Index), streamBody, 0)
	for i := range smokers {
		f.scores[i] = r.Norm()
	}
	for i := range f.sway {
		f.sway[i] = 2 * math.Pi * r.Float64()
	}
	place := 0.05 * (5.5 - float64(l.Decile)) // the heavier half lives in poorer places
	f.scores[bodyMass] = l.heavy + place
	f.scores[diastolic] = 0.6*f.scores[systolic] + 0.8*f.scores[diastolic]
	f.scores[hdl] = 0.94*f.scores[hdl] - 0.34*l.heavy
	f.scores[triglycerides] = 0.94*f.scores[triglycerides] + 0.34*l.heavy
	f.scores[alt] = 0.92*f.scores[alt] + 0.4*l.heavy
	f.scores[ferritin] = 0.95*f.scores[ferritin] + 0.3*f.scores[haemoglobin]

	k := draw.Key(m.seed, uint64(l.Index), streamKidney, 0)
	x := &m.atlas.paths
	f.depth, f.fall = min(0.5+x.depth*k.Exp(), x.depthMost), x.fall*math.Exp(x.fallSpread*k.Norm())
	f.diabetic1, f.diabetic2, f.pressed, f.kidneys = math.Inf(1), math.Inf(1), math.Inf(1), math.Inf(1)
	for i := range l.out.Conditions {
		c := &l.out.Conditions[i]
		switch c.Is {
		case "type-1-diabetes":
			f.diabetic1 = years(l.Born, c.Onset)
		case "type-2-diabetes":
			f.diabetic2 = years(l.Born, c.Onset)
		case "hypertension":
			f.pressed = years(l.Born, c.Onset)
		case "chronic-kidney-disease":
			f.kidneys = years(l.Born, c.Onset)
		}
	}
	f.smokes = m.smoking(l)
	f.drinks, f.drank = m.drinking(l)
}

// years is the time between two days in years.
func years(from, to time.Time) float64 { return float64(to.Unix()-from.Unix()) / 86400 / year }

// swing is a score that goes up and down over the years, a tenth of its variance in a wave of a period in years. Children
// keep to their line.
func (f *frame) swing(score float64, wave int, age, period float64) float64 {
	return 0.95*score + 0.44*min(1, age/25)*math.Cos(f.sway[wave]+2*math.Pi*age/period)
}
