package realism

import (
	"math"
	"strconv"
)

// The margins of a plot of dots, in rows.
const (
	dotsWidth = 640.0
	dotsLeft  = 250.0
	dotsRight = 620.0
	dotsRow   = 24.0
	dotsTop   = 14.0
)

// drawDots draws a row for every place, on a logarithmic scale or from 0 to 100 %: ours as a dot on its interval, what is published as a diamond,
// Synthea as a cross.
func drawDots(s *Series) plot {
	low, high := math.Inf(1), math.Inf(-1)
	for i := range s.Lines {
		for _, v := range s.Lines[i].Values {
			if v.Known() && v > 0 {
				low, high = min(low, float64(v)), max(high, float64(v))
			}
		}
	}
	if math.IsInf(low, 1) {
		low, high = 1, 10
	}
	low, high = low/1.3, high*1.3
	even := s.Kind == "share"
	if even {
		low, high = 0, 100
	}
	bottom := dotsTop + dotsRow*float64(len(s.Places))
	p := plot{Width: dotsWidth, Height: bottom + 40}
	x := func(v Figure) float64 {
		if even {
			return dotsLeft + float64(v)/100*(dotsRight-dotsLeft)
		}
		at := math.Log(max(float64(v), low)/low) / math.Log(high/low)
		return dotsLeft + min(at, 1)*(dotsRight-dotsLeft)
	}
	ticks := decades(low, high)
	if even {
		ticks = nice(low, high)
	}
	for _, v := range ticks {
		p.Grid = append(p.Grid, stroke{x(Figure(v)), dotsTop, x(Figure(v)), bottom})
		p.Ticks = append(p.Ticks, mark{x(Figure(v)), bottom + 16, "middle", strconv.FormatFloat(v, 'f', -1, 64)})
	}
	p.Ticks = append(p.Ticks, mark{(dotsLeft + dotsRight) / 2, bottom + 34, "middle", s.Y})
	for k, place := range s.Places {
		y := dotsTop + dotsRow*(float64(k)+0.5)
		p.Ticks = append(p.Ticks, mark{dotsLeft - 10, y + 4, "end", cut(place, 40)})
		for i := range s.Lines {
			l := &s.Lines[i]
			if !l.Values[k].Known() {
				continue
			}
			if len(l.Low) > 0 && l.Low[k].Known() && l.High[k].Known() {
				p.Whiskers = append(p.Whiskers, stroke{x(l.Low[k]), y, x(l.High[k]), y})
			}
			p.Points = append(p.Points, point{l.class(), x(l.Values[k]), y})
		}
	}
	return p
}

// decades are 1, 2 and 5 times the powers of ten between two values, or the powers alone if that is enough.
func decades(low, high float64) (out []float64) {
	times := []float64{1, 2, 5}
	if high/low > 500 {
		times = times[:1]
	}
	for e := math.Floor(math.Log10(max(low, 1e-6))); e <= math.Log10(high); e++ {
		for _, t := range times {
			if v := t * math.Pow(10, e); v >= low && v <= high {
				out = append(out, math.Round(v*1e6)/1e6)
			}
		}
	}
	return out
}

// cut shortens a text that is too long for its place.
func cut(s string, most int) string {
	runes := []rune(s)
	if len(runes) <= most {
		return s
	}
	return string(runes[:most-1]) + "…"
}
