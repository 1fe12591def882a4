package device_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/device"
	"sandpiper/synthetic/physiology"
)

// Accuracy root mean square over 70–100 % in light skin, as makers state it.
func TestOximetersAreAsAccurateAsTheirMakersSay(t *testing.T) {
	for kind, want := range map[string]float64{"oximeter": 2.9, "oximeter-ward": 2.4} {
		sum, n := 0.0, 0.0
		for x := 70; x <= 99; x++ {
			body := well()
			body.Saturation = float64(x)
			_, rms, _ := errors(gather(t, 150, "A", kind, "saturation", body, time.Duration(x)*time.Hour), float64(x))
			sum, n = sum+rms*rms, n+1
		}
		assert.InDelta(t, want, math.Sqrt(sum/n), 0.35, kind)
	}
}

func TestOximetersReadHighInDarkSkin(t *testing.T) {
	bias := func(ethnicity string, x float64) float64 {
		body := well()
		body.Saturation = x
		mean, _, _ := errors(gather(t, 800, ethnicity, "oximeter", "saturation", body, 2*time.Hour), x)
		return mean
	}
	for _, x := range []float64{75, 88} {
		assert.InDelta(t, 0.3, bias("A", x), 0.5, "light, %v", x)
	}
	assert.InDelta(t, 1.8, bias("N", 88)-bias("A", 88), 0.6, "dark, 88 %")
	assert.InDelta(t, 3.4, bias("N", 75)-bias("A", 75), 0.7, "dark, 75 %")
	assert.Greater(t, bias("N", 75), bias("J", 75), "in between")
	assert.Greater(t, bias("J", 75), bias("A", 75))
}

// Occult hypoxaemia: a true saturation below 88 % behind a reading of 92–96 %. Sjoding 2020 found it in 11.7 % of readings
// of Black patients and 3.6 % of White (recalled), about three times as often, in patients iller than any that devices are
// tried on and with up to ten minutes between blood and reading. Here the ratio is held, with devices as good as stated.
func TestOccultHypoxaemiaIsCommonerInDarkSkin(t *testing.T) {
	occult := func(ethnicity string) float64 {
		hidden, shown := 0.0, 0.0
		for tenth := 780; tenth < 1000; tenth += 5 {
			x := float64(tenth) / 10
			weight := math.Exp(-(x - 92) * (x - 92) / (2 * 5 * 5)) // people in intensive care
			body := well()
			body.Saturation = x
			for _, r := range gather(t, 150, ethnicity, "oximeter-ward", "saturation", body, time.Duration(tenth)*time.Minute) {
				if r.Missing || r.Value < 92 || r.Value > 96 {
					continue
				}
				shown += weight
				if x < 88 {
					hidden += weight
				}
			}
		}
		return hidden / shown
	}
	light, dark := occult("A"), occult("N")
	t.Logf("occult behind 92-96 %%: light %.3f, dark %.3f", light, dark)
	assert.InDelta(t, 3, dark/light, 1.6, "light %.3f, dark %.3f", light, dark)
	assert.Less(t, light, 0.06)
	assert.Less(t, dark, 0.16)
}

func TestToneFollowsEthnicityAndIsKept(t *testing.T) {
	mean := func(ethnicity string) (sum float64) {
		for i := range 500 {
			p := demography.Person{Index: i, Ethnicity: ethnicity}
			tone := device.SkinTone(1, &p)
			require.True(t, tone >= 1 && tone <= 10)
			require.Equal(t, tone, device.SkinTone(1, &p))
			sum += float64(tone) / 500
		}
		return sum
	}
	assert.Less(t, mean("A"), mean("J"))
	assert.Less(t, mean("J"), mean("N"))
	assert.Equal(t, mean("S"), mean("Z"), "not stated counts as any other")
}

