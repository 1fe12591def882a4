package physiology

import (
	"fmt"
	"math"
	"slices"
	"sync"
	"time"

	"sandpiper/synthetic/near"
)

// Treatment is something given to a person at a moment.
type Treatment struct {
	Is   string    // key of Remedies: "oxygen", "fluids", "naloxone" …
	At   time.Time // when it was given or started
	Dose float64   // in usual doses; 0 means one
	By   string    // for oxygen, a key of Deliveries: "venturi-28", "air" to take it off
}

// Remedy is a thing that can be given.
type Remedy struct {
	Key, Label string
}

// Remedies lists what can be given, in the order of data/treatments.csv.
func Remedies() []Remedy { return remedies() }

var remedies = sync.OnceValue(func() []Remedy {
	var all []Remedy
	for _, row := range table("treatments.csv") {
		all = append(all, Remedy{row.Text("key"), row.Text("label")})
	}
	return all
})

const oxygen = "oxygen" // the treatment that is a setting rather than a dose

// delivery is the way of giving oxygen that a treatment names.
func (t *Treatment) delivery() (Oxygen, bool) {
	i := slices.IndexFunc(deliveries(), func(o Oxygen) bool { return o.By == t.By })
	if i < 0 {
		return Oxygen{}, false
	}
	return deliveries()[i], true
}

// check says what is wrong with a treatment, naming the nearest right word.
func (t *Treatment) check() error {
	if !slices.ContainsFunc(remedies(), func(r Remedy) bool { return r.Key == t.Is }) {
		var keys []string
		for _, r := range remedies() {
			keys = append(keys, r.Key)
		}
		return fmt.Errorf("no treatment %q: the nearest is %q", t.Is, near.Closest(t.Is, keys))
	}
	if t.At.IsZero() {
		return fmt.Errorf("%s: no time given", t.Is)
	}
	if t.Dose < 0 || math.IsNaN(t.Dose) || t.Dose > 100 {
		return fmt.Errorf("%s: dose %g, want 0 (one) to 100 usual doses", t.Is, t.Dose)
	}
	_, known := t.delivery()
	if t.Is == oxygen && !known {
		var keys []string
		for _, o := range deliveries() {
			keys = append(keys, o.By)
		}
		return fmt.Errorf("oxygen by %q: the nearest is %q", t.By, near.Closest(t.By, keys))
	}
	if t.Is != oxygen && t.By != "" {
		return fmt.Errorf("%s by %q: only oxygen says by what", t.Is, t.By)
	}
	return nil
}

// response is one row of data/responses.csv: what a treatment does to a sign, or to all.
type response struct {
	treatment           string
	sign                Sign
	all                 bool
	relief, add         float64
	delay, slack, lasts float64 // minutes; lasts 0 is for good
}

func (r *response) reaches(s Sign) bool { return r.all || r.sign == s }

// span is when a response to something given at a minute acts.
func (r *response) span(given float64) (from, to float64) {
	from = given + r.delay
	if r.lasts == 0 {
		return from, math.Inf(1)
	}
	return from, from + r.lasts
}
