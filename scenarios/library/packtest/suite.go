package packtest

import (
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/scenarios"
)

// Pack is a pack under test. Its folder is the test's working directory.
type Pack struct {
	Files fs.FS
	File  string   // the pack file in Files
	Bugs  []string // every mistake that its reference product can be started with
	Least int      // stories that there must be
}

// Open reads the whole pack.
func (p Pack) Open(t *testing.T) *scenarios.Set {
	t.Helper()
	set, err := scenarios.OpenPack(p.Files, p.File)
	require.NoError(t, err)
	return set
}

// Run runs the suite. With update the files are brought into the canonical style, where otherwise they are held to it.
func (p Pack) Run(t *testing.T, update bool) {
	set := p.Open(t)
	t.Run("every file is named by the pack", func(t *testing.T) {
		stories, err := fs.Glob(p.Files, "*.scn.yaml")
		require.NoError(t, err)
		assert.Len(t, set.Scenarios, len(stories))
		assert.GreaterOrEqual(t, len(stories), p.Least)
	})
	t.Run("lints clean", func(t *testing.T) {
		for _, s := range set.Scenarios {
			for _, problem := range s.Lint(set.Hazards) {
				t.Errorf("%s: %s", s.ID, problem)
			}
			assert.Empty(t, s.Needs(), s.ID)
		}
	})
	t.Run("is formatted", func(t *testing.T) { p.formatted(t, update) })
	t.Run("every bug is a variant that a story of its hazard catches", func(t *testing.T) { p.caught(t, set) })
	t.Run("every hazard is tested or says why not", func(t *testing.T) { tested(t, set) })
	t.Run("every fault is proven", func(t *testing.T) { proven(t, set) })
}

func (p Pack) formatted(t *testing.T, update bool) {
	files, err := fs.Glob(p.Files, "*.yaml")
	require.NoError(t, err)
	for _, name := range files {
		text, err := fs.ReadFile(p.Files, name)
		require.NoError(t, err)
		want, err := scenarios.Format(name, text)
		require.NoError(t, err)
		if update {
			require.NoError(t, os.WriteFile(name, want, 0o600))
			continue
		}
		assert.Equal(t, string(want), string(text), name)
	}
}

func (p Pack) caught(t *testing.T, set *scenarios.Set) {
	var named []string
	for _, v := range set.Product.Variants {
		named = append(named, v.Bug)
		at := slices.IndexFunc(set.Scenarios, func(s *scenarios.Scenario) bool { return s.ID == v.CaughtBy })
		if assert.GreaterOrEqual(t, at, 0, "%s is to be caught by %s, which does not exist", v.Bug, v.CaughtBy) {
			assert.Contains(t, Breaches(set.Scenarios[at]), v.Hazard, "%s cannot show that %s brings %s about", v.CaughtBy, v.Bug, v.Hazard)
		}
	}
	assert.ElementsMatch(t, p.Bugs, named)
}

func tested(t *testing.T, set *scenarios.Set) {
	reached := map[string]bool{}
	for _, s := range set.Scenarios {
		for _, id := range Breaches(s) {
			reached[id] = true
			_, ok := set.Hazards.Hazard(id)
			assert.True(t, ok, "%s breaches %s, which is not in the log", s.ID, id)
			assert.Contains(t, s.Covers.Hazards, id, "%s can breach %s and does not say that it covers it", s.ID, id)
		}
	}
	for _, h := range set.Hazards.Hazards {
		assert.NotEqual(t, reached[h.ID], h.NotTested != "", "%s must be tested or say why not, and not both", h.ID)
	}
}

// proven holds stories in which something breaks to show that it broke.
func proven(t *testing.T, set *scenarios.Set) {
	faults := 0
	for _, s := range set.Scenarios {
		var proofs strings.Builder
		all := slices.Clone(s.Faults)
		for _, step := range s.Steps {
			all = append(all, step.Faults...)
			for i := range step.Then {
				if step.Then[i].Kind() == scenarios.Sometimes {
					proofs.WriteString(step.Then[i].Sometimes.Source + "\n")
				}
			}
		}
		for _, f := range all {
			faults++
			assert.Contains(t, proofs.String(), f.Name(), s.ID)
		}
	}
	assert.Positive(t, faults)
}

// Breaches lists the hazards that a story can show to have happened.
func Breaches(s *scenarios.Scenario) []string {
	var out []string
	add := func(checks []scenarios.Check) {
		for _, c := range checks {
			if c.Breach != "" && !slices.Contains(out, c.Breach) {
				out = append(out, c.Breach)
			}
		}
	}
	for _, st := range s.Steps {
		add(st.Then)
	}
	add(s.Then)
	return out
}
