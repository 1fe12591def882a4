package device

import (
	"math"
	"time"

	"sandpiper/synthetic/draw"
	"sandpiper/synthetic/physiology"
)

// read is one channel's reading: the truth, late, with the errors that last, those of the moment, and what the display does.
func (d *Device) read(i int, t time.Time, v *physiology.Vitals, m moment) Reading {
	c := &d.kind.channels[i]
	out := Reading{At: t, Device: d.kind.Key, Quantity: c.Key, Unit: c.Unit, UCUM: c.UCUM}
	if m.lost != Nothing {
		out.Missing, out.Quality, out.Cause = true, NoValue, m.lost
		return out
	}
	r := draw.Key(d.seed, d.index, streamNoise, uint64(t.Unix())<<8|uint64(i))
	x := d.standing(i, t, d.lagged(c, t, v))
	x, out.Cause = d.passing(c, &r, t, x, m)
	if m.noted {
		out.Quality = Poor
	}
	return d.show(c, &r, x, out)
}

// standing adds the errors that last: bias, that of skin, of the fitting, of the hours and of the time since calibration.
func (d *Device) standing(i int, t time.Time, x float64) float64 {
	c := &d.kind.channels[i]
	f := &c.figures
	share, plain := f[biasShare]+f[seatShare]*d.seats[i], f[bias]+f[seat]*d.seats[i]
	if f[slow]+f[slowShare] > 0 {
		z := d.slow[i].At(t)
		share, plain = share+f[slowShare]*z, plain+f[slow]*z
	}
	if f[drift]+f[driftShare] > 0 {
		z := walk(d.seed, d.index, uint64(d.fitting.Calibrated.Unix())<<8|uint64(i), t.Sub(d.fitting.Calibrated).Hours()/24)
		share, plain = share+f[driftShare]*z, plain+f[drift]*z
	}
	return x + d.skin(f, x) + plain + x*share
}

// skin is how much too high light reads through the wearer's skin.
func (d *Device) skin(f *figures, x float64) float64 {
	if f[toneTo] == 0 {
		return 0
	}
	depth := min(max((float64(d.tone)-f[toneFrom])/(f[toneTo]-f[toneFrom]), 0), 1)
	return depth * (f[toneBias] + f[toneGrowth]*max(f[toneBelow]-x, 0))
}

// passing adds what spoils this reading alone, and says what did.
func (d *Device) passing(c *channel, r *draw.Rand, t time.Time, x float64, m moment) (float64, Cause) {
	f := &c.figures
	cause := Nothing
	if depth := d.pressed(f, t); depth > 0 {
		x, cause = x-depth, Compression
	}
	poor, somebody, locked := r.Chance(f[poorShare]), r.Chance(f[elseShare]), r.Chance(f[lock])
	z := r.Norm()
	if m.moved && f[motionSpread] > 0 {
		x, cause = x+f[motionShift]+f[motionSpread]*z, Motion
		if locked && m.cadence > 50 {
			x, cause = m.cadence, Cadence
		}
	}
	if poor {
		x, cause = x+f[poorShift]+f[poorSpread]*r.Norm(), Technique
	}
	if somebody {
		x, cause = f[elseMean]+f[elseSpread]*z, Else
	}
	if f[blows] == 0 {
		return x + (f[noise]+f[noiseShare]*math.Abs(x))*r.Norm(), cause
	}
	effort := 1.0
	if r.Chance(f[effortShare]) {
		effort, cause = f[effortLeft], Technique
	}
	best := 0.0
	for range int(f[blows]) {
		// A blow falls short of the best more often than it passes it.
		best = max(best, x*effort*(1-f[noiseShare]*math.Abs(r.Norm())))
	}
	return best, cause
}

// pressed is how much too low the sensor reads because the wearer lies on it, at most once a night between ten and six.
func (d *Device) pressed(f *figures, t time.Time) float64 {
	if f[compressionNight] == 0 {
		return 0
	}
	evening := t.UTC().Add(-12 * time.Hour).Truncate(24 * time.Hour).Add(22 * time.Hour)
	r := draw.Key(d.seed, d.index, streamCompression, uint64(evening.Unix()))
	if !r.Chance(f[compressionNight]) {
		return 0
	}
	into := t.Sub(evening).Minutes() - r.Float64()*(8*60-f[compressionMinutes])
	lasts := f[compressionMinutes] * (.5 + r.Float64())
	if into < 0 || into > lasts {
		return 0
	}
	depth := f[compressionDepth] * (.5 + r.Float64())
	return depth * math.Min(1, math.Min(into, lasts-into)/5) // it sets in and goes within minutes
}

// show is what the display makes of a value: its range, its steps, and the hand that writes it down.
func (d *Device) show(c *channel, r *draw.Rand, x float64, out Reading) Reading {
	f := &c.figures
	fine := f[step]
	if r.Chance(f[zeroShare]) {
		fine = 10
	}
	x = math.Round(x/fine) * fine
	switch {
	case x >= f[low] && x <= f[high]:
	case f[clips] == 1 && x < f[low]:
		x, out.Quality = f[low], TooLow
	case f[clips] == 1:
		x, out.Quality = f[high], TooHigh
	case f[clips] == 2 && x > f[high]:
		x = f[high]
	default:
		out.Missing, out.Quality, out.Cause = true, NoValue, Range
		return out
	}
	out.Value = math.Round(x*1000) / 1000 // without the dust of binary tenths
	return out
}
