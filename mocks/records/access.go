package records

import (
	"strings"

	"sandpiper/mocks/smart"
)

// lacking is the SMART scope that a request needs and its token does not hold; empty when the way is open. A realm with open access, and a
// route that needs no token, ask for none.
func (s *Service) lacking(r *request) string {
	token, acts := r.call.Token, r.acts
	if acts == smart.Create && !writes(r.kind) {
		return "" // no scope would help: the type cannot be created here
	}
	if acts == 0 || token == nil || r.call.Unguarded() || token.Holds(s.scope()) || s.userMayEnter(token) {
		return ""
	}
	if acts == smart.Create && r.Header.Get("If-None-Exist") != "" {
		acts |= smart.Search // the answer may show what is there already
	}
	if smart.Opens(token.Scopes, r.kind, acts) {
		return ""
	}
	return smart.Scope{Type: r.kind, Acts: acts}.String()
}

// whyForbidden says to a developer what the token holds and what would have opened the way.
func (s *Service) whyForbidden(r *request, lacking string) string {
	return "the token of app " + r.call.Actor() + " holds (" + strings.Join(r.call.Token.Scopes, " ") + "); needed is " + lacking +
		", the same for " + smart.Prefix + smart.Any + ", or " + s.scope()
}

// scopes lists what can be asked for at the token endpoint, for the discovery document. There are more: every subset of the letters.
func (s *Service) scopes() []string {
	out := []string{s.scope(), SMARTScope, SMARTCreate}
	read, create := kinds()
	for _, kind := range read {
		out = append(out, smart.Scope{Type: kind, Acts: smart.Read | smart.Search}.String())
	}
	for _, kind := range create {
		out = append(out, smart.Scope{Type: kind, Acts: smart.Create}.String())
	}
	return out
}
