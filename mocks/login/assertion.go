package login

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	jose "github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// Longest is how far ahead of now an assertion's exp may lie; Leeway is added for clocks that differ
// (identity service, validate-client-assertion-claims.js: 5 minutes and 10 seconds).
const (
	Longest = 5 * time.Minute
	Leeway  = 10 * time.Second
)

// assertion is a client_assertion that has been read but not yet believed.
type assertion struct {
	token  *jwt.JSONWebToken
	header map[string]json.RawMessage
	claims map[string]json.RawMessage
	expiry int64 // exp in seconds since the epoch, capped; valid after checkClaims
}

// readAssertion takes a JWT apart. An algorithm other than RS512 is refused before anything in the claims is looked at.
func readAssertion(compact string) (*assertion, *Refusal) {
	parts := strings.Split(compact, ".")
	if len(parts) != 3 {
		return nil, malformedAssertion()
	}
	a := &assertion{}
	var ok bool
	if a.header, ok = jsonPart(parts[0]); !ok {
		return nil, malformedAssertion()
	}
	if a.claims, ok = jsonPart(parts[1]); !ok {
		return nil, malformedAssertion()
	}
	if alg, _ := text(a.header["alg"]); alg != string(jose.RS512) {
		return nil, wrongAlg().because("the header says alg " + strconv.Quote(alg))
	}
	token, err := jwt.ParseSigned(compact, []jose.SignatureAlgorithm{jose.RS512})
	if err != nil {
		return nil, malformedAssertion()
	}
	a.token = token
	return a, nil
}

// jsonPart decodes one base64url part of a JWT that must be a JSON object.
func jsonPart(part string) (map[string]json.RawMessage, bool) {
	raw, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil {
		return nil, false
	}
	var object map[string]json.RawMessage
	if json.Unmarshal(raw, &object) != nil || object == nil {
		return nil, false
	}
	return object, true
}

// checkClaims makes the checks that need neither the application nor its key, in the platform's order. now is wall time.
func (a *assertion) checkClaims(now time.Time, replayed func(jti string) bool) *Refusal {
	expiry, expErr := seconds(a.claims["exp"])
	if expErr == nil && expiry <= now.Unix() {
		return expired().because(whyExpiry(expiry, now))
	}
	if kid, ok := text(a.header["kid"]); !ok || kid == "" {
		return missingKid()
	}
	if typ, _ := text(a.header["typ"]); !strings.EqualFold(typ, "JWT") {
		return wrongTyp()
	}
	switch {
	case errors.Is(expErr, errAbsent):
		return missingExp()
	case expErr != nil:
		return oddExp()
	}
	a.expiry = expiry
	iss, _ := text(a.claims["iss"])
	if sub, _ := text(a.claims["sub"]); iss == "" || iss != sub {
		return differingIssuer()
	}
	if absent(a.claims["jti"]) {
		return missingJTI()
	}
	jti, ok := text(a.claims["jti"])
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
func (a *assertion) issuer() string { return words(a.claims["iss"]) }

func (a *assertion) jti() string { return words(a.claims["jti"]) }
func (a *assertion) kid() string { return words(a.header["kid"]) }

// checkSignature looks for the assertion's key in the set, then verifies the signature with it.
func (a *assertion) checkSignature(keys *jose.JSONWebKeySet) *Refusal {
	candidates := keys.Key(a.kid())
	if len(candidates) == 0 {
		return unknownKid().because(whyKid(a.kid(), keys))
	}
	for _, key := range candidates {
		if a.token.Claims(key.Public().Key) == nil {
			return nil
		}
	}
	return wrongSignature().because("the key " + strconv.Quote(a.kid()) + " that is registered did not make this signature")
}

// checkAudience wants the very URL that was called, alone or in a list.
func (a *assertion) checkAudience(want string) *Refusal {
	if one, ok := text(a.claims["aud"]); ok {
		if one == want {
			return nil
		}
		return wrongAudience().because(whyAudience(one, want))
	}
	var many []string
	if json.Unmarshal(a.claims["aud"], &many) == nil && slices.Contains(many, want) {
		return nil
	}
	return wrongAudience().because(whyAudience(string(a.claims["aud"]), want))
}

var (
	errAbsent   = errors.New("absent")
	errNotWhole = errors.New("not a whole number")
)

// seconds reads a NumericDate that must be written as a whole number. Numbers too large for int64 are capped.
func seconds(raw json.RawMessage) (int64, error) {
	if absent(raw) {
		return 0, errAbsent
	}
	n, err := strconv.ParseInt(string(bytes.TrimSpace(raw)), 10, 64)
	if errors.Is(err, strconv.ErrRange) {
		if n > 0 {
			return math.MaxInt64, nil
		}
		return math.MinInt64, nil
	}
	if err != nil {
		return 0, errNotWhole
	}
	return n, nil
}

// absent reports whether a member is missing, null or an empty string, which the platform does not tell apart.
func absent(raw json.RawMessage) bool {
	trimmed := string(bytes.TrimSpace(raw))
	return trimmed == "" || trimmed == "null" || trimmed == `""`
}

// text reads a JSON string; ok is false for anything else.
func text(raw json.RawMessage) (s string, ok bool) {
	if !bytes.HasPrefix(bytes.TrimSpace(raw), []byte{'"'}) {
		return "", false
	}
	return s, json.Unmarshal(raw, &s) == nil
}

// words is text for members that have been checked already.
func words(raw json.RawMessage) string {
	s, _ := text(raw)
	return s
}
