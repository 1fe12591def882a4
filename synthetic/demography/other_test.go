package demography_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/synthetic/demography"
)

func years(from, to time.Time) float64 { return to.Sub(from).Hours() / 24 / 365.2425 }

// A mother's births are her children's birthdays, biology holds, and the children live with her.
func TestBirthsAreTheChildrens(t *testing.T) {
	const n = 240 * 64
	c := england(8)
	seen, twins, toCome := map[int]bool{}, 0, 0
	for i := range n {
		mother := c.Person(i)
		births := c.Births(i)
		if mother.Sex == demography.Male {
			require.Empty(t, births)
		}
		for k, b := range births {
			child := c.Person(b.Child)
			require.Equal(t, child.Born, b.At)
			require.Equal(t, mother.Household.ID, child.Household.ID)
			require.Equal(t, "child", child.Household.Role)
			back, ok := c.Mother(b.Child)
			require.True(t, ok)
			require.Equal(t, i, back)
			require.False(t, seen[b.Child], "one mother each")
			seen[b.Child] = true
			age := years(mother.Born, b.At)
			require.True(t, age > 16 && age < 46.5, "bore %d at %f", b.Child, age)
			if b.At.After(asOf) {
				toCome++
				require.GreaterOrEqual(t, b.Child, demography.FirstOther)
			}
			if k == 0 {
				continue
			}
			switch gap := years(births[k-1].At, b.At); gap {
			case 0:
				twins++
			default:
				require.Greater(t, gap, 0.74, "%d after %d", b.Child, births[k-1].Child)
			}
		}
	}
	assert.Equal(t, 32*64, toCome, "everybody to come has a mother")
	assert.InDelta(t, 0.014*6000, twins, 60)
}

// Births and deaths come at the country's yearly rates.
func TestOthersComeAtTheCountrysRates(t *testing.T) {
	const tiles = 256
	c := england(9)
	const n = tiles * 240
	born, died, boys, women, deathAge := map[int]int{}, map[int]int{}, 0, 0, 0.0
	for k := range demography.Others(n) {
		i := demography.FirstOther + k
		p := c.Person(i)
		if p.Born.After(asOf) {
			require.True(t, p.Died.IsZero())
			born[int(years(asOf, p.Born))]++
			if p.Sex == demography.Male {
				boys++
			}
			require.False(t, c.Exists(i, n, p.Born.AddDate(0, 0, -1)))
			require.True(t, c.Exists(i, n, p.Born))
			continue
		}
		require.True(t, c.Exists(i, n, asOf))
		require.True(t, p.Died.Before(asOf) && p.Died.After(p.Born), "%v %v", p.Born, p.Died)
		died[int(years(p.Died, asOf))]++
		deathAge += years(p.Born, p.Died)
		if p.Sex == demography.Female {
			women++
		}
	}
	for year := range 13 {
		if year < 12 {
			assert.InDelta(t, 0.0096*n, born[year], 0.0014*n, "births of year %d", year)
		}
		assert.InDelta(t, 0.0094*n, died[year], 0.0012*n, "deaths of year %d", year)
	}
	const others = tiles * 32.0
	assert.InDelta(t, 0.513, float64(boys)/others, 0.03)
	assert.InDelta(t, 0.494, float64(women)/others, 0.03)
	assert.InDelta(t, 79, deathAge/others, 2)
}

// A population ends in the middle of a tile: the others of homes beyond its end are nobody's.
func TestOthersBelongToThePopulation(t *testing.T) {
	const people = 100
	c := england(10)
	exist := 0
	for k := range demography.Others(people) {
		i := demography.FirstOther + k
		if !c.Exists(i, people, asOf.AddDate(20, 0, 0)) {
			continue
		}
		exist++
		if mother, ok := c.Mother(i); ok {
			require.Less(t, mother, people)
		}
		for _, k := range c.Household(i, people, asOf) {
			require.Less(t, k, people)
		}
	}
	assert.Greater(t, exist, 10)
	assert.Less(t, exist, 64)
	for _, i := range []int{-1, 100, demography.FirstOther - 1, demography.FirstOther + 64} {
		assert.False(t, c.Exists(i, people, asOf), "%d", i)
	}
}

func TestHouseholdsAreListed(t *testing.T) {
	const n = 2400
	c := england(11)
	later := asOf.AddDate(6, 0, 0)
	grown := 0
	for i := range n {
		home := c.Household(i, n, asOf)
		require.Contains(t, home, i)
		p := c.Person(i)
		require.Len(t, home, p.Household.Size)
		for _, k := range home {
			require.Equal(t, p.Household.ID, c.Person(k).Household.ID)
		}
		then := c.Household(i, n, later)
		require.Len(t, then, c.PersonAt(i, later).Household.Size)
		require.Subset(t, then, home)
		grown += len(then) - len(home)
		require.GreaterOrEqual(t, c.Whole(i+1), i+1)
		require.Equal(t, home[p.Household.Size-1]+1, c.Whole(i+1))
	}
	assert.Greater(t, grown, 100, "children are born")
	assert.Zero(t, c.Whole(0))
}
