package fhir

import (
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/nhs"
)

// Organization is a body such as a general practice (UK Core Organization 2.5.1).
type Organization struct {
	ResourceType string            `json:"resourceType"`
	ID           string            `json:"id,omitempty"`
	Meta         *Meta             `json:"meta,omitempty"`
	Identifier   []Identifier      `json:"identifier,omitempty"`
	Active       *bool             `json:"active,omitempty"`
	Type         []CodeableConcept `json:"type,omitempty"`
	Name         string            `json:"name,omitempty"`
	Telecom      []ContactPoint    `json:"telecom,omitempty"`
	Address      []Address         `json:"address,omitempty"`
}

// Organization shows a general practice.
func (p *Projector) Organization(o *demography.Practice) Resource {
	active := true
	id := p.IDs.OrganizationID(o.Code)
	return mustResource("Organization", id, Organization{
		ResourceType: "Organization",
		ID:           id,
		Meta:         profiled("Organization"),
		Identifier:   []Identifier{{System: nhs.ODSSystem, Value: string(o.Code)}},
		Active:       &active,
		Name:         o.Name,
		Telecom:      phone("work", o.Phone),
		Address:      address("work", o.Address),
	})
}

func phone(use, number string) []ContactPoint {
	if number == "" {
		return nil
	}
	return []ContactPoint{{System: "phone", Value: number, Use: use}}
}

func address(use string, a demography.Address) []Address {
	out := Address{Use: use, PostalCode: a.Postcode}
	for _, line := range a.Lines {
		if line != "" { // FHIR has no empty strings
			out.Line = append(out.Line, line)
		}
	}
	if out.Line == nil && out.PostalCode == "" {
		return nil
	}
	return []Address{out}
}
