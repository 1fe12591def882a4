package product

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// Why a sign-in is not accepted, although NHS login gave a code.
var (
	errForeign = errors.New("the ID token is not of this sign-in")
	errTrust   = errors.New("the vector of trust is not one that was asked for")
)

// callback answers GET /callback, where NHS login sends browsers back to.
func (s *site) callback(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	x := s.sessions.of(r)
	begun, ok := x.begun[q.Get("state")]
	delete(x.begun, q.Get("state")) // a state works once
	if !ok && s.Bug == SkipsState {
		begun, ok = started{service: services()[2].path}, true
	}
	if !ok {
		s.sessions.keep(w, x)
		s.show(w, http.StatusBadRequest, view{Title: "Sign in again", Words: []string{"This sign-in did not begin in this browser, or is over. Nothing has been shared."},
			Links: []anchor{{"Sign in", "/sign-in"}}})
		return
	}
	v, _ := serviceAt(begun.service)
	if code := q.Get("error"); code != "" {
		s.sessions.keep(w, x)
		s.refused(w, r, v, begun, code)
		return
	}
	who, err := s.redeem(r.Context(), v, begun, q.Get("code"))
	if err != nil {
		s.sessions.keep(w, x)
		s.unredeemed(w, r, v, err)
		return
	}
	x.person = who
	s.sessions.renew(&x)
	s.sessions.keep(w, x)
	s.sessions.signedIn(x)
	to := v.path
	if s.Bug == FollowsNext && begun.next != "" {
		to = begun.next
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// redeem exchanges a code and checks what came for it.
func (s *site) redeem(ctx context.Context, v service, begun started, code string) (*person, error) {
	p, err := s.discovered(ctx)
	if err != nil {
		return nil, err
	}
	ctx = oidc.ClientContext(ctx, s.client)
	o := s.oauth(p, v)
	proof, err := s.assertion(o.Endpoint.TokenURL)
	if err != nil {
		return nil, err
	}
	tokens, err := o.Exchange(ctx, code, proof...)
	if err != nil {
		return nil, fmt.Errorf("redeem the code: %w", err)
	}
	raw, _ := tokens.Extra("id_token").(string)
	id, err := p.Verifier(&oidc.Config{ClientID: s.ClientID, SupportedSigningAlgs: []string{oidc.RS512}, Now: s.Wall}).Verify(ctx, raw)
	if err != nil {
		return nil, fmt.Errorf("verify the ID token: %w", err)
	}
	if id.Nonce != begun.nonce && s.Bug != IgnoresNonce && s.Bug != SkipsState {
		return nil, errForeign
	}
	var claims struct {
		VoT string `json:"vot"`
	}
	if err := id.Claims(&claims); err != nil {
		return nil, fmt.Errorf("read the ID token: %w", err)
	}
	if !v.trusts(claims.VoT) && s.Bug != AcceptsLowerTrust && s.Bug != AsksTooLittle {
		return nil, errTrust
	}
	given := map[string]bool{}
	granted, _ := tokens.Extra("scope").(string)
	for scope := range strings.FieldsSeq(granted) {
		given[scope] = true
	}
	return &person{access: tokens.AccessToken, scopes: given, vot: claims.VoT}, nil
}

// refused answers an error with which NHS login sent the browser back.
func (s *site) refused(w http.ResponseWriter, r *http.Request, v service, begun started, code string) {
	s.log("NHS login: %s", code)
	again := []anchor{{"Try again", "/sign-in?for=" + v.path}, {"Go back to the start page", "/"}}
	switch {
	case s.Bug == TriesForEver && !begun.silent:
		s.begin(w, r, v, false)
	case code == "access_denied" && s.Bug == BlankOnRefusal:
		w.WriteHeader(http.StatusOK)
	case code == "access_denied":
		s.show(w, http.StatusForbidden, view{Title: "You have not been signed in", Links: again,
			Words: []string{"To use this service you need to agree to share your NHS login information, and to prove who you are if NHS login asks for it.",
				"You have not agreed, so we know nothing about you. You can try again, or contact your GP surgery instead."}})
	case begun.silent && s.Bug != SilentIsSilent: // login_required, interaction_required, sso_login_required …: NHS login has to ask something
		s.show(w, http.StatusOK, view{Title: "Sign in to continue", Words: []string{"You need to sign in with NHS login to use this service."},
			Links: []anchor{{"Continue with NHS login", "/sign-in?for=" + v.path}}})
	case code == "temporarily_unavailable" || code == "server_error":
		s.unavailable(w, r, errors.New(code))
	default:
		s.show(w, http.StatusBadGateway, view{Title: "There is a problem with this service", Links: again,
			Words: []string{"We could not sign you in because of a mistake of ours. Nothing has been shared. Try again later, or contact us."}})
	}
}

// unredeemed answers a code that did not lead to a person.
func (s *site) unredeemed(w http.ResponseWriter, r *http.Request, v service, err error) {
	s.log("sign-in: %v", err)
	again := []anchor{{"Sign in again", "/sign-in?for=" + v.path}}
	said, ok := errors.AsType[*oauth2.RetrieveError](err)
	switch {
	case errors.Is(err, errTrust):
		s.show(w, http.StatusForbidden, view{Title: "You need to prove more about who you are", Links: again,
			Words: []string{"NHS login has not confirmed your identity as far as this service needs. You have not been signed in."}})
	case errors.Is(err, errForeign), ok && said.Response != nil && said.Response.StatusCode == http.StatusBadRequest:
		s.show(w, http.StatusBadRequest, view{Title: "Sign in again", Words: []string{"This sign-in is over, or did not begin in this browser. You have not been signed in."}, Links: again})
	case s.Bug == OutageIsEmpty:
		s.show(w, http.StatusOK, view{Title: v.title, Words: []string{"We have nothing to show you."}})
	default:
		s.unavailable(w, r, err)
	}
}

// unavailable is the page for NHS login being out of reach.
func (s *site) unavailable(w http.ResponseWriter, _ *http.Request, err error) {
	s.log("NHS login is out of reach: %v", err)
	s.show(w, http.StatusServiceUnavailable, view{Title: "NHS login is not available", Links: []anchor{{"Go back to the start page", "/"}},
		Words: []string{"We cannot sign you in at the moment. Try again later. If you need help now, contact your GP surgery, or call 111."}})
}
