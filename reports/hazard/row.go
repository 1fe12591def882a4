package hazard

import (
	"cmp"
	"fmt"

	"sandpiper/reports/stats"
)

// Control is one measure against a hazard, as people wrote it down.
type Control struct {
	ID    string `json:"id"`
	Text  string `json:"text"`
	Kind  string `json:"kind,omitempty"`  // existing, design, test, training or process
	Owner string `json:"owner,omitempty"` // who keeps it in force
}

// Logged is what people wrote into the hazard log about one hazard. Nothing here is ever changed by a run.
type Logged struct {
	ID                string    `json:"id"`
	Name              string    `json:"name"`
	Description       string    `json:"description,omitempty"`
	Impact            string    `json:"impact,omitempty"`
	Severity          string    `json:"severity,omitempty"`           // a severity code of the scheme; empty until people have set it
	SeverityBy        string    `json:"severity_by,omitempty"`        // who set it, by role or name
	InitialLikelihood string    `json:"initial_likelihood,omitempty"` // a likelihood code of the scheme, before the runs; empty likewise
	ResidualDecided   string    `json:"residual_decided,omitempty"`   // the likelihood that people decided on, with the controls
	ResidualSeverity  string    `json:"residual_severity,omitempty"`  // if people changed it; else Severity stands
	Controls          []Control `json:"controls"`
	Owner             string    `json:"owner,omitempty"`
	Status            string    `json:"status,omitempty"`        // open, transferred or closed
	ExposureUnit      string    `json:"exposure_unit,omitempty"` // what the log says that likelihood is counted on: "order", "person"
	NotTestable       string    `json:"not_testable,omitempty"`  // why no scenario can show it
}

// Observed says in one word what the runs showed of the controls against a hazard.
type Observed string

// What runs can show. None of them is a decision about a control: that stays with people.
const (
	NotExercised Observed = "not-exercised" // no run reached it
	NoEvent      Observed = "no-event"      // reached, and the harm did not happen
	Event        Observed = "event"         // reached, and the harm happened at least once
)

// Row is one line of the hazard table: what people wrote, what was measured and what is suggested.
type Row struct {
	Logged
	Scenarios    []string     `json:"scenarios"` // ids of the scenarios that name it
	Measured     Measured     `json:"measured"`
	Upper        *float64     `json:"upper,omitempty"` // highest rate left open; absent when not measured
	Observed     Observed     `json:"observed"`
	InitialLevel int          `json:"initial_level,omitempty"` // people's severity with people's first likelihood; 0 when either is not set
	Suggested    Suggestion   `json:"suggested"`               // by the default mapping
	Differing    []Suggestion `json:"differing"`               // other mappings that suggest another likelihood
	DecidedLevel int          `json:"decided_level,omitempty"`
	BandLimited  bool         `json:"band_limited"`        // suggested likelihood is lower than the first one, yet the level is the same
	TooFew       bool         `json:"too_few"`             // no event, yet too few exposures to bear out the likelihood that people gave first
	MoreRuns     int          `json:"more_runs,omitempty"` // further clean exposures that would reach the next likelihood down
	NextBand     string       `json:"next_band,omitempty"` // that likelihood
	NotTested    string       `json:"not_tested,omitempty"`
}

// Assess makes the row of one hazard. The first mapping is the default; the others are shown where they differ.
func (s Scheme) Assess(logged Logged, scenarios []string, measured Measured, mappings []Mapping) (Row, error) {
	row := Row{Logged: logged, Scenarios: scenarios, Measured: measured, Differing: []Suggestion{}}
	if row.Scenarios == nil {
		row.Scenarios = []string{}
	}
	if row.Controls == nil {
		row.Controls = []Control{}
	}
	if len(mappings) == 0 {
		return Row{}, fmt.Errorf("assess hazard %s: no likelihood mapping is declared", logged.ID)
	}
	var err error
	if row.InitialLevel, err = s.levelIfSet(logged.InitialLikelihood, logged.Severity); err != nil {
		return Row{}, fmt.Errorf("assess hazard %s: %w", logged.ID, err)
	}
	residual := cmp.Or(logged.ResidualSeverity, logged.Severity)
	if row.DecidedLevel, err = s.levelIfSet(logged.ResidualDecided, residual); err != nil {
		return Row{}, fmt.Errorf("assess hazard %s: residual: %w", logged.ID, err)
	}
	if row.Upper, err = measured.Bound(); err != nil {
		return Row{}, fmt.Errorf("assess hazard %s: %w", logged.ID, err)
	}
	for i, m := range mappings {
		suggestion, err := s.Suggest(m, measured, logged.Severity)
		if err != nil {
			return Row{}, fmt.Errorf("assess hazard %s: %w", logged.ID, err)
		}
		if i == 0 {
			row.Suggested = suggestion
		} else if suggestion.Likelihood != row.Suggested.Likelihood {
			row.Differing = append(row.Differing, suggestion)
		}
	}
	row.Observed = observed(measured)
	row.NotTested = notTested(logged, scenarios, measured)
	row.BandLimited = row.Observed == NoEvent && row.InitialLevel > 0 && row.Suggested.Level == row.InitialLevel &&
		s.likelihoodRank(row.Suggested.Likelihood) < s.likelihoodRank(logged.InitialLikelihood)
	row.TooFew = row.Observed == NoEvent && logged.InitialLikelihood != "" &&
		s.likelihoodRank(row.Suggested.Likelihood) > s.likelihoodRank(logged.InitialLikelihood)
	row.NextBand, row.MoreRuns = nextBand(mappings[0], measured, row.Suggested.Likelihood)
	return row, nil
}

func observed(m Measured) Observed {
	switch {
	case m.Exposures == 0 && m.Events == 0:
		return NotExercised
	case m.Events == 0:
		return NoEvent
	}
	return Event
}

// notTested answers why a hazard has no measurement; "" when it has one.
func notTested(logged Logged, scenarios []string, m Measured) string {
	switch {
	case observed(m) != NotExercised:
		return ""
	case len(scenarios) == 0:
		return cmp.Or(logged.NotTestable, "No scenario names this hazard yet.")
	}
	return "Scenarios name it, but no run reached it."
}

// nextBand is the next likelihood down by the default mapping and the further clean exposures that it takes.
func nextBand(m Mapping, measured Measured, from string) (string, int) {
	for i := 1; i < len(m.Bands); i++ {
		if m.Bands[i].Likelihood != from {
			continue
		}
		more, err := stats.MoreRuns(measured.Events, measured.Exposures, m.Bands[i].Lower, measured.Confidence)
		if err != nil || more == 0 {
			return "", 0
		}
		return m.Bands[i-1].Likelihood, more
	}
	return "", 0
}
