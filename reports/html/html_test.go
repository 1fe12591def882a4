package html_test

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/harness/judge"
	"sandpiper/reports"
	"sandpiper/reports/evidencetest"
	"sandpiper/reports/html"
)

func page(t *testing.T, change func(*reports.Inputs)) string {
	t.Helper()
	in := evidencetest.Inputs()
	if change != nil {
		change(&in)
	}
	e, err := reports.Assemble(in)
	require.NoError(t, err)
	var out bytes.Buffer
	require.NoError(t, html.Write(&out, &e))
	return out.String()
}

// visible is the page without its style sheet and tags.
func visible(page string) string {
	page = regexp.MustCompile(`(?s)<style>.*?</style>`).ReplaceAllString(page, " ")
	page = regexp.MustCompile(`(?s)<[^>]*>`).ReplaceAllString(page, " ")
	return strings.Join(strings.Fields(page), " ")
}

func TestThePageStandsAlone(t *testing.T) {
	p := page(t, nil)
	for _, never := range []string{"<script", "http://", "https://", "url(http", "@import", "@font-face", "<img", "Frutiger", "onclick", "ZgotmplZ"} {
		assert.NotContains(t, p, never)
	}
	assert.Contains(t, p, `<html lang="en-GB">`)
	assert.Contains(t, p, `default-src 'none'`)
	assert.Less(t, len(p), 2<<20, "two megabytes for five thousand runs")
}

func TestThePageStaysSmallWhenEverythingFails(t *testing.T) {
	p := page(t, func(in *reports.Inputs) {
		// Thirty scenarios of five thousand failing runs each.
		first, outcome := in.Scenarios[1], in.Outcomes[1]
		for i := range 5000 {
			f := outcome.Findings[0]
			f.Run, f.RunIndex = fmt.Sprintf("x/%05d", i), i
			outcome.Findings = append(outcome.Findings, f)
			outcome.Runs = append(outcome.Runs, judge.RunVerdict{Run: f.Run, Index: i, Verdict: judge.Breach})
		}
		in.Kill = nil
		for i := range 30 {
			s, o := *first, outcome
			s.ID = fmt.Sprintf("many/%d", i)
			o.Scenario = s.ID
			in.Scenarios, in.Outcomes = append(in.Scenarios, &s), append(in.Outcomes, o)
		}
	})
	assert.Less(t, len(p), 2<<20)
}

func TestThePageSaysWhatItIsNot(t *testing.T) {
	text := visible(page(t, nil))
	assert.Contains(t, text[:200], "Not an NHS service. All patients are synthetic.")
	assert.NotRegexp(t, regexp.MustCompile(`(?i)\b(safe|safely|safest|compliant|compliance|certified|certification|approved|approval)\b`), text)
}

func TestLimitsComeBeforeResults(t *testing.T) {
	p := page(t, nil)
	last := -1
	for _, id := range []string{"limits", "coverage", "hazards", "claims", "scenarios", "bugs", "not-tested", "sandbox", "scheme", "check"} {
		at := strings.Index(p, `<section id="`+id+`"`)
		assert.Greater(t, at, last, id)
		last = at
		assert.Contains(t, p, `href="#`+id+`"`, "the contents lead to it")
	}
}

func TestHeadingsAreInOrderAndIDsAreUnique(t *testing.T) {
	p := page(t, nil)
	level := 0
	for _, m := range regexp.MustCompile(`<h([1-6])`).FindAllStringSubmatch(p, -1) {
		now := int(m[1][0] - '0')
		assert.LessOrEqual(t, now, level+1, "a heading skips a level")
		level = now
	}
	assert.Equal(t, 1, strings.Count(p, "<h1"))
	seen := map[string]bool{}
	for _, m := range regexp.MustCompile(` id="([^"]+)"`).FindAllStringSubmatch(p, -1) {
		assert.False(t, seen[m[1]], "id %s occurs twice", m[1])
		seen[m[1]] = true
	}
	for _, m := range regexp.MustCompile(`href="#([^"]+)"`).FindAllStringSubmatch(p, -1) {
		assert.True(t, seen[m[1]], "a link leads to %s, which is not there", m[1])
	}
}

