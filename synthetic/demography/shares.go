package demography

import "math"

// Oldest is the highest whole age that anybody has.
const Oldest = 106

// AgeShares is the share of England's people of each whole age and sex (indexed by Sex), as the census bands give it: even
// within a band, thinning out from 90 on. All shares sum to 1.
func AgeShares() [Oldest + 1][2]float64 {
	e := load()
	var out [Oldest + 1][2]float64
	last := 0.0
	for i, cum := range e.ageCum {
		band, share := e.ages[i/2], cum-last
		last = cum
		sex := Male
		if i%2 == 1 {
			sex = Female
		}
		var weight [Oldest + 1]float64
		sum := 0.0
		for a := int(band.from); a < int(band.to) && a <= Oldest; a++ {
			weight[a] = 1
			if i/2 == len(e.ages)-1 {
				weight[a] = math.Exp(-(float64(a) - band.from) / thinning)
			}
			sum += weight[a]
		}
		for a := range weight {
			out[a][sex] += share * weight[a] / sum
		}
	}
	return out
}

// EthnicGroups lists the ethnic category codes in the order of the tables.
func EthnicGroups() []string {
	e := load()
	out := make([]string, len(e.ethnic))
	for i, g := range e.ethnic {
		out[i] = g.code
	}
	return out
}
