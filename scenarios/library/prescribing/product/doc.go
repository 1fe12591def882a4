// Package product is a small prescribing-safety service: the reference product of the prescribing pack.
//
// It stands for an innovator's own program. It knows nothing of how Sandpiper works: it is reached over HTTP as a CDS
// Hooks 2.0 service, it reads the patient's record over HTTP from the FHIR server that the caller names, and it signs
// in there with its own key. Its knowledge of medicines is its own (knowledge/*.csv), small and readable.
//
//	order-select, order-sign, patient-view
//	      │
//	      ▼
//	guard (who calls?) ─▶ gather (prefetch, else reader ─▶ tokens) ─▶ record ─▶ rules ─▶ cards
//	                          │ cannot be read whole, or is somebody else's
//	                          ▼
//	                         412
//
// One rule stands above the others: silence means "I looked, and found nothing". Whenever the service could not look it
// says so.
//
// The same program can be started with one seeded Bug, a mistake of a kind that real products have made. Each is one
// if, in the place where the mistake would be made. A scenario pack that cannot tell the honest product from each of
// them is not worth much; the kill matrix measures exactly that.
//
// What it advises is general knowledge in a demonstration's depth. It is not for the care of anybody.
package product
