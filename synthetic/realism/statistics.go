package realism

import (
	"cmp"
	"math"
	"slices"
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
