package fault

// Expired refuses a call as if its token had run out early. A call without a token is let through: there is nothing to expire.
type Expired struct{}

// Kind is "http-401-expired".
func (Expired) Kind() string { return "http-401-expired" }

// String is the kind: the effect has no arguments.
func (e Expired) String() string { return e.Kind() }

// Strike refuses a call that carries a token.
func (Expired) Strike(s Stage) (done, fired bool) {
	if s.Request.Header.Get("Authorization") == "" {
		return false, false
	}
	s.Refuse(ExpiredToken)
	return true, true
}
