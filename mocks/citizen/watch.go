package citizen

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"sandpiper/mocks"
	"sandpiper/mocks/login/oidc"
	"sandpiper/mocks/world"
	"sandpiper/synthetic/nhs"
)

// Watch logs a call that was about somebody. It fits mocks.Watcher.
func (s *Service) Watch(c *mocks.Call, status int) {
	base := Entry{
		At: oidc.Now(c), App: c.Actor(), Service: c.Service, Kind: c.Operation, Act: "read", Outcome: ended(status),
	}
	if c.App != nil {
		base.AppName, base.Organisation = c.App.Name, c.App.ODS
	}
	log := s.desk(c.Realm).log
	for _, person := range c.Touched {
		if !slices.ContainsFunc(c.Accesses, func(a mocks.Access) bool { return a.Person == person }) {
			log.Add(asked(c, base, person))
		}
	}
	for _, a := range c.Accesses {
		e := asked(c, base, a.Person)
		e.Kind, e.Act, e.Purpose, e.Reason, e.Rule = a.Kind, a.Act, a.Purpose, a.Reason, a.Rule
		if a.ODS != "" {
			e.Role, e.Organisation = a.Role, a.ODS
		}
		switch {
		case a.Outcome == "deny":
			e.Outcome = "refused"
		case e.Outcome != "seen":
		case a.Act == "write":
			e.Outcome = "written"
		case a.Outcome == "redact":
			e.Outcome = "seen in part"
		}
		log.Add(e)
	}
}

// ended is what came of a call, by its status: a fault may have struck after the decision.
func ended(status int) string {
	switch {
	case status == http.StatusForbidden || status == http.StatusUnauthorized:
		return "refused"
	case status >= 400:
		return "failed"
	}
	return "seen"
}

// signingIn is the service that people sign in at: a call there is made by a browser, before it is known who sits before it.
const signingIn = "nhs-login"

// asked fills in the user who asked about a person.
func asked(c *mocks.Call, e Entry, person int) Entry {
	e.Person = person
	if c.Token == nil || c.Token.User == nil {
		if c.App == nil && c.Service == signingIn {
			e.User = "whoever signed in with your number"
		}
		return e
	}
	user := c.Token.User
	e.Organisation = "" // that of the application is not the user's
	switch {
	case user.Kind == mocks.Staff:
		e.User = "staff " + user.ID
		role, _ := user.Acting("")
		e.Role, e.Organisation = role.Code, role.Organisation
	case !holds(c, user, person):
		e.User = "another citizen"
	case user.Actor != "":
		e.User = "somebody who acts for you"
	default:
		e.User = "you"
	}
	return e
}

// holds reports whether a citizen's number is that of a person, or once was.
func holds(c *mocks.Call, user *mocks.User, person int) bool {
	n, err := nhs.ParseNumber(user.NHSNumber)
	if err != nil {
		return false
	}
	holder, how := c.Realm.World.Holder(n)
	return holder == person && (how == world.Current || how == world.Superseded)
}

// when is a time as people read it.
func when(t time.Time) string { return strings.TrimSpace(t.Format("_2 January 2006, 15:04")) }
