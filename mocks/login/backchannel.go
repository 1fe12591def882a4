package login

import (
	"encoding/json"
	"net/http"

	"sandpiper/mocks"
	"sandpiper/mocks/login/oidc"
)

// logoutEvent is the member of events that makes a JWT a logout token.
const logoutEvent = "http://schemas.openid.net/event/backchannel-logout"

// backchannelLogout answers POST /backchannel_logout: CIS2 tells that a session has ended, and every token of it is forgotten (research §2.6,
// validate-logout-token-claims.js, e2e test_backchannel_logout.py; that the signature is looked at before the claims is assumed).
func (s *Service) backchannelLogout(w http.ResponseWriter, r *http.Request) {
	call := mocks.CallFrom(r.Context())
	form, media, ok := oidc.Form(r)
	if !media {
		s.refuse(w, r, wrongContentType())
		return
	}
	var t *oidc.Token
	if ok {
		var err error
		t, err = oidc.Read(form.Get("logout_token"))
		ok = err == nil
	}
	if !ok {
		s.refuse(w, r, malformedIn("logout_token"))
		return
	}
	if refusal := s.checkLogout(call, t); refusal != nil {
		s.refuse(w, r, refusal)
		return
	}
	sid := t.Claims.Words("sid")
	gone := call.Realm.Tokens.EndSession(sid)
	gone += len(s.desk(call).refresh.Drop(func(n *renewal) bool { return n.user.Session == sid }))
	if gone == 0 {
		s.refuse(w, r, &Refusal{Status: http.StatusNotImplemented, Code: "not_implemented", Description: "SID not found"})
		return
	}
	mocks.Answer(w, "application/json", http.StatusOK, map[string]bool{"success": true})
}

// checkLogout judges a logout token.
func (s *Service) checkLogout(call *mocks.Call, t *oidc.Token) *Refusal {
	if s.CIS2 == nil {
		return unverified()
	}
	if _, ok := s.CIS2.Signed(call, t); !ok {
		return unverified()
	}
	var events oidc.Object
	_ = json.Unmarshal(t.Claims["events"], &events) // what is no object has no events
	switch {
	case !t.Claims.Has("aud", oidc.Platform):
		return bad("invalid_request", "Missing/invalid aud claim in JWT")
	case !s.CIS2.Issues(call, t.Claims.Words("iss")):
		return bad("invalid_request", "Missing/invalid iss claim in JWT")
	case t.Claims.Absent("sid"):
		return bad("invalid_request", "Missing sid claim in JWT")
	case events[logoutEvent] == nil:
		return bad("invalid_request", "Missing/invalid events claim in JWT")
	case t.Claims["nonce"] != nil:
		return bad("invalid_request", "Prohibited nonce claim in JWT")
	}
	return nil
}

func unverified() *Refusal { return bad("bad_request", "Unable to verify JWT") }
