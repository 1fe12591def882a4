package login

import (
	"errors"
	"net/http"
	"strings"

	"sandpiper/mocks"
	"sandpiper/mocks/login/oidc"
)

// userinfo answers GET /userinfo: what CIS2 says of the user that the platform signed in (research §2.5).
func (s *Service) userinfo(w http.ResponseWriter, r *http.Request) {
	call := mocks.CallFrom(r.Context())
	_, value, _ := strings.Cut(strings.TrimSpace(r.Header.Get("Authorization")), " ")
	value = strings.TrimSpace(value)
	if call.Token == nil {
		reason := mocks.UnknownToken
		if value == "" {
			reason = mocks.NoToken
		} else if _, err := call.Realm.Tokens.Find(value, oidc.Now(call)); errors.Is(err, mocks.ErrExpiredToken) {
			reason = mocks.ExpiredToken
		}
		mocks.Explain(w.Header(), "send Authorization: Bearer and an access token of this realm that has not expired")
		mocks.Gateway(w, r, mocks.Denial{Reason: reason, Status: http.StatusUnauthorized})
		return
	}
	provider, ok := s.desk(call).combined.Get(value, oidc.Now(call))
	if !ok || call.Token.User == nil {
		s.refuse(w, r, notCombined())
		return
	}
	told := provider.Userinfo(call, call.Token.User)
	if told == nil {
		s.refuse(w, r, notCombined())
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	mocks.Answer(w, "application/json", http.StatusOK, told)
}
