package main

import (
	"fmt"
	"strings"

	"sandpiper/harness/judge"
	"sandpiper/reports"
)

// mostTroubles is how many scenarios printTroubles tells of; the report has them all.
const mostTroubles = 10

// printTroubles says of each scenario that went wrong what was seen in its worst run, where the check stands, and how to play that
// run again. It goes to stderr: on stdout are results alone.
func printTroubles(a *app, dir string, e *reports.Evidence) {
	told := 0
	for _, s := range e.Scenarios {
		f := s.Failure
		if f == nil {
			continue
		}
		if told++; told > mostTroubles {
			continue
		}
		where := f.Run
		if f.Step != "" {
			where += ", step " + f.Step
		}
		fmt.Fprintf(a.Stderr, "\n%s: %s\n", f.Verdict, where)
		for _, said := range [][2]string{{"wanted", f.Why}, {"seen", f.Detail}} {
			if said[1] != "" {
				fmt.Fprintf(a.Stderr, "  %s: %s\n", said[0], strings.ReplaceAll(said[1], "\n", "\n  "))
			}
		}
		if f.Source != "" && f.Verdict != judge.Blocked {
			fmt.Fprintf(a.Stderr, "  at %s: %s\n", f.At, f.Source)
		}
		fmt.Fprintf(a.Stderr, "  play it again: %s\n", strings.ReplaceAll(f.Rerun, "DIR", dir))
	}
	if told > mostTroubles {
		fmt.Fprintf(a.Stderr, "\nand %s more, see the report\n", count(told-mostTroubles, "scenario"))
	}
}
