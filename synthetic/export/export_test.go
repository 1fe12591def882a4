package export_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"sandpiper/synthetic"
	"sandpiper/synthetic/export"
)

func population(t testing.TB, people int) *synthetic.Population {
	t.Helper()
	p, err := synthetic.Open(synthetic.DefaultRecipe(people))
	require.NoError(t, err)
	return p
}

func run(t testing.TB, j export.Job) export.Manifest {
	t.Helper()
	m, err := j.Run(t.Context())
	require.NoError(t, err)
	return m
}

func sum(b []byte) string {
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:])
}

func read(t testing.TB, path string, into any) {
	t.Helper()
	body, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(body, into))
}

// The digests of an export are the same whatever the number of workers, and those of shards one after the other are those of
// the whole.
func TestDigestsDoNotDependOnWorkersOrShards(t *testing.T) {
	const people = 250
	p := population(t, people)
	for _, job := range []export.Job{{Format: "ndjson"}, {Format: "csv", Gzip: true, Truth: true, Departed: true}, {Format: "bundle"}, {Format: "parquet"}} {
		t.Run(job.Format, func(t *testing.T) {
			var want []string
			for _, workers := range []int{1, 2, 8} {
				one := &export.Digest{}
				j := job
				j.Population, j.Sink, j.Workers = p, one, workers
				run(t, j)
				if want == nil {
					want = one.Sums()
				}
				require.NotEmpty(t, want)
				require.Equal(t, want, one.Sums(), "%d workers", workers)
			}
			if job.Format == "parquet" {
				return // files of Parquet cannot be joined
			}
			joined := &export.Digest{}
			written := 0
			for k := range 4 {
				j := job
				j.Population, j.Sink, j.Shard = p, joined, export.Shard{K: k + 1, N: 4}
				written += run(t, j).People
			}
			require.Equal(t, want, joined.Sums())
			if !job.Departed {
				require.Equal(t, people, written)
			}
		})
	}
}

// Who is written depends on the date: those who have died by then are left out unless they are asked for, and the newly born come
// in.
func TestWhoIsWrittenOnADate(t *testing.T) {
	const people = 480
	now := population(t, people)
	later := now.At(now.Recipe().AsOf.AddDate(6, 0, 0))
	for _, p := range []*synthetic.Population{now, later} {
		living, departed := 0, 0
		for i := range p.Everyone() {
			if who := p.Person(i); who.Died.IsZero() {
				living++
			} else {
				departed++
			}
		}
		m := run(t, export.Job{Population: p, Format: "csv", Sink: &export.Digest{}})
		require.Equal(t, living, m.People)
		require.Equal(t, p.Date().Format("2006-01-02"), m.Date)
		m = run(t, export.Job{Population: p, Format: "csv", Sink: &export.Digest{}, Departed: true})
		require.Equal(t, living+departed, m.People)
	}
}

// The datasheet lists every table of the model, and promises nothing that nobody can keep.
func TestDatasheet(t *testing.T) {
	dir := t.TempDir()
	run(t, export.Job{Population: population(t, 10), Format: "csv", Dir: dir, Truth: true})
	body, err := os.ReadFile(filepath.Join(dir, "datasheet.md"))
	require.NoError(t, err)
	page := string(body)
	for _, s := range synthetic.Sources() {
		require.Contains(t, page, "| "+s.Table+" | "+strconv.Itoa(s.Rows)+" |")
		require.NotEmpty(t, s.Text, s.Table)
	}
	require.Contains(t, page, "`measurements`: person, entry, system, code")
	require.Contains(t, page, "not an NHS service")
	require.NotRegexp(t, `(?i)\b(safe|compliant|certified|approved)\b`, page)
	require.NotContains(t, page, "<no value>")
}
