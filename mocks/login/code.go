package login

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/url"
	"strings"

	"sandpiper/mocks"
	"sandpiper/mocks/login/oidc"
)

// codeGrant gives tokens for a code, its checks in the order API key, secret, address, code (default.xml, Flow.PostTokenAuthorizationCode).
func (s *Service) codeGrant(call *mocks.Call, form url.Values) (any, *Refusal) {
	app, refusal := secretive(call, form)
	if refusal != nil {
		return nil, refusal
	}
	redirect, value := form.Get("redirect_uri"), form.Get("code")
	switch {
	case redirect == "":
		return nil, missingRedirect()
	case !oidc.Registered(app, redirect):
		return nil, wrongRedirect().because(oidc.WhyRedirect(app))
	case value == "":
		return nil, missingCode()
	}
	d, now := s.desk(call), oidc.Now(call)
	if j, ok := d.codes.Get(value, now); !ok || j.app != app.ID || j.redirect != redirect {
		return nil, wrongCode().because("the code was used before, has expired, or was given to another application or address")
	}
	j, ok := d.codes.Take(value, now)
	if !ok || !j.verified(form.Get("code_verifier")) {
		return nil, wrongCode().because("code_verifier does not fit the code_challenge of the request, or another was quicker")
	}
	out, refusal := s.issue(call, app, renewal{user: j.user, provider: j.provider, combined: true, first: now}, form)
	if refusal != nil {
		return nil, refusal
	}
	if j.user.Kind == mocks.Staff {
		out.Session = j.user.Session
	}
	return out, nil
}

// verified reports whether a code_verifier is that of the code_challenge (RFC 7636), where there was one (quirk pkce-when-asked).
func (j *journey) verified(verifier string) bool {
	method, challenge, asked := strings.Cut(j.challenge, " ")
	if !asked {
		return true
	}
	if method == "S256" {
		sum := sha256.Sum256([]byte(verifier))
		verifier = base64.RawURLEncoding.EncodeToString(sum[:])
	}
	return subtle.ConstantTimeCompare([]byte(verifier), []byte(challenge)) == 1
}
