package coherence_test

import (
	"sync"
	"testing"
)

// outcome is what came of a number of rounds.
type outcome struct {
	rounds, pairs int
	hits          []int // by combination
	failed        int
}

// tally plays rounds from one on until there are so many pairs (and, if there are enough to try everything, all have been tried equally often), or
// several have failed. Which rounds count does not depend on the number of workers: they are the first ones that together have enough.
func (r *rig) tally(t *testing.T, first, pairs, workers int) outcome {
	t.Helper()
	played := make(chan result)
	numbers := make(chan int)
	enough := make(chan struct{})
	var wait sync.WaitGroup
	for range workers {
		estate := r.estate(t)
		wait.Go(func() {
			for n := range numbers {
				one := result{n: n, hits: make([]int, len(r.combos))}
				one.pairs, one.err = r.play(estate, n, one.hits)
				played <- one
			}
		})
	}
	go func() {
		defer close(numbers)
		for n := first; ; n++ {
			select {
			case numbers <- n:
			case <-enough:
				return
			}
		}
	}()
	go func() {
		wait.Wait()
		close(played)
	}()
	out := outcome{hits: make([]int, len(r.combos))}
	early := map[int]result{}
	stopped := false
	for one := range played {
		early[one.n] = one
		for !stopped {
			next, there := early[first+out.rounds]
			if !there {
				break
			}
			delete(early, first+out.rounds)
			if next.err != nil {
				t.Error(next.err)
			}
			if before := out.pairs / 100_000; out.add(next) && out.pairs/100_000 > before {
				t.Logf("%d pairs so far, %d rounds with a contradiction", out.pairs, out.failed)
			}
			if stopped = out.pairs >= pairs && (pairs < len(r.combos) || out.rounds%r.parts() == 0) || out.failed >= mostFailures; stopped {
				close(enough)
			}
		}
	}
	return out
}

// mostFailures is how many rounds may fail before the rest is not worth playing.
const mostFailures = 20

// result is what came of one round.
type result struct {
	n, pairs int
	hits     []int
	err      error
}

// add counts a round in, and reports whether it made any pairs.
func (o *outcome) add(one result) bool {
	o.rounds++
	o.pairs += one.pairs
	for k, n := range one.hits {
		o.hits[k] += n
	}
	if one.err != nil {
		o.failed++
	}
	return one.pairs > 0
}
