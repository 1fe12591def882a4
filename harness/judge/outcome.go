package judge

// Outcome is all that judging says about one scenario. It is the same, byte for byte, for one trace, whoever judges it.
type Outcome struct {
	Scenario  string        `json:"scenario"`
	Title     string        `json:"title"`
	Digest    string        `json:"digest"` // SHA-256 of the scenario file
	Verdict   Verdict       `json:"verdict"`
	Runs      []RunVerdict  `json:"runs"`      // in order
	Checks    []CheckCount  `json:"checks"`    // in the order of the scenario
	Claims    []ClaimResult `json:"claims"`    // in the order of the scenario
	Exposures []Exposure    `json:"exposures"` // by hazard id
	Faults    []FaultCount  `json:"faults"`    // by rule id: every rule that some run could meet
	Findings  []Finding     `json:"findings"`  // all that did not pass and were not skipped, sorted
}

// RunVerdict is one run in a line.
type RunVerdict struct {
	Run     string            `json:"run"`
	Index   int               `json:"index"`
	Row     string            `json:"row"`
	Person  int               `json:"person"` // population index of the first patient in the cast, -1 without one
	Groups  map[string]string `json:"groups"` // subgroup facts, such as sex and age_band
	Verdict Verdict           `json:"verdict"`
	Hazards []string          `json:"hazards,omitempty"` // breached in this run, sorted
}

// CheckCount is how often one check of the scenario ended how.
type CheckCount struct {
	Index   int            `json:"index"`
	Step    string         `json:"step"`
	Kind    string         `json:"kind"`
	Source  string         `json:"source"`
	Where   string         `json:"where,omitempty"` // when it is asked at all
	Why     string         `json:"why,omitempty"`
	Hazard  string         `json:"hazard,omitempty"`
	Pos     Pos            `json:"pos"`
	Counts  map[string]int `json:"counts"` // by verdict's name; verdicts that never came are left out
	Verdict Verdict        `json:"verdict"`
}

// Exposure is how often a hazard could have shown itself, and did. One exposure is one check that names the hazard and was
// judged pass or breach; a check that was not asked, because its where is false in that run, is none.
type Exposure struct {
	Hazard    string `json:"hazard"`
	Exposures int    `json:"exposures"`
	Breaches  int    `json:"breaches"`
	Runs      int    `json:"runs"`          // runs with at least one exposure
	RunsHit   int    `json:"runs_breached"` // runs with at least one breach
}

// FaultCount is how often a fault rule was there to strike and did.
type FaultCount struct {
	Rule    string `json:"rule"` // its id
	Printed string `json:"printed"`
	Hazard  string `json:"hazard,omitempty"`
	Runs    int    `json:"runs"`       // that it could strike in
	Fired   int    `json:"fired"`      // strikes, all runs together
	RunsHit int    `json:"runs_fired"` // runs in which it struck
}

// ClaimResult is what the runs say about one claim. Rates are fractions of exposures.
type ClaimResult struct {
	ID         string  `json:"id"`
	Per        string  `json:"per"` // runs, orders or people
	Where      string  `json:"where,omitempty"`
	Event      string  `json:"event"`
	Events     int     `json:"events"`
	Exposures  int     `json:"exposures"`
	NoEvidence int     `json:"no_evidence"` // runs left out because they were blocked, broken or vacuous
	AtMost     float64 `json:"at_most"`
	Confidence float64 `json:"confidence"` // of each one-sided bound, such as 0.95
	Lower      float64 `json:"lower"`      // exact one-sided lower bound
	Upper      float64 `json:"upper"`      // exact one-sided upper bound
	MoreRuns   int     `json:"more_runs"`  // further exposures without an event after which the claim would pass; 0 unless inconclusive
	Verdict    Verdict `json:"verdict"`
	Detail     string  `json:"detail"`
	By         []Group `json:"by"` // in the order of the claim's attributes, then by value
	Pos        Pos     `json:"pos"`
}

// Group is a claim looked at in one subgroup. It does not change the claim's own verdict.
type Group struct {
	By        string  `json:"by"`    // the attribute, such as "sex"
	Value     string  `json:"value"` // such as "female"
	Events    int     `json:"events"`
	Exposures int     `json:"exposures"`
	Lower     float64 `json:"lower"`
	Upper     float64 `json:"upper"`
	Verdict   Verdict `json:"verdict"`
	Detail    string  `json:"detail"` // "not enough evidence" below MinCell exposures
}

// MinCell is the least number of exposures for which a subgroup is given a verdict other than inconclusive.
const MinCell = 30
