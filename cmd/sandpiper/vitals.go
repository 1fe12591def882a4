package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"sandpiper/synthetic/device"
	"sandpiper/synthetic/physiology"
)

type vitalsOptions struct {
	recipeOptions
	Course   string
	Severity float64
	For      time.Duration
	Every    time.Duration
	Treat    []string
	Devices  []string
	JSON     bool
}

func newVitals(a *app) *cobra.Command {
	var o vitalsOptions
	var courses, remedies, kinds []string
	for _, c := range physiology.Courses() {
		courses = append(courses, c.Key)
	}
	for _, r := range physiology.Remedies() {
		remedies = append(remedies, r.Key)
	}
	for _, k := range device.Kinds() {
		kinds = append(kinds, k.Key)
	}
	cmd := &cobra.Command{
		Use:   "vitals INDEX|NHS-NUMBER",
		Short: "Play an acute illness in one person: vital signs, NEWS2, devices",
		Long: `Prints the vital signs of one made-up person through an acute illness, hour by hour, with the NEWS2 score, and what devices on
them show. It starts at nine in the morning of the population's date. A treatment changes nothing before it is given, so two
calls that differ in --treat alone show what the treatment did.

Courses:    ` + wrapped(courses) + `
Treatments: ` + wrapped(remedies) + `
Devices:    ` + wrapped(kinds) + `

The courses are assumptions, each figure with its source in synthetic/physiology/data. They are for rehearsing products, not
people. NEWS2 is reproduced with acknowledgement of the Royal College of Physicians.

` + exitHelp,
		Example: `  sandpiper vitals 41 --course sepsis
  sandpiper vitals 41 --course sepsis --treat antibiotics@6h --treat fluids@6h --treat oxygen=nasal-2@6h
  sandpiper vitals 41 --course copd-exacerbation --device oximeter --device wristband --every 30m --json`,
		GroupID: "people",
		Args:    cobra.ExactArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return runVitals(cmd.Context(), a, args[0], o) },
	}
	f := cmd.Flags()
	o.recipeOptions.flags(f, 10_000)
	o.date(f)
	f.StringVar(&o.Course, "course", "none", "the illness")
	f.Float64Var(&o.Severity, "severity", 0, "1 is middling; 0 draws one for the person")
	f.DurationVar(&o.For, "for", 24*time.Hour, "how long to watch")
	f.DurationVar(&o.Every, "every", time.Hour, "time between two lines")
	f.StringArrayVar(&o.Treat, "treat", nil, "TREATMENT@AFTER, or oxygen=DELIVERY@AFTER (nasal-2, venturi-28 …); may be given several times")
	f.StringArrayVar(&o.Devices, "device", nil, "a device on the person from the start; may be given several times")
	f.BoolVar(&o.JSON, "json", false, "print a JSON object a line")
	return cmd
}

// wrapped lists words over several lines, to stand under a heading of twelve columns.
func wrapped(words []string) string {
	var b strings.Builder
	line := 12
	for i, w := range words {
		if i > 0 {
			b.WriteString(", ")
			line += 2
		}
		if line+len(w) > 124 {
			b.WriteString("\n            ")
			line = 12
		}
		b.WriteString(w)
		line += len(w)
	}
	return strings.ReplaceAll(b.String(), " \n", "\n")
}

func runVitals(_ context.Context, a *app, who string, o vitalsOptions) error {
	if o.Every <= 0 || o.For < 0 || o.For/o.Every > 100_000 {
		return usage("--for %v, --every %v: want a step above 0 and at most 100,000 of them", o.For, o.Every)
	}
	people, i, err := o.find(who)
	if err != nil {
		return err
	}
	begins := people.Date().Add(9 * time.Hour)
	plan := physiology.Plan{Course: o.Course, Begins: begins, Severity: o.Severity, Scale: physiology.ScaleOfPerson}
	for _, given := range o.Treat {
		t, err := treatment(given, begins)
		if err != nil {
			return usage("--treat %q: %w", given, err)
		}
		plan.Treatments = append(plan.Treatments, t)
	}
	person, truth := people.Person(i), people.Truth(i)
	if !person.Died.IsZero() {
		return usage("person %d has died", i)
	}
	process, err := physiology.Open(o.Seed, &person, &truth, plan)
	if err != nil {
		return usage("%w", err)
	}
	var worn []*device.Device
	for k, kind := range o.Devices {
		d, err := device.Fit(o.Seed, &person, process, device.Fitting{Kind: kind, Since: begins, Serial: uint64(k)})
		if err != nil {
			return usage("--device: %w", err)
		}
		worn = append(worn, d)
	}
	show := tableOfVitals
	if o.JSON {
		show = linesOfVitals
	}
	return show(a.Stdout, process, worn, begins, o)
}

