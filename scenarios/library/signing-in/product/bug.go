package product

import "sandpiper/scenarios/library/launch"

// Bug is a seeded mistake. The empty Bug is the honest product.
type Bug string

// The mistakes that the product can be started with, one at a time.
const (
	SkipsState        Bug = "skips-state"         // whoever comes back with a code is let in, whichever browser began
	IgnoresNonce      Bug = "ignores-nonce"       // an ID token of another sign-in will do
	AcceptsLowerTrust Bug = "accepts-lower-trust" // nobody looks at the vector of trust that came back
	AsksTooLittle     Bug = "asks-too-little"     // every service asks for the lowest level
	AsksTooMuch       Bug = "asks-too-much"       // a scope is asked for that is not registered
	ShowsClaimed      Bug = "shows-claimed"       // the NHS number that somebody claims at P5 is displayed
	BlankOnRefusal    Bug = "blank-on-refusal"    // who does not share their information gets an empty page
	TriesForEver      Bug = "tries-for-ever"      // every error of NHS login begins the sign-in anew
	NoSettingsLink    Bug = "no-settings-link"    // nothing leads to the settings of NHS login
	SilentIsSilent    Bug = "silent-is-silent"    // login_required is shown in place of the sign-in page
	DropsAssertion    Bug = "drops-assertion"     // the NHS App's assertion is not passed on
	OutageIsEmpty     Bug = "outage-is-empty"     // NHS login being out of reach is taken for a person without details
	KeepsShowing      Bug = "keeps-showing"       // an expired token goes unnoticed: what was read once is shown for ever
	FollowsNext       Bug = "follows-next"        // the address to go on to may lie anywhere
	OneForAll         Bug = "one-for-all"         // the last sign-in counts for every browser
	AssumesLinked     Bug = "assumes-linked"      // nobody looks whether the GP's credentials came
)

// Bugs lists every seeded mistake, in the order in which they are explained.
func Bugs() []Bug {
	return []Bug{SkipsState, IgnoresNonce, AcceptsLowerTrust, AsksTooLittle, AsksTooMuch, ShowsClaimed, BlankOnRefusal, TriesForEver, NoSettingsLink,
		SilentIsSilent, DropsAssertion, OutageIsEmpty, KeepsShowing, FollowsNext, OneForAll, AssumesLinked}
}

// ParseBug turns a name into a Bug. The empty name is the honest product; an unknown one is an error that lists the rest.
func ParseBug(name string) (Bug, error) { return launch.Bug(name, Bugs()) }
