package trace_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/harness/trace"
)

var nine = time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)

func write(t testing.TB, w io.Writer, index int, took time.Duration) {
	id := fmt.Sprintf("demo/%05d", index)
	tw := trace.NewWriter(w, "d1", id)
	add := func(at time.Time, k trace.Kind, step string, body, wall any) {
		_, err := tw.Add(at, k, step, body, wall)
		require.NoError(t, err)
	}
	add(nine, trace.RunStart, "", trace.Start{Run: id, Scenario: "demo", Digest: "d1", Index: index, Row: "first", Begins: nine}, nil)
	add(nine, trace.Act, "choose", map[string]any{"verb": "invoke"}, nil)
	add(nine.Add(time.Second), trace.Observe, "choose", map[string]any{"status": 200.0, "text": "<é>"}, map[string]any{"latency": took.String()})
	add(nine.Add(time.Second), trace.RunEnd, "", trace.End{Outcome: trace.Ended, Events: tw.Len() + 1}, nil)
}

// rewrite writes the lines of a run that was read.
func rewrite(w *bytes.Buffer, run *trace.Run) {
	for i := range run.Events {
		w.Write(append(run.Events[i].Line(), '\n'))
	}
}

func dropWall(run *trace.Run) {
	for i := range run.Events {
		run.Events[i].Wall = nil
	}
}

func TestRoundTrip(t *testing.T) {
	var file bytes.Buffer
	write(t, &file, 0, time.Millisecond)
	write(t, &file, 1, time.Second)
	whole := file.String()

	var again bytes.Buffer
	n := 0
	for run, err := range trace.NewReader(strings.NewReader(whole), "demo.jsonl").Runs() {
		require.NoError(t, err)
		assert.Equal(t, n, run.Index)
		assert.Equal(t, "first", run.Row)
		end, err := run.End()
		require.NoError(t, err)
		assert.Equal(t, trace.Ended, end.Outcome)
		assert.Equal(t, len(run.Events), end.Events)
		rewrite(&again, run)
		n++
	}
	assert.Equal(t, 2, n)
	assert.Equal(t, whole, again.String())
}

func TestWallIsOutsideTheChain(t *testing.T) {
	read := func(took time.Duration) *trace.Run {
		var file bytes.Buffer
		write(t, &file, 0, took)
		run, err := trace.NewReader(&file, "demo.jsonl").Next()
		require.NoError(t, err)
		dropWall(run)
		return run
	}
	fast, slow := read(time.Millisecond), read(time.Minute)
	assert.Equal(t, fast, slow)
	var out bytes.Buffer
	rewrite(&out, fast)
	_, err := trace.NewReader(&out, "timeless.jsonl").Next()
	require.NoError(t, err, "without its wall a run is still a sound chain")
}

// Whatever byte outside wall is changed, the reader says so, and where.
func TestEveryChangedByteIsFound(t *testing.T) {
	var file bytes.Buffer
	write(t, &file, 0, time.Millisecond)
	whole := file.Bytes()
	wall := bytes.Index(whole, []byte(`"wall":`))
	wallEnd := wall + bytes.IndexByte(whole[wall:], '\n')
	for i := range whole {
		if i >= wall && i < wallEnd {
			continue
		}
		bent := bytes.Clone(whole)
		bent[i] ^= 0x04
		if i == len(whole)-1 {
			continue // a changed last line end is a longer last line: refused, but as trailing text
		}
		r := trace.NewReader(bytes.NewReader(bent), "demo.jsonl")
		_, err := r.Next()
		require.Error(t, err, "byte %d (%q)", i, whole[i])
		require.Contains(t, err.Error(), "demo.jsonl:")
	}
}

func TestReaderRefuses(t *testing.T) {
	var file bytes.Buffer
	write(t, &file, 0, time.Millisecond)
	lines := strings.SplitAfter(file.String(), "\n")
	join := func(ix ...int) string {
		var s string
		for _, i := range ix {
			s += lines[i]
		}
		return s
	}
	for _, c := range []struct{ name, in, want string }{
		{"torn end", join(0, 1, 2), "demo.jsonl:3: run demo/00000 breaks off after event 2"},
		{"missing middle", join(0, 2, 3), "demo.jsonl:2: event 2 follows event 0"},
		{"no start", join(1, 2, 3), "demo.jsonl:1: a run begins with event 0 of kind run.start"},
		{"text", "hello\n", "demo.jsonl:1: not an event"},
		{"unknown member", strings.Replace(lines[0], `{"at"`, `{"ab":1,"at"`, 1), "demo.jsonl:1: the event is not in canonical form"},
		{"spaces", strings.Replace(lines[0], `{"at":`, `{"at": `, 1), "demo.jsonl:1: the event is not in canonical form"},
		{"reordered", strings.Replace(lines[0], `"step":"",`, ``, 1), "demo.jsonl:1:"},
		{"long line", strings.Repeat("x", trace.MaxLine+10), "demo.jsonl:1: the line is longer than"},
		{"other scenario", strings.Replace(join(0, 1, 2, 3), `"digest":"d1"`, `"digest":"d2"`, 1), "demo.jsonl:1: event 0 (run.start) does not follow"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := trace.NewReader(strings.NewReader(c.in), "demo.jsonl")
			_, err := r.Next()
			require.ErrorContains(t, err, c.want)
			_, again := r.Next()
			require.Equal(t, err, again, "an error stays")
		})
	}
}

func TestWriterRefuses(t *testing.T) {
	w := trace.NewWriter(io.Discard, "d", "r")
	_, err := w.Add(nine, trace.Act, "", []int{1}, nil)
	require.ErrorContains(t, err, "body must be an object")
	_, again := w.Add(nine, trace.Act, "", map[string]any{}, nil)
	require.Equal(t, err, again)
}

func FuzzReader(f *testing.F) {
	var file bytes.Buffer
	write(f, &file, 0, time.Millisecond)
	f.Add(file.Bytes())
	f.Add([]byte("{}\n"))
	f.Add(append(bytes.Clone(file.Bytes()), file.Bytes()[:100]...))
	f.Fuzz(func(t *testing.T, raw []byte) {
		r := trace.NewReader(bytes.NewReader(raw), "fuzz.jsonl")
		for range 100 {
			run, err := r.Next()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				require.Contains(t, err.Error(), "fuzz.jsonl:")
				return
			}
			var out bytes.Buffer
			rewrite(&out, run)
			require.True(t, bytes.Contains(raw, bytes.TrimRight(out.Bytes(), "\n")), "a run that was read is what the file holds")
		}
	})
}

func BenchmarkAdd(b *testing.B) {
	tw := trace.NewWriter(io.Discard, "d", "r")
	body := map[string]any{"status": 200.0, "cards": []any{map[string]any{"summary": "Penicillin allergy", "indicator": "critical", "source": map[string]any{"label": "x"}}}}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := tw.Add(nine, trace.Observe, "choose", body, nil); err != nil {
			b.Fatal(err)
		}
	}
}
