package pds

import "slices"

// Mode is how the caller came in. The rules of the service and the words of its errors depend on it.
type Mode string

// The access modes, in the words that errors use for them (personal-demographics.yaml, "Access modes").
const (
	AppRestricted        Mode = "application-restricted"
	PrivilegedRestricted Mode = "privileged-application-restricted"
	HealthcareWorker     Mode = "user-restricted"
)

// Scopes that open the service.
const (
	AppScope        = "urn:nhsd:apim:app:level3:personal-demographics-service"
	PrivilegedScope = "urn:nhsd:apim:app:level3:privileged-personal-demographics-service"
)

// modeOf works the mode out of a token's scopes, as the platform does. A caller without a token is in an open-access realm, where
// the sandbox answers as it would a healthcare worker.
func modeOf(scopes []string, token bool) Mode {
	if !token {
		return HealthcareWorker
	}
	if slices.Contains(scopes, PrivilegedScope) {
		return PrivilegedRestricted
	}
	return AppRestricted
}

// mostResults is how many matches the mode may be given at once.
func (m Mode) mostResults() int {
	if m == HealthcareWorker {
		return 50
	}
	return 1
}
