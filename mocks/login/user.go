package login

import (
	"net/url"
	"strconv"
	"time"

	"sandpiper/mocks"
	"sandpiper/mocks/login/oidc"
)

// How long a user's sign-in may be renewed (research §2.3): refresh_token_expires_in is 43199 for CIS2, 3599 for NHS login.
const (
	staffRenew   = 12 * time.Hour
	citizenRenew = time.Hour
)

// renewal is what a refresh token stands for.
type renewal struct {
	app      string
	user     *mocks.User
	provider oidc.Verifier // that signed them in
	combined bool          // by way of the platform, and not of the application itself
	first    time.Time     // of the first token, virtual
	expires  time.Time     // virtual
	count    int
}

// window is how long after the first token the sign-in may be renewed.
func (n *renewal) window() time.Duration {
	if n.user.Kind == mocks.Staff {
		return staffRenew
	}
	return citizenRenew
}

// over reports whether the sign-in may not be renewed any more: the refresh token has lapsed, or the sign-in is older than the request's own
// _refresh_tokens_validity_ms, which may be nought (e2e test_refresh_tokens_validity_expires).
func (n *renewal) over(now time.Time, form url.Values) bool {
	window := shorter(form, "_refresh_tokens_validity_ms", n.window())
	if form.Get("_refresh_tokens_validity_ms") == "0" {
		window = 0
	}
	return !now.Before(n.expires) || !now.Before(n.first.Add(window))
}

// userIssued is the answer to authorization_code and refresh_token (AssignMessage.*TokenResponse.xml). sid comes with the code of a CIS2 sign-in
// (e2e test_authorization_code.py, AddSidToResponse.js).
type userIssued struct {
	AccessToken      string `json:"access_token"`
	ExpiresIn        string `json:"expires_in"`
	RefreshToken     string `json:"refresh_token"`
	RefreshExpiresIn string `json:"refresh_token_expires_in"`
	RefreshCount     string `json:"refresh_count"`
	TokenType        string `json:"token_type"`
	Session          string `json:"sid,omitempty"`
}

// exchanged is the answer to a token exchange.
type exchanged struct {
	AccessToken      string `json:"access_token"`
	ExpiresIn        string `json:"expires_in"`
	TokenType        string `json:"token_type"`
	IssuedTokenType  string `json:"issued_token_type"`
	RefreshToken     string `json:"refresh_token"`
	RefreshExpiresIn string `json:"refresh_token_expires_in"`
	RefreshCount     string `json:"refresh_count"`
}

// issue gives an application a token for a user, and a refresh token that follows on n. Of the application's scopes the token holds those at
// the user's level of assurance; none of them is a refusal.
func (s *Service) issue(call *mocks.Call, app *mocks.App, n renewal, form url.Values) (userIssued, *Refusal) {
	scopes := userScopes(app.Scopes, n.user.Assurance)
	if len(scopes) == 0 {
		return userIssued{}, noScope().because("application " + app.ID + " holds no scope at level " + n.user.Assurance)
	}
	d, now := s.desk(call), oidc.Now(call)
	life := shorter(form, "_access_token_expiry_ms", Lifetime)
	token := call.Realm.Tokens.IssueTo(n.user, app.ID, scopes, now, life)
	if combined, ok := n.provider.(oidc.Provider); ok && n.combined {
		d.combined.Put(token.Value, combined, now.Add(life))
	}
	renew := n.window()
	// A refresh token lives for a time of its own, and no longer than its sign-in may be renewed (calculate-refresh-token-expires-in.js).
	n.app = app.ID
	n.expires = now.Add(shorter(form, "_refresh_token_expiry_ms", renew))
	if end := n.first.Add(shorter(form, "_refresh_tokens_validity_ms", renew)); end.Before(n.expires) {
		n.expires = end
	}
	refresh := d.mint.Value()
	d.refresh.Put(refresh, &n, now.Add(2*staffRenew)) // kept beyond its end, to be told apart from one that never was
	return userIssued{
		AccessToken: token.Value, ExpiresIn: lessOne(life), RefreshToken: refresh, RefreshExpiresIn: lessOne(n.expires.Sub(now)),
		RefreshCount: strconv.Itoa(n.count), TokenType: "Bearer",
	}, nil
}

// refreshGrant renews a user's token. Each refresh token works once, and one that has lapsed says so each time; in the order API key, secret, token (default.xml, Flow.PostRefreshToken).
func (s *Service) refreshGrant(call *mocks.Call, form url.Values) (any, *Refusal) {
	app, refusal := secretive(call, form)
	if refusal != nil {
		return nil, refusal
	}
	value := form.Get("refresh_token")
	if value == "" {
		return nil, missingRefresh()
	}
	d, now := s.desk(call), oidc.Now(call)
	n, ok := d.refresh.Get(value, now)
	switch {
	case !ok || n.app != app.ID:
		return nil, wrongRefresh().because("the refresh token was used before, is another application's, or was never given in this realm")
	case n.over(now, form):
		return nil, refreshOver().because("it ended at " + n.expires.Format(time.RFC3339) + " of the world's time, or _refresh_tokens_validity_ms after the sign-in")
	case n.provider.Ended(call, n.user.Session):
		return nil, wrongRefresh().because("the session at the identity provider has ended")
	}
	if _, ok = d.refresh.Take(value, now); !ok {
		return nil, wrongRefresh().because("another request was quicker")
	}
	next := *n
	next.count++
	out, refusal := s.issue(call, app, next, form)
	if refusal != nil {
		return nil, refusal
	}
	return out, nil
}
