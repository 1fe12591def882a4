// Package draw is keyed chance: numbers that depend on what they are for and on nothing that was drawn before.
//
// Sequential generators make a population that hangs together by accident: person 7 changes when person 6 needs one
// number more. Here every decision names itself, and the name is hashed into a little generator of its own:
//
//	seed ─┐
//	index ┼─▶ mix ─▶ Rand ─▶ Float64, IntN, Norm …
//	stream┤
//	k ────┘
//
// So any person may be made at any time, in any order, on any machine, and always comes out the same. A Rand is one word
// on the stack: no allocation, no lock, no state that outlives the call.
//
// Siblings: every room of synthetic draws from here, and mocks/fault keys its strikes in the same way.
package draw
