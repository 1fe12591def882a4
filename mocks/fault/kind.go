package fault

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// kind is one word for an effect, with how to make the effect of its arguments.
type kind struct {
	name  string
	about string // for a person who reads a list of kinds
	on    string // the services that it can strike, with spaces between; empty for all
	make  func(args []string) (Effect, error)
}

// kinds is every effect that a rule can name.
func kinds() []kind {
	plain := func(e Effect) func([]string) (Effect, error) {
		return func(args []string) (Effect, error) {
			if len(args) > 0 {
				return nil, fmt.Errorf("%s takes no argument, found %q", e.Kind(), clip(args[0]))
			}
			return e, nil
		}
	}
	const people = "pds records"
	const signIn = "login nhs-login cis2 keycloak"
	const fhir = "pds records ods-fhir sds dos worker"
	return []kind{
		{"delay", "the answer comes late, by a real time such as 250ms", "", newDelay},
		{"http-503", "service unavailable, in the service's own error shape, with Retry-After", "", plain(Status{Code: 503})},
		{"http-503-html", "service unavailable as a gateway's HTML page", "", plain(Status{Code: 503, Form: HTML})},
		{"http-503-text", "service unavailable in plain text", "", plain(Status{Code: 503, Form: Text})},
		{"http-500", "an unknown error, in the service's own error shape", "", plain(Status{Code: 500})},
		{"http-500-text", "an internal error in plain text", "", plain(Status{Code: 500, Form: Text})},
		{"http-408", "the service behind took too long, in the service's own error shape", "", plain(Status{Code: 408})},
		{"http-429", "the app is over its quota", "", plain(Throttle{Why: OverQuota})},
		{"http-429-spike", "the app has made a spike in traffic", "", plain(Throttle{Why: SpikeArrest})},
		{"http-429-proxy", "everybody together is over the API's quota", "", plain(Throttle{Why: ProxyQuota})},
		{"http-429-create", "too many patients are created at once", "pds", plain(Throttle{Why: CreateQuota})},
		{"http-401-expired", "a token that was good is said to have expired", "", plain(Expired{})},
		{"reset", "the connection is reset before an answer", "", plain(Reset{})},
		{"truncate", "half of the body arrives, then the connection is cut", "", newTruncate},
		{"stale", "an earlier version is shown, as by a replica that lags", people, newStale},
		{"clock-skew", "the service's clock is ahead by a time such as 10m, or behind by -10m; a directory's is its cache", signIn + " " + fhir + " ods servicesearch", newSkew},
		{"jwks-unreachable", "the key set of the app cannot be reached", signIn, plain(Keyless{})},
		{"role-removed", "whoever signed in has lost the roles that they had", "pds records", plain(Unrole{})},
		{"session-ended", "whoever signed in has pulled the smartcard out: their tokens are gone, back-channel logout", "login pds records", plain(EndSession{})},
		{"too-many-matches", "a search of people finds more than is shown", people, plain(TooMany{})},
		{"missing-allergies", "the allergy drawer looks empty: 200 and no entries", "records", plain(MissingAllergies{})},
		{"wrong-patient", "the data of another person of the same sex is shown", people, plain(WrongPatient{})},
		{"no-name", "patients come without a name", people, plain(Rewrite{NoName})},
		{"no-entry", "a Bundle comes as one of nothing: without entry", fhir, plain(Rewrite{NoEntry})},
		{"unknown-extension", "resources bear an extension that nobody has heard of", fhir, plain(Rewrite{UnknownExtension})},
		{"long-names", "names are 35 letters long, from U+00C0 to U+017F", people, plain(Rewrite{LongNames})},
		{"bad-dates", "dates fall on the thirtieth of February", fhir, plain(Rewrite{BadDates})},
	}
}

// Kinds lists the words for effects.
func Kinds() []string {
	var out []string
	for _, k := range kinds() {
		out = append(out, k.name)
	}
	return out
}

// About is one sentence on a kind of effect, for help and explain; empty for a word that is none.
func About(name string) string {
	for _, k := range kinds() {
		if k.name == name {
			return k.about
		}
	}
	return ""
}

// Strikes reports whether a kind of effect can strike a service of a canonical name: the others it leaves as they are.
func Strikes(name, service string) bool {
	for _, k := range kinds() {
		if k.name == name {
			return k.on == "" || slices.Contains(strings.Fields(k.on), service)
		}
	}
	return false
}

// NewEffect makes an effect from its kind and arguments, such as "delay", "250ms". The error names the nearest right kind.
func NewEffect(name string, args ...string) (Effect, error) {
	for _, k := range kinds() {
		if k.name == name {
			return k.make(args)
		}
	}
	return nil, unknown("kind of fault", name, Kinds())
}

// only gives the one optional argument of an effect.
func only(name string, args []string) (string, error) {
	switch len(args) {
	case 0:
		return "", nil
	case 1:
		return args[0], nil
	}
	return "", fmt.Errorf("%s takes one argument, found %d", name, len(args))
}

// newDelay makes a Delay; without an argument of two seconds.
func newDelay(args []string) (Effect, error) {
	s, err := only("delay", args)
	if err != nil || s == "" {
		return Delay{For: 2 * time.Second}, err
	}
	d, err := time.ParseDuration(s)
	if err != nil || d <= 0 || d > longestDelay {
		return nil, fmt.Errorf("delay %q is not a time such as 250ms, up to %s", clip(s), longestDelay)
	}
	return Delay{For: d}, nil
}

// newTruncate makes a Truncate; without an argument of a half.
func newTruncate(args []string) (Effect, error) {
	s, err := only("truncate", args)
	if err != nil || s == "" {
		return Truncate{Share: 0.5}, err
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || !(f >= 0 && f < 1) {
		return nil, fmt.Errorf("truncate %q is not the share of the body that is sent, from 0 to less than 1", clip(s))
	}
	return Truncate{Share: f}, nil
}

// newStale makes a Stale; without an argument one version back.
func newStale(args []string) (Effect, error) {
	s, err := only("stale", args)
	if err != nil || s == "" {
		return Stale{Back: 1}, err
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > 1000 {
		return nil, fmt.Errorf("stale %q is not a number of versions from 1 to 1000", clip(s))
	}
	return Stale{Back: n}, nil
}

// newSkew makes a Skew; without an argument one of ten minutes.
func newSkew(args []string) (Effect, error) {
	s, err := only("clock-skew", args)
	if err != nil || s == "" {
		return Skew{By: 10 * time.Minute}, err
	}
	d, err := time.ParseDuration(s)
	if err != nil || d == 0 || d > longestSkew || d < -longestSkew {
		return nil, fmt.Errorf("clock-skew %q is not a time such as 10m or -720h, up to a hundred years", clip(s))
	}
	return Skew{By: d}, nil
}
