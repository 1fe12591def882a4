package gmf_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"sandpiper/synthetic/gmf"
)

// anyone draws a stranger who lives until a day.
func anyone(t *rapid.T) stranger {
	born := time.Date(rapid.IntRange(1920, 2020).Draw(t, "year"), time.Month(rapid.IntRange(1, 12).Draw(t, "month")),
		rapid.IntRange(1, 31).Draw(t, "day"), 0, 0, 0, 0, time.UTC)
	return stranger{
		index: rapid.IntRange(0, 1<<26).Draw(t, "index"), born: born, until: born.AddDate(0, 0, rapid.IntRange(0, 35_000).Draw(t, "days")),
		gender: rapid.SampledFrom([]string{"M", "F"}).Draw(t, "gender"),
		race:   rapid.SampledFrom([]string{"White", "Black", "Asian", "Other"}).Draw(t, "race"),
		status: rapid.SampledFrom([]string{"High", "Middle", "Low"}).Draw(t, "status"),
	}
}

func same(t require.TestingT, a, b gmf.Record, says string) {
	if d := cmp.Diff(a, b, cmpopts.IgnoreUnexported(gmf.Entry{}, gmf.Code{}), cmpopts.EquateEmpty()); d != "" {
		require.Fail(t, says, d)
	}
}

func modules(t testing.TB) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	require.NoError(t, fs.WalkDir(os.DirFS("testdata/modules"), ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			var text []byte
			text, err = os.ReadFile(filepath.Join("testdata/modules", name))
			files[name] = &fstest.MapFile{Data: text}
		}
		return err
	}))
	return files
}

// Visiting only those who have something to do writes what visiting everybody each week does.
func TestEventsEqualSteps(t *testing.T) {
	for _, fatal := range []bool{false, true} {
		g, strict := open(t), open(t)
		g.Rules.Fatal = fatal
		strict.Rules = gmf.Rules{Strict: true, Fatal: fatal}
		rapid.Check(t, func(t *rapid.T) {
			s := anyone(t)
			same(t, strict.Stay(s, s.until), g.Stay(s, s.until), "strict steps and events differ")
		})
	}
}

// What stands at one day is the beginning of what stands at a later one.
func TestNothingAnticipates(t *testing.T) {
	g := open(t)
	rapid.Check(t, func(t *rapid.T) {
		g := *g
		g.Rules.Fatal = rapid.Bool().Draw(t, "fatal")
		s := anyone(t)
		before := s.until.Add(-time.Duration(rapid.IntRange(0, 3_000_000).Draw(t, "minutes before")) * time.Minute)
		short, long := g.Stay(s, before), g.Stay(s, s.until)
		same(t, long.At(before), short, "the record until a day is not the beginning of a longer one")
	})
}

// A module that shares nothing with the others does not change what they write.
func TestModulesDoNotPerturbOneAnother(t *testing.T) {
	files := modules(t)
	files["aardvark.json"] = &fstest.MapFile{Data: []byte(`{"name": "Aardvark", "states": {
		"Initial": {"type": "Initial", "direct_transition": "Roll"},
		"Roll": {"type": "SetAttribute", "attribute": "aardvark", "distribution": {"kind": "UNIFORM", "parameters": {"low": 0, "high": 1}}, "direct_transition": "Wait"},
		"Wait": {"type": "Delay", "distribution": {"kind": "EXPONENTIAL", "parameters": {"mean": 30}}, "unit": "days", "direct_transition": "Roll"}}}`)}
	more, err := gmf.Load(files, ".")
	require.NoError(t, err)
	g, with := open(t), gmf.New(more, 7)
	rapid.Check(t, func(t *rapid.T) {
		s := anyone(t)
		mixed := with.Stay(s, s.until)
		assert.Equal(t, s.until.Sub(s.born) > 0, slices.ContainsFunc(mixed.Entries, func(e gmf.Entry) bool { return e.Module == "aardvark" }))
		require.Equal(t, lines(g.Stay(s, s.until), ""), lines(mixed, "aardvark"))
	})
}

// lines are a record's entries without those of a module, and without their places, which move.
func lines(r gmf.Record, without string) []string {
	var out []string
	for _, e := range r.Entries {
		if e.Module != without || without == "" {
			e.Encounter, e.Results = -1, nil
			out = append(out, asText(&gmf.Record{Entries: []gmf.Entry{e}}))
		}
	}
	return out
}

