package login

import (
	"errors"
	"strconv"
	"strings"
	"time"

	jose "github.com/go-jose/go-jose/v4"

	"sandpiper/mocks/login/oidc"
)

// Longest is how far ahead of now an assertion's exp may lie; Leeway is added for clocks that differ
// (identity service, validate-client-assertion-claims.js: 5 minutes and 10 seconds).
const (
	Longest = 5 * time.Minute
	Leeway  = 10 * time.Second
)

// assertion is a client_assertion that has been read but not yet believed.
type assertion struct {
	*oidc.Token
	expiry int64 // exp in seconds since the epoch, capped; valid after checkClaims
}

// readAssertion takes a JWT apart. An algorithm other than RS512 is refused before anything in the claims is looked at.
func readAssertion(compact string) (*assertion, *Refusal) {
	t, err := oidc.Read(compact)
	if err != nil {
		return nil, malformedAssertion().because("a client_assertion is a signed JWT: three parts in base64url with dots between them")
	}
	if t.Alg() != string(jose.RS512) {
		return nil, wrongAlg().because("the header says alg " + strconv.Quote(t.Alg()))
	}
	return &assertion{Token: t}, nil
}

// checkClaims makes the checks that need neither the application nor its key, in the platform's order. now is wall time.
func (a *assertion) checkClaims(now time.Time, replayed func(jti string) bool) *Refusal {
	expiry, expErr := a.Claims.Seconds("exp")
	if expErr == nil && expiry <= now.Unix() {
		return expired().because(whyExpiry(expiry, now))
	}
	if kid, ok := a.Header.Text("kid"); !ok || kid == "" {
		return missingKid().because("the JWT's header must name, as kid, the key that is registered for the application")
	}
	if !strings.EqualFold(a.Header.Words("typ"), "JWT") {
		return wrongTyp()
	}
	switch {
	case errors.Is(expErr, oidc.ErrAbsent):
		return missingExp()
	case expErr != nil:
		return oddExp()
	}
	a.expiry = expiry
	if a.issuer() == "" || a.issuer() != a.Claims.Words("sub") {
		return differingIssuer().because(whyIssuer(a))
	}
	if a.Claims.Absent("jti") {
		return missingJTI()
	}
	jti, ok := a.Claims.Text("jti")
	if !ok {
		return oddJTI()
	}
	if replayed(jti) {
		return replayedJTI()
	}
	if expiry > now.Add(Longest+Leeway).Unix() {
		return distantExp().because(whyExpiry(expiry, now))
	}
	return nil
}

// issuer is the API key that the assertion speaks for.
func (a *assertion) issuer() string { return a.Claims.Words("iss") }

func (a *assertion) kid() string { return a.Header.Words("kid") }

// checkSignature looks for the assertion's key in the set, then verifies the signature with it.
func (a *assertion) checkSignature(keys *jose.JSONWebKeySet) *Refusal {
	candidates := keys.Key(a.kid())
	if len(candidates) == 0 {
		return unknownKid().because(whyKid(a.kid(), keys))
	}
	if err := oidc.Fits(candidates[0].Public().Key); err != nil && len(candidates) == 1 {
		return wrongSignature().because("the key " + strconv.Quote(a.kid()) + " that is registered is not looked at: " + err.Error())
	}
	if !a.Signed(candidates, jose.RS512) {
		return wrongSignature().because("the key " + strconv.Quote(a.kid()) + " that is registered did not make this signature")
	}
	return nil
}

// checkAudience wants the very URL that was called, alone or in a list.
func (a *assertion) checkAudience(want string) *Refusal {
	if a.Claims.Has("aud", want) {
		return nil
	}
	got, ok := a.Claims.Text("aud")
	if !ok {
		got = string(a.Claims["aud"])
	}
	return wrongAudience().because(whyAudience(got, want))
}
