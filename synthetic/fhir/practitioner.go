package fhir

import (
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/nhs"
)

// Practitioner is somebody who works in health care (UK Core Practitioner 2.4.0).
type Practitioner struct {
	ResourceType string       `json:"resourceType"`
	ID           string       `json:"id,omitempty"`
	Meta         *Meta        `json:"meta,omitempty"`
	Identifier   []Identifier `json:"identifier,omitempty"`
	Active       *bool        `json:"active,omitempty"`
	Name         []HumanName  `json:"name,omitempty"`
	Gender       string       `json:"gender,omitempty"`
}

// Practitioner shows a clinician of a practice.
func (p *Projector) Practitioner(who *demography.Practitioner) Resource {
	active := true
	id := p.IDs.PractitionerID(who.Practice, who.Number)
	out := Practitioner{
		ResourceType: "Practitioner",
		ID:           id,
		Meta:         profiled("Practitioner"),
		Active:       &active,
		Name:         []HumanName{humanName("", who.Name)},
		Gender:       who.Sex.String(),
	}
	if who.SDSUser != "" {
		out.Identifier = []Identifier{{System: nhs.SDSUserSystem, Value: who.SDSUser}}
	}
	return mustResource("Practitioner", id, out)
}

func humanName(use string, n demography.Name) HumanName {
	out := HumanName{Use: use, Family: n.Family, Given: n.Given}
	if n.Prefix != "" {
		out.Prefix = []string{n.Prefix}
	}
	return out
}
