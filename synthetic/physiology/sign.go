package physiology

import (
	"embed"
	"math"
	"sync"
	"time"

	"sandpiper/synthetic/nhs"
	"sandpiper/synthetic/sheet"
)

// Sign is one of the quantities that are followed. Its units are those of data/signs.csv, in the order of which they stand.
type Sign int

// The signs.
const (
	Respiration Sign = iota // breaths a minute
	Saturation              // arterial oxygen saturation, %
	Systolic                // mm[Hg]
	Diastolic               // mm[Hg]
	Pulse                   // beats a minute
	Temperature             // of the core, Cel
	Drowsiness              // latent: 0 wide awake … 5, see data/consciousness.csv
	Glucose                 // in the capillaries, mmol/L
	Airflow                 // share of the predicted peak flow, %
	Weight                  // kg
	signs                   // how many there are
)

//go:embed data/*.csv
var files embed.FS

func table(name string) []sheet.Row { return sheet.Read(files, "data/"+name) }

// quality is what data/signs.csv says about a sign: its names, its bounds, and how it stirs within a person.
type quality struct {
	key, label      string
	observable      string
	unit, ucum      string
	decimals        int
	low, high       float64
	sway            float64       // standard deviation within a person
	slack           time.Duration // time constant of the sway
	swing, peakHour float64       // half the daily range, and when it is highest
	wander          wander
}

var qualities = sync.OnceValue(func() *[signs]quality {
	var all [signs]quality
	for i, row := range table("signs.csv") {
		slack := time.Duration(row.Float("minutes") * float64(time.Minute))
		all[i] = quality{key: row.Text("key"), label: row.Text("label"), observable: row.Text("observable"), unit: row.Text("unit"), ucum: row.Text("ucum"),
			decimals: row.Int("decimals"), low: row.Float("low"), high: row.Float("high"), sway: row.Float("sway"), slack: slack,
			swing: row.Float("swing"), peakHour: row.Float("peak"), wander: newWander(slack)}
	}
	return &all
})

// String is the sign's key, such as "respiration".
func (s Sign) String() string { return qualities()[s].key }

// Label is the sign's name as a clinician writes it, such as "Respiratory rate".
func (s Sign) Label() string { return qualities()[s].label }

// Unit is how the unit is printed.
func (s Sign) Unit() string { return qualities()[s].unit }

// UCUM is the unit's code.
func (s Sign) UCUM() string { return qualities()[s].ucum }

// Limits are the values that the sign never leaves, however ill or dead the person.
func (s Sign) Limits() (low, high float64) { return qualities()[s].low, qualities()[s].high }

// Observable is the concept under which records hold the sign; ok is false for what they hold under none.
func (s Sign) Observable() (c nhs.Concept, ok bool) {
	return nhs.Observables().Find(qualities()[s].observable)
}

// Round is a value as it is charted: to whole numbers, or to tenths for temperature, glucose and weight.
func (s Sign) Round(value float64) float64 {
	scale := math.Pow10(qualities()[s].decimals)
	return math.Round(value*scale) / scale
}

// FindSign looks a sign up by its key; ok is false if there is none.
func FindSign(key string) (s Sign, ok bool) {
	for i := range qualities() {
		if qualities()[i].key == key {
			return Sign(i), true
		}
	}
	return 0, false
}

// sign is the sign that a cell of an embedded table names.
func sign(row sheet.Row, column string) Sign {
	s, ok := FindSign(row.Text(column))
	if !ok {
		panic("physiology: no sign " + row.Text(column))
	}
	return s
}

func (q *quality) within(x float64) float64 { return min(max(x, q.low), q.high) }

func (q *quality) daily(hour float64) float64 {
	return q.swing * math.Cos((hour-q.peakHour)*math.Pi/12)
}
