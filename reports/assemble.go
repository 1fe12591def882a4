package reports

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"sandpiper/harness"
	"sandpiper/harness/judge"
	"sandpiper/harness/product"
	"sandpiper/harness/trace"
	"sandpiper/reports/hazard"
	"sandpiper/scenarios"
	"sandpiper/synthetic"
)

// Inputs are what a report is made from. Pack, Scenarios and Outcomes are needed; what is left out is reported as
// not known, never guessed.
type Inputs struct {
	Pack      *scenarios.Pack
	Scenarios []*scenarios.Scenario // in the order of the pack
	Outcomes  []judge.Outcome       // of the product itself, found by scenario id
	Kill      *harness.KillMatrix   // of the product with seeded bugs; nil if they were not played
	HazardLog *scenarios.HazardLog
	Product   *scenarios.ProductFile
	Identity  product.Identity // what was started
	Recipe    synthetic.Recipe
	Build     Build
	Time      TimeModel // zero for DefaultTime
	Isolation []string
	Services  []Service
	NotTested []Omission // beyond the hazards that no run reached
	Digests   []Digest
	Commands  []Command         // zero for the usual ones
	Traces    map[string]string // where each scenario's runs lie in the run directory, by id
	Runs      Runs              // to tell how the first failing run went

	Scheme     hazard.Scheme    // zero for hazard.NHS
	Mappings   []hazard.Mapping // nil for hazard.Mappings; the first is the default
	Confidence float64          // of the hazards' one-sided bounds; 0 for 0.95
}

// LoosePack is the id of the pack that stands for scenarios which were given one by one.
const LoosePack = "scenarios"

// Assemble makes the evidence. It reads no clock and draws nothing at random.
func Assemble(in Inputs) (Evidence, error) {
	if in.Pack == nil || len(in.Scenarios) == 0 {
		return Evidence{}, fmt.Errorf("assemble evidence: a pack with at least one scenario is needed")
	}
	if err := in.fillIn(); err != nil {
		return Evidence{}, fmt.Errorf("assemble evidence: %w", err)
	}
	e := Evidence{
		Schema: EvidenceSchema, Limits: limits(), Time: in.Time, Isolation: orEmpty(in.Isolation),
		Pack:      Pack{ID: in.Pack.ID, Title: in.Pack.Title, About: in.Pack.About, SHA256: digestOf(in.Digests, "pack.yaml")},
		Product:   Product{Identity: in.Identity},
		HazardLog: HazardLog{}, Hazards: []hazard.Row{}, Claims: []Claim{}, Scenarios: []Scenario{}, Faults: []Fault{},
		Sandbox: in.Build, Fidelity: append([]Service{}, in.Services...), NotTested: []Omission{},
		Scheme: in.Scheme, Mappings: in.Mappings, Digests: append([]Digest{}, in.Digests...), Commands: in.Commands,
	}
	e.Product.Digest = strings.TrimPrefix(e.Product.Digest, "sha256:") // container engines write the prefix, files here do not
	if in.Product != nil {
		e.Product.ID = in.Product.ID
		e.Product.Title = cmp.Or(e.Product.Title, in.Product.Title)
		e.Product.Version = cmp.Or(e.Product.Version, in.Product.Version)
	}
	e.Title = fmt.Sprintf("%s, rehearsed with the pack %s", cmp.Or(e.Product.Title, e.Product.ID, "A product"), in.Pack.ID)
	if in.Pack.File == "" && in.Pack.ID == LoosePack {
		e.Title = fmt.Sprintf("%s, rehearsed with %s", cmp.Or(e.Product.Title, e.Product.ID, "A product"), many(len(in.Scenarios), "scenario", "scenarios"))
	}
	for _, step := range []func(*Evidence) error{in.population, in.played, in.hazards, in.bugs} {
		if err := step(&e); err != nil {
			return Evidence{}, fmt.Errorf("assemble evidence: %w", err)
		}
	}
	in.omissions(&e)
	headline(&e)
	return e, nil
}

