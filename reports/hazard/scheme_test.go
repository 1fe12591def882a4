package hazard_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/reports/hazard"
)

func nhs(t *testing.T) hazard.Scheme {
	t.Helper()
	s, err := hazard.NHS()
	require.NoError(t, err)
	return s
}

func TestAllTwentyFiveCells(t *testing.T) {
	// Typed in by hand from the printed table, not read from the file under test.
	severities := []string{"minor", "significant", "considerable", "major", "catastrophic"}
	table := []struct {
		likelihood string
		levels     [5]int
	}{
		{"very-high", [5]int{3, 4, 4, 5, 5}},
		{"high", [5]int{2, 3, 3, 4, 5}},
		{"medium", [5]int{2, 2, 3, 3, 4}},
		{"low", [5]int{1, 2, 2, 3, 4}},
		{"very-low", [5]int{1, 1, 2, 2, 3}},
	}
	s := nhs(t)
	assert.Equal(t, "nhs-ig-v3.2", s.ID)
	cells := 0
	for i, row := range table {
		assert.Equal(t, row.likelihood, s.Likelihoods[i].Code)
		for j, severity := range severities {
			level, err := s.Level(row.likelihood, severity)
			require.NoError(t, err)
			assert.Equal(t, row.levels[j], level, "%s with %s", row.likelihood, severity)
			assert.Equal(t, level, s.Cells[i][j])
			cells++
		}
	}
	assert.Equal(t, 25, cells)
}

func TestOneDeathIsMajorAndSeveralAreCatastrophic(t *testing.T) {
	found := map[bool]string{}
	for _, h := range nhs(t).Harms {
		if h.Text == "death" {
			found[h.Several] = h.Severity
		}
	}
	assert.Equal(t, map[bool]string{false: "major", true: "catastrophic"}, found)
}

func TestEveryLevelSaysWhatItAsksFor(t *testing.T) {
	s := nhs(t)
	for level := 1; level <= 5; level++ {
		assert.NotEmpty(t, s.Stance(level).Text, "level %d", level)
	}
	assert.Contains(t, s.Stance(2).Text, "impractical", "both limbs of level 2")
	assert.Empty(t, s.Stance(6))
	assert.NotEmpty(t, s.Source)
	assert.Equal(t, "Very low", s.Label("very-low"))
	assert.Equal(t, "nonesuch", s.Label("nonesuch"))
}

func TestLevelRefusesUnknownCodes(t *testing.T) {
	_, err := nhs(t).Level("likely", "major")
	assert.ErrorContains(t, err, `likelihood "likely" is not in scheme nhs-ig-v3.2`)
	_, err = nhs(t).Level("low", "fatal")
	assert.ErrorContains(t, err, `severity "fatal" is not in scheme nhs-ig-v3.2`)
}

func TestASchemeCanBeSwapped(t *testing.T) {
	const head = "kind,code,rank,label,likelihood,severity,level,patients,text,source\n"
	const scales = "likelihood,rare,1,Rare,,,,,,me\nseverity,bad,1,Bad,,,,one,hurt,me\n"
	s, err := hazard.ReadScheme(strings.NewReader(head+scales+"cell,,,,rare,bad,4,,,me\n"), "mine")
	require.NoError(t, err)
	level, err := s.Level("rare", "bad")
	require.NoError(t, err)
	assert.Equal(t, 4, level)

	for name, c := range map[string]struct{ text, says string }{
		"no level for a pair":  {head + scales, "no level for likelihood rare with severity bad"},
		"two levels":           {head + scales + "cell,,,,rare,bad,4,,,\ncell,,,,rare,bad,3,,,\n", "row 5: second level"},
		"level out of range":   {head + scales + "cell,,,,rare,bad,9,,,\n", `level "9"`},
		"cell of nowhere":      {head + scales + "cell,,,,rare,bad,4,,,\ncell,,,,often,bad,4,,,\n", "lack"},
		"unknown kind":         {head + "celll,,,,rare,bad,4,,,\n", `kind "celll"`},
		"rank that is no rank": {head + "likelihood,rare,first,Rare,,,,,,\n", `rank "first"`},
		"other columns":        {"kind,code\n", "its columns are [kind code]"},
		"nothing":              {"", "its first row"},
		"only a heading":       {head, "no likelihoods"},
		"short row":            {head + "cell\n", "wrong number of fields"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := hazard.ReadScheme(strings.NewReader(c.text), "mine")
			require.ErrorContains(t, err, "read scheme mine")
			assert.ErrorContains(t, err, c.says)
		})
	}
}

func FuzzReadScheme(f *testing.F) {
	f.Add("kind,code,rank,label,likelihood,severity,level,patients,text,source\nlikelihood,rare,1,Rare,,,,,,me\n")
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := hazard.ReadScheme(strings.NewReader(text), "fuzzed")
		if err != nil {
			return
		}
		for _, l := range s.Likelihoods {
			for _, v := range s.Severities {
				if level, err := s.Level(l.Code, v.Code); err != nil || level < 1 || level > 5 {
					t.Fatalf("%s with %s: %d, %v", l.Code, v.Code, level, err)
				}
			}
		}
	})
}
