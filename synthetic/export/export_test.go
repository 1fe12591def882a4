package export_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/synthetic"
	"sandpiper/synthetic/export"
	"sandpiper/synthetic/fhir"
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

// A large export has a directory of the whole area, of which each shard writes its part.
func TestLargeExportsHaveAWholeDirectory(t *testing.T) {
	p := population(t, 60_000)
	practices := 0
	for range p.Practices() {
		practices++
	}
	written := 0
	for k := 1; k <= 2000; k += 1999 {
		for _, file := range run(t, export.Job{Population: p, Format: "ndjson", Sink: &export.Digest{}, Shard: export.Shard{K: k, N: 2000}}).Files {
			if file.Type == "Organization" {
				written += file.Count
			}
		}
	}
	require.Positive(t, written)
	require.Less(t, written, practices/10)
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

// Files of shards in one folder, joined in the order of their names, have the digests that the manifest of the whole gives.
func TestShardsInOneFolder(t *testing.T) {
	p := population(t, 300)
	whole, parts := t.TempDir(), t.TempDir()
	m := run(t, export.Job{Population: p, Format: "ndjson", Dir: whole})
	for k := range 3 {
		run(t, export.Job{Population: p, Format: "ndjson", Dir: parts, Shard: export.Shard{K: k + 1, N: 3}})
	}
	require.Equal(t, 300, m.People)
	var total int64
	for _, file := range m.Files {
		body, err := os.ReadFile(filepath.Join(whole, file.Name))
		require.NoError(t, err)
		require.Equal(t, file.SHA256, sum(body))
		require.Equal(t, file.Bytes, int64(len(body)))
		require.Equal(t, file.Count, bytes.Count(body, []byte("\n")))
		total += file.Bytes
		pieces, err := filepath.Glob(filepath.Join(parts, strings.TrimSuffix(file.Name, ".ndjson")+".*.ndjson"))
		require.NoError(t, err)
		var joined []byte
		for _, piece := range pieces {
			body, err := os.ReadFile(piece)
			require.NoError(t, err)
			joined = append(joined, body...)
		}
		require.Equal(t, file.SHA256, sum(joined), file.Name)
	}
	require.Equal(t, total, m.Bytes)
	var listing strings.Builder
	for _, file := range m.Files {
		listing.WriteString(file.SHA256 + "  " + file.Name + "\n")
	}
	require.Equal(t, sum([]byte(listing.String())), m.Digest)

	var saved export.Manifest
	read(t, filepath.Join(whole, "manifest.json"), &saved)
	require.Equal(t, m, saved)
	again, err := synthetic.Open(saved.Recipe)
	require.NoError(t, err, "the recipe of a manifest can be opened")
	require.Equal(t, m, run(t, export.Job{Population: again, Format: "ndjson", Sink: &export.Digest{}}))
	require.FileExists(t, filepath.Join(parts, "manifest.00002-of-00003.json"))
	var bulk struct {
		TransactionTime string
		Output          []struct {
			Type, URL string
			Count     int
		}
	}
	read(t, filepath.Join(whole, "bulk-data.json"), &bulk)
	require.Len(t, bulk.Output, len(m.Files))
	require.Equal(t, "Patient", bulk.Output[0].Type)
	require.Equal(t, 300, bulk.Output[0].Count)
	require.Equal(t, "2026-04-01T00:00:00.000+00:00", bulk.TransactionTime)
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

func TestGzipHoldsTheSame(t *testing.T) {
	p := population(t, 100)
	plain, zipped := t.TempDir(), t.TempDir()
	m := run(t, export.Job{Population: p, Format: "csv", Dir: plain})
	run(t, export.Job{Population: p, Format: "csv", Dir: zipped, Gzip: true})
	for _, file := range m.Files {
		want, err := os.ReadFile(filepath.Join(plain, file.Name))
		require.NoError(t, err)
		f, err := os.Open(filepath.Join(zipped, file.Name+".gz"))
		require.NoError(t, err)
		r, err := gzip.NewReader(f)
		require.NoError(t, err)
		got, err := io.ReadAll(r)
		require.NoError(t, err)
		require.Equal(t, string(want), string(got))
		rows, err := csv.NewReader(bytes.NewReader(want)).ReadAll()
		require.NoError(t, err)
		require.Len(t, rows, file.Count+1)
	}
}

// A run that is stopped leaves nothing behind.
func TestCancelledRunLeavesNothing(t *testing.T) {
	for _, format := range []string{"ndjson", "csv", "parquet"} {
		dir := t.TempDir()
		ctx, cancel := context.WithCancel(t.Context())
		half := false
		job := export.Job{Population: population(t, 5000), Format: format, Dir: dir, Progress: func(p export.Progress) {
			if p.Chunks == 3 {
				parts, err := filepath.Glob(filepath.Join(dir, "*"))
				require.NoError(t, err)
				for _, part := range parts {
					require.True(t, strings.HasSuffix(part, ".part"), part)
				}
				half = len(parts) > 3
				cancel()
			}
		}}
		_, err := job.Run(ctx)
		require.ErrorIs(t, err, context.Canceled)
		require.ErrorContains(t, err, "export "+format+" of shard 1/1")
		require.True(t, half || format == "parquet", "files were on their way") // Parquet waits for a row group
		left, err := os.ReadDir(dir)
		require.NoError(t, err)
		require.Empty(t, left)
	}
}

// full is a sink that fails after some files.
type full struct{ files int }

func (f *full) Create(name string) (export.File, error) {
	if f.files--; f.files < 0 {
		return nil, fs.ErrPermission
	}
	return (&export.Digest{}).Create(name)
}

func TestErrorsOfTheSinkAreTold(t *testing.T) {
	p := population(t, 40)
	for files := range 12 {
		_, err := (&export.Job{Population: p, Format: "ndjson", Sink: &full{files}}).Run(t.Context())
		require.ErrorIs(t, err, fs.ErrPermission, "%d files", files)
	}
}

func TestJobsThatCannotBegin(t *testing.T) {
	p := population(t, 10)
	sink := &export.Digest{}
	for name, c := range map[string]struct {
		job     export.Job
		message string
	}{
		"no population":  {export.Job{Format: "csv", Sink: sink}, "there is no population"},
		"no place":       {export.Job{Population: p, Format: "csv"}, "want either a folder to write to or a sink"},
		"two places":     {export.Job{Population: p, Format: "csv", Sink: sink, Dir: "x"}, "and not both"},
		"format":         {export.Job{Population: p, Format: "parket", Sink: sink}, `there is no format "parket", only ndjson, bundle, csv, parquet; did you mean "parquet"?`},
		"workers":        {export.Job{Population: p, Format: "csv", Sink: sink, Workers: -1}, "-1 workers"},
		"gzip":           {export.Job{Population: p, Format: "parquet", Sink: sink, Gzip: true}, "gzip goes with ndjson and csv, not with parquet"},
		"truth":          {export.Job{Population: p, Format: "bundle", Sink: sink, Truth: true}, "truth goes with csv and parquet"},
		"shard too high": {export.Job{Population: p, Format: "csv", Sink: sink, Shard: export.Shard{K: 5, N: 4}}, "shard 5/4: want 1/N to N/N"},
		"shard zero":     {export.Job{Population: p, Format: "csv", Sink: sink, Shard: export.Shard{K: 0, N: 4}}, "shard 0/4"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := c.job.Run(t.Context())
			require.ErrorIs(t, err, export.ErrJob)
			require.ErrorContains(t, err, c.message)
		})
	}
}

func TestParseShard(t *testing.T) {
	s, err := export.ParseShard("3/16")
	require.NoError(t, err)
	assert.Equal(t, export.Shard{K: 3, N: 16}, s)
	assert.Equal(t, "3/16", s.String())
	s, err = export.ParseShard("")
	require.NoError(t, err)
	assert.Equal(t, "1/1", s.String())
	for _, bad := range []string{"3", "0/4", "5/4", "a/b", "1/100000", "3/16/2", "-1/4", "/"} {
		_, err := export.ParseShard(bad)
		assert.ErrorContains(t, err, "shard", bad)
	}
}

// What a resource refers to is there: people's own entries, and the clinicians and practices that they name.
func TestNothingDangles(t *testing.T) {
	dir := t.TempDir()
	m := run(t, export.Job{Population: population(t, 150), Format: "ndjson", Dir: dir})
	have, refs := map[string]bool{}, map[string]int{}
	for _, file := range m.Files {
		body, err := os.ReadFile(filepath.Join(dir, file.Name))
		require.NoError(t, err)
		for line := range bytes.Lines(body) {
			r, err := fhir.ParseResource(line)
			require.NoError(t, err)
			require.Equal(t, file.Type, r.Type)
			require.False(t, have[r.Type+"/"+r.ID], "%s/%s twice", r.Type, r.ID)
			have[r.Type+"/"+r.ID] = true
			count(t, r.JSON, refs)
		}
	}
	require.Greater(t, len(refs), 5_000)
	for ref := range refs {
		require.True(t, have[ref], ref)
	}
	for key := range have {
		if strings.HasPrefix(key, "Practitioner/") { // a practice may be there for its clinicians' sake
			require.Positive(t, refs[key], "%s is referred to by nobody", key)
		}
	}
}

// count counts the references in JSON.
func count(t testing.TB, body []byte, refs map[string]int) {
	var tree any
	require.NoError(t, json.Unmarshal(body, &tree))
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			for name, inner := range v {
				if ref, ok := inner.(string); ok && name == "reference" {
					refs[ref]++
				}
				walk(inner)
			}
		case []any:
			for _, inner := range v {
				walk(inner)
			}
		}
	}
	walk(tree)
}

