package world_test

import (
	"errors"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/world"
	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/nhs"
)

func TestParticularsAreAFunctionOfTheRecipe(t *testing.T) {
	one, other := newWorld(t), newWorld(t)
	for i := range 200 {
		_, q, v := one.Registered(i)
		assert.Equal(t, 1, v.N)
		assert.Equal(t, q, other.Particulars(i))
		for _, a := range q.Addresses {
			assert.False(t, a.To.Before(a.From))
			assert.NotEmpty(t, a.Postcode)
		}
	}
}

// The shares of data/particulars.csv come out among many people.
func TestStatesHaveTheirShares(t *testing.T) {
	const people = 40000
	w := world.New(population(t, people), start)
	restricted, away, coverage, former := 0, 0, 0, 0
	for i := range people {
		if w.MayBeElsewhere(i) {
			away++
		}
		if _, ok := w.FormerNumber(i); ok {
			former++
		}
		if i < 10000 {
			q := w.Particulars(i)
			if q.Access.Hidden() {
				restricted++
			}
			if q.Coverage.Card != "" {
				coverage++
			}
		}
	}
	assert.InDelta(t, .015, float64(away)/people, .003)
	assert.InDelta(t, .0021, float64(restricted)/10000, .0015)
	assert.InDelta(t, .3, float64(coverage)/10000, .02)
	assert.Equal(t, people/50, former)
}

func TestNumbersLeadToTheirHolders(t *testing.T) {
	w := newWorld(t)
	for i := range 200 {
		person, how := w.Holder(w.Number(i))
		assert.Equal(t, i, person)
		assert.Equal(t, world.Current, how)
		if old, ok := w.FormerNumber(i); ok {
			person, how = w.Holder(old)
			assert.Equal(t, i, person)
			assert.Equal(t, world.Superseded, how)
			_, known := w.Population().Index(old)
			assert.False(t, known, "an old number is no person's own")
		}
	}
	made, ok := w.InvalidNumber(0)
	require.True(t, ok)
	_, how := w.Holder(made)
	assert.Equal(t, world.Invalidated, how)
	_, ok = w.InvalidNumber(1)
	assert.False(t, ok, "one for so many people")
	for _, n := range []nhs.Number{0, 9000000009, w.Number(world.FirstNewcomer), w.Number(201)} {
		_, how = w.Holder(n)
		assert.Equal(t, world.Unissued, how)
	}
}

func TestRegisterChangesAllOrNothing(t *testing.T) {
	w := newWorld(t)
	no := errors.New("no")
	_, err := w.By("x").Register(5, 1, func(p *world.Person, q *world.Particulars) error {
		p.Phone, q.Access = "changed", world.Restricted
		return no
	})
	require.ErrorIs(t, err, no)
	_, q, v := w.Registered(5)
	assert.Equal(t, 1, v.N)
	assert.NotEqual(t, world.Restricted, q.Access)
	v, err = w.By("x").Register(5, 1, func(_ *world.Person, q *world.Particulars) error {
		q.Names = append(q.Names, world.Name{Use: "old"})
		return nil
	})
	require.NoError(t, err)
	assert.Equal(t, 2, v.N)
	_, err = w.By("x").Register(5, 1, func(*world.Person, *world.Particulars) error { return nil })
	require.ErrorIs(t, err, world.ErrStale)
	_, err = w.By("x").Register(1<<40, 0, func(*world.Person, *world.Particulars) error { return nil })
	require.ErrorIs(t, err, world.ErrAbsent)
	back := w.Through(world.Lens{Back: 1})
	assert.Len(t, back.Particulars(5).Names, len(q.Names))
	assert.True(t, back.Bends().Stepped)
	w.Amend(5, func(p *world.Person) { p.Phone = "1" })
	assert.Len(t, w.Particulars(5).Names, len(q.Names)+1, "amending a person leaves the particulars as they are")
	assert.Equal(t, []int{5}, w.Written())
}

func TestNewcomersLiveInTheirWorldAlone(t *testing.T) {
	w := newWorld(t)
	describe := func(nhs.Number) (world.Person, world.Particulars) {
		return world.Person{Name: demography.Name{Family: "New"}}, world.Particulars{NoAddress: true}
	}
	i, v, err := w.By("app").Enrol(describe)
	require.NoError(t, err)
	assert.Equal(t, world.FirstNewcomer, i)
	assert.Equal(t, 1, v.N)
	branch := w.Branch(start)
	j, _, err := branch.By("app").Enrol(describe)
	require.NoError(t, err)
	assert.Equal(t, i+1, j)
	_, how := w.Holder(branch.Number(j))
	assert.Equal(t, world.Unissued, how)
	person, how := branch.Holder(branch.Number(i))
	assert.Equal(t, i, person)
	assert.Equal(t, world.Current, how)
	assert.Equal(t, []int{i, j}, branch.Written())
	assert.Empty(t, branch.Chart(i))
	r := branch.Add(i, allergy("nuts"))
	assert.Equal(t, chart.FirstAdded, r.Entry.ID.K)
	e, ok := branch.View().Entry(r.Entry.ID)
	assert.True(t, ok)
	assert.Equal(t, "nuts", e.Entry.Text)
	assert.Empty(t, branch.Truth(i).Allergies)
	for range 12 { // through the pressing of layers
		branch = branch.Branch(start)
		k, _, err := branch.By("app").Enrol(describe)
		require.NoError(t, err)
		assert.Equal(t, j+1, k)
		j = k
	}
	p, _, v := branch.Registered(i)
	assert.Equal(t, "New", p.Name.Family)
	assert.Equal(t, 1, v.N)
}

func TestOnceIsOnceHoweverManyAsk(t *testing.T) {
	w := newWorld(t)
	var made sync.Map
	var wg sync.WaitGroup
	for range 32 {
		wg.Go(func() {
			answer, _ := w.Once("key", func() (any, bool) {
				_, again := made.LoadOrStore("key", true)
				assert.False(t, again)
				return 7, true
			})
			assert.Equal(t, 7, answer)
		})
	}
	wg.Wait()
	for k := range 2 {
		answer, repeated := w.Once("not kept", func() (any, bool) { return k, false })
		assert.Equal(t, k, answer)
		assert.False(t, repeated)
	}
	_, repeated := w.Branch(start).Once("key", func() (any, bool) { return 0, true })
	assert.False(t, repeated, "a branch starts without receipts")
	for k := range 10000 {
		w.Once(string(rune(k))+"many", func() (any, bool) { return k, true })
	}
}

func TestRelatedPeopleBelongTogether(t *testing.T) {
	w := newWorld(t)
	n := 0
	for i := range 200 {
		p, _ := w.Person(i)
		for _, r := range w.Related(i) {
			n++
			other, _ := w.Person(r.Person)
			assert.Equal(t, p.Household.ID, other.Household.ID)
			assert.NotEqual(t, i, r.Person)
			if r.Kind == "parent" {
				assert.True(t, other.Born.Before(p.Born))
			}
		}
	}
	assert.Greater(t, n, 50)
}
