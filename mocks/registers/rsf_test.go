package registers_test

import (
	"bytes"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/registers"
)

// fruit is a small register of one's own.
func fruit(t testing.TB) *registers.Log {
	t.Helper()
	log, err := registers.NewLog(registers.Definition{
		ID: "fruit", Title: "Fruit", Text: "Fruit that somebody likes", Registry: "orchard", Phase: "alpha", Custodian: "A gardener", Licence: "CC0-1.0",
		Fields: []registers.Field{
			{Name: "fruit", Datatype: "string"}, {Name: "name", Datatype: "string"}, {Name: "colours", Datatype: "string", Many: true},
			{Name: "start-date", Datatype: "datetime"},
		},
	}, at("2026-01-01T00:00:00Z"))
	require.NoError(t, err)
	return log
}

// grow enters n elements, every third of them twice.
func grow(t testing.TB, log *registers.Log, n int) {
	t.Helper()
	for i := range n {
		key := "F" + strings.Repeat("a", i%50) + string(rune('A'+i/50))
		it := item(t, registers.Text("fruit", key), registers.Text("name", "No. "+key), registers.Set("colours", "red", "grün"))
		_, err := log.Append(at("2026-02-01T10:00:00Z"), key, it)
		require.NoError(t, err)
		if i%3 == 0 {
			_, err = log.Append(at("2026-02-02T10:00:00Z"), key, item(t, registers.Text("fruit", key), registers.Text("start-date", "2026-02")))
			require.NoError(t, err)
		}
	}
}

func TestRSFGoesThereAndBack(t *testing.T) {
	log := fruit(t)
	grow(t, log, 40)
	s := log.Snapshot()
	var whole bytes.Buffer
	require.NoError(t, s.WriteRSF(&whole, 0, s.Size()))
	copied, err := registers.ReadRSF(bytes.NewReader(whole.Bytes()))
	require.NoError(t, err)
	var again bytes.Buffer
	require.NoError(t, copied.Snapshot().WriteRSF(&again, 0, s.Size()))
	assert.Equal(t, whole.String(), again.String())
	assert.Equal(t, s.Definition(), copied.Snapshot().Definition())

	var first, rest bytes.Buffer
	require.NoError(t, s.WriteRSF(&first, 0, 17))
	require.NoError(t, s.WriteRSF(&rest, 17, s.Size()))
	part, err := registers.ReadRSF(&first)
	require.NoError(t, err)
	require.NoError(t, part.Load(&rest))
	for _, v := range []registers.Version{registers.V1, registers.V2} {
		want, err := s.Root(v, s.Size())
		require.NoError(t, err)
		have, err := part.Snapshot().Root(v, s.Size())
		require.NoError(t, err)
		assert.Equal(t, want, have, "version %d", v)
	}
}

// away is a reader who has gone.
type away struct{}

func (away) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

// TestRSFEndsWithItsReader (CWE-400): for whoever asks for a register and goes away, no more is made of it than fits into a buffer.
func TestRSFEndsWithItsReader(t *testing.T) {
	log := fruit(t)
	grow(t, log, 400)
	s := log.Snapshot()
	made := func(w io.Writer, want error) float64 {
		return testing.AllocsPerRun(3, func() { assert.ErrorIs(t, s.WriteRSF(w, 0, s.Size()), want) })
	}
	assert.Less(t, made(away{}, io.ErrClosedPipe), made(io.Discard, nil)/4)
}

// TestRSFIsMadeAsItIsRead (CWE-770): whoever reads slowly holds little of a register meanwhile, so that many of them may.
func TestRSFIsMadeAsItIsRead(t *testing.T) {
	log := fruit(t)
	grow(t, log, 1000)
	s := log.Snapshot()
	heap := func() int64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	const readers = 200
	before := heap()
	var all []*io.PipeReader
	for range readers {
		r, w := io.Pipe()
		all = append(all, r)
		go func() { _ = w.CloseWithError(s.WriteRSF(w, 0, s.Size())) }()
		_, err := io.ReadFull(r, make([]byte, 16<<10)) // and then nothing
		require.NoError(t, err)
	}
	assert.Less(t, (heap()-before)/readers, int64(24<<10))
	for _, r := range all {
		require.NoError(t, r.Close())
	}
}