// A bundle holds everything that it refers to, once, and can be put onto a server as it is.
func TestBundlesStandAlone(t *testing.T) {
	dir := t.TempDir()
	m := run(t, export.Job{Population: population(t, 60), Format: "bundle", Dir: dir})
	require.Equal(t, 60, m.People)
	require.Equal(t, 60, m.Files[0].Files)
	var all []byte
	files, err := filepath.Glob(filepath.Join(dir, "bundle", "00000", "*.json"))
	require.NoError(t, err)
	require.Len(t, files, 60)
	for _, file := range files {
		body, err := os.ReadFile(file)
		require.NoError(t, err)
		all = append(all, body...)
		var b struct {
			Type  string
			Entry []struct {
				FullURL  string
				Resource struct{ ResourceType, ID string }
				Request  struct{ Method, URL string }
			}
		}
		require.NoError(t, json.Unmarshal(body, &b))
		require.Equal(t, "transaction", b.Type)
		have, refs := map[string]bool{}, map[string]int{}
		for _, e := range b.Entry {
			key := e.Resource.ResourceType + "/" + e.Resource.ID
			require.False(t, have[key], key)
			have[key] = true
			require.Equal(t, key, e.Request.URL)
			require.Equal(t, "PUT", e.Request.Method)
			require.Equal(t, export.Base+"/"+key, e.FullURL)
		}
		count(t, body, refs)
		for ref := range refs {
			require.True(t, have[ref], ref)
		}
	}
	require.Equal(t, m.Files[0].SHA256, sum(all))
}

