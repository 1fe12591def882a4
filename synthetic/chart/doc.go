// Package chart is the neutral medical record: what somebody wrote down about a person, slips included.
//
//	course.Life ──Clerk──▶ pen: a draft in any order                                ──bind──▶ Chart: entries in the order of writing
//	                        problems, and how each was found      pathways.go                   · what is not written yet is left out
//	                        allergies, and labels without any     labels.go                     · numbered by kind, tied together
//	                        repeat medicines, short courses       medicines.go, acute.go        · status as of the moment
//	                        yearly recalls, checks, blood tests   reviews.go, samples.go
//	                        screening, vaccinations               screening.go
//	                        letters from hospital, deaths         hospital.go, letters.go
//	                        whatever else people come with        visits.go: until all contacts are as many as they should be
//	               slips ──▶ late · free-text · duplicate · miscoded · unproven · missing (data/slips.csv)
//
// An Entry is the form that every API shows in its own way: what, when it was said, typed and first visible, by whom, where,
// under which codes. Entry.Slip and Entry.Truth tie it to what is so; products never see those two. Charts hold what happened
// from ten years before the recipe's day on, and all problems, allergies, repeat medicines, operations and vaccinations; an
// entry from before the window has no contact. Passing illnesses (a cold, a urinary infection) are in charts only, not in
// truth.
//
// Nothing anticipates. A later chart of somebody begins with every entry of an earlier one, and only what was going on may
// have ended since. The pen sees to that by writing past the moment of the chart without looking at it, by letting what it
// writes for a moment depend on nothing that came later, and by naming every decision after what it is about.
//
// After a move before the recipe's day, what the former practice wrote keeps that practice's code, and is Visible from the day that the record came.
// A contact whose Mode is 0 is paper work: a letter filed, a text message sent. The figures are in data, each with its source.
//
// Siblings: course says what is so; fhir shows entries as UK Core resources; realism holds charts against published figures;
// mocks/world lays changes over charts.
package chart
