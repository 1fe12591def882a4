// Package fault makes the made-up NHS misbehave on purpose, the same way every time.
//
// A Rule is a predicate and an effect, and it is data: FromSpec makes one of the words of a scenario, evidence shows its printed form, and it may name
// the hazard that it tests.
//
//	(fault gp-record (on records type AllergyIntolerance) (nth 1 3) (do http-503) (hazard HZ-ALL-02))
//
// A Plan holds the rules of one run. For each call the estate describes the Occasion and asks which rules strike:
//
//	Occasion ─▶ Plan.Strike ─▶ Hits ─┬─ before the service   delay · status · reset · expired token · lost role · ended session
//	                                 ├─ while it reads       stale · missing allergies · wrong patient · clock skew ·
//	                                 │                       no key set · too many matches                     (a world.Lens)
//	                                 └─ after it answered    rewritten JSON · truncate
//	                                        │
//	                                   Hit.Fire ─▶ Plan.Fired     only what really changed something
//
// Chance is keyed, never drawn in sequence: whether the nth matching call of an actor is struck depends on the seed, the
// rule, the actor and n, and on nothing else. So a run with eight workers and a run with one are struck alike.
//
// A rule that struck and changed nothing has not fired: an older version of what has only one, the allergies of
// somebody who has none on record, half of an empty body. A check that depends on it is then vacuous, and the judge says so.
//
// One file per effect: delay.go, status.go, throttle.go, expired.go, reset.go, truncate.go, stale.go, missing.go, wrongpatient.go, skew.go, keyless.go,
// toomany.go, session.go (lost roles, ended sessions), rewrite.go with json.go (answers that are odd). What changes the world for good, a death or a merger in
// the middle of a journey, is no fault but a deed of a scenario.
// Sibling rooms: mocks runs the effects, mocks/world makes the bent views.
package fault
