package realism_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/synthetic"
	"sandpiper/synthetic/realism"
)

var update = flag.Bool("update", false, "write the golden files anew")

// small is a board by hand: every standing, every kind of plot, unknown figures, a fault.
func small() realism.Board {
	u := realism.Unknown()
	recipe := synthetic.DefaultRecipe(300)
	recipe.Model = "england-test"
	return realism.Board{
		Recipe: recipe, Date: recipe.AsOf, People: 300, Lives: 340, Limits: []string{"It is small.", "It says nothing of <anybody>."},
		Rows: []realism.Row{
			{ID: "P1", Metric: "error", Unit: "points", Published: u, Ours: 0.125, Low: 0.1, High: 0.15, Noise: 0.05, Synthea: 5.35,
				Target: realism.Target{Rule: "at-most", Value: 0.25, Tolerance: u}, Met: realism.Met, Note: "a note", Source: "QOF", Status: "verified"},
			{ID: "P7", Part: "men", Metric: "life expectancy", Unit: "years", Published: 80.07, Ours: 81, Low: 80.5, High: 81.5, Noise: u, Synthea: 79.6,
				Target: realism.Target{Rule: "within", Value: 80.07, Tolerance: 0.3}, Met: realism.NotMet},
			{ID: "P11", Metric: "pairs", Unit: "%", Published: u, Ours: 70, Low: u, High: u, Noise: u, Synthea: u, Target: realism.Target{Rule: "at-least", Value: 80, Tolerance: u}, Met: realism.Explained, Note: "why"},
			{ID: "P22", Metric: "memory", Unit: "MB", Published: u, Ours: u, Low: u, High: u, Noise: u, Synthea: 8300, Target: realism.Target{Rule: "at-most", Value: 500, Tolerance: u}, Met: realism.Elsewhere, Note: "elsewhere"},
			{ID: "P9", Part: "ends", Metric: "gap", Unit: "years", Published: 9.7, Ours: 9, Low: 8, High: 10, Noise: u, Synthea: u, Target: realism.Target{Value: u, Tolerance: u}, Met: realism.Shown},
		},
		Faults: []realism.Finding{{Kind: "medicine", Faults: 2, Person: 17, Text: "Aspirin & a child"}},
		Series: []realism.Series{
			{ID: "pyramid", Kind: "pyramid", Title: "Ages", Text: "Ages of all.", X: "age", Y: "% of people", Places: []string{"0-4", "5-9"}, Source: "a census", Lines: []realism.Line{
				{Name: "men, ours", Who: "ours", Sex: "male", Values: []realism.Figure{2, 3}}, {Name: "men, census", Who: "published", Sex: "male", Values: []realism.Figure{2.5, 2.5}},
				{Name: "women, ours", Who: "ours", Sex: "female", Values: []realism.Figure{2, 1}}, {Name: "women, census", Who: "published", Sex: "female", Values: []realism.Figure{2, 2}}}},
			{ID: "registers", Kind: "dots", Title: "Registers", Text: "Shares.", X: "register", Y: "%", Places: []string{"Asthma", "A register with a name that is much longer than its place"}, Source: "QOF", Lines: []realism.Line{
				{Name: "ours", Who: "ours", Values: []realism.Figure{6, 1}, Low: []realism.Figure{5, 0.5}, High: []realism.Figure{7, 2}},
				{Name: "published", Who: "published", Values: []realism.Figure{6.5, 0.9}}, {Name: "Synthea", Who: "synthea", Values: []realism.Figure{0, u}}}},
			{ID: "age-AST", Kind: "line", Title: "Asthma by age", Text: "By age.", X: "age", Y: "%", Places: []string{"0-4", "5-9", "10-14"}, At: []float64{2.5, 7.5, 12.5}, Source: "curves", Lines: []realism.Line{
				{Name: "women, ours", Who: "ours", Sex: "female", Values: []realism.Figure{1, u, 4}, Low: []realism.Figure{0.5, u, 3}, High: []realism.Figure{2, u, 5}},
				{Name: "women, published", Who: "published", Sex: "female", Values: []realism.Figure{1.5, 2, 3}}}},
		},
	}
}

