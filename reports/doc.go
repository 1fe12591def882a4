// Package reports says what a rehearsal means, and first of all what it does not.
//
//	hazard log, pack, scenarios ─┐
//	outcomes (harness/judge)     ├─▶ Assemble ─▶ Evidence ─▶ evidence.json   canonical, with a JSON Schema
//	a failing run's trace        │                       ├─▶ report/index.html (reports/html)
//	identity, build, services   ─┘                       ├─▶ report/junit.xml, report/summary.txt
//	                                                     └─▶ LIMITS.md
//
// Evidence is the one source of truth: every other form is drawn from it and adds nothing. It opens with limits, then
// hazard coverage, and only then counts of verdicts; a rate never stands without its exposures and its upper bound.
// Assemble is pure: the same inputs give the same Evidence and so the same bytes. Dates and durations of the machine
// are kept out of it, in timing.json, so that a report can be made again and compared.
//
// Words that would claim more than runs can show (that a product is fit for use, conforms, or has been accepted by
// anybody) occur in no output; a test reads them all.
//
// Sibling rooms: stats has the bounds, hazard the hazard table, html the page, bundle the seal over all of it.
package reports
