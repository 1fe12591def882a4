package coherence_test

import (
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// usual is how many pairs are made when nobody asks for more.
const usual = 5000

func writers() []writer {
	return slices.Concat(demographicWriters(), storyWriters(), recordWriters(), signInWriters(), estateWriters())
}

func readers() []reader {
	return slices.Concat(demographicReaders(), recordReaders(), signInReaders(), directoryReaders())
}

// asked is a number from the environment.
func asked(t *testing.T, name string, otherwise int) int {
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	require.NoError(t, err, name)
	return n
}

// TestCoherence writes through one service and reads through another, over all services, and never finds a contradiction.
func TestCoherence(t *testing.T) {
	r := newRig(t)
	if n := asked(t, "SANDPIPER_ROUND", -1); n >= 0 {
		played, err := r.play(r.estate(t), n, make([]int, len(r.combos)))
		t.Logf("round %d: %d pairs", n, played)
		require.NoError(t, err)
		return
	}
	pairs := asked(t, "SANDPIPER_PAIRS", usual)
	if testing.Short() {
		pairs = min(pairs, 1000)
	}
	defer debug.SetGCPercent(debug.SetGCPercent(300)) // the rig makes much that is soon forgotten
	started := time.Now()
	out := r.tally(t, asked(t, "SANDPIPER_FIRST_ROUND", 0), pairs, runtime.GOMAXPROCS(0))
	took := time.Since(started)
	t.Logf("%d pairs of %d writers and %d readers in %d rounds and %s: %.0f a second on %d processors",
		out.pairs, len(r.writers), len(r.readers), out.rounds, took.Round(time.Millisecond), float64(out.pairs)/took.Seconds(), runtime.GOMAXPROCS(0))
	t.Logf("%d combinations, each tried between %d and %d times", len(out.hits), slices.Min(out.hits), slices.Max(out.hits))
	if out.failed > 0 || testing.Short() {
		return
	}
	var never []string
	for k, n := range out.hits {
		if n == 0 {
			never = append(never, r.writers[r.combos[k].writer].name+" / "+r.readers[r.combos[k].reader].name)
		}
	}
	require.Empty(t, never, "combinations that were never tried")
	require.GreaterOrEqual(t, out.pairs, pairs)
}

// outcome is what came of a number of rounds.
type outcome struct {
	rounds, pairs int
	hits          []int // by combination
	failed        int
}

// tally plays rounds from one on until there are so many pairs, or several have failed. Which rounds count does not depend on the number of workers: they
// are the first ones that together have enough.
func (r *rig) tally(t *testing.T, first, pairs, workers int) outcome {
	t.Helper()
	played := make(chan result)
	numbers := make(chan int)
	enough := make(chan struct{})
	var wait sync.WaitGroup
	for range workers {
		estate := r.estate(t)
		wait.Go(func() {
			for n := range numbers {
				one := result{n: n, hits: make([]int, len(r.combos))}
				one.pairs, one.err = r.play(estate, n, one.hits)
				played <- one
			}
		})
	}
	go func() {
		defer close(numbers)
		for n := first; ; n++ {
			select {
			case numbers <- n:
			case <-enough:
				return
			}
		}
	}()
	go func() {
		wait.Wait()
		close(played)
	}()
	out := outcome{hits: make([]int, len(r.combos))}
	early := map[int]result{}
	stopped := false
	for one := range played {
		early[one.n] = one
		for !stopped {
			next, there := early[first+out.rounds]
			if !there {
				break
			}
			delete(early, first+out.rounds)
			if next.err != nil {
				t.Error(next.err)
			}
			if before := out.pairs / 100_000; out.add(next) && out.pairs/100_000 > before {
				t.Logf("%d pairs so far, %d rounds with a contradiction", out.pairs, out.failed)
			}
			if stopped = out.pairs >= pairs && out.rounds%r.parts() == 0 || out.failed >= mostFailures; stopped {
				close(enough)
			}
		}
	}
	return out
}

// mostFailures is how many rounds may fail before the rest is not worth playing.
const mostFailures = 20

// result is what came of one round.
type result struct {
	n, pairs int
	hits     []int
	err      error
}

// add counts a round in, and reports whether it made any pairs.
func (o *outcome) add(one result) bool {
	o.rounds++
	o.pairs += one.pairs
	for k, n := range one.hits {
		o.hits[k] += n
	}
	if one.err != nil {
		o.failed++
	}
	return one.pairs > 0
}
