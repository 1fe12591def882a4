package records

import (
	"slices"
	"strconv"

	"github.com/gorilla/mux"

	"sandpiper/mocks/world"
	"sandpiper/synthetic/fhir"
)

// vread gives one version of a resource.
func (s *Service) vread(r *request) (*answer, error) {
	wanted := mux.Vars(r.Request)["version"]
	n, err := strconv.Atoi(wanted)
	if err != nil || n < 1 {
		return nil, unknownVersion(r.kind, r.id, wanted)
	}
	states, err := s.states(r)
	if err != nil {
		return nil, err
	}
	for _, one := range states {
		if one.version.N != n {
			continue
		}
		if one.version.Deleted {
			return nil, gone(r.kind, r.id)
		}
		return whole(one.shown, one.version), nil
	}
	return nil, unknownVersion(r.kind, r.id, wanted)
}

// history lists the versions of one resource, newest first (FHIR R4, http.html#history).
func (s *Service) history(r *request) (*answer, error) {
	states, err := s.states(r)
	if err != nil {
		return nil, err
	}
	total := len(states)
	out := fhir.Bundle{ResourceType: "Bundle", Type: "history", Total: &total}
	out.Link = []fhir.BundleLink{{Relation: "self", URL: r.base() + "/" + r.kind + "/" + r.id + "/_history"}}
	for _, one := range slices.Backward(states) {
		entry := fhir.BundleEntry{FullURL: r.base() + "/" + r.kind + "/" + r.id}
		if !one.version.Deleted {
			entry.Resource = one.shown.JSON
		}
		out.Entry = append(out.Entry, entry)
	}
	return bundle(out), nil
}

// state is a resource in one of its versions.
type state struct {
	shown   fhir.Resource
	version world.Version
}

// states are the versions that the caller may see, oldest first. A view that lags behind shows none that is newer than what it
// would read.
func (s *Service) states(r *request) ([]state, error) {
	switch {
	case r.kind == "Patient":
		return r.patientStates()
	case !writes(r.kind):
		shown, ok := r.shelf.place(r.kind, r.id)
		if !ok {
			return nil, unknownResource(r.kind, r.id)
		}
		return []state{{shown, r.shelf.standing()}}, nil
	}
	newest, err := r.record()
	if err != nil {
		return nil, err
	}
	var out []state
	for _, record := range r.call.View.World().History(newest.Entry.ID) {
		if record.Version.N > newest.Version.N {
			break
		}
		if !r.mayShow(&record) {
			continue
		}
		if shown, ok := r.shelf.entry(&record, r.kind); ok {
			out = append(out, state{shown, record.Version})
		}
	}
	if len(out) == 0 {
		return nil, unknownResource(r.kind, r.id)
	}
	return out, nil
}

// mayShow reports whether a version was released and open, or the view shows it all the same. View.Entry looks at the newest only.
func (r *request) mayShow(record *world.Record) bool {
	lens := r.call.View.Lens()
	return r.gate.Entry(record) && (lens.Confidential || !record.Entry.Confidential) && (lens.Unreleased || !record.Entry.Visible.After(r.call.View.Now()))
}

// patientStates steps back from the newest version of a person to the first that the register has.
func (r *request) patientStates() ([]state, error) {
	i, redacted, err := r.addressed()
	if err != nil {
		return nil, err
	}
	view := r.call.View
	redacted = redacted || view.Particulars(i).Access.Hidden() // who is restricted now was not to be found there before, either
	var out []state
	for lens := view.Lens(); ; lens.Back++ {
		past := shelf{view.Through(lens), r.shelf.projector}
		b := past.bearer(i)
		if n := len(out); n > 0 && b.version.N == out[n-1].version.N {
			break // a guest may begin at a version after the first
		}
		out = append(out, state{past.patient(&b, redacted), b.version})
	}
	slices.Reverse(out)
	return out, nil
}