func TestTablesAreReadable(t *testing.T) {
	p := page(t, nil)
	tables := strings.Count(p, "<table")
	assert.Greater(t, tables, 10)
	assert.Equal(t, tables, strings.Count(p, "<caption"), "every table has a caption")
	assert.Empty(t, regexp.MustCompile(`<th( role="[a-z]+")?>`).FindAllString(p, -1), "every header has a scope")
	assert.Equal(t, strings.Count(p, "<svg"), strings.Count(p, `role="img"`), "every drawing is one picture")
	assert.Equal(t, strings.Count(p, "<svg"), strings.Count(p, "<title>")+strings.Count(p, `<title id="bar-t">`)-1, "with a title each")
}

func TestNumbersAreNeverAlone(t *testing.T) {
	text := visible(page(t, nil))
	assert.Contains(t, text, "7 of 10 hazards in the log were reached")
	assert.Contains(t, text, "3 / 299")
	assert.Contains(t, text, "2.58 %")
	assert.Contains(t, text, "4 of 5 bugs")
	assert.Contains(t, text, "95 % interval would be 28.4 % to 99.5 %")
	assert.Contains(t, text, "not measured")
	assert.Contains(t, text, "0 / 2,995")
	assert.Contains(t, text, "never struck")
}

func TestTheFailingRunIsTold(t *testing.T) {
	text := visible(page(t, nil))
	assert.Contains(t, text, "First run that ended breach: 296")
	assert.Contains(t, text, "Allergies in truth: penicillin; in the record: none")
	assert.Contains(t, text, "GET /records/FHIR/R4/AllergyIntolerance?patient=5b1e")
	assert.Contains(t, text, "fault record-down")
	assert.Contains(t, text, "sandpiper rerun DIR --run allergy/record-unavailable/00296")
}

func TestStrangersTextCannotBecomeMarkup(t *testing.T) {
	const evil = `</style><script>alert(1)</script><img src=x onerror=alert(1)>`
	p := page(t, func(in *reports.Inputs) {
		in.Pack.Title, in.Product.Version, in.Identity.Title = evil, evil, evil
		in.HazardLog.Hazards[0].Name = evil
		in.Outcomes[1].Findings[0].Detail = evil
		in.Outcomes[0].Claims[0].By[0].Value = evil
		in.Outcomes[0].Verdict = judge.Disputed
		in.Services[0].Simplified = []string{evil}
	})
	assert.NotContains(t, p, "<script")
	assert.NotContains(t, p, "<img")
	assert.Contains(t, p, "&lt;script&gt;")
}

func TestABarePackDrawsToo(t *testing.T) {
	text := visible(page(t, func(in *reports.Inputs) {
		in.HazardLog, in.Kill, in.Product, in.Services, in.Digests, in.Isolation, in.Runs = nil, nil, nil, nil, nil, nil, nil
		for i := range in.Outcomes {
			in.Outcomes[i].Claims, in.Outcomes[i].Faults = nil, nil
		}
	}))
	assert.Contains(t, text, "No hazard log was given")
	assert.NotContains(t, text, "Seeded bugs")
	assert.NotContains(t, text, "<no value>")
}

func TestThePageIsTheSameEachTime(t *testing.T) {
	assert.Equal(t, page(t, nil), page(t, nil))
}

func TestFormat(t *testing.T) {
	f := html.Format()
	assert.Equal(t, "report/index.html", f.File)
	e, err := evidencetest.Sample()
	require.NoError(t, err)
	var out bytes.Buffer
	require.NoError(t, f.Render(&out, &e))
	assert.Equal(t, page(t, nil), out.String())
}

func BenchmarkWrite(b *testing.B) {
	e, err := evidencetest.Sample()
	require.NoError(b, err)
	for b.Loop() {
		var out bytes.Buffer
		require.NoError(b, html.Write(&out, &e))
		b.SetBytes(int64(out.Len()))
	}
}
