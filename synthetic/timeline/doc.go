// Package timeline tells one life so that a person can read it: what was so beside what was written about it.
//
//	person ─┐
//	life   ─┼─▶ Tell ─▶ Story ─▶ Text | JSON | Page
//	chart  ─┘           days, each with facts (truth) and notes (record), and the marks where the two part
//
// A fact is marked when nobody wrote it down or when it was written late; a note is marked when it is late, in words only, a
// second entry for one thing, under a neighbouring code, or about nothing that is so. Truth is for judges and for people who
// learn how records go wrong: a product under test never sees the left column.
//
// Siblings: course makes what is so, chart what is written; realism counts both over many people.
package timeline