func TestGolden(t *testing.T) {
	b := small()
	for name, write := range map[string]func(io.Writer, *realism.Board) error{"board.txt": realism.Text, "board.json": realism.JSON, "board.html": realism.Page} {
		var out bytes.Buffer
		require.NoError(t, write(&out, &b))
		file := filepath.Join("testdata", name)
		if *update {
			require.NoError(t, os.WriteFile(file, out.Bytes(), 0o644))
		}
		want, err := os.ReadFile(file)
		require.NoError(t, err)
		assert.Equal(t, string(want), out.String(), name)
	}
}

func TestBoardsRoundTripAsJSON(t *testing.T) {
	b := small()
	text := toJSON(t, &b)
	var back realism.Board
	require.NoError(t, json.Unmarshal([]byte(text), &back))
	assert.Equal(t, text, toJSON(t, &back))
	row, ok := back.Row("P22", "")
	require.True(t, ok)
	assert.False(t, row.Ours.Known())
}

// The page is read in the order of its headings, by people who cannot see its plots, and without a network.
func TestThePage(t *testing.T) {
	whole, hand := board(t), small()
	for _, b := range []*realism.Board{&whole, &hand} {
		var out bytes.Buffer
		require.NoError(t, realism.Page(&out, b))
		page := out.String()
		for _, never := range []string{"<script", "http://", "https://", "url(", "@import", "@font-face", "<img", "onclick", "ZgotmplZ", "NaN", "Inf"} {
			assert.NotContains(t, page, never)
		}
		assert.Contains(t, page, `<html lang="en-GB">`)
		assert.Contains(t, page, "Not an NHS service.")
		assert.Less(t, strings.Index(page, `id="limits"`), strings.Index(page, `id="board"`), "limits come before results")
		level := 0
		for _, m := range regexp.MustCompile(`<h([1-6])`).FindAllStringSubmatch(page, -1) {
			now := int(m[1][0] - '0')
			assert.LessOrEqual(t, now, level+1, "a heading skips a level")
			level = now
		}
		assert.Equal(t, 1, strings.Count(page, "<h1"))
		assert.Equal(t, strings.Count(page, "<table"), strings.Count(page, "<caption"), "every table has a caption")
		assert.Empty(t, regexp.MustCompile(`<th( class="[a-z]+")?>`).FindAllString(page, -1), "every header has a scope")
		drawings := strings.Count(page, `<svg role="img"`)
		assert.Equal(t, strings.Count(page, "<svg"), drawings+strings.Count(page, `aria-hidden="true"><path class="line`)+strings.Count(page, `aria-hidden="true"><path class="dot synthea"`), "a drawing is a picture with a name, or hidden")
		assert.Equal(t, drawings, strings.Count(page, "<desc id="), "every picture is described")
		assert.Equal(t, drawings, strings.Count(page, "<summary>Table of"), "and has a table")
		assert.Equal(t, drawings, strings.Count(page, "<figcaption>"))
		seen := map[string]bool{}
		for _, m := range regexp.MustCompile(` id="([^"]+)"`).FindAllStringSubmatch(page, -1) {
			assert.False(t, seen[m[1]], "id %s occurs twice", m[1])
			seen[m[1]] = true
		}
		for _, m := range regexp.MustCompile(`(?:href="#|aria-labelledby=")([^"]+)"`).FindAllStringSubmatch(page, -1) {
			for id := range strings.FieldsSeq(m[1]) {
				assert.True(t, seen[id], "%s is referred to and not there", id)
			}
		}
		assert.NotRegexp(t, regexp.MustCompile(`(?i)\b(safe|safely|compliant|compliance|certified|approved)\b`), regexp.MustCompile(`(?s)<style>.*?</style>`).ReplaceAllString(page, ""))
		wellFormed(t, regexp.MustCompile(`(?s)<body>.*</body>`).FindString(page))
	}
}

// wellFormed fails if an element of a page is not closed where it should be.
func wellFormed(t *testing.T, body string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(body))
	d.Entity = xml.HTMLEntity
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			require.NoError(t, err)
		}
	}
}

func TestTextSaysWhatItIsNot(t *testing.T) {
	b := small()
	var out bytes.Buffer
	require.NoError(t, realism.Text(&out, &b))
	assert.Contains(t, out.String(), "not an NHS service")
	assert.Contains(t, out.String(), "person 17, Aspirin & a child")
}
