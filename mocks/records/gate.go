package records

import (
	"net/http"
	"strings"

	"sandpiper/mocks"
	"sandpiper/mocks/policy"
	"sandpiper/mocks/policy/access"
	"sandpiper/mocks/smart"
	"sandpiper/synthetic/fhir"
)

// The scopes with which an application may act for a user here. Like DefaultScope they have the platform's form and are this server's own.
const (
	WorkerScope  = "urn:nhsd:apim:user-nhs-cis2:aal3:local-record"
	CitizenScope = "urn:nhsd:apim:user-nhs-login:P9:local-record"

	workerScope2 = "urn:nhsd:apim:user-nhs-cis2:aal2:local-record"
)

// userMayEnter reports whether a user's token opens the server, where the policy decides about all further.
func (s *Service) userMayEnter(t *mocks.Token) bool {
	return s.Access != nil && t.User != nil && (t.Holds(WorkerScope) || t.Holds(workerScope2) || t.Holds(CitizenScope))
}

// enter opens the gate of a call. Where a user stands behind it the view shows confidential entries as well: the gate decides, entry by entry.
func (s *Service) enter(r *request) {
	r.gate = s.Access.Open(r.call, r.Request)
	if r.acts&smart.Create != 0 {
		r.gate.Writes()
	}
	if !r.gate.Holds() {
		return
	}
	lens := r.call.View.Lens()
	lens.Confidential = true
	r.call.View = r.call.View.Through(lens)
	r.shelf.view = r.call.View
}

// mayKnow asks whether the caller may see who somebody is; redacted is without where they are.
func (r *request) mayKnow(person int) (redacted bool, err error) {
	return r.mayFind(person, func() bool { return true })
}

// mayFind is mayKnow for somebody whom a search has found: who is found by what is withheld is not found.
func (r *request) mayFind(person int, without func() bool) (redacted bool, err error) {
	d := r.gate.Person(person)
	if redacted = d.Outcome == policy.Redact; redacted && !without() {
		return false, refusedBy(d)
	}
	r.gate.Note(person, policy.Demographics, d)
	if d.Outcome == policy.Deny {
		return false, refusedBy(d)
	}
	return redacted, nil
}

// mayOpen asks whether the caller may open the drawer of somebody's record in which the requested type lies.
func (r *request) mayOpen(person int) error {
	if r.gate == nil {
		return nil
	}
	kind, _ := fhir.KindOf(r.kind)
	d := r.gate.Drawer(person, kind)
	r.gate.Note(person, access.KindOf(kind), d)
	if d.Outcome != policy.Allow {
		return refusedBy(d)
	}
	return nil
}

// refusedBy is the refusal by a rule of the policy.
func refusedBy(d policy.Decision) *trouble {
	return &trouble{http.StatusForbidden, "forbidden", "Refused by rule '" + d.Rule + "': " + strings.TrimSuffix(d.Why, ".")}
}
