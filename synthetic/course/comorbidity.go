package course

import (
	"fmt"
	"math"

	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/draw"
)

// factors is how many latent traits people differ in beyond age, sex, place and ethnicity. Illnesses that load on the same
// trait come together, and no prevalence moves.
const factors = 9

var factorNames = [factors]string{"frailty", "metabolic", "vascular", "mind", "airways", "smoke", "neuro", "immune", "pain"}

// The liabilities that are not diseases come before those of the diseases.
const (
	toSmoke = iota
	toDrink
	exposures // how many they are
)

// liability is one normal score of everybody: loadings on the traits, and its own part, which may lean on those of earlier
// liabilities so that a pair comes together as often as it is said to.
type liability struct {
	key      string
	curve    *curve
	loadings [factors]float64
	leans    []lean  // on the own parts before it
	rest     float64 // loading of what is nobody else's, so that variance is 1
}

type lean struct {
	on     int
	weight float64
}

// score is somebody's liability, from their traits and the own parts, which are normal deviates.
func (x *liability) score(traits *[factors]float64, own []float64, i int) float64 {
	sum := x.rest * own[i]
	for k, load := range x.loadings {
		sum += load * traits[k]
	}
	for _, l := range x.leans {
		sum += l.weight * own[l.on]
	}
	return sum
}

// associate solves the leans of the liabilities from the odds ratios of comorbidity.csv.
func associate(all []liability) {
	index := map[string]int{}
	for i := range all {
		index[all[i].key] = i
	}
	apart := make([]map[int]float64, len(all)) // covariance of own parts, by the earlier of a pair
	for i := range apart {
		apart[i] = map[int]float64{}
	}
	for _, row := range table("comorbidity.csv") {
		i, ok := index[row.Text("a")]
		j, known := index[row.Text("b")]
		if !ok || !known {
			panic("comorbidity.csv: no such liability: " + row.Text("a") + " or " + row.Text("b"))
		}
		if i < j {
			i, j = j, i
		}
		apart[i][j] = correlation(all[i].curve, all[j].curve, row.Float("odds_ratio")) - common(&all[i], &all[j])
	}
	decompose(all, apart)
}

// common is the covariance of two liabilities that their traits make.
func common(a, b *liability) float64 {
	sum := 0.0
	for k := range a.loadings {
		sum += a.loadings[k] * b.loadings[k]
	}
	return sum
}

// decompose is the Cholesky decomposition of the covariance of the own parts, which is nearly diagonal, so that few leans come
// of it.
func decompose(all []liability, apart []map[int]float64) {
	lower := make([][]float64, len(all))
	for i := range all {
		lower[i] = make([]float64, i+1)
		left := 1 - common(&all[i], &all[i])
		for j := range i {
			sum := apart[i][j]
			for k := range j {
				sum -= lower[i][k] * lower[j][k]
			}
			lower[i][j] = sum / lower[j][j]
			left -= lower[i][j] * lower[i][j]
			if lower[i][j] != 0 {
				all[i].leans = append(all[i].leans, lean{j, lower[i][j]})
			}
		}
		if left <= 0 {
			panic(fmt.Sprintf("comorbidity.csv asks more of %s than its liability holds: %.3f", all[i].key, left))
		}
		lower[i][i] = math.Sqrt(left)
		all[i].rest = lower[i][i]
	}
}

// correlation is that of two liabilities whose diseases keep company with an odds ratio, as a comparison adjusted for age and
// sex finds it (Mantel–Haenszel over bands of five years). The share of it that comes of both being commoner in the same
// places and groups is left out of the correlation.
func correlation(a, b *curve, odds float64) float64 {
	strata := jointStrata(a, b)
	low, high := -0.5, 0.98
	for range 17 {
		mid := (low + high) / 2
		over, under := 0.0, 0.0
		for _, s := range strata {
			both := bothAbove(s.x, s.y, s.p, s.q, mid) + s.p*s.q*s.together
			over += s.weight * both * max(0, 1-s.p-s.q+both)
			under += s.weight * max(0, s.p-both) * max(0, s.q-both)
		}
		if over < odds*under {
			low = mid
		} else {
			high = mid
		}
	}
	return (low + high) / 2
}

type jointStratum struct{ p, q, x, y, weight, together float64 }

func jointStrata(a, b *curve) []jointStratum {
	people := demography.AgeShares()
	var out []jointStratum
	for age := 2; age < demography.Oldest; age += 5 {
		together := 0.0
		for d := range 10 {
			s, t := 0.0, 0.0
			for g := range ethnicGroups {
				s, t = s+a.times[ageGroup(age)][d][g]/ethnicGroups, t+b.times[ageGroup(age)][d][g]/ethnicGroups
			}
			together += (s - 1) * (t - 1) / 10
		}
		for sex := range 2 {
			p, q := min(most, a.at[sex][age]), min(most, b.at[sex][age])
			if p > 1e-6 && q > 1e-6 {
				out = append(out, jointStratum{p, q, draw.Quantile(p), draw.Quantile(q), people[age][sex], together})
			}
		}
	}
	return out
}

// bothAbove is the chance that two normal deviates of a correlation both lie beyond the points that shares p and q lie beyond
// (x and y are the quantiles of p and q), by Gauss–Legendre integration over the correlation (Drezner and Wesolowsky's way).
func bothAbove(x, y, p, q, correlation float64) float64 {
	sum := 0.0
	end := math.Asin(correlation)
	for i, node := range gaussNodes {
		for _, s := range [2]float64{-1, 1} {
			sin, cos := math.Sincos(end * (1 + s*node) / 2)
			sum += gaussWeights[i] * math.Exp(-(x*x+y*y-2*x*y*sin)/(2*cos*cos))
		}
	}
	return p*q + sum*end/(4*math.Pi)
}

// Nodes and weights of the Gauss–Legendre rule of six points, the positive half.
var (
	gaussNodes   = [3]float64{0.2386191860831969, 0.6612093864662645, 0.9324695142031521}
	gaussWeights = [3]float64{0.4679139345726910, 0.3607615730481386, 0.1713244923791704}
)
