package login

import (
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"sandpiper/mocks"
)

// Lifetime is how long an access token lives, on the realm's virtual clock. The service says one second less: "599".
const Lifetime = 10 * time.Minute

// issued is the answer to client_credentials. Its numbers are strings, as on the platform (AssignMessage.ClientCredentials…TokenResponse.xml).
type issued struct {
	AccessToken string `json:"access_token"`
	ExpiresIn   string `json:"expires_in"`
	TokenType   string `json:"token_type"`
	IssuedAt    string `json:"issued_at"`       // epoch milliseconds
	Scope       string `json:"scope,omitempty"` // quirk scope-when-smart: SMART wants it, the platform has none
}

// token answers POST /token.
func (s *Service) token(w http.ResponseWriter, r *http.Request) {
	call := mocks.CallFrom(r.Context())
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || media != "application/x-www-form-urlencoded" {
		s.refuse(w, r, wrongContentType())
		return
	}
	if err := r.ParseForm(); err != nil && len(r.PostForm) == 0 {
		s.refuse(w, r, missingGrant())
		return
	}
	app, refusal := s.grant(call, r.PostForm, call.Base+r.URL.Path)
	if refusal != nil {
		s.refuse(w, r, refusal)
		return
	}
	asked := r.PostForm.Get("scope")
	scopes := applicationScopes(app.Scopes, asked)
	if len(scopes) == 0 {
		s.refuse(w, r, noScope().because(whyNoScope(app, asked)))
		return
	}
	now := call.Realm.World.Clock().Now()
	life := lifetime(r.PostForm)
	token := call.Realm.Tokens.Issue(app.ID, scopes, now, life)
	out := issued{
		AccessToken: token.Value, TokenType: "Bearer",
		ExpiresIn: strconv.FormatInt(max(0, int64(life/time.Second)-1), 10),
		IssuedAt:  strconv.FormatInt(now.UnixMilli(), 10),
	}
	if asksSMART(scopes) {
		out.Scope = strings.Join(scopes, " ")
	}
	w.Header().Set("Cache-Control", "no-store")
	mocks.Answer(w, "application/json", http.StatusOK, out)
}

// grant finds the application that a request proves to be, or the documented reason to refuse it.
func (s *Service) grant(call *mocks.Call, form url.Values, audience string) (*mocks.App, *Refusal) {
	grant := form.Get("grant_type")
	if form.Has("subject_token_type") && grant != exchangeGrant {
		return nil, invalidGrant()
	}
	switch grant {
	case "":
		return nil, missingGrant()
	case "client_credentials":
		return s.assert(call, form, audience)
	case exchangeGrant:
		return s.exchange(call, form, audience)
	case "authorization_code", "refresh_token":
		return nil, userGrant(call, form)
	}
	return nil, unsupportedGrant()
}

// assert checks the client assertion, in the platform's order, and finds the application that signed it.
func (s *Service) assert(call *mocks.Call, form url.Values, audience string) (*mocks.App, *Refusal) {
	if form.Get("client_assertion_type") != bearerAssertion {
		return nil, wrongAssertionType()
	}
	compact := form.Get("client_assertion")
	if compact == "" {
		return nil, missingAssertion()
	}
	a, refusal := readAssertion(compact)
	if refusal != nil {
		return nil, refusal
	}
	now := wall(call)
	replays := &s.desks.of(call.Realm).replays
	if refusal := a.checkClaims(now, func(jti string) bool { return replays.spent(jti, now.Unix()) }); refusal != nil {
		return nil, refusal
	}
	// The platform spends the jti here, before it knows whether the signature is good.
	if !replays.spend(a.jti(), now.Unix(), a.expiry) {
		return nil, replayedJTI()
	}
	app, ok := call.Estate.App(a.issuer())
	if !ok {
		return nil, unknownIssuer().because("no application is registered here as " + strconv.Quote(a.issuer()))
	}
	if len(app.Keys.Keys) == 0 {
		return nil, noPublicKey().because("application " + app.ID + " is registered without a key")
	}
	if refusal := a.checkSignature(&app.Keys); refusal != nil {
		return nil, refusal
	}
	if refusal := a.checkAudience(audience); refusal != nil {
		return nil, refusal
	}
	return app, nil
}

// exchange checks everything about a token exchange that does not need a user, and then refuses it: no application here is set up
// for user login.
func (s *Service) exchange(call *mocks.Call, form url.Values, audience string) (*mocks.App, *Refusal) {
	if _, refusal := s.assert(call, form, audience); refusal != nil {
		return nil, refusal
	}
	switch {
	case form.Get("subject_token_type") != idTokenType:
		return nil, wrongSubjectType()
	case form.Get("subject_token") == "":
		return nil, missingSubject()
	}
	return nil, noScope()
}

// userGrant refuses authorization_code and refresh_token as the platform refuses an application that is not set up for them.
func userGrant(call *mocks.Call, form url.Values) *Refusal {
	id := form.Get("client_id")
	if id == "" {
		return missingClient()
	}
	if _, ok := call.Estate.App(id); !ok {
		return wrongClient()
	}
	if form.Get("client_secret") == "" {
		return missingSecret()
	}
	return noScope()
}

// wall is the time by which assertions are judged: products live on wall time. An estate without a wall clock judges by the world's.
func wall(call *mocks.Call) time.Time {
	if call.Estate.Wall != nil {
		return call.Estate.Wall.Now()
	}
	return call.Realm.World.Clock().Now()
}

// lifetime is Lifetime, or less if the test-only parameter of the platform says so.
func lifetime(form url.Values) time.Duration {
	ms, err := strconv.ParseInt(form.Get("_access_token_expiry_ms"), 10, 64)
	if err != nil || ms <= 0 || ms >= Lifetime.Milliseconds() {
		return Lifetime
	}
	return time.Duration(ms) * time.Millisecond
}
