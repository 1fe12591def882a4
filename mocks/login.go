package mocks

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// identify looks at a request's token. The reason is empty when it is good.
func (e *Estate) identify(c *Call, r *http.Request) Reason {
	header, sent := r.Header["Authorization"]
	if !sent {
		return NoHeader
	}
	kind, value, two := strings.Cut(strings.TrimSpace(header[0]), " ")
	value = strings.TrimSpace(value)
	switch {
	case kind == "":
		return EmptyHeader
	case !strings.EqualFold(kind, "Bearer"):
		if two {
			return WrongType
		}
		return BadHeader
	case value == "":
		return NoToken
	case strings.Contains(value, " "):
		return BadHeader
	}
	token, err := c.Realm.Tokens.Find(value, c.Realm.World.Clock().Now())
	switch {
	case errors.Is(err, ErrExpiredToken):
		return ExpiredToken
	case err != nil:
		return UnknownToken
	}
	c.Token = token
	if app, ok := e.App(token.App); ok {
		c.App = app
	} else {
		c.App = &App{ID: token.App, Name: token.App}
	}
	return ""
}

// admit decides whether a call may go on to its service; the denial says why not.
func (e *Estate) admit(m *mounted, c *Call, r *http.Request, bad Reason) (Denial, bool) {
	if !m.guarded || c.Unguarded() || (m.ajar != nil && m.ajar.Open(r)) {
		return Denial{}, true
	}
	if bad != "" {
		return e.badToken(c, r, bad), false
	}
	if len(m.needs) > 0 && !slices.ContainsFunc(m.needs, c.Token.Holds) {
		d := e.refusal(c, r, NoScope)
		d.Why = "the token of app " + c.App.ID + " holds none of the scopes that open this: " + strings.Join(m.needs, ", ") +
			"; it holds " + strings.Join(c.Token.Scopes, " ")
		return d, false
	}
	if !c.Spend(c.App) {
		d := e.refusal(c, r, OverQuota)
		d.Why = c.WhyQuota(c.App)
		return d, false
	}
	return Denial{}, true
}

// badToken words a refusal about the Authorization header.
func (e *Estate) badToken(c *Call, r *http.Request, bad Reason) Denial {
	d := e.refusal(c, r, bad)
	switch bad {
	case NoHeader:
		d.Why = "send Authorization: Bearer and a token from " + c.URL("/oauth2/token")
	case WrongType:
		kind, _, _ := strings.Cut(strings.TrimSpace(r.Header.Get("Authorization")), " ")
		d.Text = "Invalid token type '" + kind + "', must be 'Bearer'"
		d.Why = d.Text
	case UnknownToken:
		d.Why = "that token was not issued here, or before a restart; get one from " + c.URL("/oauth2/token")
	case ExpiredToken:
		d.Why = "the token has expired (it is " + c.Realm.World.Clock().Now().Format(time.RFC3339) + " in this world); get a new one from " + c.URL("/oauth2/token")
	default:
		d.Why = d.Text + "; it is the word Bearer, a space, and a token from " + c.URL("/oauth2/token")
	}
	return d
}

// Spend counts a call of an application at the service that is answering. It reports false where the application is over its quota of the
// last virtual minute; such a call does not count. The estate asks by itself for services that want a token: this is for those that learn
// in another way who calls.
func (c *Call) Spend(app *App) bool {
	limit := c.Estate.limit(app)
	return limit <= 0 || c.Realm.limits.take(app.ID, c.Service, limit, c.Realm.World.Clock().Now())
}

// WhyQuota says to a developer which quota an application has used up, and by which clock it is counted.
func (c *Call) WhyQuota(app *App) string {
	return "application " + app.ID + " may make " + strconv.Itoa(c.Estate.limit(app)) + " calls a minute to " + c.Service +
		", by the world's clock (now " + c.Realm.World.Clock().Now().UTC().Format(time.RFC3339) + "): it may call again when some of them are a minute old"
}

// limit is how many calls an app may make to one service in a minute; 0 for as many as it likes.
func (e *Estate) limit(app *App) int {
	if app != nil && app.PerMinute > 0 {
		return app.PerMinute
	}
	return e.PerMinute
}

// refusal is the platform's denial for a reason, in terms of this call.
func (e *Estate) refusal(c *Call, r *http.Request, reason Reason) Denial {
	name, limit := c.Actor(), e.limit(c.App)
	if c.App != nil && c.App.Name != "" {
		name = c.App.Name
	}
	if limit == 0 {
		limit = 300 // the platform's own default, for faults where the estate sets no limit
	}
	return refusal(reason, name, limit, r.Header.Get("X-Request-ID"))
}
