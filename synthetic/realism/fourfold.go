package realism

import "math"

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
