package export_test

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/stretchr/testify/require"

	"sandpiper/synthetic/export"
)

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
