// Package chart is the neutral medical record: what somebody wrote down about a person, slips included.
//
//	course.Truth ──Clerk──▶ contacts: reviews, checks, passing illnesses, vaccination clinics
//	                          └─▶ problems, allergies, medicines, measurements, vaccinations, each in its contact
//	               slips ──▶ late · free-text · duplicate · miscoded · unproven · missing (data/slips.csv)
//
// An Entry is the form that every API shows in its own way: what, when it was said, typed and first visible, by whom, where,
// under which codes. Entry.Slip and Entry.Truth tie it to what is so; products never see those two. Charts hold ten years of
// contacts, results and short courses, and all problems, allergies, repeat medicines and routine vaccinations; an entry that
// is older than the window has no contact. Passing illnesses (a cold, a urinary infection) are in charts only, not in truth.
//
// Siblings: course says what is so; fhir shows entries as UK Core resources; mocks/world lays changes over charts.
package chart
