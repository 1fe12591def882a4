package scenarios_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/scenarios"
)

// TestBadFiles holds what is said about files with mistakes against golden files: every problem with its place, an excerpt, and the nearest
// right name.
func TestBadFiles(t *testing.T) {
	files, err := filepath.Glob("testdata/bad/*.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			_, err = scenarios.Parse(filepath.Base(file), text)
			var load *scenarios.LoadError
			require.ErrorAs(t, err, &load)
			golden(t, strings.TrimSuffix(file, ".yaml")+".txt", []byte(load.Error()+"\n"))
			lines := strings.Split(string(text), "\n")
			for _, p := range load.Problems {
				require.True(t, p.Known(), p.Message)
				require.LessOrEqual(t, p.Line, len(lines))
				require.LessOrEqual(t, p.Column, len([]rune(lines[p.Line-1]))+1)
			}
		})
	}
}

func TestRefusedOutright(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"too big":         {strings.Repeat("# a comment\n", 100_000), "the limit is 1048576"},
		"not text":        {"title: \xff\xfe", "f:1:1: the file is not UTF-8 text"},
		"empty":           {"", "the file is empty"},
		"only comments":   {"# nothing\n", "the file is empty"},
		"tab":             {"scenario: x\nworld:\n\tseed: 1\n", "f:3:1: a tab in the indentation; use spaces"},
		"alias":           {"title: &a x\nabout: *a\n", "f:1:8: anchors and aliases"},
		"bomb":            {"a: &a [x,x,x,x]\nb: &b [*a,*a,*a,*a]\nc: [*b,*b,*b,*b]\n", "anchors and aliases"},
		"tag":             {"title: !!str 5\n", "f:1:8: the tag !!str is not part of the language"},
		"second document": {"title: x\n---\ntitle: y\n", "a second document; a file holds one"},
		"a list":          {"- 1\n", "the file must be a mapping"},
		"a word":          {"hello\n", "the file must be a mapping"},
		"deep":            {"a: " + strings.Repeat("[", 60) + strings.Repeat("]", 60), "nested deeper than 40 levels"},
		"bad indentation": {"world:\n  seed: 1\n bad: 2\n", "f:3:2: not YAML"},
		"bang":            {"steps:\n  - then:\n      - check: !row.alert || true\n", `f:3:16: a value that starts with ! must stand in quotes ("!row.alert")`},
		"bang alone":      {"check: !row.alert\n", `a value that starts with ! must stand in quotes ("!row.alert")`},
		"dollar in flow":  {"steps: [ { at: ${t7}, id: x } ]\n", `${…} must stand in quotes`},
		"key of a list":   {"? [a]\n: 1\n", "a key must be a word"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := scenarios.Parse("f", []byte(c.text))
			var load *scenarios.LoadError
			require.ErrorAs(t, err, &load)
			assert.Contains(t, err.Error(), c.want)
		})
	}
}

func TestLoadOfNoFile(t *testing.T) {
	_, err := scenarios.Load("testdata/absent.scn.yaml")
	require.ErrorIs(t, err, os.ErrNotExist)
	var load *scenarios.LoadError
	assert.False(t, errors.As(err, &load))
}
