package pds

import (
	"net/http"
	"slices"
	"strings"

	"sandpiper/mocks"
	"sandpiper/mocks/policy"
	"sandpiper/mocks/policy/access"
	"sandpiper/mocks/world"
)

// Mode is how the caller came in. The rules of the service and the words of its errors depend on it.
type Mode string

// The access modes, in the words that errors use for them (personal-demographics.yaml, "Access modes").
const (
	AppRestricted        Mode = "application-restricted"
	PrivilegedRestricted Mode = "privileged-application-restricted"
	HealthcareWorker     Mode = "user-restricted"
	PatientAccess        Mode = "patient-access"
)

// Scopes that open the service. Those of users name the level at which the user has signed in; only patients at P9 may do
// anything, but the others are let in to be told so (identity-demographics-registers §5.3).
const (
	AppScope        = "urn:nhsd:apim:app:level3:personal-demographics-service"
	PrivilegedScope = "urn:nhsd:apim:app:level3:privileged-personal-demographics-service"
	WorkerScope     = "urn:nhsd:apim:user-nhs-cis2:aal3:personal-demographics-service"
	PatientScope    = "urn:nhsd:apim:user-nhs-login:P9:personal-demographics-service"

	patientPrefix = "urn:nhsd:apim:user-nhs-login:"
	suffix        = ":personal-demographics-service"
)

// needs are all scopes of which a caller must hold one.
func needs() []string {
	return []string{
		AppScope, PrivilegedScope, PatientScope, patientPrefix + "P5" + suffix, patientPrefix + "P0" + suffix, WorkerScope,
		"urn:nhsd:apim:user-nhs-cis2:aal2" + suffix, "urn:nhsd:apim:user-nhs-id:aal3" + suffix, "urn:nhsd:apim:user-nhs-id:aal2" + suffix,
	}
}

// caller is who asks, as far as the service's rules depend on it.
type caller struct {
	mode   Mode
	open   bool   // an open-access realm: as in the platform's sandbox nobody is refused for who they are
	number string // NHS number of a patient who has signed in
	proof  string // their level of proof: P0, P5, P9
	vector string // and how it was shown, such as P9.Cp.Cd; empty where that is not known
	gate   *access.Gate
	writes bool
	header http.Header // of the answer

	confided bool // is told confidential reasons for which somebody is on no practice's list
}

// newCaller works the mode out of a token's scopes, as the platform does. A caller without a token is in an open-access realm, where
// the sandbox answers as it would a healthcare worker.
func newCaller(t *mocks.Token) caller {
	if t == nil {
		return caller{mode: HealthcareWorker, open: true}
	}
	for _, scope := range t.Scopes {
		if level, ok := strings.CutPrefix(scope, patientPrefix); ok && strings.HasSuffix(level, suffix) {
			c := caller{mode: PatientAccess, proof: strings.TrimSuffix(level, suffix)}
			if t.User != nil {
				c.number, c.vector = t.User.NHSNumber, t.User.Vector
			}
			return c
		}
	}
	switch {
	case slices.Contains(t.Scopes, PrivilegedScope):
		return caller{mode: PrivilegedRestricted}
	case slices.Contains(t.Scopes, AppScope):
		return caller{mode: AppRestricted}
	}
	return caller{mode: HealthcareWorker}
}

// may asks the policy whether the caller may see who somebody is or, in a call that writes, change it. Where a restricted person is, the service
// withholds from everybody by itself; of others it withholds that if the policy redacts. Whoever writes about a restricted person passes whatever
// the policy says: the service refuses all such, in words of its own.
func (c caller) may(view *world.View, person int) bool {
	d := c.gate.Person(person)
	c.gate.Note(person, policy.Demographics, d)
	return c.writes && view.Particulars(person).Access.Hidden() || c.passes(d)
}

// passes reports whether a decision lets the caller pass, and says to a developer which rule does not.
func (c caller) passes(d policy.Decision) bool {
	if d.Outcome != policy.Deny {
		return true
	}
	mocks.Explain(c.header, "refused by rule '"+d.Rule+"' of the policy: "+d.Why)
	return false
}

// settle shows a patient as the caller may see them: with what is confided to the caller, and without what the policy withholds.
func (c caller) settle(shown *Patient, person int, q *world.Particulars) {
	if c.confided {
		shown.reveal(q)
	}
	if c.withheld(person) {
		shown.withhold()
	}
}

// withheld reports whether the policy keeps from the caller where somebody is.
func (c caller) withheld(person int) bool { return c.gate.Person(person).Outcome == policy.Redact }

// role checks that a healthcare worker acts in a role that they hold (identity-demographics-registers §1.6 and §5.4).
func (c caller) role(r *http.Request, t *mocks.Token) (Outcome, bool) {
	urid := r.Header.Get("NHSD-Session-URID")
	if c.mode != HealthcareWorker || c.open || t == nil || t.User == nil {
		return Outcome{}, true
	}
	switch _, trouble := t.User.Acting(urid); {
	case trouble == "":
		return Outcome{}, true
	case urid == "" && trouble == mocks.ManyRoles:
		return missingRole(), false
	default:
		return badRole(urid), false
	}
}

// proven reports whether a patient has shown who they are well enough: at P9, and with two factors or a key of a device, P9.Cp.Cd, P9.Cp.Ck or P9.Cm
// (personal-demographics.yaml, "Patient access"; karate patientAccess/getPatient.feature refuses P9.Cp).
func (c caller) proven() bool {
	return c.proof == "P9" && !slices.Contains([]string{"P9.Cp", "P9.Cd", "P9.Ck"}, c.vector)
}

// mostResults is how many matches the mode may be given at once.
func (m Mode) mostResults() int {
	if m == HealthcareWorker {
		return 50
	}
	return 1
}
