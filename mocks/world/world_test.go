package world_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/world"
	"sandpiper/synthetic"
	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/course"
)

// start is when the worlds of these tests begin.
var start = time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)

func population(tb testing.TB, people int) *synthetic.Population {
	tb.Helper()
	p, err := synthetic.Open(synthetic.DefaultRecipe(people))
	require.NoError(tb, err)
	return p
}

func newWorld(tb testing.TB) *world.World { return world.New(population(tb, 200), start) }

// withEntries is a person of the population who has an entry of the kind.
func withEntries(tb testing.TB, w *world.World, kind chart.Kind) (person int, id chart.ID) {
	tb.Helper()
	for i := range w.Population().Len() {
		for _, r := range w.View().Chart(i, kind) {
			return i, r.Entry.ID
		}
	}
	tb.Fatalf("nobody has an entry of kind %d", kind)
	return 0, chart.ID{}
}

// without empties a drawer of a person's record.
func without(tb testing.TB, w *world.World, person int, kind chart.Kind) int {
	tb.Helper()
	for _, r := range w.Chart(person) {
		if r.Entry.ID.Kind == kind {
			_, err := w.Remove(r.Entry.ID, 1)
			require.NoError(tb, err)
		}
	}
	return person
}

func allergy(text string) chart.Entry {
	return chart.Entry{ID: chart.ID{Kind: chart.Allergy}, Text: text, Status: chart.Active}
}

func TestBaseIsVersionOneAsRecorded(t *testing.T) {
	w := newWorld(t)
	base := w.Population().Chart(7)
	records := w.Chart(7)
	require.Len(t, records, len(base.Entries))
	for k, r := range records {
		assert.Equal(t, base.Entries[k], r.Entry)
		assert.Equal(t, world.Version{N: 1, At: r.Entry.Recorded}, r.Version)
	}
	p, v := w.Person(7)
	assert.Equal(t, w.Population().Person(7), p)
	assert.Equal(t, 1, v.N)
	assert.Equal(t, w.Population().Truth(7), w.Truth(7))
	assert.Empty(t, w.Changes())
}

func TestAddNumbersFromFirstAddedByPersonAndKind(t *testing.T) {
	w := newWorld(t)
	for n := range 3 {
		r := w.Add(3, allergy("added"))
		assert.Equal(t, chart.ID{Person: 3, Kind: chart.Allergy, K: chart.FirstAdded + n}, r.Entry.ID)
		assert.Equal(t, world.Version{N: 1, At: start}, r.Version)
		assert.Equal(t, start, r.Entry.Recorded)
		assert.Equal(t, start, r.Entry.Visible)
	}
	assert.Equal(t, chart.FirstAdded, w.Add(3, chart.Entry{ID: chart.ID{Kind: chart.Problem}}).Entry.ID.K)
	assert.Equal(t, chart.FirstAdded, w.Add(4, allergy("")).Entry.ID.K)
	branch := w.Branch(start)
	assert.Equal(t, chart.FirstAdded+3, branch.Add(3, allergy("")).Entry.ID.K, "a branch counts on")
	assert.Equal(t, chart.FirstAdded+3, w.Add(3, allergy("")).Entry.ID.K, "and so does its parent, for itself")
}

func TestChartMergesInTheOrderOfWriting(t *testing.T) {
	w := newWorld(t)
	i, id := withEntries(t, w, chart.Problem)
	base := w.Chart(i)
	require.Greater(t, len(base), 1)
	old := allergy("between")
	old.Recorded = base[1].Entry.Recorded.Add(-time.Nanosecond)
	w.Add(i, allergy("last"))
	w.Add(i, old)
	_, err := w.Replace(id, chart.Entry{Text: "revised"}, 1)
	require.NoError(t, err)

	got := w.Chart(i)
	require.Len(t, got, len(base)+2)
	assert.Equal(t, "last", got[len(got)-1].Entry.Text)
	seen := map[string]bool{}
	for k, r := range got {
		seen[r.Entry.Text] = true
		if r.Entry.Text == "between" {
			assert.LessOrEqual(t, k, 1, "it stands where its Recorded time puts it")
		}
		if r.Entry.ID == id {
			assert.Equal(t, "revised", r.Entry.Text)
			assert.Equal(t, 2, r.Version.N)
		}
	}
	assert.True(t, seen["between"] && seen["revised"])
}

