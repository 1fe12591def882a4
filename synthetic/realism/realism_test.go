package realism_test

import (
	"context"
	"math"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/synthetic"
	"sandpiper/synthetic/realism"
)

const people = 20_000

// sigma is how many standard errors of sampling a figure may lie outside its target before a test fails: at four, and under a
// fixed seed, no test fails by chance.
const sigma = 4

// england is the board of twenty thousand people, which the tests share.
var england = sync.OnceValues(func() (realism.Board, error) {
	p, err := synthetic.Open(synthetic.DefaultRecipe(people))
	if err != nil {
		return realism.Board{}, err
	}
	return realism.Measure(context.Background(), realism.Options{Population: p})
})

func board(t *testing.T) realism.Board {
	t.Helper()
	b, err := england()
	require.NoError(t, err)
	return b
}

// Every row that has a target meets it, but for what sampling twenty thousand people may do.
func TestFiguresMeetTheirTargets(t *testing.T) {
	b := board(t)
	judged := 0
	for i := range b.Rows {
		r := &b.Rows[i]
		if r.Target.Rule == "" || r.Met == realism.Elsewhere || r.Met == realism.Explained {
			continue
		}
		judged++
		t.Run(r.Name(), func(t *testing.T) {
			slack := sigma * r.Error()
			if r.Noise.Known() {
				slack += float64(r.Noise)
			}
			assert.LessOrEqual(t, r.Target.Miss(r.Ours), slack, "%s: ours %v, target %v, published %v", r.Metric, r.Ours, r.Target, r.Published)
		})
	}
	assert.Greater(t, judged, 40)
}

// Every register is near what is published, each on its own.
func TestRegisters(t *testing.T) {
	b := board(t)
	s, ok := b.Find("registers")
	require.True(t, ok)
	require.Len(t, s.Places, 20)
	for i, name := range s.Places {
		ours, published := float64(s.Lines[0].Values[i]), float64(s.Lines[1].Values[i])
		err := float64(s.Lines[0].High[i]-s.Lines[0].Low[i]) / (2 * 1.96)
		assert.LessOrEqual(t, math.Abs(ours-published), 0.25*published+sigma*err, name)
	}
}

// The rows that decide whether the population is good enough have no excuse written beside them.
func TestTheDecidingRowsCannotBeExplained(t *testing.T) {
	b := board(t)
	for _, r := range []struct{ id, part string }{{"P1", ""}, {"P3", ""}, {"P5", "ten deciles"}, {"P6", "Asian"}, {"P6", "Black"}, {"P7", "men"},
		{"P7", "women"}, {"P8", ""}, {"P9", "men"}, {"P9", "women"}, {"P10", "adults"}, {"P12", "adults"}, {"P20", ""}} {
		row, ok := b.Row(r.id, r.part)
		require.True(t, ok, "%s %s", r.id, r.part)
		assert.Contains(t, []realism.Standing{realism.Met, realism.NotMet}, row.Met, row.Name())
		assert.True(t, row.Ours.Known(), row.Name())
	}
}

// All of the scoreboard is on the board, in its order.
func TestEveryRowOfTheScoreboardIsThere(t *testing.T) {
	b := board(t)
	next := 1
	for _, r := range b.Rows {
		switch r.ID {
		case rowID(next):
			next++
		case rowID(next - 1):
		default:
			t.Fatalf("%s comes after P%d", r.ID, next-1)
		}
		assert.NotEmpty(t, r.Metric, r.Name())
		if r.Met == realism.Explained || r.Met == realism.Elsewhere {
			assert.NotEmpty(t, r.Note, r.Name())
		}
	}
	assert.Equal(t, 29, next)
}

// Nobody of twenty thousand people has anything that cannot be.
func TestClinicalLogic(t *testing.T) {
	for _, f := range board(t).Faults {
		t.Errorf("%s, %d times, first in person %d: %s", f.Kind, f.Faults, f.Person, f.Text)
	}
}

// The board is the same for any number of workers.
func TestWorkersMakeNoDifference(t *testing.T) {
	p, err := synthetic.Open(synthetic.DefaultRecipe(1000))
	require.NoError(t, err)
	var first string
	for _, workers := range []int{1, 2, 5} {
		b, err := realism.Measure(t.Context(), realism.Options{Population: p, Workers: workers})
		require.NoError(t, err)
		text := toJSON(t, &b)
		if first == "" {
			first = text
		}
		require.Equal(t, first, text, "%d workers", workers)
	}
}

func TestMeasureSaysWhatIsWrong(t *testing.T) {
	_, err := realism.Measure(t.Context(), realism.Options{})
	require.ErrorIs(t, err, realism.ErrMeasure)
	p, err := synthetic.Open(synthetic.DefaultRecipe(1000))
	require.NoError(t, err)
	_, err = realism.Measure(t.Context(), realism.Options{Population: p, Given: map[string]float64{"P99": 1}})
	require.ErrorIs(t, err, realism.ErrMeasure)
	assert.Contains(t, err.Error(), "P99")
	stopped, stop := context.WithCancel(t.Context())
	stop()
	_, err = realism.Measure(stopped, realism.Options{Population: p})
	require.ErrorIs(t, err, context.Canceled)
}

func TestFiguresTakenElsewhereAreJudged(t *testing.T) {
	p, err := synthetic.Open(synthetic.DefaultRecipe(300))
	require.NoError(t, err)
	calls := 0
	b, err := realism.Measure(t.Context(), realism.Options{Population: p, Given: map[string]float64{"P21": 2500, "P22": 900},
		Progress: func(done, of int) { calls++; assert.LessOrEqual(t, done, of) }})
	require.NoError(t, err)
	assert.Positive(t, calls)
	fast, _ := b.Row("P21", "")
	assert.Equal(t, realism.Met, fast.Met)
	large, _ := b.Row("P22", "")
	assert.Equal(t, realism.NotMet, large.Met)
	untaken, _ := b.Row("P23", "")
	assert.Equal(t, realism.Elsewhere, untaken.Met)
}

// The board takes deaths from the persons at the end of time, which must be those of their lives.
func TestDeathsAreThoseOfTheLives(t *testing.T) {
	p, err := synthetic.Open(synthetic.DefaultRecipe(240))
	require.NoError(t, err)
	end := p.At(p.Date().AddDate(125, 0, 0))
	for i := range end.Everyone() {
		died := end.Person(i).Died
		require.False(t, died.IsZero(), "person %d lives for ever", i)
		require.Equal(t, end.Truth(i).Died, died, "person %d", i)
	}
}

// A board can be made of a later day, and of a part of England, whose people are not held to England's figures.
func TestOtherDaysAndPlaces(t *testing.T) {
	p, err := synthetic.Open(synthetic.DefaultRecipe(1200))
	require.NoError(t, err)
	b, err := realism.Measure(t.Context(), realism.Options{Population: p.At(p.Date().AddDate(6, 0, 0))})
	require.NoError(t, err)
	assert.Contains(t, b.Limits[0], "later day")
	assert.NotEqual(t, 1200, b.People, "some have died and some were born")
	assert.InDelta(t, 1200, b.People, 60)

	r := synthetic.DefaultRecipe(1200)
	r.Area = "london"
	p, err = synthetic.Open(r)
	require.NoError(t, err)
	b, err = realism.Measure(t.Context(), realism.Options{Population: p})
	require.NoError(t, err)
	assert.Contains(t, b.Limits[0], "people of london")
	row, _ := b.Row("P1", "")
	assert.Equal(t, realism.Shown, row.Met)
	row, _ = b.Row("P20", "")
	assert.NotEqual(t, realism.Shown, row.Met)
}
