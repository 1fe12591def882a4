package product

import "sandpiper/scenarios/library/launch"

// Bug is a seeded mistake. The empty Bug is the honest product.
type Bug string

// The mistakes that the product can be started with, one at a time.
const (
	CodesOnly               Bug = "codes-only"                // an allergy written in words is not seen
	OrderCodesOnly          Bug = "order-codes-only"          // a medicine ordered in words is not checked
	IgnoresVerification     Bug = "ignores-verification"      // struck-out and refuted allergies still alert
	DropsLowCriticality     Bug = "drops-low-criticality"     // allergies marked low or unconfirmed are left out
	NoCrossSensitivity      Bug = "no-cross-sensitivity"      // only the very class of the allergy is looked at
	SuggestsPenicillin      Bug = "suggests-penicillin"       // the alternative offered is of the class to be avoided
	SwallowsErrors          Bug = "swallows-errors"           // a record that cannot be read becomes an empty one
	RateLimitMeansNone      Bug = "429-means-none"            // "too many requests" is taken for "nothing found"
	FirstPageOnly           Bug = "first-page-only"           // the rest of a long list is not fetched
	PartialPrefetchIsAll    Bug = "partial-prefetch-is-all"   // what was not prefetched is taken to be empty
	TrustsSubject           Bug = "trusts-subject"            // nobody asks whose record came back
	OldestEGFR              Bug = "oldest-egfr"               // the first kidney result ever is taken for the latest
	CachesRecord            Bug = "caches-record"             // a copy of the record is used again
	IgnoresCurrentMedicines Bug = "ignores-current-medicines" // only the new order is looked at
	IgnoresConditions       Bug = "ignores-conditions"        // problems on the record are not looked at
	NoDoseCheck             Bug = "no-dose-check"             // a weekly medicine may be ordered daily
	NoDuplicateCheck        Bug = "no-duplicate-check"        // the same medicine twice goes unremarked
	CriesWolf               Bug = "cries-wolf"                // every order is answered with a critical card about allergies in general
)

// Bugs lists every seeded mistake, in the order in which they are explained.
func Bugs() []Bug {
	return []Bug{
		CodesOnly, OrderCodesOnly, IgnoresVerification, DropsLowCriticality, NoCrossSensitivity, SuggestsPenicillin,
		SwallowsErrors, RateLimitMeansNone, FirstPageOnly, PartialPrefetchIsAll, TrustsSubject, CachesRecord, OldestEGFR,
		IgnoresCurrentMedicines, IgnoresConditions, NoDoseCheck, NoDuplicateCheck, CriesWolf,
	}
}

// ParseBug turns a name into a Bug. The empty name is the honest product; an unknown one is an error that lists the rest.
func ParseBug(name string) (Bug, error) { return launch.Bug(name, Bugs()) }
