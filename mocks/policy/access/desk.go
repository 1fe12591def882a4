package access

import (
	"net/http"
	"sync"
	"time"

	"sandpiper/mocks"
	"sandpiper/mocks/login/oidc"
	"sandpiper/mocks/policy"
	"sandpiper/synthetic/nhs"
)

// The headers that a user's application may send.
const (
	PurposeHeader    = "Sandpiper-Purpose"
	BreakGlassHeader = "Sandpiper-Break-Glass"
)

// Desk is where the services of an estate ask. Its zero value asks the default policy; it is safe for many goroutines.
type Desk struct {
	Policy *policy.Policy // nil: policy.Default

	realms oidc.Realms[ledger]
	once   sync.Once
	rules  map[appAsk]policy.Decision
}

// appAsk is what an application by itself may ask for.
type appAsk struct {
	kind   policy.Kind
	act    policy.Act
	hidden bool // of demographics: whether the register's flag restricts the subject's
}

// byItself is the decision about what an application asks for by itself, within the scopes that its services hold it to.
func (d *Desk) byItself(ask appAsk) policy.Decision {
	d.once.Do(func() {
		d.rules = map[appAsk]policy.Decision{}
		for _, act := range []policy.Act{policy.Read, policy.Write} {
			for _, kind := range append(policy.Drawers(), policy.Demographics) {
				for _, sensitivity := range []policy.Sensitivity{policy.Ordinary, policy.Restricted} {
					d.rules[appAsk{kind, act, sensitivity == policy.Restricted}] = d.policy().Decide(policy.Request{Actor: policy.App, Relationship: policy.InScope,
						Purpose: policy.Unattended, Subject: "anybody", Kind: kind, Act: act, Sensitivity: sensitivity})
				}
			}
		}
	})
	decision, known := d.rules[ask]
	if !known {
		return policy.Decision{Rule: policy.NotUnderstood, Why: "the policy has no word for it"}
	}
	return decision
}

// ledger is what one realm has stated.
type ledger struct {
	mu       sync.RWMutex
	ties     map[tie]time.Time
	consents map[int]policy.Consent
}

// tie is a legitimate relationship.
type tie struct {
	person       int
	organisation nhs.ODS
}

func (d *Desk) ledger(realm *mocks.Realm) *ledger {
	return d.realms.Of(realm, func() *ledger {
		return &ledger{ties: map[tie]time.Time{}, consents: map[int]policy.Consent{}}
	})
}

// policy is the policy that is asked.
func (d *Desk) policy() *policy.Policy {
	if d.Policy != nil {
		return d.Policy
	}
	return policy.Default()
}

// Tie says that an organisation has a legitimate relationship with a person until a time of the realm's world; the zero time ends it.
func (d *Desk) Tie(realm *mocks.Realm, person int, organisation nhs.ODS, until time.Time) {
	l := d.ledger(realm)
	l.mu.Lock()
	defer l.mu.Unlock()
	if until.IsZero() {
		delete(l.ties, tie{person, organisation})
		return
	}
	l.ties[tie{person, organisation}] = until
}

// Consent says what a person wants of organisations other than their practice.
func (d *Desk) Consent(realm *mocks.Realm, person int, consent policy.Consent) {
	l := d.ledger(realm)
	l.mu.Lock()
	defer l.mu.Unlock()
	if consent == policy.Unstated {
		delete(l.consents, person)
		return
	}
	l.consents[person] = consent
}

// Stated is what a person wants of organisations other than their practice, as Consent has had it.
func (d *Desk) Stated(realm *mocks.Realm, person int) policy.Consent {
	l := d.ledger(realm)
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.consents[person]
}

// stated is what the realm has stated of a person and an organisation.
func (l *ledger) stated(person int, organisation nhs.ODS, now time.Time) (tied bool, consent policy.Consent) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	until, tied := l.ties[tie{person, organisation}]
	return tied && now.Before(until), l.consents[person]
}

// Open makes the gate of a call. An application by itself, which the services hold to its scopes already, is asked about for each kind of thing
// and not for each person, but for those whose demographics are restricted. It is nil for a call without a token and
// for a Desk that is nil; a nil Gate opens everything and notes nothing, so that services need not ask whether there is one.
func (d *Desk) Open(call *mocks.Call, r *http.Request) *Gate {
	if d == nil || call.Token == nil {
		return nil
	}
	g := &Gate{desk: d, call: call, act: policy.Read}
	if call.Token.User == nil {
		g.base.Actor, g.base.Purpose = policy.App, policy.Unattended
		return g
	}
	g.who(call.Token.User, r.Header.Get("NHSD-Session-URID"))
	if purpose := r.Header.Get(PurposeHeader); purpose != "" {
		g.base.Purpose = policy.Purpose(short(purpose))
	}
	g.base.BreakGlass = short(r.Header.Get(BreakGlassHeader))
	return g
}

// mostReason is how many letters of a reason are kept.
const mostReason = 200

func short(s string) string {
	if letters := []rune(s); len(letters) > mostReason {
		return string(letters[:mostReason-1]) + "…"
	}
	return s
}
