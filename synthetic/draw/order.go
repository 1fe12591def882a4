package draw

import (
	"hash/fnv"
	"math/bits"
)

// Order is a keyed permutation of 0 … n-1: an order in which to look through a population that favours nobody. It is a Feistel
// network over the next power of four, walked on where it leaves the range, so nothing is stored.
type Order struct {
	n    uint64
	half uint // bits on either side
	keys [4]uint64
}

// NewOrder is the order of n things under a seed that some words name.
func NewOrder(n int, seed uint64, words ...string) Order {
	h := fnv.New64a()
	for _, w := range words {
		_, _ = h.Write([]byte(w)) // a hash never fails
		_, _ = h.Write([]byte{0})
	}
	o := Order{n: uint64(n), half: uint(max(1, (bits.Len64(uint64(max(n, 1)-1))+1)/2))}
	for i := range o.keys {
		o.keys[i] = Mix(seed ^ Mix(h.Sum64()+uint64(i)))
	}
	return o
}

// At is the i-th in the order, 0 … n-1.
func (o Order) At(i int) int {
	x := uint64(i)
	for {
		if x = o.shuffle(x); x < o.n {
			return int(x)
		}
	}
}

func (o Order) shuffle(x uint64) uint64 {
	low := uint64(1)<<o.half - 1
	left, right := x>>o.half&low, x&low
	for _, k := range o.keys {
		left, right = right, left^Mix(right^k)&low
	}
	return left<<o.half | right
}
