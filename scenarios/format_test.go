package scenarios_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/scenarios"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares with a file, or writes it.
func golden(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		require.NoError(t, os.WriteFile(path, got, 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err, "run go test ./scenarios -update to make it")
	assert.Equal(t, string(want), string(got))
}

func TestFormatExamples(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(shared(t, "design/examples"), "*.scn.yaml"))
	require.NoError(t, err)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			once, err := scenarios.Format(file, text)
			require.NoError(t, err)
			twice, err := scenarios.Format(file, once)
			require.NoError(t, err)
			assert.Equal(t, string(once), string(twice))
			_, err = scenarios.Parse(file, once)
			require.NoError(t, err)
		})
	}
}

const untidy = `# about this file

# the id
scenario: x  # its name
steps:
- then:
  - {breach: H-1, check: 'it''s' == row.a}   # one
  # before two
  - check: |
        1 == 1 &&
          2 == 2
    why: "tab\there"
  when: api.get
  # above the id
  id: one
title:   "quoted"
vary: {table: [{a: 1, long name: yes}]}
world: {clock: {start: 2026-04-01T09:00:00Z, mode: virtual}, seed: 1}
nonsense: &
`

const tidy = `# about this file

# the id
scenario: x # its name
title: "quoted"
world: { seed: 1, clock: { mode: virtual, start: 2026-04-01T09:00:00Z } }

steps:
  # above the id
  - id: one
    when: api.get
    then:
      - { check: "it's == row.a", breach: H-1 } # one
      # before two
      - check: |
          1 == 1 &&
            2 == 2
        why: "tab\there"
vary: { table: [{ a: 1, "long name": yes }] }

# the end
`

func TestFormat(t *testing.T) {
	text := strings.NewReplacer("'it''s' == row.a", `"it's == row.a"`, "long name", `"long name"`, "nonsense: &\n", "\n# the end\n").Replace(untidy)
	got, err := scenarios.Format("f", []byte(text))
	require.NoError(t, err)
	assert.Equal(t, tidy, string(got))
	again, err := scenarios.Format("f", got)
	require.NoError(t, err)
	assert.Equal(t, tidy, string(again))
}

func TestFormatOfThePackForTestsChangesNothing(t *testing.T) {
	for _, name := range []string{"anticoagulant.scn.yaml", "pack.yaml", "hazards.yaml", "product.yaml"} {
		text, err := os.ReadFile("testdata/pack/" + name)
		require.NoError(t, err)
		got, err := scenarios.Format(name, text)
		require.NoError(t, err)
		assert.Equal(t, string(text), string(got), name)
	}
}

func TestFormatRefusesWhatItCannotKeep(t *testing.T) {
	_, err := scenarios.Format("f", []byte("scenario: [a\n"))
	var load *scenarios.LoadError
	require.ErrorAs(t, err, &load)
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(untidy))
	f.Add([]byte(tidy))
	for _, pattern := range []string{"testdata/pack/*.yaml", "testdata/bad/*.yaml"} {
		files, err := filepath.Glob(pattern)
		require.NoError(f, err)
		for _, file := range files {
			text, err := os.ReadFile(file)
			require.NoError(f, err)
			f.Add(text)
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := scenarios.Parse("f", text)
		if err == nil {
			s.Lint(nil)
			s.Needs()
			require.NotEmpty(t, s.Explain(nil))
		} else {
			var load *scenarios.LoadError
			require.ErrorAs(t, err, &load)
			require.NotEmpty(t, load.Error())
		}
		once, err := scenarios.Format("f", text)
		if err != nil {
			return
		}
		twice, err := scenarios.Format("f", once)
		require.NoError(t, err)
		require.Equal(t, string(once), string(twice))
	})
}

func BenchmarkParse(b *testing.B) {
	text, err := os.ReadFile("testdata/pack/anticoagulant.scn.yaml")
	require.NoError(b, err)
	for b.Loop() {
		if _, err := scenarios.Parse("f", text); err != nil {
			b.Fatal(err)
		}
	}
}
