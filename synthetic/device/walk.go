package device

import (
	"math"

	"sandpiper/synthetic/draw"
)

const (
	longest = 4096 // days that a walk is laid out for; afterwards it stands still
	halves  = 20   // down to minutes, below which it is a straight line
)

// walk is a random walk in continuous time, standard deviation √days, that can be read at any moment: halfway between two
// known moments it is normal given both, and so on down. Before calibration it is 0.
func walk(seed, index, salt uint64, days float64) float64 {
	if days <= 0 {
		return 0
	}
	days = min(days, longest)
	at := func(node uint64) float64 {
		r := draw.Key(seed^draw.Mix(salt), index, streamDrift, node)
		return r.Norm()
	}
	length, node := float64(longest), uint64(1)
	lo, hi := 0.0, math.Sqrt(length)*at(0)
	for range halves {
		mid := (lo+hi)/2 + math.Sqrt(length)/2*at(node)
		length /= 2
		node <<= 1
		if days < length {
			hi = mid
		} else {
			lo, days, node = mid, days-length, node|1
		}
	}
	return lo + (hi-lo)*days/length
}
