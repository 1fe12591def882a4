package login

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"sandpiper/mocks"
	"sandpiper/mocks/login/oidc"
)

// exchange gives an application that signed somebody in itself a token for them: the separate pattern. The words of what can be wrong with the
// ID token are those of validate-subject-token-claims.js and validate-actor-token-claims.js.
func (s *Service) exchange(ctx context.Context, call *mocks.Call, form url.Values, audience string) (any, *Refusal) {
	app, refusal := s.assert(ctx, call, form, audience)
	if refusal != nil {
		return nil, refusal
	}
	switch {
	case form.Get("subject_token_type") != idTokenType:
		return nil, wrongSubjectType()
	case form.Get("subject_token") == "":
		return nil, missingSubject()
	}
	t, provider, refusal := s.subject(call, form.Get("subject_token"), "subject_token", true)
	if refusal != nil {
		return nil, refusal
	}
	user, ok := provider.Known(call, t.Claims)
	if !ok {
		return nil, noScope().because("the ID token speaks of nobody who is known here, or of no level of identity")
	}
	if provider.Ended(call, user.Session) {
		return nil, noScope().because("the session at the identity provider has ended")
	}
	if user.Actor, refusal = s.actor(call, t, form.Get("actor_token")); refusal != nil {
		return nil, refusal
	}
	out, refusal := s.issue(call, app, renewal{user: user, provider: provider, first: oidc.Now(call)}, form)
	if refusal != nil {
		return nil, refusal
	}
	return exchanged{
		AccessToken: out.AccessToken, ExpiresIn: out.ExpiresIn, TokenType: out.TokenType, IssuedTokenType: accessTokenType,
		RefreshToken: out.RefreshToken, RefreshExpiresIn: out.RefreshExpiresIn, RefreshCount: out.RefreshCount,
	}, nil
}

// subject reads and verifies an ID token. name is what the platform calls it in its words; lapses says whether its exp must lie ahead, which the
// platform does not ask of an actor's.
func (s *Service) subject(call *mocks.Call, compact, name string, lapses bool) (*oidc.Token, oidc.Verifier, *Refusal) {
	t, err := oidc.Read(compact)
	if err != nil {
		return nil, nil, malformedIn(name)
	}
	exp, expErr := t.Claims.Seconds("exp")
	now := oidc.Wall(call)
	switch {
	case t.Header.Absent("kid"):
		return nil, nil, missingIn("kid", name)
	case !strings.EqualFold(t.Header.Words("typ"), "JWT"):
		return nil, nil, bad("invalid_request", "Invalid 'typ' header in "+name+" JWT - must be 'JWT'")
	case t.Header.Absent("alg"):
		return nil, nil, missingIn("alg", name)
	case errors.Is(expErr, oidc.ErrAbsent):
		return nil, nil, missingIn("exp", name)
	case expErr != nil:
		return nil, nil, bad("invalid_request", "Invalid 'exp' claim in "+name+" JWT - must be an integer")
	case lapses && exp <= now.Unix():
		return nil, nil, bad("invalid_request", "Invalid 'exp' claim in "+name+" JWT - JWT has expired").because(whyExpiry(exp, now))
	case t.Claims.Absent("iss"):
		return nil, nil, missingIn("iss", name)
	case t.Claims.Absent("aud"):
		return nil, nil, unauthorised("invalid_request", "Missing 'aud' claim in "+name+" JWT")
	}
	for _, provider := range s.verifiers() {
		if !provider.Issues(call, t.Claims.Words("iss")) {
			continue
		}
		switch kid, ok := provider.Signed(call, t); {
		case !kid:
			return nil, nil, unauthorised("invalid_request", "Invalid 'kid' header in "+name+" JWT - no matching public key")
		case !ok:
			return nil, nil, wrongSignature().because("the identity provider's key did not make the signature of the " + name)
		}
		return t, provider, nil
	}
	return nil, nil, bad("invalid_request", "Missing or non-matching 'iss' claim in "+name+" JWT").because(
		"iss is " + strconv.Quote(t.Claims.Words("iss")) + ", which is no identity provider of this realm")
}

// verifiers are the identity providers whose ID tokens are taken.
func (s *Service) verifiers() []oidc.Verifier {
	out := slices.Clone(s.Others)
	if s.CIS2 != nil {
		out = append(out, s.CIS2)
	}
	if s.NHSLogin != nil {
		out = append(out, s.NHSLogin)
	}
	return out
}

// actor is the NHS number of whoever acts for the user: from an actor_token, or from the JWT in the claim act.sub; empty for nobody. That the
// platform verifies the signature of either is assumed.
func (s *Service) actor(call *mocks.Call, t *oidc.Token, actorToken string) (string, *Refusal) {
	compact := actorToken
	if compact == "" {
		var act oidc.Object
		if json.Unmarshal(t.Claims["act"], &act) != nil {
			return "", nil
		}
		sub, ok := act.Text("sub")
		if !ok {
			return "", nil
		}
		compact = sub
	}
	nested, _, refusal := s.subject(call, compact, "act.sub", false)
	if refusal != nil {
		return "", refusal
	}
	return nested.Claims.Words("nhs_number"), nil
}

// malformedIn words that something is no JWT.
func malformedIn(name string) *Refusal {
	if name == "act.sub" {
		return bad("invalid_request", "act.sub JWT is corrupt or unparseable")
	}
	return bad("invalid_request", "Malformed JWT in "+name)
}

// missingIn words that a part of an ID token is missing.
func missingIn(part, name string) *Refusal {
	return bad("invalid_request", "Missing '"+part+"' "+kindOf(part)+" in "+name+" JWT")
}