func TestSeedsAndPeopleDiffer(t *testing.T) {
	s := strangers(t)[0]
	g := open(t)
	other, err := gmf.Open("testdata/modules", 8)
	require.NoError(t, err)
	a, b := g.Stay(s, s.until), other.Stay(s, s.until)
	assert.NotEqual(t, asText(&a), asText(&b))
	s.index++
	c := g.Stay(s, s.until)
	assert.NotEqual(t, asText(&a), asText(&c))
	again := open(t).Stay(strangers(t)[0], s.until)
	assert.Equal(t, asText(&a), asText(&again))
}

// A module's death ends the record only where the rules say so.
func TestFatal(t *testing.T) {
	g, fatal := open(t), open(t)
	fatal.Rules.Fatal = true
	s := strangers(t)[1]
	alive, dead := g.Stay(s, s.until), fatal.Stay(s, s.until)
	deaths := alive.Of(gmf.Death)
	require.Len(t, deaths, 1)
	last := alive.Entries[len(alive.Entries)-1]
	assert.True(t, last.Start.After(deaths[0].Start), "life goes on")
	require.Len(t, dead.Of(gmf.Death), 1)
	end := dead.Entries[len(dead.Entries)-1]
	assert.False(t, end.Start.After(deaths[0].Start), "nothing after death: %v", end)
	assert.Equal(t, "carvers-lung", deaths[0].Codes[0].Code)
}

// run is what one module writes about a stranger.
func run(t *testing.T, states string) gmf.Record {
	t.Helper()
	lib, err := gmf.Load(fstest.MapFS{"try.json": &fstest.MapFile{Data: []byte(`{"name": "Try", "states": {` + states + `}}`)}}, ".")
	require.NoError(t, err)
	s := strangers(t)[0]
	return gmf.New(lib, 1).Stay(s, s.born.AddDate(20, 0, 0))
}

