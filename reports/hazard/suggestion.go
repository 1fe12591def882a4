package hazard

import (
	"fmt"

	"sandpiper/reports/stats"
)

// FewestExposures is the number below which no likelihood under medium is suggested, whatever the bound says:
// 29 clean exposures are the fewest that bring the 95 % bound under 10 %.
const FewestExposures = 29

// floor is the lowest likelihood that may be suggested without enough measurement.
const floor = "medium"

// Measured is what the runs say about one hazard. Exposures counts what can reach a patient (an order, a person, a
// message), not calls of an API. Zero exposures mean that it was not measured.
type Measured struct {
	Exposures  int     `json:"exposures"`
	Events     int     `json:"events"`
	Confidence float64 `json:"confidence"` // of the one-sided bound, such as 0.95
}

// Bound is the highest rate per exposure that the runs leave open; nil when nothing was measured.
func (m Measured) Bound() (*float64, error) {
	if m.Exposures == 0 && m.Events == 0 {
		return nil, nil
	}
	upper, err := stats.Upper(m.Events, m.Exposures, m.Confidence)
	if err != nil {
		return nil, err
	}
	return &upper, nil
}

// Suggestion is what the machine would put into the likelihood column. It is advice to the person who decides.
type Suggestion struct {
	Mapping    string `json:"mapping"`    // id of the declaration that gave it
	Likelihood string `json:"likelihood"` // a code of the scheme
	Level      int    `json:"level"`      // looked up with the people's severity, 1 to 5; 0 while they have set none
	Why        string `json:"why"`        // one sentence with the numbers in it
}

// Suggest reads a likelihood off the bound and looks up the level that it makes with a severity that people set.
func (s Scheme) Suggest(m Mapping, measured Measured, severity string) (Suggestion, error) {
	bound, err := measured.Bound()
	if err != nil {
		return Suggestion{}, fmt.Errorf("suggest a likelihood by %s: %w", m.ID, err)
	}
	out := Suggestion{Mapping: m.ID}
	switch {
	case bound == nil:
		out.Likelihood = floor
		out.Why = "Not measured, so not below medium."
	default:
		out.Likelihood = m.Likelihood(*bound)
		out.Why = fmt.Sprintf("%d of %d exposures; the rate may be as high as %s (one-sided, %g %%).",
			measured.Events, measured.Exposures, stats.PercentUp(*bound), measured.Confidence*100)
		if measured.Exposures < FewestExposures && s.likelihoodRank(out.Likelihood) < s.likelihoodRank(floor) {
			out.Likelihood = floor
			out.Why += fmt.Sprintf(" Fewer than %d exposures, so not below medium.", FewestExposures)
		}
	}
	if out.Level, err = s.levelIfSet(out.Likelihood, severity); err != nil {
		return Suggestion{}, fmt.Errorf("suggest a likelihood by %s: %w", m.ID, err)
	}
	return out, nil
}
