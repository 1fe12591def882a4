package device_test

import (
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"sandpiper/synthetic/course"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/device"
	"sandpiper/synthetic/physiology"
)

var nine = time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)

func after(d time.Duration) time.Time { return nine.Add(d) }

// still is a body that a test holds in one state.
type still struct{ physiology.Vitals }

func (s still) At(t time.Time) physiology.Vitals {
	v := s.Vitals
	v.At = t
	return v
}

func (s still) Steps(from, to time.Time) float64 { return s.Cadence * to.Sub(from).Minutes() }

func well() still {
	return still{physiology.Vitals{Respiration: 15, Saturation: 97, Oxygen: physiology.Deliveries()[0], Systolic: 124, Diastolic: 76, Pulse: 70, Temperature: 36.9,
		Glucose: 6, PeakFlow: 480, FEV1: 3.2, Weight: 74}}
}

func fit(t testing.TB, index int, ethnicity, kind string, body device.Body) *device.Device {
	t.Helper()
	p := demography.Person{Index: index, Ethnicity: ethnicity, Born: nine.AddDate(-50, 0, 0)}
	d, err := device.Fit(7, &p, body, device.Fitting{Kind: kind, Since: nine})
	require.NoError(t, err)
	return d
}

// gather is the readings of one quantity by a device on many people, one each.
func gather(t testing.TB, n int, ethnicity, kind, quantity string, body device.Body, at time.Duration) (all []device.Reading) {
	for i := range n {
		for _, r := range fit(t, i, ethnicity, kind, body).Read(after(at)) {
			if r.Quantity == quantity {
				all = append(all, r)
			}
		}
	}
	return all
}

// errors are mean and root mean square of what was shown less the truth, and the share not shown.
func errors(all []device.Reading, truth float64) (mean, rms, missing float64) {
	n := 0.0
	for _, r := range all {
		if r.Missing {
			missing++
			continue
		}
		n++
		mean += r.Value - truth
		rms += (r.Value - truth) * (r.Value - truth)
	}
	return mean / n, math.Sqrt(rms / n), missing / float64(len(all))
}

// process is a real person's physiology.
func process(t testing.TB, index int, plan physiology.Plan, conditions ...string) *physiology.Process {
	t.Helper()
	p := &demography.Person{Index: index, Born: nine.AddDate(-45, 0, 0), Ethnicity: "A"}
	truth := &course.Truth{Body: course.Body{HeightCM: 172, WeightKG: 76, Systolic: 126, Diastolic: 76, HbA1c: 62, Smoking: "never"}}
	for _, is := range conditions {
		truth.Conditions = append(truth.Conditions, course.Condition{Is: is, Onset: nine.AddDate(-9, 0, 0)})
	}
	if plan.Begins.IsZero() {
		plan.Begins = nine
	}
	q, err := physiology.Open(7, p, truth, plan)
	require.NoError(t, err)
	return q
}

func TestEveryFigureHasASource(t *testing.T) {
	files, err := filepath.Glob("data/*.csv")
	require.NoError(t, err)
	require.Len(t, files, 4)
	for _, file := range files {
		f, err := os.Open(file)
		require.NoError(t, err)
		r := csv.NewReader(f)
		r.Comment = '#'
		rows, err := r.ReadAll()
		require.NoError(t, err)
		require.NoError(t, f.Close())
		require.Equal(t, "source", rows[0][len(rows[0])-1])
		for i, row := range rows[1:] {
			assert.NotEmpty(t, row[len(row)-1], "%s, row %d", file, i+2)
		}
	}
}

func TestKindsReadWhatThereIs(t *testing.T) {
	read := map[string]bool{}
	for _, k := range device.Kinds() {
		require.NotEmpty(t, k.Reads(), k.Key)
		for _, q := range k.Reads() {
			read[q.Key] = true
			if c, ok := q.Concept(); ok {
				assert.Equal(t, c.UCUM, q.UCUM)
				assert.Equal(t, c.Unit, q.Unit)
			}
		}
	}
	assert.Len(t, read, len(device.Quantities()), "every quantity is read by something")
}