func TestSemantics(t *testing.T) {
	const mark = `"Mark": {"type": "SetAttribute", "attribute": "mark", "value": 1, "direct_transition": "End"}, "End": {"type": "Terminal"}`
	born := strangers(t)[0].born
	marked := func(r gmf.Record) time.Time {
		for _, e := range r.Of(gmf.Attribute) {
			if e.Name == "mark" {
				return e.Start
			}
		}
		return time.Time{}
	}
	for name, c := range map[string]struct {
		states string
		after  time.Duration // of the mark, since birth; below zero for never
	}{
		"a delay ends when it is due, not at the step": {`"Initial": {"type": "Initial", "direct_transition": "Wait"},
			"Wait": {"type": "Delay", "exact": {"quantity": 10, "unit": "hours"}, "direct_transition": "Mark"}`, 10 * time.Hour},
		"delays after a delay count from when it was due": {`"Initial": {"type": "Initial", "direct_transition": "Wait"},
			"Wait": {"type": "Delay", "exact": {"quantity": 10, "unit": "hours"}, "direct_transition": "More"},
			"More": {"type": "Delay", "exact": {"quantity": 5, "unit": "minutes"}, "direct_transition": "Mark"}`, 10*time.Hour + 5*time.Minute},
		"a delay's distribution loses its fraction, and its year has 365 days": {`"Initial": {"type": "Initial", "direct_transition": "Wait"},
			"Wait": {"type": "Delay", "distribution": {"kind": "EXACT", "parameters": {"value": 1.9}}, "unit": "years", "direct_transition": "Mark"}`, 365 * 24 * time.Hour},
		"an exact delay's year has 365.25 days": {`"Initial": {"type": "Initial", "direct_transition": "Wait"},
			"Wait": {"type": "Delay", "exact": {"quantity": 2, "unit": "years"}, "direct_transition": "Mark"}`, 730.5 * 24 * time.Hour},
		"a month has 30 days": {`"Initial": {"type": "Initial", "direct_transition": "Wait"},
			"Wait": {"type": "Delay", "exact": {"quantity": 2, "unit": "months"}, "direct_transition": "Mark"}`, 60 * 24 * time.Hour},
		"without a match the last option is taken": {`"Initial": {"type": "Initial", "conditional_transition": [
			{"condition": {"condition_type": "False"}, "transition": "End"}, {"condition": {"condition_type": "False"}, "transition": "Mark"}]}`, 0},
		"chances that add up to less leave the rest to the last": {`"Initial": {"type": "Initial", "distributed_transition": [
			{"distribution": 0, "transition": "End"}, {"distribution": 0, "transition": "Mark"}]}`, 0},
		"true < false is taken for true != false": {`"Initial": {"type": "Initial", "direct_transition": "Set"},
			"Set": {"type": "SetAttribute", "attribute": "lit", "value": true, "conditional_transition": [
				{"condition": {"condition_type": "Attribute", "attribute": "lit", "operator": "<", "value": false}, "transition": "Mark"}, {"transition": "End"}]}`, 0},
		"nothing compares false": {`"Initial": {"type": "Initial", "conditional_transition": [
			{"condition": {"condition_type": "Attribute", "attribute": "never", "operator": "!=", "value": 3}, "transition": "Mark"}, {"transition": "End"}]}`, -1},
		"a guard on an age passes at the first step after the birthday": {`"Initial": {"type": "Initial", "direct_transition": "Wait"},
			"Wait": {"type": "Guard", "allow": {"condition_type": "Age", "operator": ">", "quantity": 2, "unit": "months"}, "direct_transition": "Mark"}`, 98 * 24 * time.Hour},
		"an exponential adds one": {`"Initial": {"type": "Initial", "direct_transition": "Wait"},
			"Wait": {"type": "Delay", "distribution": {"kind": "EXPONENTIAL", "parameters": {"mean": 1e-9}}, "unit": "days", "direct_transition": "Mark"}`, 24 * time.Hour},
		"a gaussian is clamped": {`"Initial": {"type": "Initial", "direct_transition": "Wait"},
			"Wait": {"type": "Delay", "distribution": {"kind": "GAUSSIAN", "parameters": {"mean": 5, "standardDeviation": 1, "min": 30, "max": 40}}, "unit": "days", "direct_transition": "Mark"}`, 30 * 24 * time.Hour},
		"physiology goes the other way": {`"Initial": {"type": "Initial", "direct_transition": "Model"},
			"Model": {"type": "Physiology", "model": "x.xml", "direct_transition": "End", "alt_direct_transition": "Mark"}`, 0},
	} {
		r := run(t, c.states+","+mark)
		if c.after < 0 {
			assert.True(t, marked(r).IsZero(), name)
			continue
		}
		assert.Equal(t, born.Add(c.after), marked(r), name)
		assert.Empty(t, r.Faults, name)
	}
}

func TestFaultsAreSaidOnceAndHarmless(t *testing.T) {
	r := run(t, `"Initial": {"type": "Initial", "direct_transition": "Set"},
		"Set": {"type": "SetAttribute", "attribute": "word", "value": "seven", "direct_transition": "Wait"},
		"Wait": {"type": "Delay", "exact": {"quantity": 30, "unit": "days"}, "conditional_transition": [
			{"condition": {"condition_type": "Attribute", "attribute": "word", "operator": ">", "value": 6}, "transition": "Wait"},
			{"condition": {"condition_type": "Observation", "codes": [{"system": "LOINC", "code": "none"}], "operator": ">", "value": 6}, "transition": "Wait"},
			{"transition": "Stop"}]},
		"Stop": {"type": "MedicationEnd", "referenced_by_attribute": "pills", "direct_transition": "Wait"}`)
	require.Len(t, r.Faults, 3)
	all := asText(&gmf.Record{Faults: r.Faults})
	assert.Contains(t, all, `attribute "word" is a text, compared with a number`)
	assert.Contains(t, all, "an observation is compared of which there is none")
	assert.Contains(t, all, `"pills" holds nothing to end`)
}

func TestLoopsWithoutWaitingAreStopped(t *testing.T) {
	r := run(t, `"Initial": {"type": "Initial", "direct_transition": "A"}, "A": {"type": "Simple", "direct_transition": "B"},
		"B": {"type": "Delay", "exact": {"quantity": 0, "unit": "days"}, "direct_transition": "A"}`)
	require.Len(t, r.Faults, 1)
	assert.Contains(t, r.Faults[0].Says, "goes round without waiting")
}
