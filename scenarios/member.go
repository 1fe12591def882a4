package scenarios

// Member is a person in the story: somebody of the synthetic population who fits what is asked, with what is written here
// added to their truth and their record. A member with a Role is staff.
type Member struct {
	Pos  `json:"-"`
	Name string `json:"-"` // the name that expressions use

	About        string           `json:"about,omitempty"`             // Who this is in the story.
	Role         string           `json:"role,omitempty"`              // Staff role, such as gp-prescriber. Absent for patients.
	Login        Login            `json:"login,omitempty"`             // How a member of staff or a patient signs in. Only an adapter that signs somebody in acts on it; elsewhere expressions can read it.
	Age          Range            `json:"age,omitzero"`                // Whole years on the day that the story starts: 34..79, or one number.
	Sex          Sex              `json:"sex,omitempty"`               // As registered at birth.
	Ethnicity    Words            `json:"ethnicity,omitempty"`         // NHS ethnic category letters, any of which fits.
	IMD          Range            `json:"imd,omitzero"`                // Quintile of deprivation, 1 the most deprived, 5 the least.
	Language     string           `json:"language,omitempty"`          // BCP 47 code of the main language.
	Pregnant     *bool            `json:"pregnant,omitempty"`          // True or false if it matters to the story.
	Proofing     Proofing         `json:"proofing,omitempty"`          // Level of identity of the person's account at NHS login when the story starts: P0, P5 or P9.
	IM1          *bool            `json:"im1,omitempty"`               // Whether the GP's system has given the account credentials for its online services (IM1), if that matters.
	Conditions   []CastCondition  `json:"conditions,omitempty"`        // Conditions that the person truly has.
	Allergies    []CastAllergy    `json:"allergies,omitempty"`         // Allergies that the person truly has.
	Medicines    []CastMedicine   `json:"medicines,omitempty"`         // Medicines that the person truly takes.
	Measurements []CastMeasure    `json:"measurements,omitempty"`      // Results and observations in the record.
	Physiology   *Physiology      `json:"physiology,omitempty"`        // The latent course of vital signs; the product never sees it. Declared; not played yet.
	Address      *Canary          `json:"address,omitempty"`           // Whether the address is one that nobody else in the world has. Declared; not played yet.
	Phone        *Canary          `json:"phone,omitempty"`             // Whether the telephone number is one that nobody else has. Declared; not played yet.
	Flag         DemographicsFlag `json:"demographics_flag,omitempty"` // The confidentiality flag that demographics holds. A redacted record was made in error.

	Died              Moment           `json:"died,omitzero"`                // When they died, such as -P3D, as the register was formally told.
	SupersededBy      string           `json:"superseded_by,omitempty"`      // The member of the cast into whose record this one's was merged.
	TemporaryAddress  TemporaryAddress `json:"temporary_address,omitempty"`  // A temporary address of this kind beside the home; none takes one away.
	NoAddress         *bool            `json:"no_address,omitempty"`         // Whether the register knows no home.
	NominatedPharmacy string           `json:"nominated_pharmacy,omitempty"` // near for the one next to the practice, none, or the code of one.
	Interpreter       *bool            `json:"interpreter,omitempty"`        // Whether an interpreter is needed.

	ProxyFor string `json:"proxy_for,omitempty"` // The member of the cast whom this one may act for. Declared; not played yet.
}

// Staff reports whether the member plays a role rather than being a patient.
func (m *Member) Staff() bool { return m.Role != "" }

// CastCondition is a condition that a member has.
type CastCondition struct {
	Pos     `json:"-"`
	Is      string  `json:"is"`                // Key or name of the condition, such as asthma.
	Onset   Moment  `json:"onset,omitzero"`    // When it began: a date, or how long before the start, as -P3Y.
	Ended   Moment  `json:"ended,omitzero"`    // When it ended, if it has.
	Written Written `json:"written,omitempty"` // How it stands in the record.
}

// CastAllergy is an allergy that a member has.
type CastAllergy struct {
	Pos          `json:"-"`
	To           string       `json:"to"`                     // Key or name of the allergen, such as penicillin.
	Verification Verification `json:"verification,omitempty"` // How sure the record is.
	Criticality  Criticality  `json:"criticality,omitempty"`  // How bad the record says that another exposure could be.
	Reaction     string       `json:"reaction,omitempty"`     // What happened, such as anaphylaxis.
	Severity     Severity     `json:"severity,omitempty"`     // How bad the reaction was.
	Onset        Moment       `json:"onset,omitzero"`         // When it happened.
	Written      Written      `json:"written,omitempty"`      // How it stands in the record.
}

// CastMedicine is a medicine that a member takes.
type CastMedicine struct {
	Pos     `json:"-"`
	Name    string  `json:"name"`              // Name of the product as prescribed, such as Methotrexate 2.5mg tablets.
	Since   Moment  `json:"since,omitzero"`    // When it was started.
	Until   Moment  `json:"until,omitzero"`    // When it was stopped, if it has been.
	Repeat  *bool   `json:"repeat,omitempty"`  // On repeat (the default) rather than acute.
	Dose    string  `json:"dose,omitempty"`    // Directions, as printed on the label.
	For     string  `json:"for,omitempty"`     // Key or name of the condition that it is for.
	Written Written `json:"written,omitempty"` // How it stands in the record.
}

// CastMeasure is a result or an observation in a member's record.
type CastMeasure struct {
	Pos     `json:"-"`
	Of      string  `json:"of"`                // What was measured, such as egfr or systolic.
	Value   Value   `json:"value"`             // The number, or the words of a coded answer.
	Unit    string  `json:"unit,omitempty"`    // UCUM unit if it is not the usual one.
	At      Moment  `json:"at,omitzero"`       // When it was taken; the start of the story if absent.
	Written Written `json:"written,omitempty"` // How it stands in the record.
}

// Physiology is the latent course of a member's vital signs.
type Physiology struct {
	Pos      `json:"-"`
	Baseline Value  `json:"baseline,omitzero"` // Usual values: resp, spo2, sbp, pulse, temp, acvpu.
	Course   Course `json:"course,omitzero"`   // How they change.
}

// Course is how a member deteriorates.
type Course struct {
	Pos    `json:"-"`
	Model  string   `json:"model"`            // Name of the course, such as sepsis.
	Begins Duration `json:"begins,omitzero"`  // How long after the start it begins.
	ToPeak Duration `json:"to_peak,omitzero"` // How long it takes to the worst point.
}

// Canary asks for a value that nobody else in the world has, so that a leak of it can be recognised anywhere.
type Canary struct {
	Pos    `json:"-"`
	Canary bool `json:"canary"` // True to make the value unique in the world.
}
