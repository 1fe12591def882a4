// Package near finds the right name that is nearest to one that somebody wrote, for every error that can say "did you mean".
//
// Scenario files, FHIR searches, fault rules and the command line all use it, so that they are equally forgiving. It stands in the
// leftmost folder because every other may use that one.
package near
