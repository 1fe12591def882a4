package records

import (
	"iter"

	"sandpiper/mocks/world"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/fhir"
)

// standing is the version of everything that no story changes: the first, of the day of the population.
func (s shelf) standing() world.Version {
	return world.Version{N: 1, At: s.view.Population().Recipe().AsOf}
}

// place shows an Organization or a Practitioner by its id.
func (s shelf) place(resourceType, id string) (fhir.Resource, bool) {
	population := s.view.Population()
	if resourceType == "Organization" {
		code, ok := s.view.IDs().Organization(id)
		if !ok {
			return fhir.Resource{}, false
		}
		practice, ok := population.Practice(code)
		if !ok {
			return fhir.Resource{}, false
		}
		return s.organization(&practice), true
	}
	code, k, ok := s.view.IDs().Practitioner(id)
	if !ok {
		return fhir.Resource{}, false
	}
	practice, ok := population.Practice(code)
	if !ok || k >= practice.Practitioners {
		return fhir.Resource{}, false
	}
	return s.practitioner(&practice, k), true
}

// places yields every Organization or Practitioner of the country.
func (s shelf) places(resourceType string) iter.Seq[fhir.Resource] {
	return func(yield func(fhir.Resource) bool) {
		for practice := range s.view.Population().Practices() {
			if resourceType == "Organization" {
				if !yield(s.organization(&practice)) {
					return
				}
				continue
			}
			for k := range practice.Practitioners {
				if !yield(s.practitioner(&practice, k)) {
					return
				}
			}
		}
	}
}

func (s shelf) organization(p *demography.Practice) fhir.Resource {
	v := s.standing()
	return s.projector.Organization(p).WithMeta(s.view.IDs().OrganizationID(p.Code), v.N, v.At)
}

func (s shelf) practitioner(p *demography.Practice, k int) fhir.Resource {
	v := s.standing()
	who := s.view.Population().Practitioner(p.Code, k)
	return s.projector.Practitioner(&who).WithMeta(s.view.IDs().PractitionerID(p.Code, k), v.N, v.At)
}
