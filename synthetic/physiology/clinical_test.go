package physiology_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/synthetic/course"
	"sandpiper/synthetic/physiology"
)

func given(is string, at time.Duration) physiology.Treatment {
	return physiology.Treatment{Is: is, At: after(at)}
}

func oxygenBy(by string, at time.Duration) physiology.Treatment {
	return physiology.Treatment{Is: "oxygen", By: by, At: after(at)}
}

func TestWellAdultsScoreLittle(t *testing.T) {
	scores := 0
	for i := range 200 {
		p := open(t, i, 25+i%50, physiology.Plan{})
		for h := range 24 {
			n := p.NEWS2(after(time.Duration(h) * time.Hour))
			assert.Less(t, n.Total, 5, "person %d at %d h", i, h)
			scores += n.Total
		}
	}
	assert.Less(t, float64(scores)/(200*24), 0.6, "mean score of the well")
}

func TestUntreatedSepsisReachesSevenWithinADay(t *testing.T) {
	reached := 0
	for i := range 100 {
		p := open(t, i, 40+i%50, physiology.Plan{Course: "sepsis"})
		require.Less(t, p.NEWS2(after(-time.Hour)).Total, 5, "before")
		for h := range 25 {
			if p.NEWS2(after(time.Duration(h)*time.Hour)).Total >= 7 {
				reached++
				break
			}
		}
	}
	assert.GreaterOrEqual(t, reached, 95)
}

func TestEarlyAntibioticsSpareLives(t *testing.T) {
	untreated, early, late := 0, 0, 0
	for i := range 100 {
		died := func(ts ...physiology.Treatment) int {
			if _, ok := open(t, i, 70, physiology.Plan{Course: "sepsis", Treatments: ts}).Arrest(); ok {
				return 1
			}
			return 0
		}
		untreated += died()
		early += died(given("antibiotics", 3*time.Hour), given("fluids", 3*time.Hour))
		late += died(given("antibiotics", 24*time.Hour), given("fluids", 24*time.Hour))
	}
	assert.Greater(t, untreated, 50)
	assert.Less(t, early, 10)
	assert.Greater(t, late, early)
	assert.Less(t, late, untreated)
}

func TestNaloxoneReversesOpioidsAndWearsOff(t *testing.T) {
	p := open(t, 4, 35, physiology.Plan{Course: "opioid-toxicity", Severity: 1, ToPeak: 45 * time.Minute})
	before := p.Resting(after(35 * time.Minute))
	require.Less(t, before.Respiration, 9.0)
	require.GreaterOrEqual(t, before.Consciousness, physiology.Voice)
	q, err := p.With(given("naloxone", 35*time.Minute))
	require.NoError(t, err)
	woken := q.Resting(after(50 * time.Minute))
	assert.Greater(t, woken.Respiration, 11.0)
	assert.Equal(t, physiology.Alert, woken.Consciousness)
	assert.Greater(t, woken.Saturation, 93.0)
	again := q.Resting(after(110 * time.Minute))
	assert.Less(t, again.Respiration, 9.0, "it wears off before the opioid does")
	assert.Greater(t, again.Consciousness, physiology.Confused)
}

func TestScale2InHypercapnicCOPD(t *testing.T) {
	p := open(t, 6, 68, physiology.Plan{Scale: physiology.Scale2}, "copd")
	require.Equal(t, physiology.Scale2, p.Scale())
	points1, points2 := 0, 0
	for h := range 24 {
		v := p.Resting(after(time.Duration(h) * time.Hour))
		points1 += v.NEWS2(physiology.Scale1).Saturation
		points2 += v.NEWS2(physiology.Scale2).Saturation
	}
	assert.Greater(t, points1, 24, "scale 1 scores them at their usual")
	assert.Zero(t, points2, "scale 2 does not")
	plan := physiology.Plan{Course: "copd-exacerbation", Severity: 1, ToPeak: 24 * time.Hour, Scale: physiology.Scale2}
	at := 20 * time.Hour
	ill := open(t, 6, 68, plan, "copd")
	much, err := ill.With(oxygenBy("reservoir-15", at))
	require.NoError(t, err)
	some, err := ill.With(oxygenBy("venturi-28", at))
	require.NoError(t, err)
	later := after(at + 3*time.Hour)
	m, s := much.Resting(later), some.Resting(later)
	assert.Greater(t, m.Saturation, 96.0)
	assert.Equal(t, 3, m.NEWS2(physiology.Scale2).Saturation, "too much oxygen scores on scale 2")
	assert.Greater(t, m.Consciousness, s.Consciousness, "and carbon dioxide builds up")
	assert.Less(t, m.Respiration, s.Respiration)
	assert.InDelta(t, 90, s.Saturation, 4, "28 % is about right")
}

func TestPeopleWhoRetainAreFewAndHaveCOPD(t *testing.T) {
	retain := 0
	for i := range 400 {
		if open(t, i, 70, physiology.Plan{}, "copd").Scale() == physiology.Scale2 {
			retain++
		}
		require.Equal(t, physiology.Scale1, open(t, i, 70, physiology.Plan{}).Scale())
	}
	assert.InDelta(t, 60, retain, 28)
}

