package world_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/world"
	"sandpiper/synthetic"
)

// TestLifeGoesOnAfterAWrite amends people before they move and die, and finds both: what was written stays, what happened later is seen, every
// version has a number of its own, and stepping back goes through them one by one.
func TestLifeGoesOnAfterAWrite(t *testing.T) {
	population, err := synthetic.Open(synthetic.DefaultRecipe(3000))
	require.NoError(t, err)
	asOf := population.Recipe().AsOf
	base, w := world.New(population, asOf), world.New(population, asOf)
	pen := w.By("test")
	const year = 365 * 24 * time.Hour
	for i := range population.Len() {
		pen.Amend(i, func(p *world.Person) { p.Name.Family = "Written" })
	}
	base.Clock().Advance(year)
	w.Clock().Advance(year)
	moved, died := 0, 0
	for i := range population.Len() {
		was, v := base.Person(i)
		is, version := w.Person(i)
		require.Equal(t, v.N+1, version.N, "person %d", i)
		require.Equal(t, was.Died, is.Died, "person %d", i)
		require.Equal(t, "Written", is.Name.Family)
		if v.N > 1 {
			require.Equal(t, was.Address, is.Address, "person %d", i)
			require.Equal(t, was.Practice, is.Practice, "person %d", i)
			require.Equal(t, v.At, version.At, "person %d", i)
			require.Equal(t, base.Particulars(i).DeathNotice, w.Particulars(i).DeathNotice)
			moved++
		}
		if !is.Died.IsZero() && is.Died.After(asOf) {
			died++
		}
		for back := range version.N {
			_, past := w.Through(world.Lens{Back: back}).Person(i)
			require.Equal(t, version.N-back, past.N, "person %d", i)
		}
		first, _ := w.Through(world.Lens{Back: version.N + 3}).Person(i)
		require.Equal(t, population.Person(i).Name.Family, first.Name.Family)
	}
	require.Positive(t, moved)
	require.Positive(t, died)

	_, version := w.Person(5)
	_, err = pen.Register(5, version.N-1, func(*world.Person, *world.Particulars) error { return nil })
	if version.N > 2 {
		require.ErrorIs(t, err, world.ErrStale)
	}
	next := pen.Amend(5, func(p *world.Person) { p.Name.Family = "Again" })
	assert.Equal(t, version.N+1, next.N)
}

func TestNothingIsWrittenAboutTheDead(t *testing.T) {
	population, err := synthetic.Open(synthetic.DefaultRecipe(50))
	require.NoError(t, err)
	w := world.New(population, population.Recipe().AsOf)
	var before [50]int
	for i := range before {
		before[i] = len(w.Chart(i))
		if i%2 == 0 {
			w.Amend(i, func(p *world.Person) { p.Died = population.Recipe().AsOf })
		}
	}
	w.Clock().Advance(365 * 24 * time.Hour)
	grown := 0
	for i := range before {
		after := len(w.Chart(i))
		if i%2 == 0 {
			require.Equal(t, before[i], after, "person %d", i)
		} else if after > before[i] {
			grown++
		}
	}
	require.Positive(t, grown)
}
