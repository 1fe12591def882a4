package physiology_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/synthetic/nhs"
	"sandpiper/synthetic/physiology"
)

// records reads a CSV file by column name, apart from the package's own reader.
func records(t *testing.T, file string) (all []map[string]string) {
	t.Helper()
	f, err := os.Open(file)
	require.NoError(t, err)
	defer f.Close()
	r := csv.NewReader(f)
	r.Comment = '#'
	rows, err := r.ReadAll()
	require.NoError(t, err)
	for _, cells := range rows[1:] {
		m := map[string]string{}
		for i, name := range rows[0] {
			m[name] = cells[i]
		}
		all = append(all, m)
	}
	return all
}

func TestEveryFigureHasASource(t *testing.T) {
	files, err := filepath.Glob("data/*.csv")
	require.NoError(t, err)
	require.Greater(t, len(files), 10)
	for _, file := range files {
		for i, row := range records(t, file) {
			assert.NotEmpty(t, row["source"], "%s, row %d", file, i+2)
		}
	}
}

func TestTablesNameWhatThereIs(t *testing.T) {
	for _, c := range physiology.Courses() {
		if c.Condition != "" {
			_, ok := nhs.Conditions().Find(c.Condition)
			assert.True(t, ok, "course %s is of %q", c.Key, c.Condition)
		}
		assert.Equal(t, c.Key == "none", len(c.Phases()) == 0, c.Key)
		assert.Equal(t, c.Key == "none", c.ToPeak == 0, c.Key)
	}
	remedies := map[string]bool{}
	for _, r := range physiology.Remedies() {
		remedies[r.Key] = true
	}
	used := map[string]bool{"oxygen": true}
	for _, row := range records(t, "data/responses.csv") {
		assert.True(t, remedies[row["treatment"]], row["treatment"])
		assert.False(t, row["sign"] == "saturation" && row["add"] != "0", "saturation is followed in kPa: nothing is added to it")
		assert.True(t, (row["relief"] == "0") != (row["add"] == "0"), "one of relief and add: %v", row)
		used[row["treatment"]] = true
	}
	assert.Equal(t, remedies, used, "every treatment does something")
	for _, row := range records(t, "data/shifts.csv") {
		switch row["who"] {
		case "condition":
			_, ok := nhs.Conditions().Find(row["is"])
			assert.True(t, ok, row["is"])
		case "medicine":
			assert.True(t, slices.ContainsFunc(nhs.Medicines(), func(m nhs.Medicine) bool { return m.In(row["is"]) }), row["is"])
		}
	}
}

func TestPhasesAreInOrder(t *testing.T) {
	last := map[string]float64{}
	for _, row := range records(t, "data/phases.csv") {
		after, err := strconv.ParseFloat(row["after"], 64)
		require.NoError(t, err)
		assert.GreaterOrEqual(t, after, last[row["course"]], "%s, %s", row["course"], row["phase"])
		last[row["course"]] = after
	}
}

func TestUnitsAreThoseOfTheRecord(t *testing.T) {
	n := 0
	for s := physiology.Respiration; s <= physiology.Weight; s++ {
		found, ok := physiology.FindSign(s.String())
		require.True(t, ok)
		require.Equal(t, s, found)
		assert.NotEmpty(t, s.Label())
		if o, ok := s.Observable(); ok {
			n++
			assert.Equal(t, o.UCUM, s.UCUM(), s.String())
			assert.Equal(t, o.Unit, s.Unit(), s.String())
		}
	}
	assert.Equal(t, 7, n)
	_, ok := physiology.FindSign("humours")
	assert.False(t, ok)
}

var band = regexp.MustCompile(`^(<=|>=)?([\d.]+)(?:-([\d.]+))?(?: on (air|oxygen))?$`)

// read looks a value up in the published cells as a person would, in tenths so that nothing is lost.
func read(t *testing.T, rows []map[string]string, parameter string, tenths int, oxygen bool) int {
	t.Helper()
	for _, row := range rows {
		if row["parameter"] != parameter {
			continue
		}
		for cell := range strings.SplitSeq(row["range"], " or ") {
			m := band.FindStringSubmatch(cell)
			require.NotNil(t, m, cell)
			number := func(s string) int {
				x, err := strconv.ParseFloat(s, 64)
				require.NoError(t, err)
				return int(x*10 + .5)
			}
			low, high := number(m[2]), number(m[2])
			if m[3] != "" {
				high = number(m[3])
			}
			if m[1] == "<=" {
				low = 0
			}
			if m[1] == ">=" {
				high = 1 << 30
			}
			if tenths < low || tenths > high || m[4] == "air" && oxygen || m[4] == "oxygen" && !oxygen {
				continue
			}
			points, err := strconv.Atoi(row["points"])
			require.NoError(t, err)
			return points
		}
	}
	t.Fatalf("%s: no points for %d tenths", parameter, tenths)
	return 0
}

