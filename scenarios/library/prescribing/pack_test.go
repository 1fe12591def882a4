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
	"sandpiper/scenarios/library/packtest"
	"sandpiper/scenarios/library/prescribing"
	"sandpiper/scenarios/library/prescribing/product"
)

var update = flag.Bool("update", false, "rewrite the files of the pack in the canonical style")

// pack is the pack and every mistake of its product.
func pack() packtest.Pack {
	p := packtest.Pack{Files: prescribing.Files, File: prescribing.PackFile, Least: 8}
	for _, bug := range product.Bugs() {
		p.Bugs = append(p.Bugs, string(bug))
	}
	return p
}

func open(t *testing.T) *scenarios.Set {
	t.Helper()
	return pack().Open(t)
}

// Run with -update to bring the files into the canonical style.
func TestPack(t *testing.T) { pack().Run(t, *update) }

func TestTheHazardLogIsLongAndHonest(t *testing.T) {
	untested := 0
	hazards := open(t).Hazards.Hazards
	for _, h := range hazards {
		if h.NotTested != "" {
			untested++
		}
	}
	assert.GreaterOrEqual(t, len(hazards), 10)
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
			assert.NotContains(t, packtest.Breaches(s), "HZ-RX-02", "%s breaks nothing", s.ID)
		}
	}
}
