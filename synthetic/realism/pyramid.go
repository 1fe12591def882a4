package realism

import (
	"fmt"
	"strings"
)

// The measures of the pyramid.
const (
	pyramidWidth  = 640.0
	pyramidMiddle = 320.0
	pyramidHalf   = 265.0 // from the middle's labels outwards
	pyramidGap    = 26.0  // half the room for the ages
	pyramidRow    = 17.0
	pyramidTop    = 26.0
)

// drawPyramid draws the shares of age bands, the youngest below: ours as bars, the census as a step line over them.
func drawPyramid(s *Series) plot {
	most := 0.0
	for i := range s.Lines {
		for _, v := range s.Lines[i].Values {
			most = max(most, float64(v))
		}
	}
	rows := float64(len(s.Places))
	bottom := pyramidTop + pyramidRow*rows
	p := plot{Width: pyramidWidth, Height: bottom + 40}
	size := func(v Figure) float64 { return float64(v) / most * pyramidHalf }
	y := func(k int) float64 { return bottom - pyramidRow*float64(k+1) }
	for k, place := range s.Places {
		p.Ticks = append(p.Ticks, mark{pyramidMiddle, y(k) + 12.5, "middle", place})
	}
	for _, v := range nice(0, most) {
		if v == 0 || v > most {
			continue
		}
		for _, side := range []float64{-1, 1} {
			x := pyramidMiddle + side*(pyramidGap+size(Figure(v)))
			p.Grid = append(p.Grid, stroke{x, pyramidTop, x, bottom})
			p.Ticks = append(p.Ticks, mark{x, bottom + 16, "middle", fmt.Sprintf("%g %%", v)})
		}
	}
	p.Ticks = append(p.Ticks, mark{pyramidMiddle - pyramidGap, 16, "end", "men"}, mark{pyramidMiddle + pyramidGap, 16, "start", "women"},
		mark{pyramidMiddle, bottom + 34, "middle", s.Y + ", by age in years"})
	for i := range s.Lines {
		l := &s.Lines[i]
		side := 1.0
		if l.Sex == "male" {
			side = -1
		}
		var step strings.Builder
		pen := "M"
		for k, v := range l.Values {
			edge := pyramidMiddle + side*(pyramidGap+size(v))
			if l.Who == "ours" {
				from := min(edge, pyramidMiddle+side*pyramidGap)
				p.Bars = append(p.Bars, bar{l.class(), from, y(k) + 1, size(v), pyramidRow - 2})
				continue
			}
			fmt.Fprintf(&step, "%s%.1f %.1fL%.1f %.1f", pen, edge, y(k)+pyramidRow, edge, y(k))
			pen = "L"
		}
		if step.Len() > 0 {
			p.Lines = append(p.Lines, shape{l.class(), step.String()})
		}
	}
	return p
}
