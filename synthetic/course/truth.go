package course

import (
	"time"

	"sandpiper/synthetic/nhs"
)

// Truth is what is so about a person's health, whatever anybody wrote down. Judges may look at it; products never see it.
type Truth struct {
	Conditions []Condition
	Allergies  []Allergy
	Medicines  []Medicine
	Body       Body
	Died       time.Time // zero while alive
	Cause      string    // key of the condition that a death is put down to
}

// Condition is a disease that a person has or had. Is is a key of nhs.Conditions, such as "asthma".
type Condition struct {
	Is    string
	Onset time.Time
	Ended time.Time // zero while it lasts
}

// Allergy is a hypersensitivity that a person truly has. To is a key of nhs.Allergens, such as "penicillin".
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
	Haemoglobin         float64 // g/L
	Smoking             string  // "never", "ex", "current"
	Pregnant            bool
}

// Has reports whether the condition, or a kind of it, is present at t: "cancer" is there with "breast-cancer", "diabetes"
// with either type. Spaces count as hyphens.
func (t *Truth) Has(is string, at time.Time) bool {
	is = key(is)
	for _, c := range t.Conditions {
		if (c.Is == is || load().umbrella(c.Is) == is) && !c.Onset.After(at) && (c.Ended.IsZero() || c.Ended.After(at)) {
			return true
		}
	}
	return false
}

// Allergic reports whether the person truly reacts to the allergen. Spaces count as hyphens.
func (t *Truth) Allergic(to string) bool {
	to = key(to)
	for _, a := range t.Allergies {
		if a.To == to {
			return true
		}
	}
	return false
}

// key is nhs.Key without the work for what is a key already.
func key(s string) string {
	for i := range len(s) {
		if c := s[i]; c == ' ' || c >= 'A' && c <= 'Z' {
			return nhs.Key(s)
		}
	}
	return s
}