// rowsOf reads a Parquet file whole.
func rowsOf[T any](t testing.TB, dir, name string) []T {
	rows, err := parquet.ReadFile[T](filepath.Join(dir, name))
	require.NoError(t, err)
	return rows
}

// CSV and Parquet hold the same rows, and as many of each as the charts have entries.
func TestTablesAgree(t *testing.T) {
	p := population(t, 200)
	text, columns := t.TempDir(), t.TempDir()
	m := run(t, export.Job{Population: p, Format: "csv", Dir: text, Truth: true})
	n := run(t, export.Job{Population: p, Format: "parquet", Dir: columns, Truth: true})
	require.Len(t, n.Files, len(tableNames))
	rows := map[string]int{}
	for _, file := range m.Files {
		rows[file.Type] = file.Count
	}
	for _, file := range n.Files {
		require.Equal(t, rows[file.Type], file.Count, file.Type)
	}
	want := map[string]int{"people": 200}
	for i := range 200 {
		c := p.Chart(i)
		for k := range c.Entries {
			want[tableNames[c.Entries[k].ID.Kind]] += max(1, len(c.Entries[k].Parts))
		}
	}
	delete(rows, "truth")
	for name, count := range rows {
		require.Equal(t, want[name], count, name)
	}

	people, measurements := csvOf(t, text, "people.csv"), csvOf(t, text, "measurements.csv")
	for i, row := range rowsOf[export.Person](t, columns, "people.parquet") {
		require.Equal(t, people[i]["nhs_number"], row.NHSNumber)
		require.Equal(t, people[i]["born"], time.Unix(int64(row.Born)*24*60*60, 0).UTC().Format("2006-01-02"))
		require.Equal(t, people[i]["ethnicity"], row.Ethnicity)
		require.Equal(t, people[i]["died"], "")
		require.True(t, row.Died.IsZero())
	}
	for i, row := range rowsOf[export.Measurement](t, columns, "measurements.parquet") {
		value := ""
		if row.Value != nil {
			value = strconv.FormatFloat(*row.Value, 'f', -1, 64)
		}
		require.Equal(t, measurements[i]["value"], value)
		require.Equal(t, measurements[i]["text"], row.Text)
		require.Equal(t, measurements[i]["code"], row.Code)
		require.Equal(t, measurements[i]["entry"], strconv.Itoa(int(row.Entry)))
		require.Equal(t, measurements[i]["start"][:10], row.Start.UTC().Format("2006-01-02"))
	}
}

// tableNames are the tables by the kind of entry that they hold.
var tableNames = [...]string{"truth", "problems", "allergies", "medicines", "measurements", "contacts", "vaccinations", "procedures", "documents",
	"referrals", "appointments", "reports", "people"}

func csvOf(t testing.TB, dir, name string) []map[string]string {
	f, err := os.Open(filepath.Join(dir, name))
	require.NoError(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	var out []map[string]string
	for _, row := range rows[1:] {
		by := map[string]string{}
		for i, name := range rows[0] {
			by[name] = row[i]
		}
		out = append(out, by)
	}
	return out
}

func FuzzParseShard(f *testing.F) {
	f.Add("3/16")
	f.Add("")
	f.Add("1/-1")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := export.ParseShard(text)
		if err != nil {
			return
		}
		again, err := export.ParseShard(s.String())
		require.NoError(t, err)
		require.Equal(t, s.String(), again.String())
	})
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
