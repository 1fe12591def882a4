package mocks

import "context"

// UserKind is as what somebody has signed in.
type UserKind string

// The kinds of user.
const (
	Citizen UserKind = "citizen" // through NHS login
	Staff   UserKind = "staff"   // through CIS2
)

// User is who has signed in to an app: what makes a token user-restricted. It is a copy of what the identity provider said at the time.
type User struct {
	Kind      UserKind
	ID        string // sub at the identity provider: a UUID for citizens, the twelve digits of the SDS user id for staff
	Assurance string // in the words of scopes: "P0", "P5", "P9" or "aal1", "aal2", "aal3"
	Vector    string // vector of trust of a citizen's sign-in, such as P9.Cp.Cd; empty where only the level is known
	Session   string // sid; ends with back-channel logout

	NHSNumber string // of a citizen: ten digits; at P5 it is claimed and not proven, at P0 empty
	Actor     string // NHS number of whoever acts for the citizen in delegated access (claim act); empty otherwise

	Roles        []Role // of staff: every role, in the order of the identity provider
	Role         string // of staff: person_roleid that was selected at sign-in; empty if none was
	Organisation string // of staff: ODS code of the selected role, or of the only one
}

// Role is one role of a member of staff at one organisation, with which they may act.
type Role struct {
	ID           string   // person_roleid, the role profile id that NHSD-Session-URID names: twelve digits
	Code         string   // job role such as S8000:G8000:R8001
	Organisation string   // ODS code
	Activities   []string // codes such as B0401
}

// What Acting fails with, in the words of the platform's role resolution (research identity-demographics-registers.md §1.6).
const (
	ManyRoles = "multiple roles found in user info, please check NHSD-Session-URID"
	NoRoles   = "no userroles available, please check NHSD-Session-URID is valid"
	BadRole   = "selected_roleid is misconfigured/invalid"
	BadURID   = "NHSD-Session-URID is invalid"
)

// Acting is the role that staff act in for a call. It is the one that the header NHSD-Session-URID names, else the one selected at sign-in,
// else the only one; trouble is empty, or one of the messages above and there is no role (research identity-demographics-registers.md §1.6).
func (u *User) Acting(urid string) (role Role, trouble string) {
	wanted, invalid := urid, BadURID
	if urid == "" {
		wanted, invalid = u.Role, BadRole
	}
	switch {
	case len(u.Roles) == 0:
		return Role{}, NoRoles
	case wanted == "" && len(u.Roles) == 1:
		return u.Roles[0], ""
	case wanted == "":
		return Role{}, ManyRoles
	}
	for _, role := range u.Roles {
		if role.ID == wanted {
			return role, ""
		}
	}
	return Role{}, invalid
}

// unrole has the call go on as that of a member of staff who holds no role any more, and reports whether they held one.
func (c *Call) unrole() bool {
	if c.Token == nil || c.Token.User == nil || len(c.Token.User.Roles) == 0 {
		return false
	}
	token, user := *c.Token, *c.Token.User
	user.Roles, user.Role, user.Organisation = nil, "", ""
	token.User = &user
	c.Token = &token
	return true
}

// endSession ends the session of whoever the call is for, at the service where they signed in too, and reports whether there was one.
func (c *Call) endSession(ctx context.Context) bool {
	if c.Token == nil || c.Token.User == nil || c.Token.User.Session == "" {
		return false
	}
	session := c.Token.User.Session
	if c.Token.User.Kind == Staff {
		for _, service := range c.Estate.Services {
			if at, ok := service.(Ender); ok {
				at.End(ctx, c, session)
			}
		}
	}
	c.Realm.Tokens.EndSession(session)
	return true
}
