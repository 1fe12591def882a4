package prescribing_test

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
	"sandpiper/scenarios/library/prescribing"
	"sandpiper/scenarios/library/prescribing/product"
)

var update = flag.Bool("update", false, "rewrite the files of the pack in the canonical style")

func open(t *testing.T) *scenarios.Set {
	t.Helper()
	set, err := scenarios.OpenPack(prescribing.Files, prescribing.PackFile)
	require.NoError(t, err)
	return set
}

func TestEveryFileOfThePackIsNamedByIt(t *testing.T) {
	set := open(t)
	files, err := prescribing.Files.ReadDir(".")
	require.NoError(t, err)
	var stories int
	for _, f := range files {
		if strings.HasSuffix(f.Name(), ".scn.yaml") {
			stories++
		}
	}
	assert.Len(t, set.Scenarios, stories)
	assert.GreaterOrEqual(t, stories, 8)
}

func TestThePackLintsClean(t *testing.T) {
	set := open(t)
	for _, s := range set.Scenarios {
		for _, p := range s.Lint(set.Hazards) {
			t.Errorf("%s: %s", s.ID, p)
		}
	}
}

// Run with -update to bring the files into the canonical style.
func TestThePackIsFormatted(t *testing.T) {
	files, err := prescribing.Files.ReadDir(".")
	require.NoError(t, err)
	for _, f := range files {
		text, err := prescribing.Files.ReadFile(f.Name())
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
		}
	}
	untested := 0
	for _, h := range set.Hazards.Hazards {
		assert.NotEqual(t, tested[h.ID], h.NotTested != "", "%s must be tested or say why not, and not both", h.ID)
		if h.NotTested != "" {
			untested++
		}
	}
	assert.GreaterOrEqual(t, len(set.Hazards.Hazards), 10)
	assert.GreaterOrEqual(t, untested, 2)
}

// A claim that no event occurs is conclusive at 1 % only from 299 exposures on (0/299 has an upper bound of 0.997 %).
func TestEveryClaimHasRunsEnough(t *testing.T) {
	total := 0
	for _, s := range open(t).Scenarios {
		runs := len(s.Vary.Table)
		if s.Vary.Sample != nil {
			runs = max(runs, s.Vary.Sample.People)
		}
		total += runs
		for _, c := range s.Claims {
			assert.LessOrEqual(t, c.AtMost, 0.01, s.ID)
			exposed := 0
			for k := range runs {
				vars := map[string]any{}
				if n := len(s.Vary.Table); n > 0 {
					vars["row"] = s.Vary.Table[k%n].Values()
				}
				in := true
				if !c.Where.IsZero() {
					var err error
					in, err = c.Where.True(vars)
					require.NoError(t, err, s.ID)
				}
				if in {
					exposed++
				}
			}
			assert.GreaterOrEqual(t, exposed, 299, "%s: %s", s.ID, c.ID)
		}
	}
	t.Logf("%d runs", total)
	assert.Greater(t, total, 3000)
	assert.Less(t, total, 4500)
}

// A story in which something breaks must prove that it broke.
func TestEveryFaultIsProven(t *testing.T) {
	for _, s := range open(t).Scenarios {
		var proofs string
		for _, st := range s.Steps {
			for i := range st.Then {
				if st.Then[i].Kind() == scenarios.Sometimes {
					proofs += st.Then[i].Sometimes.Source + "\n"
				}
			}
		}
		for _, f := range s.Faults {
			assert.Contains(t, proofs, f.Name(), s.ID)
		}
		for _, st := range s.Steps {
			for _, f := range st.Faults {
				assert.Contains(t, proofs, f.Name(), s.ID)
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

// No word of the pack or of the product's cards may claim what no rehearsal can show. "unsafe" says the contrary and is fine; so are the
// services' names, which ask a prescriber for something and claim nothing.
func TestNoTextClaimsTooMuch(t *testing.T) {
	claims := regexp.MustCompile(`(?i)\b(safe|safer|safest|safely|compliant|compliance|certified|certification|approved|approval)\b`)
	names := strings.NewReplacer("choose-safely", "", "sign-safely", "")
	var read int
	for _, pattern := range []string{"*.yaml", "product/*.go", "product/knowledge/*.csv"} {
		files, err := filepath.Glob(pattern)
		require.NoError(t, err)
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			text, err := os.ReadFile(name)
			require.NoError(t, err)
			for i, line := range strings.Split(names.Replace(string(text)), "\n") {
				spoken, _, _ := strings.Cut(line, "//")
				assert.NotRegexp(t, claims, spoken, "%s:%d", name, i+1)
			}
			read++
		}
	}
	assert.Greater(t, read, 40)
}

// DCB0129's guidance keeps catastrophic for harm to more than one patient, and every exposure of this pack is one patient's.
func TestSeveritiesAreOfOnePatientAndIllustrative(t *testing.T) {
	for _, h := range open(t).Hazards.Hazards {
		assert.NotEqual(t, scenarios.HazardSeverity("catastrophic"), h.Severity, h.ID)
		assert.Contains(t, h.SeverityBy, "illustrative", h.ID)
		assert.Contains(t, h.SeverityBy, "one patient", h.ID)
	}
}

// The bound of a hazard rests on runs in which it could have happened: what depends on the case is split by where.
func TestNoCheckOfAHazardHoldsOfItself(t *testing.T) {
	for _, s := range open(t).Scenarios {
		for _, st := range s.Steps {
			for i := range st.Then {
				c := &st.Then[i]
				if c.Breach != "" {
					assert.NotContains(t, c.Expr().Source, "row.", "%s: %s", s.ID, c.Expr().Source)
				}
			}
		}
	}
}

func TestAnticoagulantsOfBothKindsArePlayed(t *testing.T) {
	set := open(t)
	at := slices.IndexFunc(set.Scenarios, func(s *scenarios.Scenario) bool { return s.ID == "interaction/anti-inflammatory-on-anticoagulant" })
	require.GreaterOrEqual(t, at, 0)
	alerts := map[any]int{}
	for _, row := range set.Scenarios[at].Vary.Table {
		if row.Values()["alert"] == true {
			alerts[row.Values()["taking"]]++
		}
	}
	assert.Equal(t, map[any]int{"Warfarin 3mg tablets": 2, "Apixaban 5mg tablets": 2}, alerts)
}

// What cannot be checked is another hazard than a record that cannot be read.
func TestAnUnknownMedicineHasAHazardOfItsOwn(t *testing.T) {
	for _, s := range open(t).Scenarios {
		if len(s.Faults) == 0 && !slices.ContainsFunc(s.Steps, func(st scenarios.Step) bool { return len(st.Faults) > 0 }) {
			assert.NotContains(t, breaches(s), "HZ-RX-02", "%s breaks nothing", s.ID)
		}
	}
}