func TestVersionsRiseAndHistoryStays(t *testing.T) {
	w := newWorld(t)
	i, id := withEntries(t, w, chart.Problem)
	first, ok := w.Entry(id)
	require.True(t, ok)
	later := w.Clock().Advance(time.Hour)
	second, err := w.Replace(id, chart.Entry{Text: "two", Raw: []byte(`{"a":1.10}`)}, 1)
	require.NoError(t, err)
	assert.Equal(t, world.Version{N: 2, At: later}, second.Version)
	assert.Equal(t, id, second.Entry.ID)

	_, err = w.Replace(id, chart.Entry{Text: "lost"}, 1)
	require.ErrorIs(t, err, world.ErrStale)
	third, err := w.Remove(id, 0)
	require.NoError(t, err)
	assert.True(t, third.Version.Deleted)
	_, err = w.Replace(id, chart.Entry{}, 0)
	require.ErrorIs(t, err, world.ErrAbsent)
	_, err = w.Remove(chart.ID{Person: i, Kind: chart.Allergy, K: 99999}, 0)
	require.ErrorIs(t, err, world.ErrAbsent)
	_, err = w.Remove(chart.ID{Person: -1}, 0)
	require.ErrorIs(t, err, world.ErrAbsent)

	assert.Equal(t, []world.Record{first, second, third}, w.History(id))
	gone, ok := w.Entry(id)
	assert.True(t, ok && gone.Version.Deleted)
	for _, r := range w.Chart(i) {
		assert.NotEqual(t, id, r.Entry.ID)
	}
	assert.Empty(t, w.History(chart.ID{Person: 1 << 40}))
}

func TestChangesSayWhoDidWhatWhen(t *testing.T) {
	w := newWorld(t)
	r := w.By("app-1").Add(5, allergy("x"))
	w.Clock().Advance(time.Minute)
	branch := w.Branch(start.Add(time.Hour))
	branch.By("nurse").Amend(5, func(p *world.Person) { p.Phone = "1" })
	branch.AmendTruth(5, func(tr *course.Truth) { tr.Allergies = nil })
	_, err := w.By("app-2").Remove(r.Entry.ID, 1)
	require.NoError(t, err)

	assert.Equal(t, []world.Change{
		{Seq: 1, At: start, Actor: "app-1", Deed: world.Added, Person: 5, Entry: r.Entry.ID, Version: 1},
		{Seq: 2, At: start.Add(time.Minute), Actor: "app-2", Deed: world.Removed, Person: 5, Entry: r.Entry.ID, Version: 2},
	}, w.Changes())
	assert.Equal(t, []world.Change{
		{Seq: 1, At: start, Actor: "app-1", Deed: world.Added, Person: 5, Entry: r.Entry.ID, Version: 1},
		{Seq: 2, At: start.Add(time.Hour), Actor: "nurse", Deed: world.Amended, Person: 5, Version: 2},
		{Seq: 3, At: start.Add(time.Hour), Deed: world.Turned, Person: 5},
	}, branch.Changes())
}

func TestPersonAndTruthAmendWithoutTouchingTheBase(t *testing.T) {
	w := newWorld(t)
	before := w.Population().Person(9)
	v := w.Amend(9, func(p *world.Person) {
		p.Address.Lines[0] = "elsewhere"
		p.Name.Given[0] = "Other"
		p.Number = 1
	})
	assert.Equal(t, 2, v.N)
	p, v2 := w.Person(9)
	assert.Equal(t, v, v2)
	assert.Equal(t, "elsewhere", p.Address.Lines[0])
	assert.Equal(t, before.Number, p.Number, "a number is for ever")
	assert.Equal(t, before, w.Population().Person(9))
	w.AmendTruth(9, func(tr *course.Truth) {
		tr.Allergies = append(tr.Allergies, course.Allergy{To: "penicillin"})
	})
	truth := w.Truth(9)
	assert.True(t, truth.Allergic("penicillin"))
	other := world.New(w.Population(), start)
	pristine, _ := other.Person(9)
	assert.Equal(t, before, pristine)
}

func TestNoWriteIsLostUnderManyWriters(t *testing.T) {
	w := newWorld(t).Branch(start)
	id := w.Add(1, allergy("0")).Entry.ID
	const writers, each = 64, 8
	var wg sync.WaitGroup
	for range writers {
		wg.Go(func() {
			for done := 0; done < each; {
				r, _ := w.Entry(id)
				var n int
				_, _ = fmt.Sscan(r.Entry.Text, &n)
				_, err := w.Replace(id, chart.Entry{Text: fmt.Sprint(n + 1)}, r.Version.N)
				switch {
				case err == nil:
					done++
				case !errors.Is(err, world.ErrStale):
					t.Error(err)
					return
				}
				w.Branch(start)
				w.View().Chart(1)
			}
		})
	}
	wg.Wait()
	r, _ := w.Entry(id)
	assert.Equal(t, fmt.Sprint(writers*each), r.Entry.Text)
	assert.Equal(t, writers*each+1, r.Version.N)
	assert.Len(t, w.Changes(), writers*each+1)
	for k, c := range w.Changes() {
		assert.Equal(t, k+1, c.Seq)
	}
}
