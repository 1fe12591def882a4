package reports

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"sandpiper/harness/judge"
	"sandpiper/reports/hazard"
	"sandpiper/reports/stats"
)

// summaryWidth is the most columns that a line of the summary takes, unless a single word is longer.
const summaryWidth = 80

// WriteSummary writes the evidence as a person at a terminal reads it: limits in a line, hazards, claims with their
// bounds, seeded bugs, what was not tested. No line is wider than 80 columns; digests and commands are in the report.
func WriteSummary(w io.Writer, e *Evidence) error {
	s := summary{out: bufio.NewWriter(w)}
	s.wrap("", e.Title)
	s.wrap("", fmt.Sprintf("%s of %s over %s (seed %s). Rates are those of made-up patients, not of NHS patients.",
		many(e.Headline.Runs, "run", "runs"), many(e.Headline.Scenarios, "scenario", "scenarios"),
		many(e.Population.People, "made-up person", "made-up people"), e.Population.Seed))
	s.hazards(e)
	s.scenarios(e)
	s.claims(e)
	s.bugs(e)
	if len(e.NotTested) > 0 {
		s.head("Not tested")
		for _, o := range e.NotTested {
			s.wrap("  ", o.What+": "+o.Why)
		}
	}
	if s.err != nil {
		return fmt.Errorf("write summary: %w", s.err)
	}
	if err := s.out.Flush(); err != nil {
		return fmt.Errorf("write summary: %w", err)
	}
	return nil
}

type summary struct {
	out *bufio.Writer
	err error
}

func (s *summary) line(format string, args ...any) {
	text := strings.Map(printable, fmt.Sprintf(format, args...))
	if _, err := fmt.Fprintln(s.out, strings.TrimRight(text, " ")); err != nil && s.err == nil {
		s.err = err
	}
}

// printable drops what would steer a terminal: names come from other people's files.
func printable(r rune) rune {
	if unicode.IsControl(r) {
		return -1
	}
	return r
}

func (s *summary) head(text string) {
	s.line("")
	s.line("%s", text)
}

// wrap breaks a text at spaces; every line but the first is set in by two columns more.
func (s *summary) wrap(indent, text string) {
	line := indent
	for word := range strings.FieldsSeq(text) {
		if width(line)+1+width(word) > summaryWidth && strings.TrimSpace(line) != "" {
			s.line("%s", line)
			line = indent + "  "
		}
		if strings.TrimSpace(line) != "" {
			line += " "
		}
		line += word
	}
	s.line("%s", line)
}

func (s *summary) hazards(e *Evidence) {
	h := e.Headline
	s.head(fmt.Sprintf("Hazards   %d of %d reached by runs, %d not tested, %d breached", h.Covered, h.Hazards, h.NotTested, h.Breached))
	for _, r := range e.Hazards {
		rate := "not tested"
		if r.Upper != nil {
			rate = fmt.Sprintf("%d/%d runs, up to %s", r.Measured.Events, r.Measured.Exposures, stats.PercentUp(*r.Upper))
		}
		room := summaryWidth - 16 - width(rate)
		s.line("  %s %-10s %s  %s", mark(r.Observed), cut(r.ID, 10), pad(cut(r.Name, min(room, 36)), 36, room), rate)
	}
}

func mark(o hazard.Observed) string {
	return map[hazard.Observed]string{hazard.Event: "!", hazard.NotExercised: "?", hazard.NoEvent: "·"}[o]
}

func (s *summary) scenarios(e *Evidence) {
	s.head(fmt.Sprintf("Scenarios %d played, worst verdict: %s", e.Headline.Scenarios, e.Headline.Verdict))
	for _, one := range e.Scenarios {
		s.line("  %-12s %-36s %s", one.Verdict, cut(one.ID, 36), cut(countsInWords(one.Verdicts), 28))
	}
}

func (s *summary) claims(e *Evidence) {
	if len(e.Claims) == 0 {
		return
	}
	h := e.Headline
	s.head(fmt.Sprintf("Claims    %d borne out, %d open, %d contradicted (exact one-sided bounds)", h.ClaimsSupport, h.ClaimsOpen, h.ClaimsAgainst))
	for _, c := range e.Claims {
		r := c.Result
		line := fmt.Sprintf("  %-12s %-26s %10s  up to %-7s limit %s", r.Verdict, cut(r.ID, 26),
			fmt.Sprintf("%d/%d", r.Events, r.Exposures), stats.PercentUp(r.Upper), stats.Percent(r.AtMost))
		s.line("%s", cut(line, summaryWidth))
		if r.Verdict == judge.Inconclusive && r.MoreRuns > 0 {
			s.line("               %d more without an event would bear it out", r.MoreRuns)
		}
	}
}

func (s *summary) bugs(e *Evidence) {
	if e.Kill == nil {
		return
	}
	s.head(fmt.Sprintf("Seeded bugs  %d of %d caught (bugs of the pack's own choosing)", e.Kill.Caught, e.Kill.Total))
	for _, b := range e.Kill.Bugs {
		by := "not caught"
		if len(b.CaughtBy) > 0 {
			by = strings.Join(b.CaughtBy, ", ")
		}
		s.line("  %s %-24s %s", map[bool]string{true: "x", false: "-"}[b.Caught], cut(b.Bug, 24), cut(by, 50))
	}
}

// claimInWords never gives a rate without its exposures and its bound.
func claimInWords(c judge.ClaimResult) string {
	text := fmt.Sprintf("%d events in %d %s; the rate may be as high as %s; claimed: at most %s",
		c.Events, c.Exposures, c.Per, stats.PercentUp(c.Upper), stats.Percent(c.AtMost))
	if c.Verdict == judge.Inconclusive && c.MoreRuns > 0 {
		text += fmt.Sprintf("; %d more without an event would bear it out", c.MoreRuns)
	}
	return text
}

// many is "1 run", "2 runs".
func many(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}

func width(text string) int { return utf8.RuneCountInString(text) }

// pad fills a text with spaces up to so many columns, but never past the room that there is.
func pad(text string, columns, room int) string {
	return text + strings.Repeat(" ", max(0, min(columns, room)-width(text)))
}

// cut shortens a text to so many columns, with an ellipsis.
func cut(text string, columns int) string {
	if width(text) <= columns {
		return text
	}
	return string([]rune(text)[:columns-1]) + "…"
}
