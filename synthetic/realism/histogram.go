package realism

import "math"

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
