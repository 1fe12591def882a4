package realism

import (
	"cmp"
	"math"
	"slices"
	"strconv"
)

// trendOf fits counts as Poisson around expected ones times exp(a + b·x), x running from 0 to 1 over the groups, and gives b
// with its standard error: how the ratio of ours to theirs changes from the first group to the last. It is NaN if nothing was
// counted.
func trendOf(counts, expected []float64) (slope, err float64) {
	a, b, total := 0.0, 0.0, 0.0
	for _, c := range counts {
		total += c
	}
	if total == 0 {
		return math.NaN(), math.NaN()
	}
	last := float64(len(counts) - 1)
	for range 30 {
		var g0, g1, h00, h01, h11 float64
		for i, c := range counts {
			x := float64(i) / last
			mu := expected[i] * math.Exp(a+b*x)
			g0, g1 = g0+c-mu, g1+(c-mu)*x
			h00, h01, h11 = h00+mu, h01+mu*x, h11+mu*x*x
		}
		det := h00*h11 - h01*h01
		da, db := (h11*g0-h01*g1)/det, (h00*g1-h01*g0)/det
		a, b = a+max(-1, min(1, da)), b+max(-1, min(1, db))
		err = math.Sqrt(h00 / det)
		if math.Abs(da)+math.Abs(db) < 1e-12 {
			break
		}
	}
	return b, err
}

// fourfold is a table of two by two: exposed and not, cases and not.
type fourfold [2][2]int64

// mantelHaenszel is the odds ratio over strata with the standard error of its logarithm (Robins, Breslow and Greenland). It is
// NaN if the strata hold nothing to compare.
func mantelHaenszel(strata []fourfold) (odds, err float64) {
	var r, s, pr, psqr, qs float64
	for i := range strata {
		a, b := float64(strata[i][1][1]), float64(strata[i][1][0])
		c, d := float64(strata[i][0][1]), float64(strata[i][0][0])
		n := a + b + c + d
		if n == 0 {
			continue
		}
		ri, si := a*d/n, b*c/n
		p, q := (a+d)/n, (b+c)/n
		r, s = r+ri, s+si
		pr += p * ri
		psqr += p*si + q*ri
		qs += q * si
	}
	if r == 0 || s == 0 {
		return math.NaN(), math.NaN()
	}
	return r / s, math.Sqrt(pr/(2*r*r) + psqr/(2*r*s) + qs/(2*s*s))
}

// spearman is the rank correlation of two lists, ties sharing their ranks.
func spearman(x, y []float64) float64 {
	rx, ry := ranks(x), ranks(y)
	mean := float64(len(x)+1) / 2
	var xy, xx, yy float64
	for i := range rx {
		xy += (rx[i] - mean) * (ry[i] - mean)
		xx += (rx[i] - mean) * (rx[i] - mean)
		yy += (ry[i] - mean) * (ry[i] - mean)
	}
	return xy / math.Sqrt(xx*yy)
}

func ranks(x []float64) []float64 {
	order := make([]int, len(x))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(x[a], x[b]) })
	out := make([]float64, len(x))
	for from := 0; from < len(order); {
		to := from
		for to < len(order) && x[order[to]] == x[order[from]] {
			to++
		}
		for _, i := range order[from:to] {
			out[i] = float64(from+to+1) / 2
		}
		from = to
	}
	return out
}

// histogram counts whole values from 0 on; the last place holds all above.
type histogram []int64

func (h histogram) put(v int) { h[min(max(v, 0), len(h)-1)]++ }

func (h histogram) add(o histogram) {
	for i := range h {
		h[i] += o[i]
	}
}

// moments are the number of values, their mean and their standard deviation.
func (h histogram) moments() (n, mean, spread float64) {
	var sum, squares float64
	for v, c := range h {
		n += float64(c)
		sum += float64(v) * float64(c)
	}
	mean = sum / n
	for v, c := range h {
		squares += float64(c) * (float64(v) - mean) * (float64(v) - mean)
	}
	return n, mean, math.Sqrt(squares / n)
}

// quantile is the value below which a share of the values lies, in between places.
func (h histogram) quantile(share float64) float64 {
	n, _, _ := h.moments()
	want, seen := share*n, 0.0
	for v, c := range h {
		if seen+float64(c) >= want && c > 0 {
			return float64(v) - 0.5 + (want-seen)/float64(c)
		}
		seen += float64(c)
	}
	return math.NaN()
}

// decimal is a number to some places.
func decimal(x float64, places int) string { return strconv.FormatFloat(x, 'f', places, 64) }

// plural is a count of things: "1 cell", "3 cells".
func plural(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return strconv.Itoa(n) + " " + thing
}