// Whatever is worn, by whomever, whenever: values are finite, in range and in steps, or missing with a cause; and reading is
// a function of the moment.
func TestReadingsAreSound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		person := demography.Person{Index: rapid.IntRange(0, 1e6).Draw(t, "index"), Born: nine.AddDate(-60, 0, 0), Ethnicity: rapid.SampledFrom([]string{"A", "N", "J", "Z"}).Draw(t, "ethnicity")}
		truth := course.Truth{Body: course.Body{HeightCM: 172, WeightKG: 76, Systolic: 126, Diastolic: 76, HbA1c: 42}}
		body, err := physiology.Open(3, &person, &truth, physiology.Plan{Begins: nine, Course: rapid.SampledFrom(physiology.Courses()).Draw(t, "course").Key})
		require.NoError(t, err)
		kind := rapid.SampledFrom(device.Kinds()).Draw(t, "kind")
		f := device.Fitting{Kind: kind.Key, Since: nine.Add(-48 * time.Hour), Serial: rapid.Uint64().Draw(t, "serial")}
		d, err := device.Fit(3, &person, body, f)
		require.NoError(t, err)
		again, err := device.Fit(3, &person, body, f)
		require.NoError(t, err)
		for range 10 {
			at := nine.Add(time.Duration(rapid.IntRange(-4e5, 3e6).Draw(t, "at")) * time.Second)
			readings := d.Read(at)
			require.Equal(t, readings, again.Read(at))
			require.Len(t, readings, len(kind.Reads()))
			for i, r := range readings {
				require.Equal(t, kind.Reads()[i].Key, r.Quantity)
				require.Equal(t, kind.Reads()[i].UCUM, r.UCUM)
				require.False(t, math.IsNaN(r.Value) || math.IsInf(r.Value, 0))
				require.Equal(t, r.Missing, r.Quality == device.NoValue)
				if r.Missing {
					require.Zero(t, r.Value)
					require.NotEqual(t, device.Nothing, r.Cause)
					require.NotEmpty(t, r.Cause.String())
				} else {
					require.GreaterOrEqual(t, r.Value, 0.0)
				}
			}
		}
	})
}

// What is given at T changes no reading before T, though a reading looks back in time.
func TestReadingsDoNotAnticipate(t *testing.T) {
	p := process(t, 5, physiology.Plan{Course: "hypoglycaemia"}, "type-1-diabetes")
	given := after(70 * time.Minute)
	q, err := p.With(physiology.Treatment{Is: "glucose", At: given})
	require.NoError(t, err)
	for _, k := range device.Kinds() {
		a, b := fit(t, 5, "A", k.Key, p), fit(t, 5, "A", k.Key, q)
		for at := nine.Add(-time.Hour); at.Before(given); at = at.Add(7 * time.Minute) {
			require.Equal(t, a.Read(at), b.Read(at), "%s at %s", k.Key, at)
		}
	}
	a, b := fit(t, 5, "A", "cgm", p), fit(t, 5, "A", "cgm", q)
	later := given.Add(40 * time.Minute)
	require.False(t, b.Read(later)[0].Missing)
	assert.Greater(t, b.Read(later)[0].Value, a.Read(later)[0].Value+1)
}

func TestSerialsDiffer(t *testing.T) {
	p := demography.Person{Index: 1, Ethnicity: "A"}
	seen := map[float64]bool{}
	for serial := range uint64(5) {
		d, err := device.Fit(7, &p, well(), device.Fitting{Kind: "scales", Since: nine, Serial: serial})
		require.NoError(t, err)
		seen[d.Read(after(time.Hour))[0].Value] = true
	}
	assert.Greater(t, len(seen), 2)
}

func TestStreamKeepsItsBeat(t *testing.T) {
	d := fit(t, 2, "A", "oximeter", well())
	var times []time.Time
	missing := 0
	for r := range d.Stream(nine, after(10*time.Hour), 5*time.Minute) {
		if r.Quantity == "pulse" {
			times = append(times, r.At)
		}
		if r.Missing {
			missing++
		}
	}
	require.Len(t, times, 121)
	assert.Equal(t, after(10*time.Hour), times[120])
	assert.Less(t, missing, 20)
	for range d.Stream(nine, after(time.Hour), 0) {
		t.Fatal("no step, no readings")
	}
	n := 0
	for range d.Stream(nine, after(time.Hour), time.Minute) {
		if n++; n == 3 {
			break
		}
	}
	assert.Equal(t, 3, n)
}

