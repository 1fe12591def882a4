package demography_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"sandpiper/synthetic/demography"
)

// What PersonAt says on a date follows from the moves, and moves never leave the neighbourhood's kind.
func TestMovesLeadFromAddressToAddress(t *testing.T) {
	c := england(12)
	until := asOf.AddDate(8, 0, 0)
	moves, kept := 0, 0
	for i := range 4000 {
		now := c.Person(i)
		for k, m := range c.Moves(i, until) {
			moves++
			require.NotEqual(t, m.From, m.To)
			before, after := c.PersonAt(i, m.At.AddDate(0, 0, -1)), c.PersonAt(i, m.At)
			require.Equal(t, m.From, before.Address, "person %d, move %d", i, k)
			require.Equal(t, m.To, after.Address)
			require.Equal(t, m.FromPractice, before.Practice)
			require.Equal(t, m.ToPractice, after.Practice)
			require.Equal(t, now.Region, after.Region)
			require.Equal(t, now.Decile, after.Decile)
			require.Equal(t, now.Ethnicity, after.Ethnicity)
			require.Equal(t, now.Name.Family, after.Name.Family)
			if m.FromPractice == m.ToPractice {
				kept++
			}
			require.True(t, m.At.After(now.Born))
			require.False(t, m.At.Before(asOf.AddDate(-10, 0, 0)) || m.At.After(until))
		}
	}
	assert.InDelta(t, 0.4, float64(kept)/float64(moves), 0.03, "a move often keeps the practice")
}

// Looking further ahead adds moves and changes none.
func TestMovesDoNotDependOnHowFarOneLooks(t *testing.T) {
	c := england(13)
	rapid.Check(t, func(t *rapid.T) {
		i := rapid.IntRange(0, 57_000_000).Draw(t, "i")
		near := asOf.AddDate(0, 0, rapid.IntRange(0, 2000).Draw(t, "near"))
		far := near.AddDate(0, 0, rapid.IntRange(0, 4000).Draw(t, "more"))
		short, long := c.Moves(i, near), c.Moves(i, far)
		require.LessOrEqual(t, len(short), len(long))
		if len(short) > 0 {
			require.Equal(t, short, long[:len(short)])
		}
		for _, m := range long[len(short):] {
			require.True(t, m.At.After(near))
		}
		moved := c.Moved(i, far)
		for k, at := range moved {
			require.Equal(t, at, long[len(long)-len(moved)+k].At)
		}
		if len(c.Moved(i, near)) == 0 {
			before, after := c.Person(i), c.PersonAt(i, near)
			require.Equal(t, before.Address, after.Address)
			require.Equal(t, before.Practice, after.Practice)
			require.Equal(t, before.GP, after.GP)
		}
	})
}

func TestHowOftenHomesMove(t *testing.T) {
	c := england(14)
	homes, moves, young, youngMoves := 0, 0, 0, 0
	until := asOf.AddDate(1, 0, 0)
	for i := range 40_000 {
		if c.Whole(i+1) != i+1 { // one person of each home
			continue
		}
		p := c.Person(i)
		n := len(c.Moved(i, until))
		homes, moves = homes+1, moves+n
		if p.Household.Role == "sharer" {
			young, youngMoves = young+1, youngMoves+n
		}
	}
	assert.InDelta(t, 0.09, float64(moves)/float64(homes), 0.012)
	assert.Greater(t, float64(youngMoves)/float64(young), 0.12, "sharers move more")
}

func TestTheDepartedStay(t *testing.T) {
	c := england(15)
	for k := 32; k < 64; k++ {
		i := demography.FirstOther + 64*9 + k
		require.Empty(t, c.Moves(i, asOf.AddDate(10, 0, 0)))
		require.Equal(t, c.Person(i), c.PersonAt(i, asOf.AddDate(10, 0, 0)), "nothing changes about the dead")
	}
}
