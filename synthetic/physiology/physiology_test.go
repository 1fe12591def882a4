package physiology_test

import (
	"flag"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"sandpiper/synthetic/course"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/physiology"
)

var update = flag.Bool("update", false, "write the golden files anew")

var nine = time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)

// somebody is a person of an age with a plain body, and whatever illnesses the test gives them.
func somebody(index, age int, conditions ...string) (*demography.Person, *course.Truth) {
	p := &demography.Person{Index: index, Sex: demography.Sex(index % 2), Born: nine.AddDate(-age, -3, 0), Ethnicity: "A"}
	t := &course.Truth{Body: course.Body{HeightCM: 170, WeightKG: 74, Systolic: 128, Diastolic: 76, HbA1c: 37, Smoking: "never"}}
	for _, is := range conditions {
		t.Conditions = append(t.Conditions, course.Condition{Is: is, Onset: p.Born.AddDate(1, 0, 0)})
	}
	return p, t
}

func open(t testing.TB, index, age int, plan physiology.Plan, conditions ...string) *physiology.Process {
	t.Helper()
	p, truth := somebody(index, age, conditions...)
	if plan.Begins.IsZero() {
		plan.Begins = nine
	}
	process, err := physiology.Open(7, p, truth, plan)
	require.NoError(t, err)
	return process
}

func after(d time.Duration) time.Time { return nine.Add(d) }

// row is one line of a table that a clinician can read.
func row(v *physiology.Vitals, n physiology.NEWS2, since time.Duration) string {
	return fmt.Sprintf("%6.1fh  RR %2.0f  SpO2 %3.0f %-12s BP %3.0f/%-3.0f P %3.0f  T %.1f  %s  glucose %4.1f  flow %3.0f  NEWS2 %2d %s", since.Hours(),
		v.Respiration, v.Saturation, v.Oxygen.By, v.Systolic, v.Diastolic, v.Pulse, v.Temperature, v.Consciousness, v.Glucose, v.PeakFlow, n.Total, n.Response().Risk)
}

// Trajectories of every course untreated, and of some treated, are written down so that a change of them is seen.
func TestTrajectories(t *testing.T) {
	give := func(is string, minutes int) physiology.Treatment {
		return physiology.Treatment{Is: is, At: after(time.Duration(minutes) * time.Minute)}
	}
	oxygen := func(by string, minutes int) physiology.Treatment {
		return physiology.Treatment{Is: "oxygen", By: by, At: after(time.Duration(minutes) * time.Minute)}
	}
	treated := map[string][]physiology.Treatment{
		"sepsis":                {give("fluids", 240), give("antibiotics", 240), give("fluids", 300), oxygen("nasal-2", 300)},
		"opioid-toxicity":       {give("naloxone", 40), give("naloxone", 90)},
		"copd-exacerbation":     {oxygen("venturi-28", 1200), give("nebuliser", 1200), give("steroid", 1200)},
		"hypoglycaemia":         {give("glucose", 75)},
		"anaphylaxis":           {give("adrenaline", 15), give("adrenaline", 20), oxygen("reservoir-15", 16)},
		"diabetic-ketoacidosis": {give("insulin", 1500), give("fluids", 1500), give("fluids", 1560)},
	}
	var b strings.Builder
	show := func(c physiology.Course, doing string, treatments []physiology.Treatment) {
		p := open(t, 3, 67, physiology.Plan{Course: c.Key, Treatments: treatments}, c.Condition)
		fmt.Fprintf(&b, "%s, %s: severity %.2f\n", c.Label, doing, p.Severity())
		step := max(c.ToPeak/6, 10*time.Minute).Round(10 * time.Minute)
		for k := range 13 {
			at := nine.Add(time.Duration(k) * step)
			v := p.Resting(at)
			fmt.Fprintln(&b, row(&v, p.NEWS2(at), at.Sub(nine)), v.State)
		}
	}
	for _, c := range physiology.Courses() {
		show(c, "untreated", nil)
		if ts := treated[c.Key]; ts != nil {
			show(c, "treated", ts)
		}
	}
	const golden = "testdata/trajectories.golden"
	if *update {
		require.NoError(t, os.WriteFile(golden, []byte(b.String()), 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), b.String(), "courses have changed: read the difference, then run go test -update")
}

// anyPlan draws somebody with a course and treatments.
func anyPlan(t *rapid.T) (*demography.Person, *course.Truth, physiology.Plan) {
	keys := []string{"copd", "asthma", "heart-failure", "type-1-diabetes", "type-2-diabetes", "atrial-fibrillation", "obesity"}
	person, truth := somebody(rapid.IntRange(0, 1e6).Draw(t, "index"), rapid.IntRange(0, 100).Draw(t, "age"),
		rapid.SliceOfNDistinct(rapid.SampledFrom(keys), 0, 3, rapid.ID).Draw(t, "conditions")...)
	truth.Body.Systolic = rapid.Float64Range(80, 190).Draw(t, "systolic")
	truth.Body.Diastolic = rapid.Float64Range(40, 110).Draw(t, "diastolic")
	truth.Body.WeightKG = rapid.Float64Range(3, 200).Draw(t, "weight")
	truth.Body.HeightCM = rapid.Float64Range(48, 200).Draw(t, "height")
	plan := physiology.Plan{Begins: nine, Course: rapid.SampledFrom(physiology.Courses()).Draw(t, "course").Key,
		Severity: rapid.SampledFrom([]float64{0, 0.2, 1, 3}).Draw(t, "severity"), Scale: physiology.Scale(rapid.IntRange(0, 2).Draw(t, "scale"))}
	for range rapid.IntRange(0, 4).Draw(t, "treatments") {
		plan.Treatments = append(plan.Treatments, anyTreatment(t, -300, 6000))
	}
	return person, truth, plan
}

func anyTreatment(t *rapid.T, from, to int) physiology.Treatment {
	x := physiology.Treatment{Is: rapid.SampledFrom(physiology.Remedies()).Draw(t, "is").Key,
		At: nine.Add(time.Duration(rapid.IntRange(from*60, to*60).Draw(t, "given")) * time.Second), Dose: rapid.SampledFrom([]float64{0, 1, 2.5}).Draw(t, "dose")}
	if x.Is == "oxygen" {
		x.By = rapid.SampledFrom(physiology.Deliveries()).Draw(t, "by").By
	}
	return x
}

func TestLimitsHold(t *testing.T) {
	every := []physiology.Sign{physiology.Respiration, physiology.Saturation, physiology.Systolic, physiology.Diastolic, physiology.Pulse,
		physiology.Temperature, physiology.Drowsiness, physiology.Glucose, physiology.Weight}
	rapid.Check(t, func(t *rapid.T) {
		person, truth, plan := anyPlan(t)
		p, err := physiology.Open(rapid.Uint64().Draw(t, "seed"), person, truth, plan)
		require.NoError(t, err)
		for range 20 {
			v := p.At(nine.Add(time.Duration(rapid.IntRange(-1e6, 2e6).Draw(t, "at")) * time.Second))
			for _, s := range every {
				low, high := s.Limits()
				x := v.Of(s)
				require.False(t, math.IsNaN(x) || math.IsInf(x, 0), "%v is %v", s, x)
				require.True(t, x >= low && x <= high, "%v is %v", s, x)
			}
			require.Less(t, v.Diastolic, v.Systolic)
			require.True(t, v.PeakFlow > 0 && v.PeakFlow < 1000, "peak flow %v", v.PeakFlow)
			require.True(t, v.FEV1 > 0 && v.FEV1 < 8, "FEV1 %v", v.FEV1)
			n := v.NEWS2(p.Scale())
			require.True(t, n.Total >= 0 && n.Total <= 20)
			require.NotEmpty(t, n.Response().Risk)
		}
	})
}

// The contract of the room: what is given at T changes nothing before T, to the last bit.
func TestNothingAnticipates(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		person, truth, plan := anyPlan(t)
		p, err := physiology.Open(1, person, truth, plan)
		require.NoError(t, err)
		more := anyTreatment(t, -300, 6000)
		q, err := p.With(more)
		require.NoError(t, err)
		for range 20 {
			before := more.At.Add(-time.Duration(rapid.IntRange(1, 4e5).Draw(t, "before")) * time.Second)
			require.Equal(t, p.At(before), q.At(before))
		}
		if at, ok := p.Arrest(); ok && at.Before(more.At) {
			again, _ := q.Arrest()
			require.Equal(t, at, again, "who is dead stays so")
		}
	})
}

