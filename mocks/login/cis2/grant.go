package cis2

import (
	"slices"
	"strconv"

	jose "github.com/go-jose/go-jose/v4"

	"sandpiper/mocks"
	"sandpiper/mocks/login/oidc"
	"sandpiper/mocks/login/people"
)

// grant is what a sign-in lets an application know.
type grant struct {
	client, redirect, nonce, state, challenge string
	scopes                                    []string
	acr                                       string
	selected                                  string // person_roleid
	session                                   *session
}

// role is the person_roleid that the application is told: with the scopes that ask for it, or where a smartcard session has chosen one.
func (g *grant) role() string {
	if slices.Contains(g.scopes, "selectedrole") || slices.Contains(g.scopes, "changedrole") || slices.Contains(g.session.amr, "N3_SMARTCARD") {
		return g.selected
	}
	return ""
}

// To is whom and where the code of a grant was given to.
func (g *grant) To() (client, redirect string) { return g.client, g.redirect }

// redeem takes a code that was given to a client at an address.
func (s *Service) redeem(call *mocks.Call, code, client, redirect string) (*grant, bool) {
	return oidc.Redeem(&s.desk(call).codes, code, client, redirect, oidc.Now(call))
}

// Redeem is who signed in for a code of the platform's.
func (s *Service) Redeem(call *mocks.Call, code, redirect string) (*mocks.User, bool) {
	g, ok := s.redeem(call, code, oidc.Platform, redirect)
	if !ok {
		return nil, false
	}
	return user(call, g.session.user, g.session.level, g.session.id, g.role())
}

// user is a member of staff as a token knows them.
func user(call *mocks.Call, id string, level int, sid, selected string) (*mocks.User, bool) {
	staff, ok := people.FindStaff(call.View, id)
	if !ok {
		return nil, false
	}
	u := &mocks.User{Kind: mocks.Staff, ID: id, Assurance: "aal" + strconv.Itoa(level), Session: sid, Roles: staff.Short(), Role: selected}
	if role, trouble := u.Acting(""); trouble == "" {
		u.Organisation = role.Organisation
	}
	return u, true
}

// Issues reports whether iss is the provider's, by whichever way in it was issued.
func (s *Service) Issues(call *mocks.Call, iss string) bool { return oidc.Issues(call, iss, s.Issuer) }

// Signed reports whether CIS2 signed a token in this realm.
func (s *Service) Signed(call *mocks.Call, t *oidc.Token) (kid, ok bool) {
	return t.MadeBy(s.key(call), jose.RS256)
}

// Known is whom an ID token speaks of. A token without a level of assurance gives one that opens nothing.
func (s *Service) Known(call *mocks.Call, claims oidc.Object) (*mocks.User, bool) {
	level, err := strconv.Atoi(claims.Words("authentication_assurance_level"))
	if err != nil {
		level = 0
	}
	return user(call, claims.Words("sub"), level, claims.Words("sid"), claims.Words("selected_roleid"))
}

// Userinfo is what the platform shows of the member of staff behind a token of its own (research §2.5).
func (s *Service) Userinfo(call *mocks.Call, user *mocks.User) map[string]any {
	staff, ok := people.FindStaff(call.View, user.ID)
	if !ok {
		return nil
	}
	return told(staff, scopes)
}
