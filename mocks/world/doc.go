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
// A write through any service changes the World, never a View, so that all services agree about what happened. The
// bytes that a client sent travel in chart.Entry.Raw and come back as they were.
//
// Sibling rooms: mocks/fault makes the lenses that bend a View; mocks hands each service a View and a Pen.
package world
