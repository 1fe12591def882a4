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
// Everybody has one life, past and future, and a date only says how much of it has happened: At(date) looks at the same people
// later, when some have moved, fallen ill, died or been born. Search finds people by birthday, practice or postcode by arithmetic,
// because demography lays the nation out so that each of these is a set of indexes.
//
// What is asked of a population besides: Cohort (people who are as wanted, with weights), Twin (the same person with one
// attribute changed, by a declared causal map), Hosting (modules of the Generic Module Framework as guests).
//
// Rooms, from the bottom up:
//
//	draw clock sheet near    keyed chance, virtual time, embedded tables, did-you-mean
//	nhs                      NHS numbers, codes, medicines
//	demography               who lives where, with whom, until when
//	course                   how lives unfold: illness, bodies, medicines, hospital, death
//	chart                    what was written down about them
//	physiology device        vital signs through an acute illness, and the instruments that read them
//	gmf                      modules of the Generic Module Framework
//	fhir                     UK Core resources of people and charts, and back
//	export realism timeline  a population in files, against published figures, and one life to read
//
// To the right: mocks shows a population over the NHS's APIs.
package synthetic