func TestPoorPerfusionLosesTheSignal(t *testing.T) {
	_, _, warm := errors(gather(t, 500, "A", "oximeter", "saturation", well(), 2*time.Hour), 97)
	shocked := well()
	shocked.Systolic, shocked.Diastolic = 70, 40
	all := gather(t, 500, "A", "oximeter", "saturation", shocked, 2*time.Hour)
	_, _, cold := errors(all, 97)
	assert.Less(t, warm, 0.05)
	assert.InDelta(t, 0.45, cold, 0.08)
	pulseless := well()
	pulseless.State = physiology.Arrested
	_, _, none := errors(gather(t, 100, "A", "oximeter", "saturation", pulseless, 2*time.Hour), 97)
	assert.Equal(t, 1.0, none)
}

func TestMovementSpoilsReadings(t *testing.T) {
	walking := well()
	walking.Cadence, walking.Pulse = 110, 96
	locked, moved := 0, 0
	for _, r := range gather(t, 1000, "A", "wristband", "pulse", walking, 2*time.Hour) {
		switch r.Cause {
		case device.Cadence:
			locked++
			assert.InDelta(t, 110, r.Value, 12, "steps taken for heartbeats")
		case device.Motion:
			moved++
		}
	}
	assert.InDelta(t, 130, locked, 50)
	assert.InDelta(t, 190, moved, 60)
	for _, r := range gather(t, 1000, "A", "wristband", "pulse", well(), 2*time.Hour) {
		assert.NotEqual(t, device.Cadence, r.Cause, "at rest")
	}
}

func TestCuffsKeepWithinTheirLimitsAndHandsPreferNoughts(t *testing.T) {
	for kind, wantNoughts := range map[string]float64{"cuff": 0.1, "cuff-by-ear": 0.56} {
		all := gather(t, 2000, "A", kind, "systolic", well(), 2*time.Hour)
		var fair []device.Reading
		noughts, n := 0.0, 0.0
		for _, r := range all {
			if r.Cause == device.Nothing {
				fair = append(fair, r)
				n++
				if math.Mod(r.Value, 10) == 0 {
					noughts++
				}
			}
		}
		mean, rms, _ := errors(fair, 124)
		assert.Less(t, math.Abs(mean), 2.0, kind)
		assert.Less(t, rms, 8.0, kind)
		assert.InDelta(t, wantNoughts, noughts/n, 0.05, kind)
	}
}

func TestThermometersScatterAndAreHeldBadly(t *testing.T) {
	low, fair := 0, 0
	for _, r := range gather(t, 2000, "A", "thermometer", "temperature", well(), time.Hour) {
		if r.Missing {
			continue
		}
		assert.InDelta(t, math.Round(r.Value*10), r.Value*10, 1e-9, "in tenths")
		if r.Cause == device.Technique {
			low++
		} else if math.Abs(r.Value-36.9) < 0.6 {
			fair++
		}
	}
	assert.InDelta(t, 120, low, 40)
	assert.Greater(t, fair, 1700)
}

// Mean absolute relative difference from capillary glucose over a fortnight in people with type 1 diabetes.
func TestGlucoseMonitorsHaveTheirMARD(t *testing.T) {
	sum, n, late := 0.0, 0.0, 0.0
	for i := range 12 {
		body := process(t, i, physiology.Plan{}, "type-1-diabetes")
		d := fit(t, i, "A", "cgm", body)
		for at := after(2 * time.Hour); at.Before(after(13 * 24 * time.Hour)); at = at.Add(47 * time.Minute) {
			r := d.Read(at)[0]
			if r.Missing || r.Quality != device.Good {
				continue
			}
			truth := body.At(at).Glucose
			sum += math.Abs(r.Value-truth) / truth
			before := body.At(at.Add(-10 * time.Minute))
			late += math.Abs(r.Value-before.Glucose) / before.Glucose
			n++
		}
	}
	assert.InDelta(t, 0.095, sum/n, 0.012, "MARD")
	assert.Less(t, late, sum, "the reading is nearer to what glucose was ten minutes ago")
}

