package login

import (
	"io"
	"net/http"

	"sandpiper/mocks"
	"sandpiper/mocks/login/oidc"
)

// statusKey tells the key of _status, as plain text (pytest-nhsd-apim, secrets.py).
func statusKey(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain")
	_, _ = io.WriteString(w, mocks.StatusKey) // a caller who has gone is nobody's failure
}

// health is what _status says of one identity provider (HealthCheck.SetResponse.js, whose answer of the provider itself is left out).
type health struct {
	Status       string            `json:"status"`
	Timeout      string            `json:"timeout"` // "true" or "false"
	ResponseCode int               `json:"responseCode"`
	Links        map[string]string `json:"links"`
}

// status answers GET /_status: it passes where both identity providers are there, and warns where one of them is missing.
func (s *Service) status(w http.ResponseWriter, r *http.Request) {
	if !mocks.Monitoring(r) {
		s.refuse(w, r, wrongStatusKey())
		return
	}
	call := mocks.CallFrom(r.Context())
	passed, checks := 0, make(map[string]health)
	for name, provider := range map[string]oidc.Provider{"nhs-cis2": s.CIS2, "nhs-login": s.NHSLogin} {
		check := health{Status: "fail", Timeout: "false", ResponseCode: http.StatusNotFound, Links: map[string]string{}}
		if provider != nil {
			check.Status, check.ResponseCode = "pass", http.StatusOK
			check.Links["self"] = provider.Issuer(call) + "/.well-known/openid-configuration"
			passed++
		}
		checks[name] = check
	}
	mocks.Answer(w, "application/json", http.StatusOK, struct {
		Status string `json:"status"`
		mocks.Version
		Checks map[string]health `json:"checks"`
	}{[]string{"fail", "warn", "pass"}[passed], mocks.OwnVersion(), checks})
}
