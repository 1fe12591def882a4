// Package hazard turns counts into a row of a hazard table, and stops where people must decide.
//
//	hazard log (people)            trace and judge (machine)
//	severity, first likelihood     exposures, events
//	        │                              │
//	        │                        stats.Upper: what the runs leave open
//	        │                              │
//	        │                        Mapping.Suggest: a suggested likelihood
//	        ▼                              ▼
//	     Scheme.Level(likelihood, severity) ──▶ level 1–5, shown before and suggested after
//
// A Scheme is a 5×5 lookup, never a product of two numbers. The default, nhs-ig-v3.2, is the worked example of the
// guidance to DCB0129; the standard asks makers to declare a scheme and does not prescribe this one, so every
// report prints which scheme it used and another can be read from a CSV file of the same shape.
//
// A Mapping gives numbers to the guidance's words. It is a declaration of this project, not of the NHS: two ship,
// and where they disagree both answers are shown. A suggestion is never written over what a person decided, never
// falls below medium without measurement, and never touches severity.
//
// Sibling rooms: stats has the bounds; reports puts the rows into Evidence.
package hazard