func TestFitSaysWhatIsWrong(t *testing.T) {
	p := demography.Person{Index: 8}
	_, err := device.Fit(1, &p, well(), device.Fitting{Kind: "oximetre", Since: nine})
	assert.EqualError(t, err, `fit person 8: no device "oximetre": the nearest is "oximeter"`)
	_, err = device.Fit(1, &p, well(), device.Fitting{Kind: "cgm"})
	assert.EqualError(t, err, "fit person 8 with cgm: no time since when")
}

func BenchmarkRead(b *testing.B) {
	p := process(b, 3, physiology.Plan{Course: "sepsis"})
	for _, kind := range []string{"oximeter", "cuff", "cgm", "wristband"} {
		d := fit(b, 3, "A", kind, p)
		b.Run(kind, func(b *testing.B) {
			b.ReportAllocs()
			for i := range b.N {
				_ = d.Read(nine.Add(time.Duration(i%100_000) * time.Second))
			}
		})
	}
}

// A day at home: what is so beside what three devices show, every two hours.
func ExampleFit() {
	begins := time.Date(2026, 4, 1, 8, 0, 0, 0, time.UTC)
	person := demography.Person{Index: 12, Sex: demography.Female, Born: begins.AddDate(-70, 0, 0), Ethnicity: "N"}
	truth := course.Truth{Body: course.Body{HeightCM: 160, WeightKG: 68, Systolic: 132, Diastolic: 78, HbA1c: 39, Smoking: "never"}}
	body, err := physiology.Open(1, &person, &truth, physiology.Plan{Course: "pneumonia", Begins: begins, Severity: 1, ToPeak: 24 * time.Hour})
	if err != nil {
		fmt.Println(err)
		return
	}
	var worn []*device.Device
	for _, kind := range []string{"oximeter", "cuff", "thermometer"} {
		d, err := device.Fit(1, &person, body, device.Fitting{Kind: kind, Since: begins})
		if err != nil {
			fmt.Println(err)
			return
		}
		worn = append(worn, d)
	}
	fmt.Println("       true                    shown")
	for h := 0; h <= 24; h += 2 {
		at := begins.Add(time.Duration(h) * time.Hour)
		v := body.At(at)
		fmt.Printf("%s  %3.0f %%  %3.0f/%-3.0f  %4.1f    ", at.Format("15:04"), v.Saturation, v.Systolic, v.Diastolic, v.Temperature)
		for _, d := range worn {
			for _, r := range d.Read(at) {
				if r.Missing {
					fmt.Printf(" %s: - (%s)", r.Quantity, r.Cause)
				} else if r.Quantity != "pulse" {
					fmt.Printf(" %s %g", r.Quantity, r.Value)
				}
			}
		}
		fmt.Println()
	}
	// Output:
	// true                    shown
	// 08:00   96 %  124/79   36.5     saturation 99 systolic 120 diastolic 87 temperature 36.6
	// 10:00   93 %  136/82   37.6     saturation 92 systolic 128 diastolic 83 temperature 37.5
	// 12:00   93 %  134/79   38.0     saturation 94 systolic 125 diastolic 83 temperature 38.5
	// 14:00   93 %  143/83   38.2     saturation 97 systolic 143 diastolic 82 temperature 38.1
	// 16:00   93 %  132/79   38.3     saturation 92 systolic 125 diastolic 79 temperature 37.9
	// 18:00   92 %  131/82   38.5     saturation 92 systolic 126 diastolic 79 temperature 37.9
	// 20:00   93 %  138/81   38.5     saturation 93 systolic 128 diastolic 82 temperature 38.5
	// 22:00   91 %  128/73   38.5     saturation 87 systolic 120 diastolic 73 temperature 38.8
	// 00:00   90 %  127/76   38.5     saturation 90 systolic: - (no signal) diastolic: - (no signal) pulse: - (no signal) temperature: - (no signal)
	// 02:00   90 %  127/72   38.2     saturation 86 systolic 120 diastolic 73 temperature 38.5
	// 04:00   89 %  127/76   38.3     saturation 89 systolic 123 diastolic 75 temperature 37.7
	// 06:00   89 %  127/70   38.2     saturation 88 systolic 124 diastolic 73 temperature 38.2
	// 08:00   90 %  143/81   38.2     saturation 91 systolic 152 diastolic 80 temperature 37.9
}