func TestNEWS2IsThePublishedTable(t *testing.T) {
	checkNEWS2(t, "data/news2.csv")
}

func TestNEWS2IsTheTableOfTheResearch(t *testing.T) {
	root := os.Getenv("SANDPIPER_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	file := filepath.Join(root, "data", "pop_news2.csv")
	if _, err := os.Stat(file); err != nil {
		if os.Getenv("SANDPIPER_CI") != "" {
			t.Fatal("the research tables are not here: ", err)
		}
		t.Skip("the research tables are not here: ", err)
	}
	checkNEWS2(t, file)
}

// checkNEWS2 scores every value that can be charted, one parameter at a time, against a reading of the published cells.
func checkNEWS2(t *testing.T, file string) {
	rows := records(t, file)
	air, mask := physiology.Deliveries()[0], physiology.Deliveries()[len(physiology.Deliveries())-1]
	fine := physiology.Vitals{Respiration: 15, Saturation: 97, Oxygen: air, Systolic: 120, Pulse: 70, Temperature: 37}
	require.Equal(t, physiology.NEWS2{}, fine.NEWS2(physiology.Scale1))
	check := func(parameter string, tenths int, oxygen bool, v physiology.Vitals, points int) {
		want := read(t, rows, parameter, tenths, oxygen)
		require.Equal(t, want, points, "%s %d tenths, oxygen %v", parameter, tenths, oxygen)
		n := v.NEWS2(physiology.Scale1)
		require.Equal(t, n.Respiration+n.Saturation+n.Oxygen+n.Systolic+n.Pulse+n.Consciousness+n.Temperature, n.Total)
		require.Equal(t, slices.Contains([]int{n.Respiration, n.Saturation, n.Oxygen, n.Systolic, n.Pulse, n.Consciousness, n.Temperature}, 3), n.Red)
	}
	for x := range 300 {
		v := fine
		v.Respiration = float64(x) + .3 // charted as a whole number
		check("respiration_rate", x*10, false, v, v.NEWS2(physiology.Scale1).Respiration)
		v = fine
		v.Systolic = float64(x) - .3
		check("systolic_bp", x*10, false, v, v.NEWS2(physiology.Scale1).Systolic)
		v = fine
		v.Pulse = float64(x)
		check("pulse", x*10, false, v, v.NEWS2(physiology.Scale1).Pulse)
	}
	for x := range 101 {
		for _, o := range []physiology.Oxygen{air, mask} {
			v := fine
			v.Saturation, v.Oxygen = float64(x), o
			check("spo2_scale1", x*10, o.Supplemental(), v, v.NEWS2(physiology.Scale1).Saturation)
			check("spo2_scale2", x*10, o.Supplemental(), v, v.NEWS2(physiology.Scale2).Saturation)
			require.Equal(t, map[bool]int{false: 0, true: 2}[o.Supplemental()], v.NEWS2(physiology.Scale1).Oxygen)
		}
	}
	for x := 140; x <= 430; x++ {
		v := fine
		v.Temperature = float64(x) / 10
		check("temperature", x, false, v, v.NEWS2(physiology.Scale1).Temperature)
	}
	for c, want := range map[physiology.Consciousness]int{physiology.Alert: 0, physiology.Confused: 3, physiology.Voice: 3, physiology.Pain: 3, physiology.Unresponsive: 3} {
		v := fine
		v.Consciousness = c
		require.Equal(t, want, v.NEWS2(physiology.Scale1).Consciousness)
	}
}

func TestThresholdsOfNEWS2(t *testing.T) {
	for _, c := range []struct {
		total int
		red   bool
		risk  string
	}{{0, false, "low"}, {1, false, "low"}, {4, false, "low"}, {3, true, "low-medium"}, {4, true, "low-medium"}, {5, false, "medium"}, {5, true, "medium"},
		{6, true, "medium"}, {7, false, "high"}, {7, true, "high"}, {20, true, "high"}} {
		r := physiology.NEWS2{Total: c.total, Red: c.red}.Response()
		assert.Equal(t, c.risk, r.Risk, "%+v", c)
		assert.NotEmpty(t, r.Monitoring)
		assert.NotEmpty(t, r.Response)
	}
	person, _ := somebody(1, 15)
	assert.False(t, physiology.Applicable(person, nine, false))
	person, _ = somebody(1, 16)
	assert.True(t, physiology.Applicable(person, nine, false))
	assert.False(t, physiology.Applicable(person, nine, true))
}
