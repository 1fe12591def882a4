package realism

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"

	"golang.org/x/sync/errgroup"

	"sandpiper/synthetic"
)

// Options say what to measure and how.
type Options struct {
	Population *synthetic.Population // looked at on its date
	Workers    int                   // 0 for as many as there are processors; the board does not depend on it
	Progress   func(done, of int)    // called now and then with the people gone through; nil for silence
	Given      map[string]float64    // figures taken elsewhere, by ID of the scoreboard: "P21" people a second …
}

// ErrMeasure is wrapped by the errors of Measure.
var ErrMeasure = errors.New("population cannot be measured")

// chunk is how many indexes a worker takes at a time.
const chunk = 256

// lifetime is how far lives are followed, in years: nobody lives longer.
const lifetime = 125

// Measure goes through everybody once and holds them against what is published. It makes everyone's record on the
// population's date and follows everyone to their end, those who are born later too, for the life table. The same population
// gives the same board for any number of workers.
func Measure(ctx context.Context, o Options) (Board, error) {
	if o.Population == nil {
		return Board{}, fmt.Errorf("%w: no population was given", ErrMeasure)
	}
	ref := published()
	for id := range o.Given {
		if !ref.known(id) {
			return Board{}, fmt.Errorf("%w: a figure is given for %s, which the scoreboard does not have", ErrMeasure, id)
		}
	}
	sets, err := o.tour(ctx, ref)
	if err != nil {
		return Board{}, fmt.Errorf("measure %d people: %w", o.Population.Len(), err)
	}
	for _, other := range sets[1:] {
		for i, g := range other {
			sets[0][i].add(g)
		}
	}
	r := newReport(ref, o)
	for _, g := range sets[0] {
		g.report(r)
	}
	return r.finish(), nil
}

// tour shows everybody to a set of gauges for each worker.
func (o *Options) tour(ctx context.Context, ref *reference) ([][]gauge, error) {
	workers := o.Workers
	if workers < 1 {
		workers = runtime.GOMAXPROCS(0)
	}
	work := make(chan []int, workers)
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		defer close(work)
		return o.deal(ctx, work)
	})
	sets := make([][]gauge, workers)
	var progress sync.Mutex
	done := 0
	for w := range sets {
		sets[w] = newGauges(ref)
		group.Go(func() error {
			v := newViewer(ref, o.Population)
			for indexes := range work {
				for _, i := range indexes {
					if l, ok := v.look(i); ok {
						for _, g := range sets[w] {
							g.see(l)
						}
					}
				}
				if o.Progress != nil {
					progress.Lock()
					done = min(done+len(indexes), o.Population.Len())
					o.Progress(done, o.Population.Len())
					progress.Unlock()
				}
			}
			return ctx.Err()
		})
	}
	return sets, group.Wait()
}

// deal hands out the indexes of everybody who is alive or yet to be born, in chunks.
func (o *Options) deal(ctx context.Context, work chan<- []int) error {
	next := make([]int, 0, chunk)
	hand := func() bool {
		select {
		case work <- next:
			next = make([]int, 0, chunk)
			return true
		case <-ctx.Done():
			return false
		}
	}
	for i := range future(o.Population).Everyone() {
		if next = append(next, i); len(next) == chunk && !hand() {
			return ctx.Err()
		}
	}
	if len(next) > 0 && !hand() {
		return ctx.Err()
	}
	return nil
}

// future is the population when everybody's life is over.
func future(p *synthetic.Population) *synthetic.Population {
	return p.At(p.Date().AddDate(lifetime, 0, 0))
}

// gauge keeps counts of one subject. Its counts are whole numbers, so that adding up is the same in any order.
type gauge interface {
	see(*look)
	add(gauge)
	report(*report)
}

func newGauges(ref *reference) []gauge {
	return []gauge{
		&crowd{}, newEnrolment(ref), &survival{}, newOdds(ref), newCompany(ref), newBurden(ref), newHabits(ref), newBodies(ref),
		newUse(ref), newWards(ref), newLabels(), newCoverage(ref), &faulty{},
	}
}

// known reports whether the scoreboard has an ID.
func (r *reference) known(id string) bool {
	for i := range r.rows {
		if r.rows[i].ID == id {
			return true
		}
	}
	return false
}
