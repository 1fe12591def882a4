package gmf_test

import (
	"encoding/csv"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/synthetic/gmf"
)

var update = flag.Bool("update", false, "write the golden files anew")

// stranger is a host with a fixed body, so that the golden records change with the interpreter and with nothing else.
type stranger struct {
	index                int
	born, until          time.Time
	gender, race, status string
}

func (s stranger) Index() int      { return s.index }
func (s stranger) Born() time.Time { return s.born }
func (s stranger) Gender() string  { return s.gender }
func (s stranger) Race() string    { return s.race }
func (s stranger) Status() string  { return s.status }

func (s stranger) Attribute(name string, at time.Time) gmf.Value {
	if name == "smoker" {
		return gmf.TruthOf(at.Year()%20 < 10)
	}
	return gmf.Value{}
}

func (s stranger) VitalSign(name string, at time.Time) (float64, bool) {
	switch name {
	case "Systolic Blood Pressure":
		return 100 + float64(at.Year()-s.born.Year()), true
	case "Diastolic Blood Pressure":
		return 75, true
	}
	return 0, false
}

func table(t testing.TB, name string) [][]string {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", name))
	require.NoError(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	return rows[1:]
}

func strangers(t testing.TB) []stranger {
	t.Helper()
	var out []stranger
	for _, r := range table(t, "people.csv") {
		index, err := strconv.Atoi(r[0])
		require.NoError(t, err)
		out = append(out, stranger{index, date(t, r[1]), date(t, r[5]), r[2], r[3], r[4]})
	}
	return out
}

func date(t testing.TB, s string) time.Time {
	t.Helper()
	d, err := time.Parse(time.DateOnly, s)
	require.NoError(t, err)
	return d
}

func open(t testing.TB) *gmf.Guests {
	t.Helper()
	g, err := gmf.Open("testdata/modules", 7)
	require.NoError(t, err)
	return g
}

func TestGolden(t *testing.T) {
	g := open(t)
	written := map[gmf.Kind]bool{}
	for _, s := range strangers(t) {
		record := g.Stay(s, s.until)
		got := asText(&record)
		file := filepath.Join("testdata", fmt.Sprintf("person-%d.golden", s.index))
		if *update {
			require.NoError(t, os.WriteFile(file, []byte(got), 0o644))
		}
		want, err := os.ReadFile(file)
		require.NoError(t, err)
		assert.Equal(t, string(want), got, file)
		assert.Empty(t, record.Faults, file)
		for _, e := range record.Entries {
			written[e.Kind] = true
		}
	}
	for k := gmf.Condition; k <= gmf.Death; k++ {
		assert.True(t, written[k], "nobody has a %s", k)
	}
}

// asText is a record as text, an entry a line; of attributes and symptoms only the changes.
func asText(r *gmf.Record) string {
	var b strings.Builder
	for i, e := range r.Entries {
		fmt.Fprintf(&b, "%4d %s %s", i, e.Start.Format("2006-01-02 15:04"), e.Kind)
		if !e.End.IsZero() && !e.End.Equal(e.Start) {
			fmt.Fprintf(&b, " until %s", e.End.Format("2006-01-02 15:04"))
		}
		if !e.Onset.IsZero() && !e.Onset.Equal(e.Start) {
			fmt.Fprintf(&b, " since %s", e.Onset.Format("2006-01-02 15:04"))
		}
		fmt.Fprintf(&b, " [%s/%s]", e.Module, e.State)
		for _, c := range e.Codes {
			fmt.Fprintf(&b, " %s", c.Code)
		}
		if e.Name != "" {
			fmt.Fprintf(&b, " %s", e.Name)
		}
		if e.Kind == gmf.Attribute || e.Kind == gmf.Symptom || e.Value.Kind != gmf.Nil {
			fmt.Fprintf(&b, " = %s%s", e.Value, strings.TrimRight(" "+e.Unit, " "))
		}
		for _, p := range e.Parts {
			fmt.Fprintf(&b, " (%s %s %s)", p.Codes[0].Code, p.Value, p.Unit)
		}
		if e.Encounter >= 0 {
			fmt.Fprintf(&b, " in %d", e.Encounter)
		}
		for _, c := range e.Reason {
			fmt.Fprintf(&b, " because %s", c.Code)
		}
		if e.EndReason != nil {
			fmt.Fprintf(&b, " ended %s", e.EndReason.Code)
		}
		if len(e.Results) > 0 {
			fmt.Fprintf(&b, " of %v", e.Results)
		}
		if len(e.Renewed) > 0 {
			fmt.Fprintf(&b, " renewed %d×", len(e.Renewed))
		}
		for _, x := range e.Reactions {
			fmt.Fprintf(&b, " %s %s", x.Code.Code, x.Severity)
		}
		if e.Detail != nil {
			detail, _ := json.Marshal(e.Detail)
			fmt.Fprintf(&b, " %s", terse(detail))
		}
		b.WriteByte('\n')
	}
	for _, f := range r.Faults {
		fmt.Fprintf(&b, "fault %s %s/%s: %s\n", f.At.Format(time.DateOnly), f.Module, f.State, f.Says)
	}
	return b.String()
}

// terse is a JSON object without what is empty.
func terse(text []byte) string {
	var fields map[string]any
	if json.Unmarshal(text, &fields) != nil {
		return string(text)
	}
	var out []string
	for name, v := range fields {
		switch v {
		case nil, "", 0.0, false:
		default:
			inner, _ := json.Marshal(v)
			out = append(out, name+":"+string(inner))
		}
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

// The modules of the golden test use everything that the framework has, by the names of the research tables.
func TestGoldenModulesCoverTheFramework(t *testing.T) {
	used := map[string]map[string]bool{"state": {}, "condition": {}, "transition": {}, "distribution": {}}
	files, err := filepath.Glob("testdata/modules/*.json")
	require.NoError(t, err)
	more, err := filepath.Glob("testdata/modules/*/*.json")
	require.NoError(t, err)
	for _, file := range append(files, more...) {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		var m any
		require.NoError(t, json.Unmarshal(text, &m), file)
		walk(m, used)
	}
	want := map[string]int{}
	for _, row := range table(t, "syllabus.csv") {
		assert.True(t, used[row[0]][row[1]], "no module uses the %s %q", row[0], row[1])
		want[row[0]]++
	}
	for of, n := range want {
		assert.Len(t, used[of], n, "modules use a %s that the syllabus does not have", of)
	}
}

// walk notes the state types, conditions, transitions and distributions of a module.
func walk(v any, used map[string]map[string]bool) {
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			walk(item, used)
		}
	case map[string]any:
		for name, item := range v {
			text, _ := item.(string)
			switch {
			case name == "type":
				used["state"][text] = true
			case name == "condition_type":
				used["condition"][text] = true
			case strings.HasSuffix(name, "_transition"):
				used["transition"][name] = true
			case name == "kind":
				used["distribution"][text] = true
			}
			walk(item, used)
		}
	}
}
