// Package evidencetest makes a rehearsal's evidence without a rehearsal: invented outcomes of an invented product, of
// the size and variety of a real one, for the tests of reports and of every form that a report takes. Nothing that it
// says was measured.
package evidencetest
