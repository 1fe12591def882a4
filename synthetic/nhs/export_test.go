package nhs

import "sandpiper/synthetic/draw"

// Detour is what tests look at of a permutation with closed places.
type Detour struct{ d detour }

// NewDetour is a permutation of 0 … size-1 with closed places.
func NewDetour(seed uint64, size int, closed []uint64) Detour {
	r := draw.Key(seed, 0, numbers, 0)
	return Detour{detour{shuffle: newShuffle(size, &r), closed: closed}}
}

// Len, Forward and Back are the detour's; Straight is where a rank would arrive if nothing were closed.
func (x Detour) Len() int                      { return x.d.len() }
func (x Detour) Forward(rank uint64) uint64    { return x.d.forward(rank) }
func (x Detour) Back(place uint64) uint64      { return x.d.back(place) }
func (x Detour) Straight(rank uint64) uint64   { return x.d.shuffle.forward(rank) }
func (x Detour) Closed(place uint64) (is bool) { return x.d.closedBy(place) >= 0 }
