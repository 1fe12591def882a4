package physiology

import (
	"sync"
	"time"
)

// Vitals are what is so about a person's body at a moment, whatever anybody measures.
type Vitals struct {
	At            time.Time
	State         State
	Respiration   float64 // breaths a minute
	Saturation    float64 // of arterial haemoglobin with oxygen, %
	Oxygen        Oxygen
	Systolic      float64 // mm[Hg]
	Diastolic     float64 // mm[Hg], always below Systolic
	Pulse         float64 // beats a minute
	Temperature   float64 // of the core, Cel
	Consciousness Consciousness
	Drowsiness    float64 // what Consciousness is read off: 0 wide awake … 5
	Glucose       float64 // in the capillaries, mmol/L
	PeakFlow      float64 // L/min, with a good effort
	FEV1          float64 // L, with a good effort
	Weight        float64 // kg
	Cadence       float64 // steps a minute, 0 at rest
}

// Of is the value of a sign. For Airflow it is the peak flow in L/min.
func (v *Vitals) Of(s Sign) float64 {
	switch s {
	case Respiration:
		return v.Respiration
	case Saturation:
		return v.Saturation
	case Systolic:
		return v.Systolic
	case Diastolic:
		return v.Diastolic
	case Pulse:
		return v.Pulse
	case Temperature:
		return v.Temperature
	case Drowsiness:
		return v.Drowsiness
	case Glucose:
		return v.Glucose
	case Airflow:
		return v.PeakFlow
	case Weight:
		return v.Weight
	}
	return 0
}

// State is whether somebody lives.
type State uint8

// The states, each worse than the one before.
const (
	Living   State = iota
	Arrested       // the heart has stopped; nobody resuscitates in this model
	Dead
)

// String is "living", "arrested" or "dead".
func (s State) String() string { return [...]string{"living", "arrested", "dead"}[s] }

// Consciousness is a level of ACVPU, Alert first.
type Consciousness uint8

// The levels of consciousness as NEWS2 counts them.
const (
	Alert Consciousness = iota
	Confused
	Voice
	Pain
	Unresponsive
)

type level struct {
	from          float64
	letter, label string
}

var levels = sync.OnceValue(func() []level {
	var all []level
	for _, row := range table("consciousness.csv") {
		all = append(all, level{row.Float("from"), row.Text("letter"), row.Text("label")})
	}
	return all
})

// consciousness is the level at which a drowsy person is found.
func consciousness(drowsiness float64) (c Consciousness) {
	for i, l := range levels() {
		if drowsiness >= l.from {
			c = Consciousness(i)
		}
	}
	return c
}

// String is the letter of ACVPU.
func (c Consciousness) String() string { return levels()[c].letter }

// Label is the level in words, such as "Responds to voice".
func (c Consciousness) Label() string { return levels()[c].label }
