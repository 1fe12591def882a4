package fhir

import (
	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/nhs"
)

// Scribe writes resources to the end of a caller's buffer. It is the one way in which people and entries become FHIR here: a
// Projector hands out what a Scribe wrote. A Scribe remembers the ids that it wrote last, since the entries of a record name
// the same patient, contacts and clinicians again and again; it is for one goroutine.
type Scribe struct {
	writer
	ids    *IDs
	tables *tables
	block  [32]byte // for ciphering
	paper  []byte   // for the plain text of letters

	entries [tags][8]entryID // by tag and number
	authors [32]authorID     // by number
}

// entryID is the id of an entry's resource.
type entryID struct {
	of    chart.ID
	known bool
	text  [36]byte
}

// authorID is the id of a practitioner.
type authorID struct {
	practice nhs.ODS
	k        int
	text     [36]byte
}

// Append appends an entry as one resource of a type, as Projector.Entry shows it. It appends nothing if the entry is not shown as
// that type. The person may be nil, and is asked only for what an entry leaves out.
func (s *Scribe) Append(dst []byte, person *demography.Person, e *chart.Entry, resourceType string) []byte {
	kind, ok := KindOf(resourceType)
	if !ok || kind != e.ID.Kind {
		return dst
	}
	s.b = dst
	switch {
	case e.Raw != nil:
		s.asSent(e, resourceType)
	default:
		s.entry(person, e, resourceType)
	}
	return s.done()
}

// done gives the buffer back to the caller.
func (s *Scribe) done() []byte {
	b := s.b
	s.b = nil
	return b
}

func (s *Scribe) entry(person *demography.Person, e *chart.Entry, resourceType string) {
	switch resourceType {
	case "Condition":
		s.condition(e)
	case "AllergyIntolerance":
		s.allergy(e)
	case "MedicationRequest":
		s.request(e)
	case "MedicationStatement":
		s.statement(e)
	case "Observation":
		s.observation(e)
	case "Encounter":
		s.encounter(person, e)
	case "Immunization":
		s.immunization(e)
	case "Procedure":
		s.procedure(e)
	case "DocumentReference":
		s.document(e)
	case "ServiceRequest":
		s.referral(e)
	case "Appointment":
		s.appointment(e)
	case "DiagnosticReport":
		s.report(e)
	}
}

// asSent gives a client's resource back under the id that it has here. It shows nothing if the bytes are no resource of the
// type.
func (s *Scribe) asSent(e *chart.Entry, resourceType string) {
	r, err := ParseResource(e.Raw)
	if err == nil && r.Type == resourceType {
		s.b = append(s.b, r.withID(s.ids.Encode(resourceType, e.ID)).JSON...)
	}
}

// begin writes what every resource of an entry starts with: type, id, profile, and a security label if it is confidential.
func (s *Scribe) begin(resourceType string, t uint64, e *chart.Entry, profile string) {
	s.b = append(s.b, `{"resourceType":"`...)
	s.b = append(s.b, resourceType...)
	s.b = append(s.b, `","id":"`...)
	s.b = append(s.b, s.idOf(t, e.ID)...)
	s.b = append(s.b, '"')
	if profile == "" && !e.Confidential {
		return
	}
	mark := s.object("meta")
	s.profile(profile)
	if e.Confidential {
		s.name("security")
		s.b = append(s.b, `[{"system":"`+confidentiality+`","code":"`+nhs.ConfidentialHigh+`","display":"restricted"}]`...)
	}
	s.end(mark)
}

// profile names the UK Core profile that a resource follows, none if it follows none.
func (s *Scribe) profile(name string) {
	if name == "" {
		return
	}
	s.name("profile")
	s.b = append(s.b, `["`+ukCore...)
	s.b = append(s.b, name...)
	s.b = append(s.b, '"', ']')
}
