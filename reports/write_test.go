package reports_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/harness/judge"
	"sandpiper/reports"
	"sandpiper/reports/bundle"
	"sandpiper/reports/evidencetest"
)

// claimsTooMuch are words that a rehearsal can never bear out.
var claimsTooMuch = regexp.MustCompile(`(?i)\b(safe|safely|safest|compliant|compliance|certified|certification|approved|approval)\b`)

func rendered(t *testing.T, f reports.Format) string {
	t.Helper()
	e := sample(t)
	var out bytes.Buffer
	require.NoError(t, f.Render(&out, &e))
	return out.String()
}

func TestNoFormatClaimsTooMuch(t *testing.T) {
	for _, f := range reports.Formats() {
		assert.Empty(t, claimsTooMuch.FindAllString(rendered(t, f), -1), f.Name)
	}
}

func TestGoldenForms(t *testing.T) {
	for _, f := range reports.Formats() {
		if f.Name == "json" {
			continue // the schema's tests are about its form
		}
		golden := filepath.Join("testdata", filepath.Base(f.File))
		got := rendered(t, f)
		if *update {
			require.NoError(t, os.WriteFile(golden, []byte(got), 0o644))
		}
		want, err := os.ReadFile(golden)
		require.NoError(t, err)
		assert.Equal(t, string(want), got, f.Name)
	}
}

func TestTheSummaryFitsATerminal(t *testing.T) {
	in := evidencetest.Inputs()
	in.HazardLog.Hazards[0].Name = strings.Repeat("A very long name of a hazard ", 9)
	in.HazardLog.Hazards[1].Name = "Title\x1b]0;owned\x07 of a window"
	in.Scenarios[0].ID = "allergy/" + strings.Repeat("long-", 20)
	in.Outcomes[0].Scenario = in.Scenarios[0].ID
	in.Runs = nil
	e, err := reports.Assemble(in)
	require.NoError(t, err)
	var out bytes.Buffer
	require.NoError(t, reports.WriteSummary(&out, &e))
	for line := range strings.Lines(out.String()) {
		assert.LessOrEqual(t, utf8.RuneCountInString(strings.TrimRight(line, "\n")), 80, line)
	}
	assert.NotContains(t, out.String(), "\x1b", "names cannot steer the terminal")
	assert.Contains(t, out.String(), "7 of 10 reached by runs, 3 not tested, 1 breached")
}

func TestJUnitNeverPassesWhatWasNotSeen(t *testing.T) {
	type trouble struct {
		Type string `xml:"type,attr"`
	}
	var got struct {
		Tests    int `xml:"tests,attr"`
		Failures int `xml:"failures,attr"`
		Errors   int `xml:"errors,attr"`
		Suites   []struct {
			Name  string `xml:"name,attr"`
			Cases []struct {
				Name    string   `xml:"name,attr"`
				Failure *trouble `xml:"failure"`
				Error   *trouble `xml:"error"`
			} `xml:"testcase"`
		} `xml:"testsuite"`
	}
	for _, f := range reports.Formats() {
		if f.Name == "junit" {
			require.NoError(t, xml.Unmarshal([]byte(rendered(t, f)), &got))
		}
	}
	kinds := map[string]string{}
	for _, s := range got.Suites {
		for _, c := range s.Cases {
			switch {
			case c.Failure != nil:
				kinds[s.Name+" "+c.Name] = "failure " + c.Failure.Type
			case c.Error != nil:
				kinds[s.Name+" "+c.Name] = "error " + c.Error.Type
			}
		}
	}
	const alert = " choose: alert exactly when the drug is one that the patient must not have"
	assert.Equal(t, "failure breach", kinds["allergy/record-unavailable"+alert])
	assert.Equal(t, "failure fail", kinds["noise/no-alert-when-none-is-due"+alert])
	assert.Equal(t, "error vacuous", kinds["identity/stale-record"+alert])
	assert.Equal(t, "error inconclusive", kinds["renal/metformin-egfr claim: missed-alert-rate"])
	assert.Equal(t, got.Failures+got.Errors, len(kinds))
	assert.NotContains(t, kinds, "interaction/warfarin-nsaid"+alert)
}

func TestJUnitTellsOfAScenarioThatReachedNoCheck(t *testing.T) {
	in := evidencetest.Inputs()
	in.Outcomes[0].Verdict, in.Outcomes[0].Checks, in.Outcomes[0].Claims = judge.Blocked, nil, nil
	e, err := reports.Assemble(in)
	require.NoError(t, err)
	var out bytes.Buffer
	require.NoError(t, reports.WriteJUnit(&out, &e))
	assert.Contains(t, out.String(), `<error type="blocked" message="runs: 2995 pass">`)
}

func TestAProductWithoutADigestIsNoSubject(t *testing.T) {
	in := evidencetest.Inputs()
	in.Identity.Digest = ""
	e, err := reports.Assemble(in)
	require.NoError(t, err)
	dir := t.TempDir()
	key, err := bundle.NewKey(bytes.NewReader(make([]byte, 32)))
	require.NoError(t, err)
	_, err = e.Seal(dir, key)
	require.NoError(t, err)
	report, err := bundle.VerifyDir(dir, bundle.Options{})
	require.NoError(t, err)
	require.NoError(t, report.Err())
	assert.Len(t, report.Statement.Subject, 1)
}

func TestWriteAndSeal(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "findings.json"), []byte("[]\n"), 0o644))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "pack.yaml"), []byte("pack: p\n"), 0o644))
	digests, err := reports.Digests(os.DirFS(dir))
	require.NoError(t, err)
	assert.Equal(t, []string{"findings.json", "pack.yaml"}, []string{digests[0].Name, digests[1].Name})

	e := sample(t)
	require.NoError(t, reports.Write(dir, &e, reports.Formats()))
	key, err := bundle.NewKey(bytes.NewReader(make([]byte, 32)))
	require.NoError(t, err)
	_, err = e.Seal(dir, key)
	require.NoError(t, err)
	report, err := bundle.VerifyDir(dir, bundle.Options{})
	require.NoError(t, err)
	require.NoError(t, report.Err())
	signed := report.Statement
	assert.Equal(t, e.Product.Digest, signed.Subject[1].Digest["sha256"])
	assert.Equal(t, 10, signed.Predicate.Hazards)
	assert.Equal(t, 7, signed.Predicate.HazardsCovered)
	assert.Equal(t, e.Headline.Runs, signed.Predicate.Runs)
	assert.NotEmpty(t, signed.Predicate.Limits)

	var again reports.Evidence
	raw, err := os.ReadFile(filepath.Join(dir, "evidence.json"))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(raw, &again))
	assert.Equal(t, e, again, "evidence.json holds all of it")
}
