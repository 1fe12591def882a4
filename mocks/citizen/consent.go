package citizen

import (
	"net/http"
	"strings"

	"sandpiper/mocks"
	"sandpiper/mocks/policy"
)

// mostForm is how many bytes a form has at most.
const mostForm = 1 << 10

// consent answers POST /citizen/consent: a citizen says what they want of organisations other than their practice. A form of another site does not send
// the cookie along.
func (s *Service) consent(w http.ResponseWriter, r *http.Request) {
	call := mocks.CallFrom(r.Context())
	person, status, why := s.reader(call, r)
	if status != http.StatusOK {
		refuse(w, r, status, why)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, mostForm)
	said := strings.TrimSpace(r.PostFormValue("consent"))
	switch consent := policy.Consent(said); {
	case s.Access == nil:
		refuse(w, r, http.StatusNotFound, "nobody asks for a citizen's consent here")
		return
	case said == word(policy.Unstated):
		s.Access.Consent(call.Realm, person, policy.Unstated)
	case consent == policy.Given, consent == policy.Refused:
		s.Access.Consent(call.Realm, person, consent)
	default:
		refuse(w, r, http.StatusBadRequest, "the form has consent=unstated, consent=given or consent=refused")
		return
	}
	redirect(w, http.StatusSeeOther, call.URL(Root))
}

// word is a consent as forms and answers have it.
func word(c policy.Consent) string {
	if c == policy.Unstated {
		return "unstated"
	}
	return string(c)
}