func TestOxygenHelpsWhoBreathes(t *testing.T) {
	at := 30 * time.Hour
	p := open(t, 8, 60, physiology.Plan{Course: "pneumonia", Severity: 1, ToPeak: 48 * time.Hour})
	q, err := p.With(oxygenBy("venturi-35", at))
	require.NoError(t, err)
	later := after(at + 30*time.Minute)
	air, mask := p.Resting(later), q.Resting(later)
	assert.Less(t, air.Saturation, 93.0)
	assert.Greater(t, mask.Saturation, air.Saturation+2)
	assert.Equal(t, 8.0, mask.Oxygen.Flow)
	assert.Equal(t, 2, mask.NEWS2(physiology.Scale1).Oxygen)
	assert.Equal(t, air.Respiration, mask.Respiration)
}

func TestGlucoseWakes(t *testing.T) {
	p := open(t, 2, 30, physiology.Plan{Course: "hypoglycaemia", Severity: 1, ToPeak: time.Hour}, "type-1-diabetes")
	low := p.Resting(after(100 * time.Minute))
	require.Less(t, low.Glucose, 2.5)
	require.NotEqual(t, physiology.Alert, low.Consciousness)
	q, err := p.With(given("glucose", 100*time.Minute))
	require.NoError(t, err)
	woken := q.Resting(after(130 * time.Minute))
	assert.Greater(t, woken.Glucose, 4.0)
	assert.Equal(t, physiology.Alert, woken.Consciousness)
}

func TestBetaBlockersHideTheTachycardia(t *testing.T) {
	person, truth := somebody(12, 60)
	plan := physiology.Plan{Course: "haemorrhage", Begins: nine, Severity: 1, ToPeak: 4 * time.Hour}
	free, err := physiology.Open(7, person, truth, plan)
	require.NoError(t, err)
	blocked := *truth
	blocked.Medicines = []course.Medicine{{Name: "Bisoprolol 5mg tablets", Since: nine.AddDate(-1, 0, 0)}}
	held, err := physiology.Open(7, person, &blocked, plan)
	require.NoError(t, err)
	rise := func(p *physiology.Process) float64 {
		return p.Resting(after(4*time.Hour)).Pulse - p.Resting(after(0)).Pulse
	}
	assert.Greater(t, rise(free), rise(held)+12)
	assert.Equal(t, free.Resting(after(4*time.Hour)).Systolic, held.Resting(after(4*time.Hour)).Systolic)
}

func TestWhoHasDiedStaysDead(t *testing.T) {
	person, truth := somebody(1, 80)
	truth.Died = after(5 * time.Hour)
	p, err := physiology.Open(7, person, truth, physiology.Plan{Begins: nine})
	require.NoError(t, err)
	assert.Equal(t, physiology.Living, p.At(after(4*time.Hour)).State)
	assert.Equal(t, physiology.Arrested, p.At(after(5*time.Hour+time.Minute)).State)
	dead := p.At(after(48 * time.Hour))
	assert.Equal(t, physiology.Dead, dead.State)
	assert.Zero(t, dead.Cadence)
	assert.InDelta(t, 0, dead.Pulse, 0.01)
	assert.InDelta(t, 21, dead.Temperature, 2)
	at, ok := p.Arrest()
	assert.True(t, ok)
	assert.WithinDuration(t, truth.Died, at, time.Second)
}

// How many of a hundred adults die untreated, and when: assumptions, written down so that a change of them is seen.
func TestOutcomesUntreated(t *testing.T) {
	var b strings.Builder
	for _, c := range physiology.Courses() {
		var hours []float64
		for i := range 100 {
			if at, ok := open(t, i, 20+i*7%70, physiology.Plan{Course: c.Key}).Arrest(); ok {
				hours = append(hours, at.Sub(nine).Hours())
			}
		}
		sum := 0.0
		for _, h := range hours {
			sum += h
		}
		fmt.Fprintf(&b, "%-22s %3d of 100 die, after %.1f hours in the mean\n", c.Key, len(hours), sum/max(float64(len(hours)), 1))
	}
	const golden = "testdata/outcomes.golden"
	if *update {
		require.NoError(t, os.WriteFile(golden, []byte(b.String()), 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), b.String())
}

func TestStepsAreTheIntegralOfCadence(t *testing.T) {
	p := open(t, 21, 45, physiology.Plan{})
	from, to := after(7*time.Minute), after(9*time.Hour)
	sum := 0.0
	for at := from; at.Before(to); at = at.Add(10 * time.Second) {
		sum += p.Cadence(at.Add(5*time.Second)) / 6
	}
	assert.Greater(t, sum, 200.0)
	assert.InEpsilon(t, sum, p.Steps(from, to), 0.01)
	day := 0.0
	for i := range 100 {
		day += open(t, i, 45, physiology.Plan{}).Steps(nine, nine.AddDate(0, 0, 2)) / 200
	}
	assert.InDelta(t, 6000, day, 1500, "steps a day in the middle-aged")
	assert.Zero(t, p.Steps(after(-8*time.Hour), after(-3*time.Hour)), "asleep")
	ill := open(t, 21, 45, physiology.Plan{Course: "sepsis"})
	assert.Less(t, ill.Steps(nine, after(12*time.Hour)), p.Steps(nine, after(12*time.Hour)))
}
