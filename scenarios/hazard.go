package scenarios

import "time"

// HazardLog is the product's own hazard log, as its clinical safety officer keeps it. Severity and likelihood are chosen
// by people and only carried here. The fields are those that NHS Digital's implementation guidance for DCB0129 v3.2
// (table 5) asks of a log, with what a rehearsal needs beside them.
type HazardLog struct {
	Pos `json:"-"`

	ID      string   `json:"hazard_log"`        // Name of the log.
	Title   string   `json:"title,omitempty"`   // One line.
	Version string   `json:"version,omitempty"` // Version of the log that the evidence is for.
	Owner   string   `json:"owner,omitempty"`   // Who keeps it.
	About   string   `json:"about,omitempty"`   // What it covers.
	Hazards []Hazard `json:"hazards"`           // The hazards.

	file *file
}

// Hazard is a potential source of harm to a patient.
type Hazard struct {
	Pos `json:"-"`

	ID                 string         `json:"id"`                            // Stable id, unique and never used again.
	Name               string         `json:"name"`                          // Short name.
	Description        string         `json:"description,omitempty"`         // What the hazard is.
	Impact             string         `json:"impact,omitempty"`              // The change to intended care, and the harm that follows.
	Harm               string         `json:"harm,omitempty"`                // The harm that severity and likelihood are scored on.
	Types              []string       `json:"types,omitempty"`               // Kinds, such as missing-data, wrong-patient, wrong-advice.
	Causes             []string       `json:"causes,omitempty"`              // What can bring it about.
	Controls           []Control      `json:"controls,omitempty"`            // What keeps it from happening or from doing harm.
	Severity           HazardSeverity `json:"severity,omitempty"`            // Chosen by people, never by Sandpiper.
	SeverityBy         string         `json:"severity_by,omitempty"`         // Who chose the severity, by role or by name.
	Likelihood         Likelihood     `json:"likelihood,omitempty"`          // Initial likelihood, as people judged it.
	ResidualSeverity   HazardSeverity `json:"residual_severity,omitempty"`   // With the controls, as people judged it.
	ResidualLikelihood Likelihood     `json:"residual_likelihood,omitempty"` // With the controls, as people judged it.
	Justification      string         `json:"justification,omitempty"`       // Why the residual risk is acceptable.
	Owner              string         `json:"owner,omitempty"`               // Who must act.
	Status             HazardStatus   `json:"status,omitempty"`              // open, transferred or closed.
	Actions            []string       `json:"actions,omitempty"`             // What is outstanding.
	Raised             time.Time      `json:"raised,omitzero"`               // The day that it was raised.
	Target             time.Time      `json:"target,omitzero"`               // The day that the actions are due.
	Exposure           string         `json:"exposure,omitempty"`            // The unit that likelihood is counted on, such as orders.
	NotTested          string         `json:"not_tested,omitempty"`          // Why no scenario covers it, if none does.
}

// Control is something that keeps a hazard from happening or from doing harm.
type Control struct {
	Pos      `json:"-"`
	ID       string      `json:"id"`                 // Stable id.
	Text     string      `json:"text"`               // What is done.
	Kind     ControlKind `json:"kind,omitempty"`     // design, test, training, process or existing.
	Owner    string      `json:"owner,omitempty"`    // Who keeps it in force.
	Evidence []string    `json:"evidence,omitempty"` // Where it is shown to work, other than in scenarios.
}

// HazardSeverity is how bad the harm would be.
type HazardSeverity string

// Words lists the severities from the mildest, as DCB0129's matrix has them.
func (HazardSeverity) Words() []string {
	return []string{"minor", "significant", "considerable", "major", "catastrophic"}
}

// Likelihood is how likely the harm is.
type Likelihood string

// Words lists the likelihoods from the smallest, as DCB0129's matrix has them.
func (Likelihood) Words() []string { return []string{"very-low", "low", "medium", "high", "very-high"} }

// HazardStatus is whose turn it is.
type HazardStatus string

// Words lists the statuses.
func (HazardStatus) Words() []string { return []string{"open", "transferred", "closed"} }

// ControlKind is what kind of thing a control is.
type ControlKind string

// Words lists the kinds.
func (ControlKind) Words() []string {
	return []string{"existing", "design", "test", "training", "process"}
}

// Hazard finds a hazard by id.
func (l *HazardLog) Hazard(id string) (*Hazard, bool) {
	for i := range l.Hazards {
		if l.Hazards[i].ID == id {
			return &l.Hazards[i], true
		}
	}
	return nil, false
}
