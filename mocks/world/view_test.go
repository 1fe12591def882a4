package world_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/world"
	"sandpiper/synthetic/chart"
)

func TestViewShowsWhatIsReleasedAndOpen(t *testing.T) {
	w := newWorld(t)
	const who = 2
	before := len(w.View().Chart(who, chart.Allergy))
	later, secret := allergy("later"), allergy("secret")
	later.Visible = start.Add(time.Hour)
	secret.Confidential = true
	laterID, secretID := w.Add(who, later).Entry.ID, w.Add(who, secret).Entry.ID
	open := w.View()
	for _, id := range []chart.ID{laterID, secretID} {
		_, ok := open.Entry(id)
		assert.False(t, ok)
	}
	assert.Len(t, open.Chart(who, chart.Allergy), before)
	_, ok := w.Through(world.Lens{Confidential: true}).Entry(secretID)
	assert.True(t, ok)
	_, ok = w.Through(world.Lens{Unreleased: true}).Entry(laterID)
	assert.True(t, ok)
	w.Clock().Advance(time.Hour)
	_, ok = open.Entry(laterID)
	assert.True(t, ok, "its time has come")
	assert.Len(t, w.Chart(who), len(w.Population().Chart(who).Entries)+2, "the world itself withholds nothing")
}

func TestStaleLensStepsBack(t *testing.T) {
	w := newWorld(t)
	i, id := withEntries(t, w, chart.Problem)
	base, _ := w.Entry(id)
	back := func(n int) *world.View { return w.Through(world.Lens{Back: n}) }

	v := back(1)
	r, ok := v.Entry(id)
	assert.True(t, ok)
	assert.Equal(t, base, r)
	v.Person(i)
	v.Chart(i)
	assert.False(t, v.Bends().Stepped, "there is only one version")

	_, err := w.Replace(id, chart.Entry{Text: "two"}, 0)
	require.NoError(t, err)
	added := w.Add(i, allergy("new")).Entry.ID
	laid := w.Graft(i, allergy("always there")).Entry.ID
	w.Amend(i, func(p *world.Person) { p.Phone = "new" })

	v = back(1)
	r, ok = v.Entry(id)
	assert.True(t, ok && v.Bends().Stepped)
	assert.Equal(t, base, r)
	v = back(7)
	r, _ = v.Entry(id)
	assert.Equal(t, base, r, "the base was always there")
	v = back(1)
	_, ok = v.Entry(added)
	assert.False(t, ok, "the replica has not heard of it")
	assert.True(t, v.Bends().Stepped)
	v = back(1)
	_, ok = v.Entry(laid)
	assert.True(t, ok && !v.Bends().Stepped)
	v = back(1)
	p, version := v.Person(i)
	assert.Equal(t, 1, version.N)
	assert.NotEqual(t, "new", p.Phone)
	assert.True(t, v.Bends().Stepped)
	v = back(1)
	assert.Equal(t, w.View().Chart(i, chart.Contact), v.Chart(i, chart.Contact))
	assert.False(t, v.Bends().Stepped, "another drawer was asked for")
}

func TestHidingLensReportsOnlyWhatItWithheld(t *testing.T) {
	w := newWorld(t)
	i := without(t, w, 5, chart.Vaccination)
	hide := world.Lens{HideKinds: []chart.Kind{chart.Vaccination}}

	v := w.Through(hide)
	assert.Equal(t, w.View().Chart(i, chart.Contact), v.Chart(i, chart.Contact))
	assert.Empty(t, v.Chart(i, chart.Vaccination))
	assert.Empty(t, v.Bends().Hidden, "there was no vaccination to withhold")

	id := w.Graft(i, chart.Entry{ID: chart.ID{Kind: chart.Vaccination}, Text: "influenza"}).Entry.ID
	v = w.Through(hide)
	assert.Empty(t, v.Chart(i, chart.Vaccination))
	assert.Equal(t, []chart.Kind{chart.Vaccination}, v.Bends().Hidden)
	v = w.Through(hide)
	_, ok := v.Entry(id)
	assert.False(t, ok)
	assert.Equal(t, []chart.Kind{chart.Vaccination}, v.Bends().Hidden)
	v = w.Through(hide)
	for _, r := range v.Chart(i) {
		assert.NotEqual(t, chart.Vaccination, r.Entry.ID.Kind)
	}
	assert.Equal(t, []chart.Kind{chart.Vaccination}, v.Bends().Hidden)
}

func TestSwappingLensShowsSomebodyElseWhole(t *testing.T) {
	w := newWorld(t)
	v := w.Through(world.Lens{Swap: func(i int) int { return i ^ 1 }})
	assert.Equal(t, world.Bends{}, v.Bends())
	p, _ := v.Person(10)
	assert.Equal(t, 11, p.Index)
	assert.True(t, v.Bends().Swapped)
	assert.Equal(t, w.View().Chart(11), v.Chart(10))
	_, id := withEntries(t, w, chart.Problem)
	r, ok := v.Entry(id)
	if ok {
		assert.Equal(t, id.Person^1, r.Entry.ID.Person)
		assert.Equal(t, chart.Problem, r.Entry.ID.Kind)
	}
	_, ok = v.Entry(chart.ID{Person: 1 << 30})
	assert.False(t, ok)
}
