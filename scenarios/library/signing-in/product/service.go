package product

import (
	"encoding/json"
	"slices"
	"strings"
)

// service is one thing that the website offers, and what it must know of whoever uses it.
type service struct {
	path   string
	title  string
	level  string   // of identity: P0, P5 or P9
	scopes []string // beside openid
}

// services are what the website offers, the least demanding first.
func services() []service {
	return []service{
		{"/newsletter", "Your newsletter", "P0", []string{"email"}},
		{"/my-details", "Your details", "P5", []string{"profile", "profile_extended"}},
		{"/my-record", "Your record", "P9", []string{"profile", "profile_extended"}},
		{"/my-surgery", "Your GP surgery", "P9", []string{"profile", "profile_extended", "gp_registration_details", "gp_integration_credentials"}},
	}
}

// serviceAt finds a service by its path.
func serviceAt(path string) (service, bool) {
	for _, v := range services() {
		if v.path == path {
			return v, true
		}
	}
	return service{}, false
}

// vectors are the vectors of trust that a service asks for: the level, with a password and a device, a shared key, or FIDO.
func (v service) vectors(bug Bug) []string {
	level := v.level
	if bug == AsksTooLittle {
		level = "P0"
	}
	return []string{level + ".Cp.Cd", level + ".Cp.Ck", level + ".Cm"}
}

func (v service) vtr(bug Bug) string {
	text, err := json.Marshal(v.vectors(bug))
	if err != nil {
		panic(err) // texts always become JSON
	}
	return string(text)
}

// asks are the scopes of a service's authorisation request.
func (v service) asks(bug Bug) []string {
	out := append([]string{"openid"}, v.scopes...)
	if bug == AsksTooMuch {
		out = append(out, "landline")
	}
	return out
}

// trusts reports whether a vector of trust that came back is worth what the service asks for: at least its level, with the credentials of
// one of the vectors.
func (v service) trusts(vot string) bool {
	level, credentials, ok := strings.Cut(vot, ".")
	if !ok || level < v.level {
		return false
	}
	return slices.ContainsFunc(v.vectors(""), func(asked string) bool { return strings.HasSuffix(asked, "."+credentials) })
}
