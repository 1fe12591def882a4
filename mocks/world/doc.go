// Package world is the state that every mock service shows: one population and what has happened to it since.
//
// The population is a function and is never stored. What changes is: a World keeps an append-only overlay of
// amended people, changed and added entries, over the base that the function gives. A Branch is a World that
// starts from what its parent held at that moment and then goes its own way, so that thousands of runs share one
// base and pay only for what they write.
//
//	synthetic.Population            pure functions: Person(i), Truth(i), Chart(i)
//	       │  bounded cache
//	       ▼
//	layer (frozen) ◀── layer (frozen) ◀── top of world A      writes go to the top, reads look down
//	       ▲
//	       └────────── top of world B
//	                       │
//	                    Through(Lens)
//	                       ▼
//	                     View           what a service sees: released, not confidential, and perhaps bent by a fault
//
// What was written does not stop a life: whoever is amended may still move and die as the clock goes on (life.go).
//
// A write through any service changes the World, never a View, so that all services agree about what happened. The
// bytes that a client sent travel in chart.Entry.Raw and come back as they were.
//
// Beside the Person, whom the population makes, a demographics service holds Particulars: restricted access, other names and addresses,
// pharmacies, wishes, a health insurance card. They are no part of the population, since only registers know them; they lie here and not in
// mocks/pds so that every service agrees about them. Which share of people has which is in data/particulars.csv, drawn by key for each person;
// Pen.Register changes Person and Particulars together, for clients and scenarios alike, and Pen.Enrol adds people whom the population
// has not. Holder knows numbers that were merged into others or made in error.
//
// What a service writes down that is about nobody, such as the entries of a register, it keeps here too (World.Keep), so that branches have it.
//
// Sibling rooms: mocks/fault makes the lenses that bend a View; mocks hands each service a View and a Pen.
package world
