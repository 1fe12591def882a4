package records

import (
	"net/http"

	"sandpiper/mocks/world"
	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/fhir"
)

// read gives a resource in its newest version.
func (s *Service) read(r *request) (*answer, error) {
	if r.kind == "Patient" {
		return r.readPatient()
	}
	if !writes(r.kind) {
		return r.readPlace()
	}
	record, err := r.record()
	if err != nil {
		return nil, err
	}
	if record.Version.Deleted {
		return nil, gone(r.kind, r.id)
	}
	return r.showEntry(record)
}

// addressed is the person whom the request names, and whether parts of what is held are kept from the caller.
func (r *request) addressed() (person int, redacted bool, err error) {
	i, ok := r.person(r.id)
	if !ok {
		return 0, false, unknownResource(r.kind, r.id)
	}
	r.call.Touch(i)
	redacted, err = r.mayKnow(i)
	return i, redacted, err
}

// readPatient is the fast way: nothing is looked up but the person.
func (r *request) readPatient() (*answer, error) {
	i, redacted, err := r.addressed()
	if err != nil {
		return nil, err
	}
	shown, version := r.shelf.whole(i, redacted)
	return whole(shown, version), nil
}

// readPlace gives a practice or somebody who works there. They never change: version 1 of the population's own day.
func (r *request) readPlace() (*answer, error) {
	shown, ok := r.shelf.place(r.kind, r.id)
	if !ok {
		return nil, unknownResource(r.kind, r.id)
	}
	return whole(shown, r.shelf.standing()), nil
}

// record is the entry that the request names, perhaps a deleted one.
func (r *request) record() (*world.Record, error) {
	id, ok := r.entryID()
	if !ok {
		return nil, unknownResource(r.kind, r.id)
	}
	r.call.Touch(id.Person)
	if err := r.mayOpen(id.Person); err != nil {
		return nil, err
	}
	record, ok := r.call.View.Entry(id)
	if !ok || !r.gate.Entry(&record) {
		return nil, unknownResource(r.kind, r.id) // that there is something confidential is confidential too
	}
	return &record, nil
}

func (r *request) entryID() (chart.ID, bool) {
	id, ok := r.call.View.IDs().Decode(r.kind, r.id)
	return id, ok && r.known(id.Person)
}

// showEntry answers with one version of an entry.
func (r *request) showEntry(record *world.Record) (*answer, error) {
	shown, ok := r.shelf.entry(record, r.kind)
	if !ok {
		return nil, unknownResource(r.kind, r.id)
	}
	return whole(shown, record.Version), nil
}

// whole is the answer that shows a resource.
func whole(shown fhir.Resource, v world.Version) *answer {
	return &answer{status: http.StatusOK, body: shown.JSON, version: v.N, updated: v.At}
}
