package device

import "time"

// Reading is what a device shows of one quantity at one moment.
type Reading struct {
	At       time.Time
	Device   string  // key of Kinds: "oximeter"
	Quantity string  // key of Quantities: "saturation"
	Value    float64 // in Unit, as finely as the device shows it; 0 if Missing
	Unit     string  // as printed: "per minute"
	UCUM     string  // "/min"
	Quality  Quality // what the device itself says
	Missing  bool    // no value was shown
	Cause    Cause   // what spoilt it, which no product is told
}

// Quality is what a device says about its own reading.
type Quality uint8

// The qualities.
const (
	Good    Quality = iota
	Poor            // shown, with a sign that the signal is weak
	TooLow          // shown as the end of the range that the value is below
	TooHigh         // shown as the end of the range that the value is above
	NoValue         // nothing is shown
)

// String is "good", "poor", "too-low", "too-high" or "none".
func (q Quality) String() string {
	return [...]string{"good", "poor", "too-low", "too-high", "none"}[q]
}

// Cause is the truth about a spoilt reading.
type Cause uint8

// The causes.
const (
	Nothing     Cause = iota // as good as the device can
	Motion                   // the wearer moved
	NoSignal                 // contact was lost, or there was nothing to read
	Perfusion                // too little blood in the finger
	Cadence                  // steps were taken for heartbeats
	Compression              // the wearer lay on the sensor
	WarmingUp                // the sensor is not ready
	WornOut                  // the sensor's life is over
	Gap                      // the data did not come through
	Range                    // outside of what the device can show
	Technique                // held or blown badly
	Else                     // somebody else was measured
	Unable                   // the wearer was in no state to take part
)

// String is the cause in one word or two, such as "motion"; it is empty for Nothing.
func (c Cause) String() string {
	return [...]string{"", "motion", "no signal", "low perfusion", "cadence", "compression", "warming up", "worn out", "gap", "out of range",
		"technique", "somebody else", "unable"}[c]
}
