package device

import "sync"

// figure is the name of one way to err, as data/figures.csv has it.
type figure int

// What data/figures.csv may say. What it does not say of a device is 0.
const (
	// of a quantity
	step        figure = iota // as finely as it is shown
	low                       // least that is shown
	high                      // most that is shown
	clips                     // 1: beyond its range it shows the end of it and says so; 2: above it, the top
	bias                      // always
	biasShare                 // always, of the value
	seat                      // standard deviation from fitting to fitting
	seatShare                 // the same, of the value
	slow                      // standard deviation of what wanders
	slowShare                 // the same, of the value
	slowMinutes               // its time constant
	noise                     // standard deviation of each reading
	noiseShare                // the same, of the value
	drift                     // standard deviation after a day since calibration, growing with the square root
	driftShare                // the same, of the value
	lagMinutes                // how far it trails behind
	motionShift               // what movement does in the mean
	motionSpread
	lock      // share of spoilt readings that are the cadence
	poorShare // share held badly
	poorShift // what that does in the mean
	poorSpread
	zeroShare        // share rounded to the nearest ten
	toneFrom         // skin tone that is read rightly
	toneTo           // skin tone that is read most wrongly
	toneBias         // in that tone
	toneGrowth       // more of it for each unit below toneBelow
	toneBelow        //
	compressionNight // chance of lying on the sensor in a night
	compressionMinutes
	compressionDepth
	elseShare // share of readings of somebody else
	elseMean
	elseSpread
	blows       // the best of so many is shown
	effortShare // share of poor efforts
	effortLeft  // share of the value that a poor effort gives

	// of the device
	motionStill   // share of readings that movement spoils at rest
	motionWalk    // more of it at 100 steps a minute
	motionNoticed // share of those that the device flags
	dropoutStill  // share of readings without a signal at rest
	dropoutWalk   // more of it at 100 steps a minute
	dropoutDay    // more of it for each day of wear
	needsPulse    // 1: nothing is read without a heartbeat
	needsWaking   // 1: the wearer must take part
	perfusionSystolic
	perfusionTemperature
	perfusionDropout // share without a signal below either
	warmUpMinutes
	lifeDays
	gapsDay // chance of a gap in the data in a day
	gapMinutes
	howMany
)

var figureNames = [howMany]string{"step", "low", "high", "clips", "bias", "bias-share", "seat", "seat-share", "slow", "slow-share", "slow-minutes",
	"noise", "noise-share", "drift", "drift-share", "lag-minutes", "motion-shift", "motion-spread", "lock", "poor-share", "poor-shift", "poor-spread", "zero-share",
	"tone-from", "tone-to", "tone-bias", "tone-growth", "tone-below", "compression-night", "compression-minutes", "compression-depth", "else-share",
	"else-mean", "else-spread", "blows", "effort-share", "effort-left", "motion-still", "motion-walk", "motion-noticed", "dropout-still", "dropout-walk",
	"dropout-day", "needs-pulse", "needs-waking", "perfusion-systolic", "perfusion-temperature", "perfusion-dropout", "warm-up-minutes", "life-days",
	"gaps-day", "gap-minutes"}

type figures [howMany]float64

// kinds reads the tables. A name that is not in figureNames is a broken table.
var kinds = sync.OnceValue(func() []Kind {
	names := map[string]figure{}
	for i, name := range figureNames {
		names[name] = figure(i)
	}
	var all []Kind
	for _, row := range table("devices.csv") {
		all = append(all, Kind{Key: row.Text("key"), Label: row.Text("label")})
	}
	for _, row := range table("figures.csv") {
		f, ok := names[row.Text("figure")]
		if !ok {
			panic("device: figures.csv: no figure " + row.Text("figure"))
		}
		*all[indexOf(all, row.Text("device"))].of(row.Text("quantity"), f) = row.Float("value")
	}
	return all
})

func indexOf(all []Kind, key string) int {
	for i := range all {
		if all[i].Key == key {
			return i
		}
	}
	panic("device: figures.csv: no device " + key)
}

// of is the place of a figure of the device, or of one of its quantities, which is added when it is first named.
func (k *Kind) of(quantity string, f figure) *float64 {
	if (f >= motionStill) != (quantity == "") {
		panic("device: figures.csv: " + figureNames[f] + " of " + k.Key + " is in the wrong place")
	}
	if quantity == "" {
		return &k.figures[f]
	}
	for i := range k.channels {
		if k.channels[i].Key == quantity {
			return &k.channels[i].figures[f]
		}
	}
	k.channels = append(k.channels, newChannel(quantity))
	return &k.channels[len(k.channels)-1].figures[f]
}
