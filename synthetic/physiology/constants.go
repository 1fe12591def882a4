package physiology

import (
	"math"
	"sync"
)

var constants = sync.OnceValue(func() map[string]float64 {
	all := map[string]float64{}
	for _, row := range table("constants.csv") {
		all[row.Text("key")] = row.Float("value")
	}
	return all
})

// constant is a coefficient of data/constants.csv.
func constant(key string) float64 {
	x, ok := constants()[key]
	if !ok {
		panic("physiology: no constant " + key)
	}
	return x
}

// lognormal scales a quantity by a normal deviate with a standard deviation of the logarithm; its median is 1.
func lognormal(z, spread float64) float64 { return math.Exp(spread * min(max(z, -2.5), 2.5)) }
