package reports

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"sandpiper/harness/judge"
)

// The shape that build servers read: the JUnit XML of Ant and Surefire, of which they share this much.
type (
	junitSuites struct {
		XMLName  xml.Name     `xml:"testsuites"`
		Name     string       `xml:"name,attr"`
		Tests    int          `xml:"tests,attr"`
		Failures int          `xml:"failures,attr"`
		Errors   int          `xml:"errors,attr"`
		Skipped  int          `xml:"skipped,attr"`
		Suites   []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name     string      `xml:"name,attr"`
		File     string      `xml:"file,attr,omitempty"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Errors   int         `xml:"errors,attr"`
		Skipped  int         `xml:"skipped,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Class   string        `xml:"classname,attr"`
		Name    string        `xml:"name,attr"`
		File    string        `xml:"file,attr,omitempty"`
		Line    int           `xml:"line,attr,omitempty"`
		Failure *junitTrouble `xml:"failure"`
		Error   *junitTrouble `xml:"error"`
		Skipped *junitTrouble `xml:"skipped"`
	}
	junitTrouble struct {
		Type    string `xml:"type,attr,omitempty"`
		Message string `xml:"message,attr,omitempty"`
		Text    string `xml:",chardata"`
	}
)

// WriteJUnit writes one suite for each scenario with a case for each check and each claim, over all runs. A false
// check is a failure. Vacuous, inconclusive, blocked and disputed are errors of that type and never a pass: a build
// must not turn green because nothing was seen.
func WriteJUnit(w io.Writer, e *Evidence) error {
	all := junitSuites{Name: e.Title}
	for _, s := range e.Scenarios {
		suite := junitSuite{Name: s.ID, File: s.File}
		for _, c := range s.Checks {
			name := c.Says()
			if c.Step != "" {
				name = c.Step + ": " + name
			}
			suite.add(c.Verdict, junitCase{Class: s.ID, Name: name, File: s.File, Line: c.Line}, fmt.Sprintf("%s; %s", c.Source, countsInWords(c.Verdicts)), story(s.Failure, c))
		}
		for _, c := range e.Claims {
			if c.Scenario == s.ID {
				r := c.Result
				suite.add(r.Verdict, junitCase{Class: s.ID, Name: "claim: " + r.ID, File: s.File, Line: r.Pos.Line}, claimInWords(r), r.Detail)
			}
		}
		if len(suite.Cases) == 0 || s.Verdict != judge.Pass && suite.Failures+suite.Errors == 0 {
			// Nothing above tells of what went wrong, such as a product that could not be reached.
			suite.add(s.Verdict, junitCase{Class: s.ID, Name: s.Title, File: s.File}, "runs: "+countsInWords(s.Verdicts), "")
		}
		all.Tests += suite.Tests
		all.Failures += suite.Failures
		all.Errors += suite.Errors
		all.Skipped += suite.Skipped
		all.Suites = append(all.Suites, suite)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return fmt.Errorf("write junit: %w", err)
	}
	out := xml.NewEncoder(w)
	out.Indent("", "  ")
	if err := out.Encode(all); err != nil {
		return fmt.Errorf("write junit: %w", err)
	}
	if _, err := io.WriteString(w, "\n"); err != nil {
		return fmt.Errorf("write junit: %w", err)
	}
	return nil
}

func (s *junitSuite) add(v judge.Verdict, c junitCase, message, text string) {
	s.Tests++
	trouble := &junitTrouble{Type: v.String(), Message: message, Text: text}
	switch v {
	case judge.Pass:
	case judge.Skipped:
		c.Skipped = trouble
		s.Skipped++
	case judge.Fail, judge.Breach:
		c.Failure = trouble
		s.Failures++
	default:
		c.Error = trouble
		s.Errors++
	}
	s.Cases = append(s.Cases, c)
}

// story is the failing run under the check that it failed.
func story(f *Failure, c Check) string {
	if f == nil || f.Source != c.Source || f.Step != c.Step {
		return ""
	}
	lines := []string{f.Run + " " + f.Row, f.Patient, f.Detail, f.Rerun}
	return strings.Join(lines, "\n")
}

// countsInWords is "2995 pass, 3 breach".
func countsInWords(counts []VerdictCount) string {
	if len(counts) == 0 {
		return "in no run"
	}
	words := make([]string, len(counts))
	for i, c := range counts {
		words[i] = fmt.Sprintf("%d %s", c.Count, c.Verdict)
	}
	return strings.Join(words, ", ")
}
