package gmf_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/gmf"
)

// folder is files in memory.
func folder(files map[string]string) fstest.MapFS {
	out := fstest.MapFS{}
	for name, text := range files {
		out[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return out
}

func TestLoadSaysWhatIsWrongAndWhere(t *testing.T) {
	const head = `{"name": "M", "states": {"Initial": {"type": "Initial", "direct_transition": "X"}, "End": {"type": "Terminal"},` + "\n"
	for want, text := range map[string]string{
		`m.json:2:15: state "X": unknown state type "Dealy"; did you mean "Delay"?`:                           head + `"X": {"type": "Dealy", "direct_transition": "End"}}}`,
		`m.json:2:50: state "X": transition to a state that is not there: unknown state "Ende"; did you mean`: head + `"X": {"type": "Simple",     "direct_transition": "Ende"}}}`,
		`m.json:2:6: state "X": has no transition`:                                                            head + `"X": {"type": "Simple"}}}`,
		`unknown transition "direct_transitoin"; did you mean "direct_transition"?`:                           head + `"X": {"type": "Simple", "direct_transitoin": "End"}}}`,
		`has two transitions: direct_transition and distributed_transition`:                                   head + `"X": {"type": "Simple", "direct_transition": "End", "distributed_transition": []}}}`,
		`unknown condition type "Attribut"; did you mean "Attribute"?`:                                        head + `"X": {"type": "Guard", "allow": {"condition_type": "Attribut"}, "direct_transition": "End"}}}`,
		`unknown submodule "parts/x"`:                                                                         head + `"X": {"type": "CallSubmodule", "submodule": "parts/x", "direct_transition": "End"}}}`,
		`unknown unit of time "fortnights"; there are milliseconds, seconds`:                                  head + `"X": {"type": "Delay", "exact": {"quantity": 1, "unit": "fortnights"}, "direct_transition": "End"}}}`,
		`unknown operator "=>"; there are <, <=, ==`:                                                          head + `"X": {"type": "Guard", "allow": {"condition_type": "Attribute", "attribute": "a", "operator": "=>", "value": 1}, "direct_transition": "End"}}}`,
		`unknown kind "GAUSIAN"; did you mean "GAUSSIAN"?`:                                                    head + `"X": {"type": "Delay", "distribution": {"kind": "GAUSIAN", "parameters": {}}, "unit": "days", "direct_transition": "End"}}}`,
		`has no "standardDeviation"; did you mean it by "standardDevation"?`:                                  head + `"X": {"type": "Delay", "distribution": {"kind": "GAUSSIAN", "parameters": {"mean": 1, "standardDevation": 2}}, "unit": "days", "direct_transition": "End"}}}`,
		`min, mode and max are not in order: 9, 2, 3`:                                                         head + `"X": {"type": "Delay", "unit": "days", "distribution": {"kind": "TRIANGULAR", "parameters": {"min": 9, "mode": 2, "max": 3}}, "direct_transition": "End"}}}`,
		`unknown gender "Male"`:                                      head + `"X": {"type": "Guard", "allow": {"condition_type": "Gender", "gender": "Male"}, "direct_transition": "End"}}}`,
		`a probability should be from 0 to 1, found 40`:              head + `"X": {"type": "Simple", "distributed_transition": [{"distribution": 40, "transition": "End"}]}}}`,
		`unknown lookup table "no.csv"`:                              head + `"X": {"type": "Simple", "lookup_table_transition": [{"transition": "End", "default_probability": 1, "lookup_table_name": "no.csv"}]}}}`,
		`a Terminal state goes nowhere, but has a direct_transition`: head + `"X": {"type": "Terminal", "direct_transition": "End"}}}`,
		`has no "codes"`:                                             head + `"X": {"type": "ConditionOnset", "direct_transition": "End"}}}`,
		`an Observation needs a value`:                               head + `"X": {"type": "Observation", "codes": [{"system": "LOINC", "code": "a"}], "direct_transition": "End"}}}`,
		`clinical query language is not run here`:                    head + `"X": {"type": "SetAttribute", "attribute": "a", "expression": "1+1", "direct_transition": "End"}}}`,
		`"quantity" should be a number, found true`:                  head + `"X": {"type": "Delay", "exact": {"quantity": true, "unit": "days"}, "direct_transition": "End"}}}`,
		`m.json:2:15: not JSON`:                                      head + `"X": {"type": }`,
		`there is no state "Initial" to begin with`:                  `{"name": "M", "states": {"Start": {"type": "Terminal"}}}`,
		`m.json:1:1: a module should be an object, found a list`:     `[]`,
		`m.json:1:1: has no "states"`:                                `{"name": "M"}`,
		`something after the end of the JSON value`:                  `{"name": "M", "states": {"Initial": {"type": "Terminal"}}} {}`,
		`nested deeper than 64`:                                      strings.Repeat(`[`, 100),
	} {
		_, err := gmf.Load(folder(map[string]string{"m.json": text}), ".")
		require.Error(t, err, want)
		assert.Contains(t, err.Error(), want)
		problems, ok := errors.AsType[gmf.Problems](err)
		assert.True(t, ok && len(problems) > 0, want)
	}
}

func TestLoadTellsOfEverythingAtOnce(t *testing.T) {
	_, err := gmf.Load(folder(map[string]string{
		"a.json":                  `{"states": {"Initial": {"type": "Wrong"}, "B": {"type": "Simple", "direct_transition": "Nowhere"}}}`,
		"b.json":                  `{`,
		"lookup_tables/table.csv": "a,b\n1\n",
		"c.json":                  `{"states": {"Initial": {"type": "Initial", "lookup_table_transition": [{"transition": "Initial", "default_probability": 1, "lookup_table_name": "other.csv"}]}}}`,
		"lookup_tables/other.csv": "age,Initial\nyoung,much\n",
	}), ".")
	problems, ok := errors.AsType[gmf.Problems](err)
	require.True(t, ok)
	assert.Len(t, problems, 6)
	for _, want := range []string{"a.json:1:", "b.json:1:2: not JSON", "table.csv:2:", `other.csv:2:1: column "age" should be a range`, `"Initial" should be a probability`, "load modules: 6 problems"} {
		assert.Contains(t, err.Error(), want)
	}
}

func TestLoadRefusesFoldersWithoutModules(t *testing.T) {
	_, err := gmf.Load(folder(map[string]string{"readme.txt": "nothing"}), ".")
	assert.ErrorContains(t, err, "no *.json file there")
	_, err = gmf.Open(filepath.Join(t.TempDir(), "gone"), 1)
	assert.ErrorIs(t, err, os.ErrNotExist)
}

func TestLibraryLists(t *testing.T) {
	lib, err := gmf.Load(os.DirFS("testdata/modules"), ".")
	require.NoError(t, err)
	assert.Equal(t, []string{"brittleknee", "lantern", "mossfever", "wooddust"}, lib.Modules())
	assert.Equal(t, []string{"remedies/acorn"}, lib.Submodules())
	assert.Greater(t, lib.States(), 90)
}

// Whatever a stranger sends is read or refused, and what is read can be linted.
func FuzzLoad(f *testing.F) {
	for _, dir := range []string{"testdata/modules", "testdata/slips"} {
		files, err := filepath.Glob(dir + "/*.json")
		require.NoError(f, err)
		for _, file := range files {
			text, err := os.ReadFile(file)
			require.NoError(f, err)
			f.Add(text, []byte("age,race,A,B\n0-9,White,0.5,0.5\n"))
		}
	}
	f.Add([]byte(`{"states": {"Initial": {"type": "Initial", "lookup_table_transition": [{"transition": "Initial", "default_probability": 1, "lookup_table_name": "t.csv"}]}}}`), []byte("time,Initial\n0-5,1\n"))
	f.Fuzz(func(t *testing.T, module, table []byte) {
		lib, err := gmf.Load(fstest.MapFS{"m.json": {Data: module}, "lookup_tables/t.csv": {Data: table}}, ".")
		if err != nil {
			if problems, ok := errors.AsType[gmf.Problems](err); !ok || len(problems) == 0 {
				t.Fatalf("an error without a place: %v", err)
			}
			return
		}
		gmf.Lint(lib)
		s := stranger{born: time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), gender: "F", race: "White", status: "Low"}
		record := gmf.New(lib, 1).Stay(s, s.born.AddDate(0, 0, 20))
		gmf.New(lib, 1).Entries(&demography.Person{}, &record)
	})
}
