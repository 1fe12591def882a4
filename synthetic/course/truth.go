package course

import (
	"math/bits"
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

// Body holds the latent values that measurements are taken of: what an instrument without error would show on an
// ordinary day. Units are those that laboratories in England report in.
type Body struct {
	HeightCM, WeightKG  float64
	Systolic, Diastolic float64 // mm[Hg]
	HeartRate           float64 // beats a minute, at rest
	Oxygen              float64 // saturation breathing air, per cent
	HbA1c               float64 // mmol/mol
	EGFR                float64 // mL/min/1.73m2
	ACR                 float64 // albumin to creatinine in urine, mg/mmol
	Cholesterol         float64 // total, mmol/L
	HDL, LDL            float64 // mmol/L
	Potassium, Sodium   float64 // mmol/L
	Haemoglobin         float64 // g/L
	MCV                 float64 // fL
	WhiteCells          float64 // 10*9/L
	Platelets           float64 // 10*9/L
	Ferritin            float64 // ug/L
	CRP                 float64 // mg/L
	ALT                 float64 // U/L
	Bilirubin           float64 // umol/L
	Albumin             float64 // g/L
	TSH                 float64 // mU/L
	Smoking             string  // "never", "ex", "current"
	Units               float64 // of alcohol a week
	Pregnant            bool
}

// Has reports whether the condition, or a kind of it, is present at t: "cancer" is there with "breast-cancer", "diabetes"
// with either type. Spaces count as hyphens.
func (t *Truth) Has(is string, at time.Time) bool {
	is = key(is)
	for _, c := range t.Conditions {
		if load().covers(is, c.Is) && !c.Onset.After(at) && (c.Ended.IsZero() || c.Ended.After(at)) {
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

// LongTerm is how many of the long-term conditions that multimorbidity counts (data/long_term.csv) are present at t.
func (t *Truth) LongTerm(at time.Time) int { return load().longTerm(t, at) }

func (a *atlas) longTerm(t *Truth, at time.Time) int {
	found := uint64(0)
	for _, c := range t.Conditions {
		if c.Onset.After(at) || !c.Ended.IsZero() && !c.Ended.After(at) {
			continue
		}
		for is := c.Is; is != ""; is = a.umbrellas[is] {
			found |= a.lasting[is]
		}
	}
	return bits.OnesCount64(found)
}
