package fhir

import (
	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/nhs"
)

// Observation is something measured or found (UK Core Observation 2.5.0 and the vital signs built on it).
type Observation struct {
	ResourceType         string                 `json:"resourceType"`
	ID                   string                 `json:"id,omitempty"`
	Meta                 *Meta                  `json:"meta,omitempty"`
	Status               string                 `json:"status"`
	Category             []CodeableConcept      `json:"category,omitempty"`
	Code                 CodeableConcept        `json:"code"`
	Subject              Reference              `json:"subject"`
	Encounter            *Reference             `json:"encounter,omitempty"`
	EffectiveDateTime    string                 `json:"effectiveDateTime,omitempty"`
	Issued               string                 `json:"issued,omitempty"`
	Performer            []Reference            `json:"performer,omitempty"`
	ValueQuantity        *Quantity              `json:"valueQuantity,omitempty"`
	ValueCodeableConcept *CodeableConcept       `json:"valueCodeableConcept,omitempty"`
	DataAbsentReason     *CodeableConcept       `json:"dataAbsentReason,omitempty"`
	Component            []ObservationComponent `json:"component,omitempty"`
}

// ObservationComponent is one of several values taken together, such as the systolic of a blood pressure.
type ObservationComponent struct {
	Code          CodeableConcept `json:"code"`
	ValueQuantity *Quantity       `json:"valueQuantity,omitempty"`
}

// observation shows a measurement, under its UK Core vital-sign profile if it has what that profile asks for. Laboratory
// results claim the plain profile: the slices of UKCore-Observation-Lab 2.0.1 overlap, so that a validator without the
// pathology code lists puts one code into two of them.
func (p *Projector) observation(e *chart.Entry) Resource {
	id := p.IDs.Encode("Observation", e.ID)
	o := Observation{
		ResourceType:      "Observation",
		ID:                id,
		Meta:              entryMeta(e, "Observation"),
		Status:            observationStatus(e),
		Code:              concept(e.Coding, e.Text),
		Subject:           p.patientRef(e.ID.Person),
		Encounter:         p.contactRef(e),
		EffectiveDateTime: DateTime(firstTime(e.Onset, e.Authored)),
	}
	if !e.Recorded.IsZero() {
		o.Issued = Instant(e.Recorded)
	}
	if performer := p.practitionerRef(e.Source, e.Author); performer != nil {
		o.Performer = []Reference{*performer}
	}
	if e.Category != "" {
		o.Category = []CodeableConcept{*coded(observationCat, e.Category, title(e.Category))}
	}
	if e.Value != nil {
		o.ValueQuantity = quantity(*e.Value)
	}
	if e.Answer != nil {
		answer := concept([]chart.Coding{*e.Answer}, "")
		o.ValueCodeableConcept = &answer
	}
	for _, part := range e.Parts {
		o.Component = append(o.Component, ObservationComponent{concept(part.Coding, part.Text), quantity(part.Value)})
	}
	if o.ValueQuantity == nil && o.ValueCodeableConcept == nil && o.Component == nil {
		o.DataAbsentReason = coded(dataAbsent, "unknown", "Unknown")
	}
	if v, ok := p.tables.vital(o.Code.Coding); ok && o.Status == "final" && e.Category == "vital-signs" && p.fitVital(&o, v) {
		o.Meta.Profile = []string{ukCore + v.profile}
	}
	return mustResource("Observation", id, o)
}

// fitVital gives an observation the codes and unit texts that its vital-sign profile fixes. It reports false, and
// changes nothing, when the profile asks for what is not there: a value in its unit, a time, a SNOMED CT code.
func (p *Projector) fitVital(o *Observation, v vital) bool {
	if v.profile == "" || o.EffectiveDateTime == "" {
		return false
	}
	code, ok := vitalCode(o.Code.Coding, v)
	if !ok {
		return false
	}
	if v.ucum != "" {
		if o.ValueQuantity == nil || o.ValueQuantity.Code != v.ucum {
			return false
		}
		o.Code.Coding, o.ValueQuantity.Unit = code, v.unit
		return true
	}
	parts := make([]ObservationComponent, len(o.Component))
	for i, part := range o.Component {
		fixed, known := p.tables.vital(part.Code.Coding)
		codes, ok := vitalCode(part.Code.Coding, fixed)
		if !known || !ok || fixed.part == "" || part.ValueQuantity.Code != fixed.ucum {
			return false
		}
		fixed.loinc.Display = fixed.part
		codes[0] = fixed.loinc
		value := *part.ValueQuantity
		value.Unit = fixed.unit
		parts[i] = ObservationComponent{CodeableConcept{codes, fixed.part}, &value}
	}
	if len(parts) != 2 || o.ValueQuantity != nil {
		return false
	}
	o.Code.Coding, o.Component = code, parts
	return true
}

// vitalCode is the LOINC code that the profile fixes and the first SNOMED CT code written; ok is false without one.
func vitalCode(codes []Coding, v vital) (out []Coding, ok bool) {
	for _, c := range codes {
		if c.System == nhs.SNOMED {
			return []Coding{v.loinc, c}, true
		}
	}
	return nil, false
}

func observationStatus(e *chart.Entry) string {
	if inError(e) {
		return "entered-in-error"
	}
	return status(e.Status, "final", "registered", "preliminary", "amended", "corrected", "cancelled", "unknown")
}
