package judge

import (
	"cmp"
	"fmt"
	"slices"
)

// exposed is one occasion on which a claim's event could have happened.
type exposed struct {
	event  bool
	groups map[string]string
}

// weigh fills in what the exposures say about a claim whose terms (AtMost, Confidence) are set already.
//
// The claim "the rate is at most p" passes when the exact upper bound is at most p, fails when the exact lower bound is above
// p, and is inconclusive in between: then the evidence supports neither. A claim that allows none at all (at_most 0) fails at
// the first event and can never be proven by trying, so without events it is inconclusive.
func weigh(c *ClaimResult, xs []exposed, by []string) {
	events := 0
	for _, x := range xs {
		if x.event {
			events++
		}
	}
	c.Events, c.Exposures = events, len(xs)
	c.Lower, c.Upper = Lower(events, len(xs), c.Confidence), Upper(events, len(xs), c.Confidence)
	c.Verdict, c.MoreRuns, c.Detail = settle(events, len(xs), c.AtMost, c.Confidence, c.Per)
	c.By = split(c, xs, by)
}

func settle(x, n int, atMost, conf float64, unit string) (Verdict, int, string) {
	lower, upper := Lower(x, n, conf), Upper(x, n, conf)
	seen := fmt.Sprintf("%d in %d %s", x, n, unit)
	switch {
	case n == 0:
		more := max(0, MoreWithout(0, 0, atMost, conf))
		return Inconclusive, more, fmt.Sprintf("no %s were exposed", unit)
	case upper <= atMost:
		return Pass, 0, fmt.Sprintf("%s: upper bound %s is at most %s", seen, PercentUp(upper), Percent(atMost))
	case lower > atMost:
		return Fail, 0, fmt.Sprintf("%s: lower bound %s is above %s", seen, PercentDown(lower), Percent(atMost))
	case x > 0 && float64(x)/float64(n) > atMost:
		return Fail, 0, fmt.Sprintf("%s: the event occurred, at %s of exposures, above %s", seen, Percent(float64(x)/float64(n)), Percent(atMost))
	}
	more := MoreWithout(x, n, atMost, conf)
	if more < 0 {
		return Inconclusive, 0, fmt.Sprintf("%s: no number of runs can show a rate of %s", seen, Percent(atMost))
	}
	return Inconclusive, more, fmt.Sprintf("%s: upper bound %s is above %s; %d more without an event would settle it", seen, PercentUp(upper), Percent(atMost), more)
}

func split(c *ClaimResult, xs []exposed, by []string) []Group {
	groups := []Group{}
	for _, attr := range by {
		at := map[string]int{}
		for _, x := range xs {
			value, ok := x.groups[attr]
			if !ok {
				value = "unknown"
			}
			i, seen := at[value]
			if !seen {
				i = len(groups)
				at[value] = i
				groups = append(groups, Group{By: attr, Value: value})
			}
			groups[i].Exposures++
			if x.event {
				groups[i].Events++
			}
		}
	}
	for i := range groups {
		g := &groups[i]
		g.Lower, g.Upper = Lower(g.Events, g.Exposures, c.Confidence), Upper(g.Events, g.Exposures, c.Confidence)
		g.Verdict, _, g.Detail = settle(g.Events, g.Exposures, c.AtMost, c.Confidence, c.Per)
		if g.Exposures < MinCell && g.Verdict != Fail {
			g.Verdict, g.Detail = Inconclusive, fmt.Sprintf("not enough evidence: %d %s, at least %d are needed", g.Exposures, c.Per, MinCell)
		}
	}
	order := map[string]int{}
	for i, attr := range by {
		order[attr] = i
	}
	slices.SortFunc(groups, func(a, b Group) int {
		return cmp.Or(cmp.Compare(order[a.By], order[b.By]), cmp.Compare(a.Value, b.Value))
	})
	return groups
}
