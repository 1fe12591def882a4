package fhir

import (
	"slices"
	"sync"

	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/demography"
)

// Projector shows people, places and chart entries as UK Core R4 STU2 resources. The resources carry their id and
// profile; a server adds version and time with WithMeta. References point at ids that IDs can read back.
// A Projector keeps no state but Scribes that it uses again, and is safe for use by many goroutines.
//
// What is wrong with an entry (its Slip, its Truth) is never shown: a product must not be able to tell.
type Projector struct {
	IDs     *IDs // not to be changed
	tables  *tables
	scribes sync.Pool
}

// NewProjector reads the tables that projection needs.
func NewProjector(ids *IDs) *Projector {
	p := &Projector{IDs: ids, tables: newTables()}
	p.scribes.New = func() any { return p.Scribe() }
	return p
}

// Scribe returns a new Scribe, for a goroutine that writes many resources.
func (p *Projector) Scribe() *Scribe { return &Scribe{ids: p.IDs, tables: p.tables} }

// room is about what a resource takes, so that its bytes need not be moved while it grows.
const room = 1 << 10

// lend runs do with a Scribe that nobody else has.
func (p *Projector) lend(do func(s *Scribe)) {
	s, _ := p.scribes.Get().(*Scribe)
	do(s)
	p.scribes.Put(s)
}

// Append is Scribe.Append for those who write now and then.
func (p *Projector) Append(dst []byte, person *demography.Person, e *chart.Entry, resourceType string) []byte {
	p.lend(func(s *Scribe) { dst = s.Append(dst, person, e, resourceType) })
	return dst
}

// Entry shows a chart entry: one resource, or for a medicine an order and a statement. An entry that a client
// sent is shown as the client sent it, under the id that it has here. Entries of unknown kind show nothing.
func (p *Projector) Entry(person *demography.Person, e *chart.Entry) []Resource {
	var out []Resource
	for _, resourceType := range TypesOf(e.ID.Kind) {
		if body := p.Append(make([]byte, 0, room), person, e, resourceType); len(body) > 0 {
			out = append(out, Resource{Type: resourceType, ID: p.IDs.Encode(resourceType, e.ID), JSON: body})
		}
	}
	return out
}

// Patient shows a person as a record system holds them, with the ethnic category that it has recorded.
func (p *Projector) Patient(person *demography.Person, recorded chart.Ethnicity) Resource {
	r := Resource{Type: "Patient", ID: p.IDs.PatientID(person.Index)}
	p.lend(func(s *Scribe) { r.JSON = s.Patient(make([]byte, 0, room), person, recorded) })
	return r
}

// PatientAs is Patient with a gender on record that may be another than the person's sex.
func (p *Projector) PatientAs(person *demography.Person, recorded chart.Ethnicity, gender string) Resource {
	r := Resource{Type: "Patient", ID: p.IDs.PatientID(person.Index)}
	p.lend(func(s *Scribe) { r.JSON = s.PatientAs(make([]byte, 0, room), person, recorded, gender) })
	return r
}

// Replaced shows a record that was merged into another person's.
func (p *Projector) Replaced(person *demography.Person, by int) Resource {
	r := Resource{Type: "Patient", ID: p.IDs.PatientID(person.Index)}
	p.lend(func(s *Scribe) { r.JSON = s.Replaced(make([]byte, 0, room), person, by) })
	return r
}

// Practitioner shows a clinician of a practice.
func (p *Projector) Practitioner(who *demography.Practitioner) Resource {
	r := Resource{Type: "Practitioner", ID: p.IDs.PractitionerID(who.Practice, who.Number)}
	p.lend(func(s *Scribe) { r.JSON = s.Practitioner(make([]byte, 0, room), who) })
	return r
}

// Organization shows a general practice.
func (p *Projector) Organization(o *demography.Practice) Resource {
	r := Resource{Type: "Organization", ID: p.IDs.OrganizationID(o.Code)}
	p.lend(func(s *Scribe) { r.JSON = s.Organization(make([]byte, 0, room), o) })
	return r
}

// status is s if FHIR's list for the resource has it, else the fallback.
func status(s chart.Status, fallback string, allowed ...string) string {
	if slices.Contains(allowed, string(s)) {
		return string(s)
	}
	return fallback
}

// inError reports whether an entry was struck out.
func inError(e *chart.Entry) bool {
	return e.Status == chart.EnteredInError || e.Verification == string(chart.EnteredInError)
}
