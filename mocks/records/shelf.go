package records

import (
	"sync/atomic"

	"sandpiper/mocks/world"
	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/fhir"
)

// shelf turns what a view shows into resources. What stands unchanged in the base population is projected once and its bytes are
// kept by the world, for all runs; what has been written since is projected each time.
type shelf struct {
	view      *world.View
	projector *fhir.Projector
}

// projectors keeps the last projector made: an estate nearly always has one population, and reading the tables takes a while.
type projectors struct {
	last atomic.Pointer[fhir.Projector]
}

func (p *projectors) of(ids *fhir.IDs) *fhir.Projector {
	if last := p.last.Load(); last != nil && last.IDs == ids {
		return last
	}
	made := fhir.NewProjector(ids)
	p.last.Store(made)
	return made
}

// shape is the name under which the world keeps the bytes of a type. It is a constant for each type, so that looking up costs no
// new string.
func shape(resourceType string) string {
	switch resourceType {
	case "Patient":
		return "records.Patient"
	case "Condition":
		return "records.Condition"
	case "AllergyIntolerance":
		return "records.AllergyIntolerance"
	case "MedicationRequest":
		return "records.MedicationRequest"
	case "MedicationStatement":
		return "records.MedicationStatement"
	case "Observation":
		return "records.Observation"
	case "Encounter":
		return "records.Encounter"
	case "Immunization":
		return "records.Immunization"
	case "Procedure":
		return "records.Procedure"
	case "DocumentReference":
		return "records.DocumentReference"
	case "ServiceRequest":
		return "records.ServiceRequest"
	case "Appointment":
		return "records.Appointment"
	case "DiagnosticReport":
		return "records.DiagnosticReport"
	}
	return "records." + resourceType
}

// room is about what a resource takes, in bytes.
const room = 1 << 10

// ethnicity is the ethnic category that somebody's record held when a version was written.
func (s shelf) ethnicity(p *world.Person, v world.Version) chart.Ethnicity {
	at := v.At
	if at.Before(p.Born) {
		at = p.Born
	}
	population := s.view.Population()
	if asOf := population.Recipe().AsOf; at.Before(asOf) {
		at = asOf
	}
	if population = population.At(at); !population.Exists(p.Index) {
		return chart.Ethnicity{}
	}
	return population.Ethnicity(p.Index)
}

// entry shows a record as one type; false if it is not shown as that.
func (s shelf) entry(r *world.Record, resourceType string) (fhir.Resource, bool) {
	id := s.view.IDs().Encode(resourceType, r.Entry.ID)
	draw := func() []byte {
		person, _ := s.view.World().Person(r.Entry.ID.Person)
		shown := fhir.Resource{Type: resourceType, ID: id, JSON: s.projector.Append(make([]byte, 0, room), &person, &r.Entry, resourceType)}
		if len(shown.JSON) == 0 {
			return nil
		}
		return shown.WithMeta(id, r.Version.N, r.Version.At).JSON
	}
	var body []byte
	if r.Version.N == 1 && r.Entry.ID.K < chart.FirstAdded {
		body = s.view.World().Projection(world.Projection{Shape: shape(resourceType), Of: r.Entry.ID}, draw)
	} else {
		body = draw()
	}
	return fhir.Resource{Type: resourceType, ID: id, JSON: body}, body != nil
}
