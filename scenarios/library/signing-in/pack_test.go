package signingin_test

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/scenarios"
	"sandpiper/scenarios/library/packtest"
	signingin "sandpiper/scenarios/library/signing-in"
	"sandpiper/scenarios/library/signing-in/product"
)

var update = flag.Bool("update", false, "rewrite the files of the pack in the canonical style")

// pack is the pack and every mistake of its product.
func pack() packtest.Pack {
	p := packtest.Pack{Files: signingin.Files, File: signingin.PackFile, Least: 20}
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

func TestSeverityIsSaidToBeIllustrative(t *testing.T) {
	for _, h := range open(t).Hazards.Hazards {
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
