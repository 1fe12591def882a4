// Package judge turns a scenario and a trace into findings. It is pure: it starts nothing, asks no network and reads no
// clock, so a recorded run can be judged again on any machine, and twice judged gives the same bytes.
//
//	scenario ─┐
//	          ├─▶ Case.Run(run) ─▶ findings of one run ─▶ Tally.Add ─▶ … ─▶ Tally.Outcome
//	trace ────┘      one file per kind of check              counts, exposures, claims with exact bounds
//
// Verdicts are ordered and roll up by max (Worst). Three of them keep people from believing too much: vacuous (what the
// check depends on never happened: a fault that did not fire, a "sometimes" that never came), inconclusive (too few exposures
// to support a claim) and blocked (nothing was seen at all). None of the three is ever a pass.
//
// Sibling rooms: harness/trace holds what is judged; scenarios holds what it is judged by; reports says what it means.
package judge
