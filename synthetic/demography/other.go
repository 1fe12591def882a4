package demography

import "time"

// FirstOther is the first index of those who are not among the living of the recipe's day: people to come and people
// departed, others of them to each tile.
const FirstOther = 58_000_080

// Birth is a child that a woman bears.
type Birth struct {
	Child int // index of the child, -1 if nobody of the population
	At    time.Time
}

// Move is a household's change of address.
type Move struct {
	At       time.Time
	From, To Address
}
