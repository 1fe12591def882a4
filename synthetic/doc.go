// Package synthetic is a made-up nation as a function: give it a recipe and a person's index, get a person.
//
//	Recipe ──Open──▶ Population ──▶ Person(i)  demography: who, where, with whom, registered at which practice
//	                            ──▶ Truth(i)   course: what is so about their health
//	                            ──▶ Chart(i)   chart: what somebody wrote down, slips included
//	NHS number ◀──permutation──▶ i
//
// Nothing is generated ahead and nothing is kept, so a nation opens as fast as a village and takes as little memory.
// Every draw is keyed by the seed, the index and what it is for (package draw): person i is the same in a population of a
// thousand as of fifty million, in any order, on any number of workers, on any machine.
//
// Rooms, from the bottom up: draw (keyed chance), clock (virtual time), nhs (numbers, codes, medicines), demography,
// course, chart, and fhir (UK Core resources of all of these). To the right: mocks shows a population over the NHS's APIs.
package synthetic
