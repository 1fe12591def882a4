package scenarios

// Claim is a rate that the campaign as a whole must show: the upper confidence bound of events per exposure is at most
// AtMost, in every group that By names.
type Claim struct {
	Pos `json:"-"`

	ID         string   `json:"id"`                   // Name of the claim in reports.
	About      string   `json:"about,omitempty"`      // What is claimed, in words.
	Per        string   `json:"per"`                  // What one exposure is: people counts each person once, any other word names what one run stands for.
	Where      Expr     `json:"where,omitzero"`       // Only runs in which this is true are exposures. If absent, all runs.
	Event      Expr     `json:"event"`                // True for a run in which it happened.
	AtMost     float64  `json:"at_most"`              // Largest acceptable rate, above 0 and below 1.
	Confidence float64  `json:"confidence,omitempty"` // One-sided confidence of the bound; 0.95 if absent.
	By         []string `json:"by,omitempty"`         // Facts of a person to report the rate by.
	StopEarly  bool     `json:"stop_early,omitempty"` // Stop once the answer is certain. Declared, not used: this version plays every run.
}