func TestGlucoseMonitorsWarmUpWearOutAndGap(t *testing.T) {
	d := fit(t, 4, "A", "cgm", well())
	assert.Equal(t, device.WarmingUp, d.Read(after(59 * time.Minute))[0].Cause)
	assert.NotEqual(t, device.WarmingUp, d.Read(after(61 * time.Minute))[0].Cause)
	assert.Equal(t, device.WornOut, d.Read(after(14 * 24 * time.Hour))[0].Cause)
	causes := map[device.Cause]float64{}
	night := 0.0
	for i := range 40 {
		for r := range fit(t, i, "A", "cgm", well()).Stream(after(time.Hour), after(13*24*time.Hour), 10*time.Minute) {
			causes[r.Cause]++
			if r.Cause == device.Compression {
				night++
				assert.True(t, r.At.Hour() >= 22 || r.At.Hour() <= 7, "%s", r.At)
			}
		}
	}
	total := 40.0 * 13 * 144
	assert.InDelta(t, 0.5*45/1440, causes[device.Gap]/total, 0.004, "share of time in gaps")
	assert.InDelta(t, 0.12*40/1440, causes[device.Compression]/total, 0.0015, "share of time lain on")
	assert.Positive(t, night)
	low := well()
	low.Glucose = 1.2
	r := fit(t, 9, "A", "cgm", low).Read(after(5 * time.Hour))[0]
	assert.Equal(t, device.TooLow, r.Quality)
	assert.Equal(t, 2.2, r.Value)
}

func TestScalesAreSteppedOnByOthers(t *testing.T) {
	others, n := 0, 0
	sum := 0.0
	for _, r := range gather(t, 4000, "A", "scales", "weight", well(), time.Hour) {
		if r.Cause == device.Else {
			others++
			continue
		}
		n++
		sum += math.Abs(r.Value - 74)
	}
	assert.InDelta(t, 48, others, 25)
	assert.Less(t, sum/float64(n), 1.0)
}

func TestBlowingNeedsEffortAndWakefulness(t *testing.T) {
	poor := 0
	for _, r := range gather(t, 1000, "A", "spirometer", "peak-flow", well(), time.Hour) {
		if r.Cause == device.Technique {
			poor++
			assert.Less(t, r.Value, 400.0)
		} else {
			assert.InDelta(t, 480, r.Value, 60)
		}
		assert.Zero(t, math.Mod(r.Value, 5))
	}
	assert.InDelta(t, 120, poor, 40)
	drowsy := well()
	drowsy.Consciousness = physiology.Voice
	assert.Equal(t, device.Unable, fit(t, 1, "A", "spirometer", drowsy).Read(nine)[0].Cause)
	assert.Equal(t, device.Unable, fit(t, 1, "A", "scales", drowsy).Read(nine)[0].Cause)
}

func TestDriftGrowsWithTheSquareRootOfTime(t *testing.T) {
	spread := func(days int) float64 {
		sum := 0.0
		for i := range 1500 {
			p := demography.Person{Index: i, Ethnicity: "A"}
			read := func(calibrated time.Time) float64 {
				d, err := device.Fit(7, &p, well(), device.Fitting{Kind: "cgm", Since: after(-48 * time.Hour), Calibrated: calibrated})
				require.NoError(t, err)
				return d.Read(nine)[0].Value
			}
			// Two fittings that differ in their calibration alone: what is left is drift.
			diff := read(after(-time.Duration(days)*24*time.Hour)) - read(nine)
			sum += diff * diff
		}
		return math.Sqrt(sum / 1500)
	}
	assert.InDelta(t, 6*0.006*math.Sqrt(100), spread(100), 0.06)
	assert.InDelta(t, 6*0.006*math.Sqrt(400), spread(400), 0.1)
}

func TestStepsAreCountedFromMidnight(t *testing.T) {
	body := process(t, 6, physiology.Plan{})
	d := fit(t, 6, "A", "wristband", body)
	last := -1.0
	for h := range 14 {
		for _, r := range d.Read(after(time.Duration(h) * time.Hour)) {
			if r.Quantity == "steps" && !r.Missing {
				assert.GreaterOrEqual(t, r.Value, last)
				truth := body.Steps(nine.Truncate(24*time.Hour), r.At)
				assert.InDelta(t, truth, r.Value, 0.25*truth+1)
				last = r.Value
			}
		}
	}
	assert.Greater(t, last, 100.0)
}
