package catalogue_test

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// row is one measurement, repeated.
type row struct {
	Name string  `json:"name"`
	Does string  `json:"does"`
	Runs []turn  `json:"runs"`
	Idle float64 `json:"idleMiB"` // resident memory of the server before it was asked

	server *running
	shots  []shot
	reload func() []shot // makes the shots of a repetition, where each is for one use; they are fired once
	warm   time.Duration
}

// turn is one repetition.
type turn struct {
	Rate   float64 `json:"perSecond"` // good answers a second
	P50    float64 `json:"p50ms"`
	P99    float64 `json:"p99ms"`
	Cost   float64 `json:"serverMicros"` // processor time of the server for a good answer
	OK     int     `json:"ok"`
	Failed int     `json:"failed"` // not in the rate
	MiB    float64 `json:"residentMiB"`
}

func rates(t turn) float64 { return t.Rate }
func costs(t turn) float64 { return t.Cost }
func p50s(t turn) float64  { return t.P50 }
func p99s(t turn) float64  { return t.P99 }

// median is that of the repetitions.
func (r *row) median(of func(turn) float64) float64 {
	values := make([]float64, len(r.Runs))
	for i, t := range r.Runs {
		values[i] = of(t)
	}
	slices.Sort(values)
	return values[len(values)/2]
}

// table is what was measured and what had been promised.
type table struct {
	Began    time.Time `json:"began"`
	Took     string    `json:"took"`
	Machine  string    `json:"machine"`
	Rows     []*row    `json:"rows"`
	Memory   []float64 `json:"memoryMiB"` // see measureMemory
	Effort   []float64 `json:"memoryServerMicros"`
	Promises []promise `json:"promises"`
}

// promise is a bound and what was measured.
type promise struct {
	What string  `json:"what"`
	Got  float64 `json:"got"`
	Want float64 `json:"atLeast"`
	Kept bool    `json:"kept"`
}

// measure warms each server up, then lets them take turns.
func (t *table) measure(b *testing.B, rows []*row, during time.Duration) {
	for _, r := range rows {
		r.Idle = r.server.resident(b)
		if r.warm > 0 {
			fire(b, r.server.address, r.shots, r.warm)
		}
	}
	for range repetitions {
		for _, r := range rows {
			shots, during := r.shots, during
			if r.reload != nil {
				shots, during = r.reload(), 0
			}
			before := r.server.cpu(b)
			got := fire(b, r.server.address, shots, during)
			spent := r.server.cpu(b) - before
			r.Runs = append(r.Runs, turn{
				Rate: got.rate(), P50: got.quantile(0.5), P99: got.quantile(0.99), OK: got.ok, Failed: got.failed, MiB: r.server.resident(b),
				Cost: float64(spent.Microseconds()) / float64(got.ok),
			})
			said := fmt.Sprintf("%-19s %9.0f/s %8.1f us", r.Name, got.rate(), r.Runs[len(r.Runs)-1].Cost)
			if got.failed > 0 {
				said += fmt.Sprintf("  %d failed, the first with %s", got.failed, got.trouble)
			}
			fmt.Println(said)
		}
	}
	t.Rows = append(t.Rows, rows...)
}

func (t *table) find(name string) *row {
	i := slices.IndexFunc(t.Rows, func(r *row) bool { return r.Name == name })
	return t.Rows[i]
}

// median is a row's rate.
func (t *table) median(name string) float64 { return t.find(name).median(rates) }

// ratio is the median of the ratios of two rows' rates, each of one turn: what changed on the machine between turns is the same for both.
func (t *table) ratio(name, to string) float64 {
	a, b := t.find(name), t.find(to)
	each := make([]float64, len(a.Runs))
	for i := range each {
		each[i] = a.Runs[i].Rate / b.Runs[i].Rate
	}
	slices.Sort(each)
	return each[len(each)/2]
}

func (t *table) promise(what string, got, want float64) {
	t.Promises = append(t.Promises, promise{what, got, want, got >= want})
}

// finish prints all of it, and fails for every promise that was not kept.
func (t *table) finish(b *testing.B) {
	t.Took = time.Since(t.Began).Round(time.Second).String()
	var text strings.Builder
	t.write(&text)
	fmt.Println(text.String())
	if folder := os.Getenv("SANDPIPER_BENCH"); folder != "" {
		figures, err := json.MarshalIndent(t, "", "  ")
		require.NoError(b, err)
		require.NoError(b, os.WriteFile(filepath.Join(folder, "peers.json"), append(figures, '\n'), 0o644))
		require.NoError(b, os.WriteFile(filepath.Join(folder, "peers.txt"), []byte(text.String()), 0o644))
	}
	for _, p := range t.Promises {
		if !p.Kept {
			b.Errorf("%s: %.2f, promised is %.2f", p.What, p.Got, p.Want)
		}
	}
}

// write writes the table for people.
func (t *table) write(w io.Writer) {
	fmt.Fprintf(w, "\n%s, %s, in %s\n%d connections; medians of %d; spread is (most - least) / median; cpu is the server's for one answer; MiB resident when idle and at the end\n\n",
		t.Began.Format(time.DateTime), t.Machine, t.Took, connections, repetitions)
	fmt.Fprintf(w, "%-19s %9s %7s %8s %8s %8s %7s %6s %6s  %s\n", "", "answers/s", "spread", "p50 ms", "p99 ms", "cpu us", "failed", "idle", "MiB", "each /s")
	for _, r := range t.Rows {
		each, failed := []float64{}, 0
		for _, run := range r.Runs {
			each, failed = append(each, run.Rate), failed+run.Failed
		}
		fmt.Fprintf(w, "%-19s %9.0f %6.0f%% %8.2f %8.2f %8.1f %7d %6.0f %6.0f  %.0f\n", r.Name, r.median(rates), 100*(slices.Max(each)-slices.Min(each))/r.median(rates),
			r.median(p50s), r.median(p99s), r.median(costs), failed, r.Idle, r.Runs[len(r.Runs)-1].MiB, each)
	}
	fmt.Fprintln(w)
	for _, r := range t.Rows {
		fmt.Fprintf(w, "%-19s %s\n", r.Name, r.Does)
	}
	if len(t.Memory) > 0 {
		fmt.Fprintf(w, "\nresident MiB while recording, before a million calls and after each 100,000: %.0f\nprocessor us of a call then: %.1f\n", t.Memory, t.Effort)
	}
	fmt.Fprintln(w)
	for _, p := range t.Promises {
		word := "kept  "
		if !p.Kept {
			word = "MISSED"
		}
		fmt.Fprintf(w, "%s %10.2f  at least %8.2f  %s\n", word, p.Got, p.Want, p.What)
	}
}

// machine says what this runs on.
func machine() string {
	model, load := "unknown processor", ""
	if text, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		if _, tail, ok := strings.Cut(string(text), "model name\t: "); ok {
			model, _, _ = strings.Cut(tail, "\n")
		}
	}
	if text, err := os.ReadFile("/proc/loadavg"); err == nil {
		load, _, _ = strings.Cut(string(text), " ")
	}
	return fmt.Sprintf("%s, %d processors, load %s, %s", model, runtime.NumCPU(), load, runtime.Version())
}
