package physiology_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"sandpiper/synthetic/physiology"
)

func TestWanderIsAnOrnsteinUhlenbeckProcess(t *testing.T) {
	const slack = 10 * time.Minute
	w := physiology.NewWander(3, 14, 0xabc, 1, slack)
	const n = 40_000
	var sum, squares, near, far float64
	for i := range n {
		at := nine.Add(time.Duration(i) * 31 * time.Minute)
		x := w.At(at)
		sum += x
		squares += x * x
		near += x * w.At(at.Add(slack))
		far += x * w.At(at.Add(6*slack))
	}
	assert.InDelta(t, 0, sum/n, 0.03)
	assert.InDelta(t, 1, squares/n, 0.05)
	assert.InDelta(t, math.Exp(-1), near/n, 0.04)
	assert.InDelta(t, 0, far/n, 0.03)
}

// Neither the ends of the stretches that it is made in nor the halvings show.
func TestWanderIsContinuous(t *testing.T) {
	w := physiology.NewWander(3, 14, 0xabc, 1, 30*time.Minute)
	worst := 0.0
	for s := range 200_000 {
		at := nine.Add(time.Duration(s) * time.Second)
		worst = max(worst, math.Abs(w.At(at.Add(time.Second))-w.At(at)))
	}
	assert.Less(t, worst, 0.05)
}

func TestWandersDifferBySalt(t *testing.T) {
	a, b := physiology.NewWander(3, 14, 0xabc, 1, time.Hour), physiology.NewWander(3, 14, 0xabc, 2, time.Hour)
	assert.NotEqual(t, a.At(nine), b.At(nine))
	assert.Zero(t, testing.AllocsPerRun(100, func() { _ = a.At(nine) }))
}
