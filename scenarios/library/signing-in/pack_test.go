package signingin_test

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/scenarios"
	signingin "sandpiper/scenarios/library/signing-in"
	"sandpiper/scenarios/library/signing-in/product"
)

var update = flag.Bool("update", false, "rewrite the files of the pack in the canonical style")

func open(t *testing.T) *scenarios.Set {
	t.Helper()
	set, err := scenarios.OpenPack(signingin.Files, signingin.PackFile)
	require.NoError(t, err)
	return set
}

func TestEveryFileOfThePackIsNamedByIt(t *testing.T) {
	set := open(t)
	files, err := signingin.Files.ReadDir(".")
	require.NoError(t, err)
	var stories int
	for _, f := range files {
		if strings.HasSuffix(f.Name(), ".scn.yaml") {
			stories++
		}
	}
	assert.Len(t, set.Scenarios, stories)
	assert.GreaterOrEqual(t, stories, 20)
}

func TestThePackLintsClean(t *testing.T) {
	set := open(t)
	for _, s := range set.Scenarios {
		for _, p := range s.Lint(set.Hazards) {
			t.Errorf("%s: %s", s.ID, p)
		}
		assert.Empty(t, s.Needs(), s.ID)
	}
}

// Run with -update to bring the files into the canonical style.
func TestThePackIsFormatted(t *testing.T) {
	files, err := signingin.Files.ReadDir(".")
	require.NoError(t, err)
	for _, f := range files {
		text, err := signingin.Files.ReadFile(f.Name())
		require.NoError(t, err)
		want, err := scenarios.Format(f.Name(), text)
		require.NoError(t, err)
		if *update {
			require.NoError(t, os.WriteFile(f.Name(), want, 0o600))
			continue
		}
		assert.Equal(t, string(want), string(text), f.Name())
	}
}

func TestEveryBugIsAVariantAndIsCaughtByAStoryOfItsHazard(t *testing.T) {
	set := open(t)
	var named []string
	for _, v := range set.Product.Variants {
		named = append(named, v.Bug)
		at := slices.IndexFunc(set.Scenarios, func(s *scenarios.Scenario) bool { return s.ID == v.CaughtBy })
		if assert.GreaterOrEqual(t, at, 0, "%s is to be caught by %s, which does not exist", v.Bug, v.CaughtBy) {
			assert.Contains(t, breaches(set.Scenarios[at]), v.Hazard, "%s cannot show that %s brings %s about", v.CaughtBy, v.Bug, v.Hazard)
		}
	}
	var known []string
	for _, b := range product.Bugs() {
		known = append(known, string(b))
	}
	assert.ElementsMatch(t, known, named)
}

func TestEveryHazardIsTestedOrSaysWhyNot(t *testing.T) {
	set := open(t)
	tested := map[string]bool{}
	for _, s := range set.Scenarios {
		for _, id := range breaches(s) {
			tested[id] = true
			_, ok := set.Hazards.Hazard(id)
			assert.True(t, ok, "%s breaches %s, which is not in the log", s.ID, id)
			assert.Contains(t, s.Covers.Hazards, id, "%s can breach %s and does not say that it covers it", s.ID, id)
		}
	}
	for _, h := range set.Hazards.Hazards {
		assert.NotEqual(t, tested[h.ID], h.NotTested != "", "%s must be tested or say why not, and not both", h.ID)
		assert.Contains(t, h.SeverityBy, "illustrative", h.ID)
		assert.Contains(t, h.SeverityBy, "one patient", h.ID)
	}
}

// The published testing scenarios of NHS login, (a) to (f) with the IM1 variants (digest §3.9), are all there, and each story names its source.
func TestThePublishedScenariosAreCovered(t *testing.T) {
	var covered []string
	for _, s := range open(t).Scenarios {
		for _, o := range s.Covers.Obligations {
			if rest, ok := strings.CutPrefix(o, "nhs-login/testing-scenarios/"); ok {
				covered = append(covered, rest)
				assert.Regexp(t, `(?i)testing scenario \([a-f]\)`, s.About, s.ID)
			}
		}
	}
	assert.Subset(t, covered, []string{"settings-page-link", "consent-refused", "invalid-scope", "response-vot", "registration",
		"log-in-p0", "log-in-p5", "log-in-p9", "im1", "im1-invalid"})
}

// A claim that no event occurs is conclusive at 1 % only from 299 exposures on.
func TestEveryClaimHasRunsEnough(t *testing.T) {
	claims := 0
	for _, s := range open(t).Scenarios {
		for _, c := range s.Claims {
			claims++
			require.NotNil(t, s.Vary.Sample, s.ID)
			assert.GreaterOrEqual(t, s.Vary.Sample.People, scenarios.ZeroFailureRuns(c.AtMost, c.Confidence), s.ID)
		}
	}
	assert.GreaterOrEqual(t, claims, 3)
}

// A story in which something breaks must prove that it broke.
func TestEveryFaultIsProven(t *testing.T) {
	faults := 0
	for _, s := range open(t).Scenarios {
		var proofs string
		for _, st := range s.Steps {
			for i := range st.Then {
				if st.Then[i].Kind() == scenarios.Sometimes {
					proofs += st.Then[i].Sometimes.Source + "\n"
				}
			}
		}
		for _, st := range s.Steps {
			for _, f := range st.Faults {
				faults++
				assert.Contains(t, proofs, f.Name(), s.ID)
			}
		}
	}
	assert.Positive(t, faults)
}

// No word of the pack or of the website's pages may claim what no rehearsal can show.
func TestNoTextClaimsTooMuch(t *testing.T) {
	claims := regexp.MustCompile(`(?i)\b(safe|safer|safest|safely|compliant|compliance|certified|certification|approved|approval)\b`)
	for _, pattern := range []string{"*.yaml", "product/*.go"} {
		files, err := filepath.Glob(pattern)
		require.NoError(t, err)
		require.NotEmpty(t, files)
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			text, err := os.ReadFile(name)
			require.NoError(t, err)
			for i, line := range strings.Split(string(text), "\n") {
				assert.NotRegexp(t, claims, line, "%s:%d", name, i+1)
			}
		}
	}
}

// breaches lists the hazards that a story can show to have happened.
func breaches(s *scenarios.Scenario) []string {
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
