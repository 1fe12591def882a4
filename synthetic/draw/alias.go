package draw

// Alias picks among weighted things in constant time (Walker's alias method as Vose builds it).
// The zero value picks 0. An Alias is immutable once made and safe for any number of goroutines.
type Alias struct {
	keep  []float64
	other []int32
}

// NewAlias builds the table of the weights, which need not sum to 1. Weights that are not positive are never picked,
// unless none is positive: then all are picked alike.
func NewAlias(weights []float64) Alias {
	n := len(weights)
	a := Alias{keep: make([]float64, n), other: make([]int32, n)}
	var sum float64
	for _, w := range weights {
		sum += max(w, 0)
	}
	var small, large []int
	scaled := make([]float64, n)
	for i, w := range weights {
		scaled[i] = 1
		if sum > 0 {
			scaled[i] = max(w, 0) * float64(n) / sum
		}
		if scaled[i] < 1 {
			small = append(small, i)
		} else {
			large = append(large, i)
		}
	}
	for len(small) > 0 && len(large) > 0 {
		s, l := small[len(small)-1], large[len(large)-1]
		small, large = small[:len(small)-1], large[:len(large)-1]
		a.keep[s], a.other[s] = scaled[s], int32(l)
		scaled[l] += scaled[s] - 1
		if scaled[l] < 1 {
			small = append(small, l)
		} else {
			large = append(large, l)
		}
	}
	for _, i := range append(small, large...) {
		a.keep[i], a.other[i] = 1, int32(i)
	}
	return a
}

// Pick draws the index of one thing.
func (a *Alias) Pick(r *Rand) int {
	if len(a.keep) == 0 {
		return 0
	}
	u := r.Float64() * float64(len(a.keep))
	i := int(u)
	if u-float64(i) < a.keep[i] {
		return i
	}
	return int(a.other[i])
}
