package gmf_test

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/synthetic"
	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/gmf"
)

func population(t testing.TB, people int) *synthetic.Population {
	t.Helper()
	p, err := synthetic.Open(synthetic.DefaultRecipe(people))
	require.NoError(t, err)
	return p
}

// Guests live with our own people: in their entries every reference leads somewhere, and nothing is out of order.
func TestGuestsOfThePopulation(t *testing.T) {
	g, p := open(t), population(t, 400)
	written := map[chart.Kind]int{}
	for i := range p.Len() {
		person, life, c := p.Life(i)
		record := g.Live(&person, &life, p.Date())
		assert.Empty(t, record.Faults, "person %d", i)
		entries := g.Entries(&person, &record)
		seen := map[chart.ID]bool{}
		last := person.Born
		for _, e := range entries {
			require.False(t, seen[e.ID], "%v twice", e.ID)
			seen[e.ID] = true
			written[e.ID.Kind]++
			require.GreaterOrEqual(t, e.ID.K, gmf.FirstGuest)
			require.Less(t, e.ID.K, chart.FirstAdded)
			require.False(t, e.Recorded.Before(last), "%v is out of order", e.ID)
			last = e.Recorded
			require.True(t, e.Recorded.Before(p.Date()), "%v is of the future", e.ID)
			require.NotEmpty(t, e.Text, "%v", e.ID)
			require.NotEmpty(t, e.Status, "%v", e.ID)
			if e.ID.Kind != chart.Contact {
				require.True(t, seen[chart.ID{Person: i, Kind: chart.Contact, K: e.Contact}], "%v is in no contact", e.ID)
			}
			for _, k := range e.Results {
				require.True(t, seen[chart.ID{Person: i, Kind: chart.Measurement, K: k}], "%v of nothing", e.ID)
			}
		}
		before := len(c.Entries)
		gmf.Merge(&c, entries)
		require.Len(t, c.Entries, before+len(entries))
	}
	for _, k := range []chart.Kind{chart.Problem, chart.Allergy, chart.Medicine, chart.Measurement, chart.Contact, chart.Vaccination, chart.Procedure, chart.Report} {
		assert.Positive(t, written[k], "nobody has a %v", k)
	}
}

// The chart entries of one day are the beginning of those of any later one.
func TestEntriesDoNotAnticipate(t *testing.T) {
	g, p := open(t), population(t, 200)
	for i := 0; i < p.Len(); i += 7 {
		person, life, _ := p.At(p.Date().AddDate(8, 0, 3)).Life(i)
		later := g.Live(&person, &life, p.Date().AddDate(8, 0, 3))
		person, life, _ = p.Life(i)
		now := g.Live(&person, &life, p.Date())
		a, b := g.Entries(&person, &now), g.Entries(&person, &later)
		require.LessOrEqual(t, len(a), len(b))
		for k := range a {
			a[k].Status, a[k].Ended = b[k].Status, b[k].Ended // what may be over since
			require.Equal(t, a[k], b[k], "person %d, entry %d", i, k)
		}
	}
}

func TestManyAtOnce(t *testing.T) {
	g, p := open(t), population(t, 64)
	until := p.Date()
	one := func(i int) string {
		person, life, _ := p.Life(i)
		r := g.Live(&person, &life, until)
		return asText(&r)
	}
	want := make([]string, p.Len())
	for i := range want {
		want[i] = one(i)
	}
	var wait sync.WaitGroup
	for worker := range 4 {
		wait.Go(func() {
			for i := worker; i < len(want); i += 4 {
				assert.Equal(t, want[i], one(i))
			}
		})
	}
	wait.Wait()
}

func TestNothingBeforeBirth(t *testing.T) {
	g := open(t)
	s := strangers(t)[0]
	assert.Empty(t, g.Stay(s, s.born).Entries)
	assert.Empty(t, g.Stay(s, s.born.AddDate(-1, 0, 0)).Entries)
	first := g.Stay(s, s.born.Add(time.Minute))
	assert.NotEmpty(t, first.Entries)
}

func BenchmarkLive(b *testing.B) {
	p := population(b, 2000)
	for name, strict := range map[string]bool{"events": false, "every week": true} {
		b.Run(name, func(b *testing.B) {
			g := open(b)
			g.Rules.Strict = strict
			b.ReportAllocs()
			entries := 0
			for i := 0; b.Loop(); i++ {
				b.StopTimer()
				person, life, _ := p.Life(i * 7 % p.Len())
				b.StartTimer()
				r := g.Live(&person, &life, p.Date())
				entries += len(r.Entries)
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "people/s")
			b.ReportMetric(float64(entries)/float64(b.N), "entries/person")
		})
	}
}
