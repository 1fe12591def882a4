package html

import (
	"fmt"

	"sandpiper/harness/judge"
	"sandpiper/reports"
	"sandpiper/reports/stats"
)

// The drawing of an interval, in its own units. The claimed limit always stands at the same place, so that rows can
// be compared although their limits differ; the axis runs from nothing to three times the limit.
const (
	intervalLeft  = 12.0
	intervalLimit = 92.0
	intervalRight = 252.0
)

// interval is a dot (what was seen) on a line (what the runs leave open) against a limit (what was claimed).
type interval struct {
	Title      string
	Dot        float64 // all places in drawing units
	From, To   float64
	Left       float64
	Limit      float64
	Right      float64
	Beyond     bool // the line goes on past the drawing's edge
	DotBeyond  bool
	Tone       string
	LimitWords string
}

// drawInterval places a count against a limit.
func drawInterval(events, n int, lower, upper, atMost float64, v judge.Verdict) interval {
	at := func(rate float64) float64 {
		return min(intervalRight, intervalLeft+rate/atMost*(intervalLimit-intervalLeft))
	}
	seen := 0.0
	if n > 0 {
		seen = float64(events) / float64(n)
	}
	most := 3 * atMost
	return interval{
		Title: fmt.Sprintf("Seen in %s of %s; between %s and %s left open; claimed: at most %s. %s.",
			thousands(events), thousands(n), stats.Percent(lower), stats.PercentUp(upper), stats.Percent(atMost), claimed(v).Word),
		Dot: at(seen), From: at(lower), To: at(upper), Left: intervalLeft, Limit: intervalLimit, Right: intervalRight,
		Beyond: upper > most, DotBeyond: seen > most, Tone: claimed(v).Tone, LimitWords: stats.Percent(atMost),
	}
}

// coverage is the bar of hazards: with a breach, reached without one, not tested.
type coverage struct {
	Title string
	Parts []part
}

type part struct {
	Tone        string
	From, Width float64 // per cent of the bar
	Count       int
	Words       string
}

func drawCoverage(h reports.Headline) coverage {
	c := coverage{Title: fmt.Sprintf("Of %d hazards: %d with a breach, %d reached without one, %d not tested.", h.Hazards, h.Breached, h.Covered-h.Breached, h.NotTested)}
	from := 0.0
	for _, p := range []part{
		{Tone: "bad", Count: h.Breached, Words: "with a breach"},
		{Tone: "good", Count: h.Covered - h.Breached, Words: "reached, no breach seen"},
		{Tone: "open", Count: h.NotTested, Words: "not tested"},
	} {
		if h.Hazards > 0 {
			p.From, p.Width = from, 100*float64(p.Count)/float64(h.Hazards)
		}
		from += p.Width
		c.Parts = append(c.Parts, p)
	}
	return c
}
