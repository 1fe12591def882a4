package coherence_test

import (
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
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
		pairs = min(pairs, 1000) // not enough to try everything
	}
	defer debug.SetGCPercent(debug.SetGCPercent(300)) // the rig makes much that is soon forgotten
	started := time.Now()
	out := r.tally(t, asked(t, "SANDPIPER_FIRST_ROUND", 0), pairs, runtime.GOMAXPROCS(0))
	took := time.Since(started)
	t.Logf("%d pairs of %d writers and %d readers in %d rounds and %s: %.0f a second on %d processors",
		out.pairs, len(r.writers), len(r.readers), out.rounds, took.Round(time.Millisecond), float64(out.pairs)/took.Seconds(), runtime.GOMAXPROCS(0))
	t.Logf("%d combinations, each tried between %d and %d times", len(out.hits), slices.Min(out.hits), slices.Max(out.hits))
	if out.failed > 0 || pairs < len(r.combos) {
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
