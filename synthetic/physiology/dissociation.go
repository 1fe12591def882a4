package physiology

import "sync"

// curve is the oxygen dissociation curve of haemoglobin.
type curve struct{ numerator, linear, perKPa float64 }

var dissociation = sync.OnceValue(func() curve {
	return curve{constant("severinghaus-numerator"), constant("severinghaus-linear"), constant("mmhg-per-kpa")}
})

// saturation is the share of haemoglobin, in per cent, that carries oxygen at an arterial pressure in kPa.
func (c curve) saturation(kPa float64) float64 {
	p := max(kPa, 0) * c.perKPa
	if p == 0 {
		return 0
	}
	return 100 / (c.numerator/(p*p*p+c.linear*p) + 1)
}

// pressure is the inverse of saturation for saturations up to 99.5 %.
func (c curve) pressure(saturation float64) float64 {
	want := min(max(saturation, 1), 99.5)
	lo, hi := 0.0, 60.0
	for hi-lo > 1e-9 {
		mid := (lo + hi) / 2
		if c.saturation(mid) < want {
			lo = mid
		} else {
			hi = mid
		}
	}
	return (lo + hi) / 2
}