func TestBeforeItBeginsAllIsAsUsual(t *testing.T) {
	for _, c := range physiology.Courses() {
		p, q := open(t, 5, 50, physiology.Plan{Course: c.Key}), open(t, 5, 50, physiology.Plan{})
		for h := range 48 {
			at := after(-time.Duration(h) * time.Hour)
			require.Equal(t, q.At(at), p.At(at), "%s, %d hours before", c.Key, h)
		}
	}
}

func TestOrderOfAskingDoesNotMatter(t *testing.T) {
	plan := physiology.Plan{Course: "sepsis", Treatments: []physiology.Treatment{{Is: "antibiotics", At: after(5 * time.Hour)}, {Is: "fluids", At: after(time.Hour)}}}
	p := open(t, 9, 71, plan)
	var forward []physiology.Vitals
	for v := range p.Every(7*time.Minute, nine, after(30*time.Hour)) {
		forward = append(forward, v)
	}
	require.Len(t, forward, 30*60/7+1)
	plan.Treatments[0], plan.Treatments[1] = plan.Treatments[1], plan.Treatments[0]
	q := open(t, 9, 71, plan)
	for i := len(forward) - 1; i >= 0; i -= 3 {
		require.Equal(t, forward[i], q.At(forward[i].At))
	}
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	person, truth := somebody(1, 40)
	for says, plan := range map[string]physiology.Plan{
		`no course "sepsys": the nearest is "sepsis"`:        {Course: "sepsys", Begins: nine},
		"does not say when it begins":                        {Course: "sepsis"},
		"severity -1":                                        {Begins: nine, Severity: -1},
		`no treatment "naloxon": the nearest is "naloxone"`:  {Begins: nine, Treatments: []physiology.Treatment{{Is: "naloxon", At: nine}}},
		"fluids: no time given":                              {Begins: nine, Treatments: []physiology.Treatment{{Is: "fluids"}}},
		"dose -2":                                            {Begins: nine, Treatments: []physiology.Treatment{{Is: "fluids", At: nine, Dose: -2}}},
		`oxygen by "venturi28": the nearest is "venturi-28"`: {Begins: nine, Treatments: []physiology.Treatment{{Is: "oxygen", At: nine, By: "venturi28"}}},
		`fluids by "air": only oxygen says by what`:          {Begins: nine, Treatments: []physiology.Treatment{{Is: "fluids", At: nine, By: "air"}}},
		"usual value NaN":                                    {Begins: nine, Usual: map[physiology.Sign]float64{physiology.Pulse: math.NaN()}},
	} {
		_, err := physiology.Open(1, person, truth, plan)
		assert.ErrorContains(t, err, says)
		assert.ErrorContains(t, err, "physiology of person 1")
	}
}
