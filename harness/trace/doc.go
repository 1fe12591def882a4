// Package trace is what happened, written so that a stranger can check it.
//
// The harness writes one run after another as JSON Lines. Every line is one Event: what the harness did (act), what the
// product answered (observe), every call that a mock service took (exchange), every fault that struck (fault.fired), every
// move of the clock, and between run.start and run.end the people and facts that the run was about. Judging reads a trace
// and a scenario and nothing else, so a run can be judged again years later with no product at hand.
//
//	run.start ─▶ act ─▶ exchange… ─▶ fault.fired… ─▶ observe ─▶ … ─▶ run.end
//	   │ prev = H(scenario digest, run id)                              │
//	   └───────────── each line carries the hash of the one before ─────┘
//
// Each line is canonical JSON: sorted keys, no spaces, shortest numbers. A line's hash covers everything in it but the hash
// itself and the member "wall", where all that the machine's own clock and luck decided is kept (latencies, arrival order,
// request ids). Two runs of the same recipe, scenario and product are therefore byte-identical without "wall".
//
// Sibling rooms: harness plays runs and writes this; harness/judge reads it; reports draws its timelines from it.
package trace
