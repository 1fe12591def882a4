package course

import (
	"time"

	"sandpiper/synthetic/demography"
)

// Model is how lives unfold in England.
type Model struct {
	seed uint64
	asOf time.Time
}

// NewModel readies the model.
func NewModel(seed uint64, asOf time.Time) *Model { return &Model{seed, asOf} }

// Truth makes a person's health.
func (m *Model) Truth(p *demography.Person) Truth {
	return Truth{
		Conditions: []Condition{{Is: "asthma", Onset: p.Born.AddDate(0, 1, 0)}},
		Allergies:  []Allergy{{To: "penicillin", Since: p.Born.AddDate(0, 1, 0), Reaction: "rash"}},
		Medicines:  []Medicine{{Name: "Salbutamol 100micrograms/dose inhaler CFC free", For: "asthma", Since: p.Born.AddDate(0, 1, 0)}},
		Body:       Body{HeightCM: 170, WeightKG: 70, Systolic: 120, Diastolic: 75, HbA1c: 36, EGFR: 95, Cholesterol: 4.5, Potassium: 4.2, Smoking: "never"},
	}
}