func (in *Inputs) fillIn() error {
	var err error
	if in.Scheme.ID == "" {
		if in.Scheme, err = hazard.NHS(); err != nil {
			return err
		}
	}
	if in.Mappings == nil {
		if in.Mappings, err = hazard.Mappings(); err != nil {
			return err
		}
	}
	in.Confidence = cmp.Or(in.Confidence, 0.95)
	if in.Time.Virtual == nil && in.Time.Wall == nil {
		in.Time = DefaultTime()
	}
	in.Time.Virtual, in.Time.Wall = orEmpty(in.Time.Virtual), orEmpty(in.Time.Wall)
	if in.Commands == nil {
		in.Commands = []Command{
			{"Check that nothing in this bundle was changed since it was sealed", "sandpiper verify DIR"},
			{"Judge the recorded runs again and compare", "sandpiper judge DIR"},
			{"Play the runs again and compare the traces", in.rerun()},
		}
	}
	return nil
}

// rerun is how the campaign is played again. A product whose program lies beside its product file is not in the bundle, so whoever
// plays it must say where it is.
func (in *Inputs) rerun() string {
	line := "sandpiper rerun DIR"
	if p := in.Product; p != nil && p.Start.Process != nil && (len(p.Start.Process.Command) == 0 || p.Start.Process.Command[0] != "${self}") {
		line += " --product PRODUCT.yaml"
	}
	return line
}

func (in *Inputs) population(e *Evidence) error {
	raw, err := trace.Canonical(in.Recipe)
	if err != nil {
		return fmt.Errorf("digest the recipe: %w", err)
	}
	sum := sha256.Sum256(raw)
	e.Population = Population{
		Seed: strconv.FormatUint(in.Recipe.Seed, 10), People: in.Recipe.People, Area: in.Recipe.Area,
		AsOf: in.Recipe.AsOf, Model: in.Recipe.Model, SHA256: hex.EncodeToString(sum[:]),
	}
	return nil
}

// played takes the scenarios in the order of the pack, with their claims and faults.
func (in *Inputs) played(e *Evidence) error {
	tally := map[judge.Verdict]int{}
	for _, s := range in.Scenarios {
		at := slices.IndexFunc(in.Outcomes, func(o judge.Outcome) bool { return o.Scenario == s.ID })
		if at < 0 {
			return fmt.Errorf("scenario %s was not judged", s.ID)
		}
		o := in.Outcomes[at]
		row := scenarioRow(s, o, in.Traces[s.ID])
		var err error
		if row.Failure, err = failureOf(o, in.Runs, in.rerun()); err != nil {
			return err
		}
		e.Scenarios = append(e.Scenarios, row)
		for _, r := range o.Runs {
			tally[r.Verdict]++
		}
		for _, c := range o.Claims {
			claim := Claim{Scenario: s.ID, Result: c}
			claim.Result.By = append([]judge.Group{}, c.By...) // a list even where there are no groups
			for _, written := range s.Claims {
				if written.ID == c.ID {
					claim.About = written.About
				}
			}
			e.Claims = append(e.Claims, claim)
		}
		for _, f := range o.Faults {
			e.Faults = append(e.Faults, Fault{Scenario: s.ID, Count: f})
		}
	}
	e.Duties = obligations(e.Scenarios)
	for _, v := range verdicts() {
		e.Verdicts = append(e.Verdicts, VerdictCount{Verdict: v, Count: tally[v]})
	}
	return nil
}

