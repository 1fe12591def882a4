package fault

// Unrole takes a member of staff's roles away for the call, as when they were removed after the sign-in: the service finds nothing for
// NHSD-Session-URID to name. A call on behalf of nobody, or of somebody without a role, is let through.
type Unrole struct{}

// Kind is "role-removed".
func (Unrole) Kind() string { return "role-removed" }

// String is the kind: the effect has no arguments.
func (u Unrole) String() string { return u.Kind() }

// Strike takes the roles; the call goes on without them.
func (Unrole) Strike(s Stage) (done, fired bool) { return false, s.Unrole() }

// EndSession ends the session on whose behalf the call is made, as a smartcard that is pulled out does: its tokens are forgotten, the applications of
// the session are told by back-channel logout, and the call goes on with a token that is good no longer. A call without a session is let through.
type EndSession struct{}

// Kind is "session-ended".
func (EndSession) Kind() string { return "session-ended" }

// String is the kind: the effect has no arguments.
func (e EndSession) String() string { return e.Kind() }

// Strike ends the session.
func (EndSession) Strike(s Stage) (done, fired bool) { return false, s.EndSession() }
