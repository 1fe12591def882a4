package physiology

import (
	"math"
	"time"

	"sandpiper/synthetic/draw"
)

// blockBits is the length of the stretches that a wander is made in: 2¹⁶ seconds, about eighteen hours.
const blockBits = 16

// Wander is chance that strays and comes back: a stationary Ornstein–Uhlenbeck process of mean 0 and variance 1, to be read
// at any moment without reading the moments before. The ends of each stretch of eighteen hours are drawn alone (a process
// with a time constant of hours has forgotten by then); the process is Markov, so halfway between two known moments it is
// normal given both, and so on down to a sixteenth of the time constant, below which it is a straight line. A moment costs a
// dozen keyed draws, whatever came before.
//
//	known ─────────────────┬───────────────── known
//	          ┌── drawn ───┘ given both ends
//	    drawn ┘ …
type Wander struct {
	wander
	seed, index uint64
	stream      draw.Stream
	salt        uint64
}

// NewWander is the wander of one decision with a time constant, which should be below six hours. Salt tells apart what
// shares a stream.
func NewWander(seed, index uint64, stream draw.Stream, salt uint64, slack time.Duration) Wander {
	return Wander{newWander(slack), seed, index, stream, salt}
}

// At is the value at t.
func (w *Wander) At(t time.Time) float64 { return w.at(w.seed, w.index, w.stream, w.salt, t) }

// wander is the arithmetic of a time constant: what halving a stretch does at each level.
type wander struct {
	levels       int
	mean, spread [blockBits]float64
}

func newWander(slack time.Duration) (w wander) {
	tau := max(slack.Seconds(), 1)
	half := float64(int(1) << (blockBits - 1))
	for w.levels < blockBits && half > tau/32 {
		rho := math.Exp(-half / tau)
		w.mean[w.levels] = rho / (1 + rho*rho)
		w.spread[w.levels] = math.Sqrt((1 - rho*rho) / (1 + rho*rho))
		w.levels++
		half /= 2
	}
	return w
}

// at reads the process that a key names.
func (w *wander) at(seed, index uint64, stream draw.Stream, salt uint64, t time.Time) float64 {
	seconds := t.Unix()
	block := uint64(seconds >> blockBits)
	offset := float64(seconds&(1<<blockBits-1)) + float64(t.Nanosecond())*1e-9
	seed ^= salt * 0x9e3779b97f4a7c15
	end := func(b uint64) float64 {
		r := draw.Key(seed, index, stream, b<<blockBits)
		return r.Norm()
	}
	lo, hi := end(block), end(block+1)
	length, node := float64(int(1)<<blockBits), uint64(1)
	for i := range w.levels {
		r := draw.Key(seed, index, stream, block<<blockBits|node)
		mid := w.mean[i]*(lo+hi) + w.spread[i]*r.Norm()
		length /= 2
		node <<= 1
		if offset < length {
			hi = mid
		} else {
			lo, offset, node = mid, offset-length, node|1
		}
	}
	return lo + (hi-lo)*offset/length
}
