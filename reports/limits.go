package reports

import (
	"bufio"
	"fmt"
	"io"
)

// limits is what no rehearsal can show, whatever its verdicts. It stands before every result, in the same size.
func limits() []string {
	return []string{
		"Every patient here is made up. Rates describe these scenarios over a made-up population, not NHS patients.",
		"Nothing here shows clinical benefit, or how the product does in live use.",
		"Nothing here is a decision. It shows conformity with no standard and takes the place of no clinical safety officer.",
		"Severities and first likelihoods were chosen by people. Suggested likelihoods come from a declared scale, and people may decide otherwise.",
		"Bounds treat runs as independent of one another. Runs of one scenario are alike, and scenarios draw on the same people, so the true doubt is larger than the bound says.",
		"The services that stood in for the NHS are simpler than the real ones. How is listed in the report, under what stood in for the NHS.",
		"A hazard that was not tested is listed as such. That no breach was seen does not mean that none can happen.",
		"The evidence holds only for the product, the scenarios and the recipe whose digests the report prints. The digest of a product covers its program and the files that its command names, not what those load as they run.",
	}
}

// WriteLimits writes LIMITS.md: what the evidence cannot show and what was not tested, to travel with every extract.
func WriteLimits(w io.Writer, e *Evidence) error {
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "# What this evidence cannot show\n\n%s\n\n", e.Title)
	for _, l := range e.Limits {
		fmt.Fprintf(out, "- %s\n", l)
	}
	for _, part := range []struct {
		head  string
		lines []string
	}{{"On virtual time", e.Time.Virtual}, {"On the machine's own time", e.Time.Wall}, {"Kept apart from", e.Isolation}} {
		if len(part.lines) == 0 {
			continue
		}
		fmt.Fprintf(out, "\n## %s\n\n", part.head)
		for _, l := range part.lines {
			fmt.Fprintf(out, "- %s\n", l)
		}
	}
	fmt.Fprintf(out, "\n## What was not tested\n\n")
	if len(e.NotTested) == 0 {
		fmt.Fprintf(out, "Every hazard in the log was reached by at least one run.\n")
	}
	for _, o := range e.NotTested {
		fmt.Fprintf(out, "- %s: %s\n", o.What, o.Why)
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write limits: %w", err)
	}
	return nil
}
