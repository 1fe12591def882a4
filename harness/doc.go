// Package harness plays scenarios with a product and writes down what happened.
//
//	Campaign.Run
//	  cast      who plays in which run: found in the population, given what the cast asks for
//	  play      per run, at most Workers at once: a branch of the world, a realm on the estate, the steps in order
//	  journal   finished runs as they end; a killed campaign is resumed from it
//	  trace/    the same runs in order
//	  judge     findings from the traces as they lie there
//
//	scenario ─▶ part ─▶ play ──Call──▶ product ──HTTP──▶ estate ─▶ realm ─▶ world branch
//	                     ▲                │                          │
//	                     └── Observation ─┘      exchanges, strikes ─┘   all of it ─▶ trace.Writer
//
// Two rules make a rate over runs mean what it says. Nobody plays twice in one scenario, so that runs are independent; and what
// a run depends on (people, order of the search, faults, identifiers) follows from seeds and from its place in the scenario
// alone, so that any number of workers on any machine plays the same runs. A table and a sample are not multiplied: people are
// dealt to the rows in turn, run k plays row k mod rows.
//
// A product that is called with an address of the mock NHS is called with its run's own. One with a web front knows a single address for all
// runs: Gate lets its requests into the run whose codes and tokens they carry (belonging.go), and that run's realm is Rooted.
//
// People are looked for by who they are (age, sex, ethnicity, deprivation, account at NHS login, cohort). What they have and
// take, and how they stand in the register, is given to them in the run's own branch of the world, in truth and in chart, unless it is so already; the trace says which was found and which given.
//
// A product that gives no answer blocks its run. A product that gives none when a fault has struck is judged: falling silent
// is what it did. Garbage is a failure, with its first words in the finding.
//
// Sibling rooms: harness/product speaks to products; harness/trace is what is written; harness/judge reads it; reports says
// what it means.
package harness
