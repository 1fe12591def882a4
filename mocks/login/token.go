package login

import (
	"context"
	"crypto/subtle"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"sandpiper/mocks"
	"sandpiper/mocks/login/oidc"
)

// Lifetime is how long an access token lives, on the realm's virtual clock. The service says one second less: "599".
const Lifetime = 10 * time.Minute

// issued is the answer to client_credentials. Its numbers are strings, as on the platform (AssignMessage.ClientCredentials…TokenResponse.xml).
type issued struct {
	AccessToken string `json:"access_token"`
	ExpiresIn   string `json:"expires_in"`
	TokenType   string `json:"token_type"`
	IssuedAt    string `json:"issued_at"`       // epoch milliseconds on the wall clock: products add expires_in to it and look at their own
	Scope       string `json:"scope,omitempty"` // quirk scope-when-smart: SMART wants it, the platform has none
}

// token answers POST /token.
func (s *Service) token(w http.ResponseWriter, r *http.Request) {
	call := mocks.CallFrom(r.Context())
	form, media, ok := oidc.Form(r)
	if !media {
		s.refuse(w, r, wrongContentType())
		return
	}
	if !ok {
		s.refuse(w, r, missingGrant())
		return
	}
	out, refusal := s.grant(r.Context(), call, form, call.URL(r.URL.Path))
	if refusal != nil {
		s.refuse(w, r, refusal)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	mocks.Answer(w, "application/json", http.StatusOK, out)
}

// grant is the answer to a token request, or the documented reason to refuse it. audience is the URL that was called.
func (s *Service) grant(ctx context.Context, call *mocks.Call, form url.Values, audience string) (any, *Refusal) {
	grant := form.Get("grant_type")
	if form.Has("subject_token_type") && grant != exchangeGrant {
		// The flow of a token exchange looks at the assertion's type first (research §2.3).
		if form.Get("client_assertion_type") != oidc.BearerAssertion {
			return nil, wrongAssertionType().because(whyAssertionType(form))
		}
		return nil, invalidGrant()
	}
	switch grant {
	case "":
		return nil, missingGrant()
	case "client_credentials":
		return s.clientCredentials(ctx, call, form, audience)
	case exchangeGrant:
		return s.exchange(ctx, call, form, audience)
	case "authorization_code":
		return s.codeGrant(call, form)
	case "refresh_token":
		return s.refreshGrant(call, form)
	}
	return nil, unsupportedGrant().because(whyGrant(grant))
}

// clientCredentials gives an application a token of its own.
func (s *Service) clientCredentials(ctx context.Context, call *mocks.Call, form url.Values, audience string) (any, *Refusal) {
	app, refusal := s.assert(ctx, call, form, audience)
	if refusal != nil {
		return nil, refusal
	}
	asked := form.Get("scope")
	scopes := applicationScopes(app.Scopes, asked)
	if len(scopes) == 0 {
		return nil, noScope().because(whyNoScope(app, asked))
	}
	now := oidc.Now(call)
	life := shorter(form, "_access_token_expiry_ms", Lifetime)
	token := call.Realm.Tokens.Issue(app.ID, scopes, now, life)
	out := issued{
		AccessToken: token.Value, TokenType: "Bearer", ExpiresIn: lessOne(life), IssuedAt: strconv.FormatInt(oidc.Wall(call).UnixMilli(), 10),
	}
	if asksSMART(scopes) {
		out.Scope = strings.Join(scopes, " ")
	}
	return out, nil
}

// assert checks the client assertion, in the platform's order, and finds the application that signed it.
func (s *Service) assert(ctx context.Context, call *mocks.Call, form url.Values, audience string) (*mocks.App, *Refusal) {
	if form.Get("client_assertion_type") != oidc.BearerAssertion {
		return nil, wrongAssertionType().because(whyAssertionType(form))
	}
	compact := form.Get("client_assertion")
	if compact == "" {
		return nil, missingAssertion()
	}
	a, refusal := readAssertion(compact)
	if refusal != nil {
		return nil, refusal
	}
	now := oidc.Wall(call)
	replays, signed := &s.desk(call).replays, &s.desk(call).signed
	if refusal := a.checkClaims(now, func(jti string) bool { return replays.spent(jti, now.Unix()) || signed.spent(jti, now.Unix()) }); refusal != nil {
		return nil, refusal
	}
	// The platform spends the jti here, before it knows whether the signature is good.
	if !replays.spend(a.ID(), now.Unix(), a.expiry) {
		return nil, replayedJTI()
	}
	app, ok := call.Estate.App(a.issuer())
	if !ok || app.Revoked {
		return nil, unknownIssuer().because("no application is registered here as " + strconv.Quote(a.issuer()) + ", or its key was revoked")
	}
	if !call.Spend(app) {
		return nil, overQuota().because(call.WhyQuota(app))
	}
	keys, err := s.Keys.Of(ctx, call, app)
	switch {
	case errors.Is(err, oidc.ErrNoKeys):
		return nil, noPublicKey().because("application " + app.ID + " is registered without a key")
	case err != nil:
		return nil, noKeySet().because(err.Error())
	}
	if refusal := a.checkSignature(keys); refusal != nil {
		return nil, refusal
	}
	if !signed.spend(a.ID(), now.Unix(), a.expiry) {
		return nil, replayedJTI()
	}
	if refusal := a.checkAudience(audience); refusal != nil {
		return nil, refusal
	}
	return app, nil
}

// admitted finds the application of a client_id, which may still call: it is not revoked, has an API to call and is within its quota. stranger is what
// one that nobody registered hears.
func admitted(call *mocks.Call, id string, stranger *Refusal) (*mocks.App, *Refusal) {
	if id == "" {
		return nil, missingClient().because(oidc.Unregistered(""))
	}
	app, ok := call.Estate.App(id)
	switch {
	case !ok:
		return nil, stranger.because(oidc.Unregistered(id))
	case app.Revoked:
		return nil, revokedApp()
	case len(app.Scopes) == 0:
		return nil, unsubscribed()
	case !call.Spend(app):
		return nil, overQuota().because(call.WhyQuota(app))
	}
	return app, nil
}

// secretive finds the application that a form names and whose secret it holds.
func secretive(call *mocks.Call, form url.Values) (*mocks.App, *Refusal) {
	app, refusal := admitted(call, form.Get("client_id"), wrongClient())
	switch {
	case refusal != nil:
		return nil, refusal
	case form.Get("client_secret") == "":
		return nil, missingSecret()
	case app.Secret == "":
		return nil, wrongClient().because("application " + app.ID + " is registered without a secret")
	case subtle.ConstantTimeCompare([]byte(app.Secret), []byte(form.Get("client_secret"))) != 1:
		return nil, wrongClient().because("the client_secret is not that of application " + app.ID)
	}
	return app, nil
}

// shorter is a life, or less if a test-only parameter of the platform says so in milliseconds: they can only take away (default.xml).
func shorter(form url.Values, name string, life time.Duration) time.Duration {
	ms, err := strconv.ParseInt(form.Get(name), 10, 64)
	if err != nil || ms <= 0 || ms >= life.Milliseconds() {
		return life
	}
	return time.Duration(ms) * time.Millisecond
}

// lessOne is a life in seconds as the platform writes it: one second less, in a string.
func lessOne(life time.Duration) string {
	return strconv.FormatInt(max(0, int64(life/time.Second)-1), 10)
}
