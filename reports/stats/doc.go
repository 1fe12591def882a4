// Package stats holds the few statistical sums that a report prints, each exact where an exact form exists.
//
// A report never prints a bare 0 %: it prints events, exposures and the highest rate that those counts leave
// open. Two families are here, for two uses:
//
//	Upper, ClopperPearson    exact; for bounds on harm (never too narrow)
//	ZeroFailureN, MoreRuns   planning: how many runs a claim needs, how many are still missing
//
// Every function wants 0 ≤ events ≤ n and n ≥ 1 and answers an error otherwise, never NaN: "no runs" is not a
// rate, and callers must say "not measured". Rates are fractions in [0,1], confidence is a fraction in (0,1).
//
// All of it assumes independent exposures. Repeats of one scenario resemble each other, so a bound describes the
// scenario generator that was run, not NHS patients; the report says so beside each table.
//
// The exact bound itself lives in harness/judge, because a claim's verdict needs it; here it gets errors instead of
// conventions for counts that make no rate.
//
// Sibling rooms: hazard turns a bound into a suggested likelihood; reports assembles both.
package stats
