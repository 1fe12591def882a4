package nhslogin

import (
	"time"

	jose "github.com/go-jose/go-jose/v4"

	"sandpiper/mocks"
	"sandpiper/mocks/login/oidc"
	"sandpiper/mocks/login/people"
)

// grant is what somebody has let an application know.
type grant struct {
	client   string
	redirect string
	nonce    string
	scopes   []string
	username string // who; looked up anew each time, so that what happens to them in the world is seen
	level    string // of identity
	vot      string
	at       time.Time // of signing in, wall
}

// issued is whose ID token that was, so that another application can be told.
type issued struct{ client, username string }

// Redeem is who signed in for a code of the platform's.
func (s *Service) Redeem(call *mocks.Call, code, redirect string) (*mocks.User, bool) {
	g, ok := s.redeem(call, code, oidc.Platform, redirect)
	if !ok {
		return nil, false
	}
	c, err := people.FindCitizen(call.View, g.username)
	if err != nil {
		return nil, false
	}
	user := &mocks.User{Kind: mocks.Citizen, ID: c.Subject, Assurance: g.level, Vector: g.vot}
	if g.level > "P0" {
		user.NHSNumber = c.Number
	}
	return user, true
}

// redeem takes a code that was given to a client at an address.
func (s *Service) redeem(call *mocks.Call, code, client, redirect string) (*grant, bool) {
	return oidc.Redeem(&s.desk(call).codes, code, client, redirect, oidc.Now(call))
}

// To is whom and where the code of a grant was given to.
func (g *grant) To() (client, redirect string) { return g.client, g.redirect }

// Issues reports whether iss is the provider's, by whichever way in it was issued.
func (s *Service) Issues(call *mocks.Call, iss string) bool { return oidc.Issues(call, iss, s.Issuer) }

// Signed reports whether NHS login signed a token in this realm.
func (s *Service) Signed(call *mocks.Call, t *oidc.Token) (kid, ok bool) {
	return t.MadeBy(s.key(call), jose.RS512)
}

// Known is whom an ID token speaks of. The level of identity is the first two letters of identity_proofing_level, or else of vot
// (platform, filter-user-restricted-scopes.js). An access token, which has the same key and vot, speaks of nobody: that the platform
// tells them apart is assumed.
func (s *Service) Known(_ *mocks.Call, claims oidc.Object) (*mocks.User, bool) {
	if use := claims.Words("token_use"); use != "" && use != "id" {
		return nil, false
	}
	level := claims.Words("identity_proofing_level")
	if level == "" {
		level = claims.Words("vot")
	}
	if len(level) > 2 {
		level = level[:2]
	}
	sub := claims.Words("sub")
	return &mocks.User{Kind: mocks.Citizen, ID: sub, Assurance: level, Vector: claims.Words("vot"), NHSNumber: claims.Words("nhs_number")}, sub != "" && level != ""
}

// Userinfo is nil: the platform tells nobody what NHS login says (research §2.5).
func (s *Service) Userinfo(*mocks.Call, *mocks.User) map[string]any { return nil }

// Ended is false: NHS login has no end of sessions.
func (s *Service) Ended(*mocks.Call, string) bool { return false }