// treatment reads "fluids@6h" or "oxygen=nasal-2@90m".
func treatment(text string, begins time.Time) (physiology.Treatment, error) {
	what, after, ok := strings.Cut(text, "@")
	if !ok {
		return physiology.Treatment{}, errors.New("want TREATMENT@AFTER, such as fluids@6h")
	}
	wait, err := time.ParseDuration(after)
	if err != nil || wait < 0 {
		return physiology.Treatment{}, fmt.Errorf("%q is no time after the beginning, such as 90m or 6h", after)
	}
	is, by, _ := strings.Cut(what, "=")
	return physiology.Treatment{Is: is, By: by, At: begins.Add(wait)}, nil
}

func tableOfVitals(w io.Writer, p *physiology.Process, worn []*device.Device, begins time.Time, o vitalsOptions) error {
	fmt.Fprintf(w, "%s, severity %.2f (made up; Sandpiper is not an NHS service)\n", p.Course().Label, p.Severity())
	fmt.Fprint(w, "  after    RR  SpO2  O2 L/min  BP       pulse  temp  ACVPU  glucose  NEWS2  asks for")
	for _, d := range worn {
		fmt.Fprint(w, "  | ", d.Kind().Key)
	}
	fmt.Fprintln(w)
	for v := range p.Every(o.Every, begins, begins.Add(o.For)) {
		n := p.NEWS2(v.At)
		after := int(v.At.Sub(begins).Minutes())
		_, err := fmt.Fprintf(w, "%4d:%02d  %4.0f  %4.0f  %8.0f  %3.0f/%-4.0f %5.0f  %4.1f  %5s  %7.1f  %5d  %s", after/60, after%60, v.Respiration, v.Saturation,
			v.Oxygen.Flow, v.Systolic, v.Diastolic, v.Pulse, v.Temperature, v.Consciousness, v.Glucose, n.Total, n.Response().Response)
		if err != nil {
			return err
		}
		for _, d := range worn {
			fmt.Fprint(w, "  | ", words(d.Read(v.At)))
		}
		fmt.Fprintln(w)
		if v.State != physiology.Living {
			fmt.Fprintln(w, "         ", v.State)
			return nil
		}
	}
	return nil
}

// words are a device's readings in few letters.
func words(readings []device.Reading) string {
	var parts []string
	for _, r := range readings {
		if r.Missing {
			parts = append(parts, r.Quantity+" –")
			continue
		}
		parts = append(parts, fmt.Sprintf("%s %g", r.Quantity, r.Value))
	}
	return strings.Join(parts, ", ")
}

func linesOfVitals(w io.Writer, p *physiology.Process, worn []*device.Device, begins time.Time, o vitalsOptions) error {
	out := json.NewEncoder(w)
	for v := range p.Every(o.Every, begins, begins.Add(o.For)) {
		of := func(s physiology.Sign) float64 { return s.Round(v.Of(s)) }
		line := vitalsLine{At: v.At, State: v.State.String(), Respiration: of(physiology.Respiration), Saturation: of(physiology.Saturation), Oxygen: v.Oxygen.Flow,
			Systolic: of(physiology.Systolic), Diastolic: of(physiology.Diastolic), Pulse: of(physiology.Pulse), Temperature: of(physiology.Temperature),
			Consciousness: v.Consciousness.String(), Glucose: of(physiology.Glucose), NEWS2: p.NEWS2(v.At).Total}
		for _, d := range worn {
			for _, r := range d.Read(v.At) {
				line.Readings = append(line.Readings, vitalsReading{r.Device, r.Quantity, r.Value, r.UCUM, r.Quality.String(), r.Missing})
			}
		}
		if err := out.Encode(line); err != nil {
			return err
		}
	}
	return nil
}

// vitalsLine is a moment: what is so, and what devices show of it. Units are those of the table's heading; pressures are mm[Hg].
type vitalsLine struct {
	At            time.Time       `json:"at"`
	State         string          `json:"state"`
	Respiration   float64         `json:"respiration"`
	Saturation    float64         `json:"saturation"`
	Oxygen        float64         `json:"oxygen_l_min"`
	Systolic      float64         `json:"systolic"`
	Diastolic     float64         `json:"diastolic"`
	Pulse         float64         `json:"pulse"`
	Temperature   float64         `json:"temperature"`
	Consciousness string          `json:"consciousness"`
	Glucose       float64         `json:"glucose_mmol_l"`
	NEWS2         int             `json:"news2"`
	Readings      []vitalsReading `json:"readings,omitempty"`
}

type vitalsReading struct {
	Device   string  `json:"device"`
	Quantity string  `json:"quantity"`
	Value    float64 `json:"value"`
	Unit     string  `json:"unit"`
	Quality  string  `json:"quality"`
	Missing  bool    `json:"missing,omitempty"`
}
