package harness_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"sandpiper/harness/product"
	"sandpiper/scenarios"
)

// BenchmarkSteps plays whole campaigns with a product that does next to nothing over HTTP in this process: casting, playing, journal, traces
// and judging are all in the figure. It reports steps per second and bytes of trace per step.
func BenchmarkSteps(b *testing.B) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"ok":true}`)
	}))
	defer server.Close()
	steps := 0
	dir := b.TempDir()
	for i := 0; b.Loop(); i++ {
		b.StopTimer()
		c := rig(b, &fake{}, filepath.Join(dir, strconv.Itoa(i)), "bench.scn.yaml")
		c.Product = product.Guest{Title: "Trivial", Launch: product.None{}, Serves: []product.Serve{{Name: "api", Base: server.URL, Connect: product.HTTP}}}
		c.Workers = 4
		twin, err := scenarios.Parse("twin.scn.yaml", bytes.Replace(c.Scenarios[0].Text(), []byte("test/bench"), []byte("test/twin"), 1))
		require.NoError(b, err)
		c.Scenarios = append(c.Scenarios, twin)
		b.StartTimer()
		res, err := c.Run(b.Context())
		require.NoError(b, err)
		require.Empty(b, res.Outcomes[0].Findings)
		steps += 4 * res.Runs // of both scenarios
	}
	b.ReportMetric(float64(steps)/b.Elapsed().Seconds(), "steps/s")
}
