package harness_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/harness"
	"sandpiper/harness/judge"
	"sandpiper/harness/product"
	"sandpiper/harness/trace"
	"sandpiper/scenarios"
)

// live is what the heap holds when nothing is left to collect, in bytes.
func live() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// wordy is a product whose every answer is large, so that traces are.
func wordy(t testing.TB, size int) product.Product {
	answer := `{"said":"` + strings.Repeat("x", size) + `"}`
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, answer)
	}))
	t.Cleanup(server.Close)
	return product.Guest{Title: "Wordy", Launch: product.None{}, Serves: []product.Serve{{Name: "api", Base: server.URL, Connect: product.HTTP}}}
}

// A campaign keeps a few hundred bytes of a run, never its trace: neither while it plays nor while it judges.
func TestMemoryDoesNotGrowWithTraces(t *testing.T) {
	const size, people, first, last = 320 << 10, 240, 60, 230
	dir := t.TempDir()
	c := rig(t, &fake{}, dir)
	s := story(t, fmt.Sprintf("vary: { sample: { people: %d } }\nclaims: [ { id: c, per: runs, event: a.status != 200, at_most: 0.5 } ]", people), ask)
	c.Product, c.Scenarios = wordy(t, size), []*scenarios.Scenario{s}
	held := map[int]int64{}
	c.Progress = func(p harness.Progress) {
		if p.Done == first || p.Done == last {
			held[p.Done] = live()
		}
	}
	_, err := c.Run(t.Context())
	require.NoError(t, err)
	file := filepath.Join(dir, "trace", "test-story.jsonl")
	whole, err := os.Stat(file)
	require.NoError(t, err)
	written := whole.Size() * (last - first) / people
	require.Greater(t, written, int64(40<<20), "else this shows nothing")
	grown := held[last] - held[first]
	t.Logf("%d runs: %d MiB of trace written, the live heap grew by %d KiB", last-first, written>>20, grown>>10)
	assert.Less(t, grown, written/4, "while playing; what grows is the cache of the population, within its bound")

	f, err := os.Open(file)
	require.NoError(t, err)
	defer func() { _ = f.Close() }()
	tally := judge.NewTally(s, "")
	for run, err := range trace.NewReader(f, file).Runs() {
		require.NoError(t, err)
		require.NoError(t, tally.Add(run))
		if run.Index == first || run.Index == last {
			held[run.Index] = live()
		}
	}
	grown = held[last] - held[first]
	t.Logf("judging them, it grew by %d KiB", grown>>10)
	assert.Less(t, grown, written/100, "while judging")
}

// BenchmarkMemory plays one run of the trivial product for everybody who fits and reports the most that the heap held meanwhile: nearly all
// of it is the cache of people's charts, which has a bound.
func BenchmarkMemory(b *testing.B) {
	var before, after, most int64
	for b.Loop() {
		c := rig(b, &fake{}, filepath.Join(b.TempDir(), "run"))
		people, err := population()
		require.NoError(b, err)
		s := story(b, fmt.Sprintf("vary: { sample: { people: %d } }", people.Len()), ask)
		c.Product, c.Scenarios, before, most = quiet(b), []*scenarios.Scenario{s}, live(), 0
		c.Progress = func(p harness.Progress) {
			if p.Done%200 == 0 {
				after = live()
				most = max(most, after-before)
			}
		}
		res, err := c.Run(b.Context())
		require.NoError(b, err)
		b.ReportMetric(float64(most)/float64(res.Runs), "heap-B/run")
	}
	b.ReportMetric(float64(most)/(1<<20), "peak-MiB")
}
