package harness

import (
	"hash/fnv"
	"math/bits"

	"sandpiper/synthetic/draw"
)

// order is a keyed permutation of 0 … n-1: the order in which a population is looked through for one part of one scenario.
// It is a Feistel network over the next power of four, walked on where it leaves the range, so nothing is stored.
type order struct {
	n    uint64
	half uint // bits on either side
	keys [4]uint64
}

func newOrder(n int, seed uint64, words ...string) order {
	h := fnv.New64a()
	for _, w := range words {
		_, _ = h.Write([]byte(w)) // a hash never fails
		_, _ = h.Write([]byte{0})
	}
	o := order{n: uint64(n), half: uint(max(1, (bits.Len64(uint64(max(n, 1)-1))+1)/2))}
	for i := range o.keys {
		o.keys[i] = draw.Mix(seed ^ draw.Mix(h.Sum64()+uint64(i)))
	}
	return o
}

// at is the i-th in the order.
func (o order) at(i int) int {
	x := uint64(i)
	for {
		if x = o.shuffle(x); x < o.n {
			return int(x)
		}
	}
}

func (o order) shuffle(x uint64) uint64 {
	low := uint64(1)<<o.half - 1
	left, right := x>>o.half&low, x&low
	for _, k := range o.keys {
		left, right = right, left^draw.Mix(right^k)&low
	}
	return left<<o.half | right
}
