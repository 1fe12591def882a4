package course

import "time"

// Truth is what is so about a person's health, whatever anybody wrote down. Judges may look at it; products never see it.
type Truth struct {
	Conditions []Condition
	Allergies  []Allergy
	Medicines  []Medicine
	Body       Body
}

// Condition is a disease that a person has or had. Is is a key of data/conditions.csv, such as "asthma".
type Condition struct {
	Is    string
	Onset time.Time
	Ended time.Time // zero while it lasts
}

// Allergy is a hypersensitivity that a person truly has. To is a key of data/allergens.csv, such as "penicillin".
type Allergy struct {
	To       string
	Since    time.Time
	Reaction string // "anaphylaxis", "rash", "wheeze" …
	Severe   bool
}

// Medicine is what a person truly takes. Name is a key of nhs.Medicines, such as "Methotrexate 2.5mg tablets".
type Medicine struct {
	Name  string
	For   string // the condition's key
	Since time.Time
	Until time.Time // zero while taken
}

// Body holds the latent values that measurements are taken of.
type Body struct {
	HeightCM, WeightKG  float64
	Systolic, Diastolic float64 // mm[Hg]
	HbA1c               float64 // mmol/mol
	EGFR                float64 // mL/min/1.73m2
	Cholesterol         float64 // mmol/L
	Potassium           float64 // mmol/L
	Smoking             string  // "never", "ex", "current"
	Pregnant            bool
}

// Has reports whether the condition is present at t.
func (t *Truth) Has(is string, at time.Time) bool {
	for _, c := range t.Conditions {
		if c.Is == is && !c.Onset.After(at) && (c.Ended.IsZero() || c.Ended.After(at)) {
			return true
		}
	}
	return false
}

// Allergic reports whether the person truly reacts to the allergen.
func (t *Truth) Allergic(to string) bool {
	for _, a := range t.Allergies {
		if a.To == to {
			return true
		}
	}
	return false
}