// hazards makes the hazard table. An exposure of a hazard is a run in which it could have shown itself: checks within
// one run are about one patient and one situation, so they are not counted as if they were independent.
func (in *Inputs) hazards(e *Evidence) error {
	if in.HazardLog == nil {
		return nil
	}
	log := in.HazardLog
	e.HazardLog = HazardLog{ID: log.ID, Title: log.Title, Version: log.Version, Owner: log.Owner, SHA256: digestOf(in.Digests, "hazards.yaml")}
	for i := range log.Hazards {
		h := &log.Hazards[i]
		measured := hazard.Measured{Confidence: in.Confidence}
		var named []string
		for _, s := range in.Scenarios {
			if slices.Contains(s.Covers.Hazards, h.ID) {
				named = append(named, s.ID)
			}
		}
		for _, o := range in.Outcomes {
			for _, x := range o.Exposures {
				if x.Hazard == h.ID {
					measured.Exposures += x.Runs
					measured.Events += x.RunsHit
				}
			}
		}
		row, err := in.Scheme.Assess(logged(h), named, measured, in.Mappings)
		if err != nil {
			return err
		}
		e.Hazards = append(e.Hazards, row)
	}
	return nil
}

func logged(h *scenarios.Hazard) hazard.Logged {
	out := hazard.Logged{
		ID: h.ID, Name: h.Name, Description: h.Description, Impact: h.Impact, Severity: string(h.Severity), SeverityBy: h.SeverityBy,
		InitialLikelihood: string(h.Likelihood), ResidualDecided: string(h.ResidualLikelihood), ResidualSeverity: string(h.ResidualSeverity),
		Owner: h.Owner, Status: string(h.Status), ExposureUnit: h.Exposure, NotTestable: h.NotTested, Controls: []hazard.Control{},
	}
	for _, c := range h.Controls {
		out.Controls = append(out.Controls, hazard.Control{ID: c.ID, Text: c.Text, Kind: string(c.Kind), Owner: c.Owner})
	}
	return out
}

func (in *Inputs) bugs(e *Evidence) error {
	var err error
	e.Kill, err = weighed(in.Kill)
	return err
}

// omissions lists what was not tested: hazards first, then scenarios that showed nothing, then what the caller adds.
func (in *Inputs) omissions(e *Evidence) {
	if in.HazardLog == nil {
		e.NotTested = append(e.NotTested, Omission{"All hazards", "No hazard log was given, so no hazard can be traced to a run."})
	}
	for _, h := range e.Hazards {
		if h.NotTested != "" {
			e.NotTested = append(e.NotTested, Omission{h.ID + " " + h.Name, h.NotTested})
		}
	}
	why := map[judge.Verdict]string{
		judge.Vacuous: "What it depends on never happened, so its checks showed nothing.",
		judge.Blocked: "The product could not be reached, so nothing was seen.",
	}
	for _, s := range e.Scenarios {
		if text := why[s.Verdict]; text != "" {
			e.NotTested = append(e.NotTested, Omission{"Scenario " + s.ID, text})
		}
	}
	e.NotTested = append(e.NotTested, in.NotTested...)
}

func headline(e *Evidence) {
	h := &e.Headline
	h.Hazards, h.Scenarios, h.Claims = len(e.Hazards), len(e.Scenarios), len(e.Claims)
	for _, row := range e.Hazards {
		switch row.Observed {
		case hazard.NotExercised:
			h.NotTested++
			continue
		case hazard.Event:
			h.Breached++
		}
		h.Covered++
	}
	var all []judge.Verdict
	for _, s := range e.Scenarios {
		h.Runs += s.Runs
		all = append(all, s.Verdict)
	}
	h.Verdict = judge.Worst(all...)
	for _, c := range e.Claims {
		switch c.Result.Verdict {
		case judge.Pass:
			h.ClaimsSupport++
		case judge.Fail, judge.Breach:
			h.ClaimsAgainst++
		default:
			h.ClaimsOpen++
		}
	}
	if e.Kill != nil {
		h.SeededBugs, h.SeededBugsSeen = e.Kill.Total, e.Kill.Caught
	}
}

func digestOf(digests []Digest, name string) string {
	for _, d := range digests {
		if d.Name == name {
			return d.SHA256
		}
	}
	return ""
}
