package realism

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// plot is a drawing in its own units, ready for the template: everything in it is a place, nothing a value.
type plot struct {
	Width, Height float64
	Grid          []stroke // lines across
	Ticks         []mark   // words beside the axes
	Bands         []shape  // intervals
	Bars          []bar
	Lines         []shape
	Whiskers      []stroke
	Points        []point
}

// stroke is a straight line.
type stroke struct{ X1, Y1, X2, Y2 float64 }

// mark is a word at a place; Anchor is "start", "middle" or "end".
type mark struct {
	X, Y   float64
	Anchor string
	Text   string
}

// shape is a line or an area as an SVG path, with the classes that colour it.
type shape struct{ Class, Path string }

// bar is a rectangle.
type bar struct {
	Class               string
	X, Y, Width, Height float64
}

// point is a dot (ours), a diamond (published) or a cross (Synthea).
type point struct {
	Class string
	X, Y  float64
}

func draw(s *Series) plot {
	switch s.Kind {
	case "pyramid":
		return drawPyramid(s)
	case "dots", "share":
		return drawDots(s)
	}
	return drawLines(s)
}

// class is how a line is coloured: by whose it is and by sex.
func (l *Line) class() string { return strings.TrimSpace(l.Who + " " + l.Sex) }

// The margins of a line plot.
const (
	lineWidth  = 366.0
	lineHeight = 230.0
	lineLeft   = 44.0
	lineRight  = 342.0
	lineTop    = 12.0
	lineBottom = 190.0
)

// drawLines draws values over places on an axis: ours with its interval, what is published dashed.
func drawLines(s *Series) plot {
	p := plot{Width: lineWidth, Height: lineHeight}
	low, high := s.reach()
	steps := nice(low, high)
	low, high = min(low, steps[0]), max(high, steps[len(steps)-1])
	first, last := s.At[0], s.At[len(s.At)-1]
	x := func(i int) float64 { return lineLeft + (s.At[i]-first)/(last-first)*(lineRight-lineLeft) }
	y := func(f Figure) float64 {
		return lineBottom - (float64(f)-low)/(high-low)*(lineBottom-lineTop)
	}
	for _, v := range steps {
		p.Grid = append(p.Grid, stroke{lineLeft, y(Figure(v)), lineRight, y(Figure(v))})
		p.Ticks = append(p.Ticks, mark{lineLeft - 5, y(Figure(v)) + 4, "end", strconv.FormatFloat(v, 'f', -1, 64)})
	}
	every := 1
	for _, n := range []int{2, 3, 5, 10, 20} {
		if len(s.Places) > 8*every+2 {
			every = n
		}
	}
	for i := 0; i < len(s.Places); i += every {
		p.Ticks = append(p.Ticks, mark{x(i), lineBottom + 16, "middle", strings.SplitN(s.Places[i], "-", 2)[0]})
	}
	p.Ticks = append(p.Ticks, mark{(lineLeft + lineRight) / 2, lineBottom + 34, "middle", s.X})
	var ends []mark // the names of the lines, where they end
	for i := range s.Lines {
		l := &s.Lines[i]
		if len(l.Low) > 0 {
			p.Bands = append(p.Bands, shape{l.class(), area(l, x, y)})
		}
		p.Lines = append(p.Lines, shape{l.class(), trace(l.Values, x, y)})
		if last := l.Values[len(l.Values)-1]; l.Who == "ours" && l.Sex != "" && last.Known() {
			ends = append(ends, mark{lineRight + 4, y(last) + 4, "start", map[string]string{"male": "m", "female": "w"}[l.Sex]})
		}
	}
	if len(ends) == 2 && math.Abs(ends[0].Y-ends[1].Y) < 12 { // too close to read: side by side
		ends[1].X += 10
	}
	p.Ticks = append(p.Ticks, ends...)
	return p
}

// reach is the lowest and the highest value of a series; the lowest is 0 for shares, and unless everything lies far above it.
func (s *Series) reach() (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for i := range s.Lines {
		for _, v := range s.Lines[i].Values {
			if v.Known() {
				low, high = min(low, float64(v)), max(high, float64(v))
			}
		}
	}
	if math.IsInf(low, 1) {
		return 0, 1
	}
	if low >= 0 && (low < 0.6*high || strings.HasPrefix(s.Y, "%")) {
		low = 0
	}
	if high <= low {
		high = low + 1
	}
	return low, high
}

// nice are three to seven round values from at most low to at least high.
func nice(low, high float64) (out []float64) {
	size := math.Pow(10, math.Floor(math.Log10((high-low)/4)))
	for _, times := range []float64{1, 2, 5, 10} {
		if step := size * times; (high-low)/step <= 5.5 {
			for k := math.Floor(low / step); ; k++ {
				out = append(out, math.Round(k*step*1e9)/1e9)
				if k*step >= high-1e-9 {
					return out
				}
			}
		}
	}
	return []float64{low, high}
}

// trace is the path of a line, broken where a value is unknown.
func trace(values []Figure, x func(int) float64, y func(Figure) float64) string {
	var b strings.Builder
	pen := "M"
	for i, v := range values {
		if !v.Known() {
			pen = "M"
			continue
		}
		fmt.Fprintf(&b, "%s%.1f %.1f", pen, x(i), y(v))
		pen = "L"
	}
	return b.String()
}

// area is the path around an interval.
func area(l *Line, x func(int) float64, y func(Figure) float64) string {
	var there, back strings.Builder
	for i := range l.Values {
		low, high := l.Low[i], l.High[i]
		if !low.Known() || !high.Known() {
			continue
		}
		pen := "L"
		if there.Len() == 0 {
			pen = "M"
		}
		fmt.Fprintf(&there, "%s%.1f %.1f", pen, x(i), max(lineTop, y(high)))
	}
	for i, low := range slices.Backward(l.Low) {
		if low.Known() && l.High[i].Known() {
			fmt.Fprintf(&back, "L%.1f %.1f", x(i), min(lineBottom, y(low)))
		}
	}
	if there.Len() == 0 {
		return ""
	}
	return there.String() + back.String() + "Z"
}