// TestRootsOfTheReferenceImplementation holds the tree of version 1 against roots that openregister-java (MIT) asserts in its own test data,
// register-register-rsf.tsv at 0b75e2e: what the specification leaves open, such as the order of an entry's members, decides them.
func TestRootsOfTheReferenceImplementation(t *testing.T) {
	log, err := registers.NewLog(registers.Definition{ID: "register", Fields: []registers.Field{
		{Name: "register", Datatype: "string"}, {Name: "text", Datatype: "text"},
	}}, at("2016-11-02T14:45:54Z"))
	require.NoError(t, err)
	for i, root := range []string{
		"sha-256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		"sha-256:707166227cb8271fc9b6a4f8add42d3567edf7007159ea92ba3f4fb84b10249c",
		"sha-256:09eeabcd8e0d7f3d83e0b9faf268ac03ac791ae6e84428946bfee9b5a3e46429",
	} {
		require.NoError(t, log.Load(strings.NewReader("assert-root-hash\t"+root+"\n")))
		key := "ft_openregister_test" + []string{"", "2", "3"}[i]
		_, err = log.Append(at("2016-11-02T14:45:54Z"), key, item(t, registers.Text("register", key), registers.Text("text", "SomeText")))
		require.NoError(t, err)
	}
}

func TestRSFRefusals(t *testing.T) {
	const (
		apple = `{"fruit":"A","name":"Apple"}`
		good  = "add-item\t" + apple + "\n"
	)
	name := registers.One(item(t, registers.Text("fruit", "A"), registers.Text("name", "Apple")).Hash())
	entry := "append-entry\tuser\tA\t2026-03-01T00:00:00Z\t" + name + "\n"
	for what, c := range map[string]struct{ text, want string }{
		"unknown command":   {"add-itm\t{}\n", `"add-item" is the nearest`},
		"arguments":         {"add-item\n", "0 arguments"},
		"orphan":            {good, "never referred to"},
		"broken reference":  {entry, "has not been added"},
		"not canonical":     {"add-item\t{\"name\":\"Apple\", \"fruit\":\"A\"}\n", "canonical"},
		"not an object":     {"add-item\t[]\n", "want {"},
		"unknown field":     {"add-item\t{\"fruit\":\"A\",\"nmae\":\"x\"}\nappend-entry\tuser\tA\t2026-03-01T00:00:00Z\t" + registers.One(item(t, registers.Text("fruit", "A"), registers.Text("nmae", "x")).Hash()) + "\n", `"name" is the nearest`},
		"another key":       {good + strings.Replace(entry, "\tA\t", "\tB\t", 1), "entry's key"},
		"bad key":           {good + strings.Replace(entry, "\tA\t", "\t_A\t", 1), "no key"},
		"bad time":          {good + strings.Replace(entry, "T00", " 00", 1), "timestamp"},
		"several items":     {good + strings.TrimSuffix(entry, "\n") + ";" + name + "\n", "several items"},
		"unknown log":       {good + strings.Replace(entry, "user", "usr", 1), "the log is"},
		"wrong root":        {good + entry + "assert-root-hash\t" + name + "\n", "asserted is"},
		"ill-written hash":  {"assert-root-hash\tsha-256:00\n", "no hash"},
		"unknown datatype":  {"add-item\t{\"cardinality\":\"1\",\"datatype\":\"colour\",\"field\":\"x\"}\nappend-entry\tsystem\tfield:x\t2026-03-01T00:00:00Z\t" + registers.One(item(t, registers.Text("cardinality", "1"), registers.Text("datatype", "colour"), registers.Text("field", "x")).Hash()) + "\n", "colour"},
		"second object":     {"add-item\t{}{}\n", "after the object"},
		"number as a value": {"add-item\t{\"fruit\":1}\n", "want a string"},
	} {
		t.Run(what, func(t *testing.T) {
			log := fruit(t)
			before := log.Snapshot()
			err := log.Load(strings.NewReader(c.text))
			require.ErrorIs(t, err, registers.ErrRSF)
			assert.ErrorContains(t, err, c.want)
			assert.Same(t, before, log.Snapshot(), "nothing of it is applied")
		})
	}
}

func FuzzRSF(f *testing.F) {
	log := fruit(f)
	grow(f, log, 3)
	var whole bytes.Buffer
	if err := log.Snapshot().WriteRSF(&whole, 0, log.Snapshot().Size()); err != nil {
		f.Fatal(err)
	}
	f.Add(whole.Bytes())
	f.Add([]byte("add-item\t{\"fruit\":\"\\u0001\"}\r\nappend-entry\tsystem\tname\t2026-01-01T00:00:00Z\tsha-256:\r\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		log, err := registers.ReadRSF(bytes.NewReader(text))
		if err != nil {
			require.ErrorIs(t, err, registers.ErrRSF)
			return
		}
		s := log.Snapshot()
		var out bytes.Buffer
		require.NoError(t, s.WriteRSF(&out, 0, s.Size()))
		again, err := registers.ReadRSF(&out)
		require.NoError(t, err)
		want, err := s.Root(registers.V2, s.Size())
		require.NoError(t, err)
		have, err := again.Snapshot().Root(registers.V2, s.Size())
		require.NoError(t, err)
		require.Equal(t, want, have)
	})
}
