package device

import (
	"fmt"
	"iter"
	"math"
	"time"

	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/draw"
	"sandpiper/synthetic/physiology"
)

// The decisions of this package. A constant is never given another meaning.
const (
	streamTone    draw.Stream = 0xb200 + iota
	streamSeat                // salted by quantity
	streamSlow                // salted by quantity
	streamDrift               // salted by quantity
	streamReading             // the chances of one moment, of the whole device
	streamNoise               // the chances of one moment, by quantity
	streamGap
	streamCompression
)

// Body is what a device is fitted to: a *physiology.Process, or a stand-in of a test.
type Body interface {
	At(time.Time) physiology.Vitals
	Steps(from, to time.Time) float64
}

// Fitting says which device somebody has and since when.
type Fitting struct {
	Kind       string    // key of Kinds
	Since      time.Time // when it was put on or handed over
	Calibrated time.Time // from when drift counts; zero is Since
	Serial     uint64    // tells apart two of one kind
}

// Device is one device on one person. It is a pure function of the seed, the person, the fitting and what their body does up
// to the moment of a reading. It is immutable and safe for any number of goroutines.
type Device struct {
	kind    *Kind
	fitting Fitting
	body    Body
	tone    Tone

	seed, index uint64
	slow        []physiology.Wander // by channel
	seats       []float64
}

// Fit puts a device on a person. Errors say what of the fitting is not known.
func Fit(seed uint64, wearer *demography.Person, body Body, f Fitting) (*Device, error) {
	k, err := FindKind(f.Kind)
	if err != nil {
		return nil, fmt.Errorf("fit person %d: %w", wearer.Index, err)
	}
	if f.Since.IsZero() {
		return nil, fmt.Errorf("fit person %d with %s: no time since when", wearer.Index, f.Kind)
	}
	if f.Calibrated.IsZero() {
		f.Calibrated = f.Since
	}
	d := &Device{kind: k, fitting: f, body: body, tone: SkinTone(seed, wearer), index: uint64(wearer.Index)}
	d.seed = seed
	for _, b := range []byte(k.Key) {
		d.seed = draw.Mix(d.seed ^ uint64(b))
	}
	d.seed = draw.Mix(d.seed ^ f.Serial)
	for i := range k.channels {
		c := &k.channels[i]
		r := draw.Key(d.seed, d.index, streamSeat, uint64(f.Since.Unix())<<8|uint64(i))
		d.seats = append(d.seats, r.Norm())
		d.slow = append(d.slow, physiology.NewWander(d.seed, d.index, streamSlow, uint64(i), time.Duration(c.figures[slowMinutes]*float64(time.Minute))))
	}
	return d, nil
}

// Kind is what sort of device it is.
func (d *Device) Kind() *Kind { return d.kind }

// Stream yields the readings of every moment from one up to and including another; the missing ones are among them.
func (d *Device) Stream(from, to time.Time, every time.Duration) iter.Seq[Reading] {
	return func(yield func(Reading) bool) {
		for t := from; every > 0 && !t.After(to); t = t.Add(every) {
			for _, r := range d.Read(t) {
				if !yield(r) {
					return
				}
			}
		}
	}
}

// Read is what the device shows at t, one reading for each quantity in the order of Kind.Reads. The same moment always reads
// the same, to the second.
func (d *Device) Read(t time.Time) []Reading {
	v := d.body.At(t)
	m := d.moment(t, &v)
	out := make([]Reading, len(d.kind.channels))
	for i := range out {
		out[i] = d.read(i, t, &v, m)
	}
	return out
}

// moment is what befalls the whole device at once.
type moment struct {
	lost    Cause // why nothing is shown, Nothing if something is
	moved   bool
	noted   bool    // the device flags it
	cadence float64 // steps a minute
}

// moment draws what befalls the device at t. Each chance has its place in the sequence, whether or not it matters.
func (d *Device) moment(t time.Time, v *physiology.Vitals) moment {
	f := &d.kind.figures
	r := draw.Key(d.seed, d.index, streamReading, uint64(t.Unix()))
	worn := t.Sub(d.fitting.Since)
	walking := v.Cadence / 100
	m := moment{cadence: v.Cadence}
	drop := r.Chance(f[dropoutStill] + f[dropoutWalk]*walking + f[dropoutDay]*max(worn.Hours()/24, 0))
	m.moved = r.Chance(f[motionStill] + f[motionWalk]*walking)
	m.noted = r.Chance(f[motionNoticed]) && m.moved
	pale := (v.Systolic < f[perfusionSystolic] || v.Temperature < f[perfusionTemperature]) && r.Chance(f[perfusionDropout])
	switch {
	case worn < time.Duration(f[warmUpMinutes]*float64(time.Minute)):
		m.lost = WarmingUp
	case f[lifeDays] > 0 && worn.Hours() >= f[lifeDays]*24:
		m.lost = WornOut
	case f[needsWaking] > 0 && (v.State != physiology.Living || v.Consciousness >= physiology.Voice):
		m.lost = Unable
	case f[needsPulse] > 0 && v.State != physiology.Living:
		m.lost = NoSignal
	case d.gap(t):
		m.lost = Gap
	case pale:
		m.lost = Perfusion
	case drop:
		m.lost = NoSignal
	}
	return m
}

// gap reports whether t lies in a stretch whose data never came through: at most one begins in a day.
func (d *Device) gap(t time.Time) bool {
	f := &d.kind.figures
	if f[gapsDay] == 0 {
		return false
	}
	midnight := t.UTC().Truncate(24 * time.Hour)
	for _, day := range [2]time.Time{midnight.AddDate(0, 0, -1), midnight} {
		r := draw.Key(d.seed, d.index, streamGap, uint64(day.Unix()))
		if !r.Chance(f[gapsDay]) {
			continue
		}
		from := day.Add(time.Duration(r.Float64() * float64(24*time.Hour)))
		to := from.Add(time.Duration(min(r.Exp(), 6) * f[gapMinutes] * float64(time.Minute)))
		if !t.Before(from) && t.Before(to) {
			return true
		}
	}
	return false
}

// lagged is the true value as the device's place in the body has it: an exponential memory, in six equal parts.
func (d *Device) lagged(c *channel, t time.Time, v *physiology.Vitals) float64 {
	if c.truth == nil {
		return d.body.Steps(t.UTC().Truncate(24*time.Hour), t)
	}
	if c.figures[lagMinutes] == 0 {
		return c.truth(v)
	}
	const parts = 6
	sum := 0.0
	for i := range parts {
		ago := -math.Log(1 - (float64(i)+.5)/parts)
		then := d.body.At(t.Add(-time.Duration(ago * c.figures[lagMinutes] * float64(time.Minute))))
		sum += c.truth(&then)
	}
	return sum / parts
}
