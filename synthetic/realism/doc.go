// Package realism measures a synthetic population against what is published about England, and looks for what cannot be.
//
//	Population ─┬─ person ─┐
//	            ├─ life ───┼─▶ look ─▶ gauges (whole numbers only, one set a worker) ─▶ Board ─▶ Text | JSON | Page
//	            └─ chart ──┘              ▲                                             ▲
//	                                  data/*.csv: published figures, each with source and status
//
// Measure goes through the people once and keeps counts, never people, so that a hundred thousand and ten million take the
// same memory; the counts are whole numbers, so that the board is the same for any number of workers. Rows and their targets
// are data/scoreboard.csv: one figure a row, with what is published, what Synthea reached where it was measured, and why a
// row has no figure. What a figure cannot show stands first, in Board.Limits.
//
// Faults is the checker of clinical logic: what no life and no chart may hold, written down here anew in data/logic.csv and
// not read from the model's own rules.
//
// Siblings: the population to the left is what is measured; timeline shows one life of it.
package realism
