package synthetic_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"sandpiper/synthetic"
	"sandpiper/synthetic/demography"
)

func TestEveryoneGrowsWithTime(t *testing.T) {
	p := open(t, 2400)
	later := p.At(p.Recipe().AsOf.AddDate(5, 0, 0))
	now, then := slices.Collect(p.Everyone()), slices.Collect(later.Everyone())
	require.True(t, slices.IsSorted(now) && slices.IsSorted(then))
	require.Subset(t, then, now)
	assert.Equal(t, 2400+320, len(now), "ten tiles have 32 departed each")
	assert.InDelta(t, 2400*0.0096*5, len(then)-len(now), 30)
	for _, i := range then {
		require.True(t, later.Exists(i))
		back, ok := later.Index(later.Number(i))
		require.True(t, ok)
		require.Equal(t, i, back)
		person := later.Person(i)
		require.False(t, person.Born.After(later.Date()))
		require.True(t, person.Died.IsZero() || person.Died.Before(later.Date()))
		if _, known := p.Index(p.Number(i % 2400)); !slices.Contains(now, i) {
			require.True(t, known)
			_, born := p.Index(later.Number(i))
			require.False(t, born, "person %d is not born yet", i)
			require.Panics(t, func() { p.Person(i) })
		}
	}
	n := 0
	for range later.Everyone() {
		if n++; n == 2500 {
			break // stopping among the others must not panic
		}
	}
}

// The more time passes the more has happened, and nothing that had happened changes.
func TestPeopleKeepWhatTheyHave(t *testing.T) {
	base := open(t, 57_000_000)
	rapid.Check(t, func(t *rapid.T) {
		i := rapid.IntRange(0, base.Len()-1).Draw(t, "i")
		sooner := base.At(base.Recipe().AsOf.AddDate(0, 0, rapid.IntRange(0, 3000).Draw(t, "sooner")))
		later := base.At(sooner.Date().AddDate(0, 0, rapid.IntRange(0, 3000).Draw(t, "more")))
		a, b := sooner.Person(i), later.Person(i)
		n, last := sooner.Changes(i)
		m, latest := later.Changes(i)
		require.LessOrEqual(t, n, m)
		require.False(t, last.After(latest))
		require.False(t, latest.After(later.Date()))
		require.Equal(t, []any{a.Number, a.Sex, a.Born, a.Ethnicity, a.Decile, a.Region, a.Language, a.Name.Family, a.Name.Given, a.Household.ID},
			[]any{b.Number, b.Sex, b.Born, b.Ethnicity, b.Decile, b.Region, b.Language, b.Name.Family, b.Name.Given, b.Household.ID})
		if n == m {
			require.Equal(t, a.Address, b.Address)
			require.Equal(t, a.Practice, b.Practice)
			require.Equal(t, a.GP, b.GP)
			require.Equal(t, a.Died, b.Died)
		}
		if !a.Died.IsZero() {
			require.Equal(t, a, b, "the dead do not change")
			require.Equal(t, n, m)
		}
	})
}

func TestHouseholdsHoldTheLiving(t *testing.T) {
	base := open(t, 2400)
	for _, p := range []*synthetic.Population{base, base.At(base.Recipe().AsOf.AddDate(4, 0, 0))} {
		left := 0
		for i := range p.Everyone() {
			home := p.Household(i)
			person := p.Person(i)
			require.Equal(t, person.Died.IsZero(), slices.Contains(home, i), "person %d in %v", i, home)
			for _, k := range home {
				other := p.Person(k)
				require.Equal(t, person.Household.ID, other.Household.ID)
				require.True(t, other.Died.IsZero())
				if person.Died.IsZero() {
					require.Equal(t, person.Address, other.Address)
				}
			}
			if !person.Died.IsZero() {
				left++
			}
		}
		assert.Greater(t, left, 300)
	}
}

func TestRecipesOfAreas(t *testing.T) {
	r := synthetic.DefaultRecipe(1500)
	r.Area = "zx0001,ZX0002"
	p, err := synthetic.Open(r)
	require.NoError(t, err)
	assert.GreaterOrEqual(t, p.Len(), 1500)
	assert.Less(t, p.Len(), 1512)
	last := p.Person(p.Len() - 1)
	home := p.Household(p.Len() - 1)
	assert.Len(t, home, last.Household.Size, "no household is cut")
	again, err := synthetic.Open(p.Recipe())
	require.NoError(t, err)
	assert.Equal(t, p.Recipe(), again.Recipe(), "the recipe that Open completes is its own")
	r.Area = "South West"
	p, err = synthetic.Open(r)
	require.NoError(t, err)
	for i := range 200 {
		assert.Equal(t, "E12000009", p.Person(i).Region)
	}
	r.Area = "Yorkshire and the Humbre"
	_, err = synthetic.Open(r)
	require.ErrorIs(t, err, synthetic.ErrRecipe)
	require.ErrorIs(t, err, demography.ErrArea)
	assert.ErrorContains(t, err, "did you mean")
}

// A child of a woman who dies before it would be born does not come to be.
func TestChildrenOfTheDeadAreNotBorn(t *testing.T) {
	p := open(t, 57_000_000)
	late := p.At(p.Recipe().AsOf.AddDate(20, 0, 0)) // by when everybody to come is born
	unborn := 0
	for tile := range 1500 {
		for k := range 32 {
			i := demography.FirstOther + 64*tile*150 + k
			if late.Exists(i) {
				continue
			}
			child := late.Person(i)
			unborn++
			_, found := late.Index(late.Number(i))
			require.False(t, found)
			require.NotContains(t, slices.Collect(late.Search(synthetic.Query{Family: child.Name.Family, BornFrom: child.Born, BornTo: child.Born})), i)
			if unborn == 5 {
				return
			}
		}
	}
	t.Fatal("among 48,000 to come no mother dies first")
}

func TestNothingHasChangedOnTheRecipesDay(t *testing.T) {
	p := open(t, 100)
	assert.Equal(t, p.Recipe().AsOf, p.Date())
	for i := range p.Everyone() {
		n, last := p.Changes(i)
		require.Zero(t, n)
		require.Zero(t, last)
	}
}
