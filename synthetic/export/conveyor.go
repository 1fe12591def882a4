package export

import (
	"context"
	"sync"

	"sandpiper/synthetic"
	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/course"
	"sandpiper/synthetic/demography"
)

// chunk is the people of one run of indexes in the form of a format, on their way from a worker to the writer. Chunks are used
// again, and their buffers with them.
type chunk struct {
	number int
	people int
	parts  [][]byte // what goes to each file of the format
	counts []int    // resources or rows in each
	ends   []ending // bundles: where each person's ends
	rows   ledger   // tables
	refs   map[place]struct{}
	done   chan struct{}
}

func (c *chunk) clear() {
	c.people = 0
	for i := range c.parts {
		c.parts[i], c.counts[i] = c.parts[i][:0], 0
	}
	c.ends = c.ends[:0]
	c.rows.clear()
	clear(c.refs)
}

// room makes place for the parts of a format with so many files.
func (c *chunk) room(files int) {
	for len(c.parts) < files {
		c.parts, c.counts = append(c.parts, nil), append(c.counts, 0)
	}
}

// somebody is one person with everything about them.
type somebody struct {
	person synthetic.Person
	life   course.Life
	chart  chart.Chart
}

// penman puts people into a chunk; each worker has one. close is called when a chunk has all its people.
type penman interface {
	put(c *chunk, who *somebody)
	close(c *chunk)
}

// convey makes the people of chunks from … to-1 in parallel and hands the chunks to take one by one, in order. Few chunks are on
// the way at any time, so that memory does not grow with the number of people.
func (j *Job) convey(ctx context.Context, from, to int, worker func() penman, take func(*chunk) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	workers := j.workers()
	belt := workers + 4 // chunks on the way
	todo, ordered, free := make(chan *chunk, belt), make(chan *chunk, belt), make(chan *chunk, belt)
	for range belt {
		free <- &chunk{refs: map[place]struct{}{}}
	}
	var crew sync.WaitGroup
	for range workers {
		crew.Go(func() {
			pen := worker()
			for c := range todo {
				if ctx.Err() == nil {
					j.fill(c, pen)
				}
				close(c.done)
			}
		})
	}
	crew.Go(func() {
		defer close(ordered)
		defer close(todo)
		for n := from; n < to; n++ {
			select {
			case c := <-free:
				c.clear()
				c.number, c.done = n, make(chan struct{})
				todo <- c
				ordered <- c
			case <-ctx.Done():
				return
			}
		}
	})
	var err error
	for c := range ordered {
		<-c.done
		if err == nil {
			if err = ctx.Err(); err == nil {
				err = take(c)
			}
			if err != nil {
				stop()
			}
		}
		free <- c
	}
	crew.Wait()
	if err == nil {
		err = ctx.Err()
	}
	return err
}

// fill puts everybody of a chunk into it.
func (j *Job) fill(c *chunk, pen penman) {
	p := j.Population
	from, to := indexes(p, c.number)
	for i := from; i < to; i++ {
		if !p.Exists(i) {
			continue
		}
		if i >= demography.FirstOther && !j.wants(p.Person(i)) {
			continue // most of the others are departed: spare them the work of a life
		}
		var who somebody
		if who.person, who.life, who.chart = p.Life(i); !j.wants(who.person) {
			continue
		}
		c.people++
		pen.put(c, &who)
	}
	pen.close(c)
}

// wants reports whether somebody is to be written.
func (j *Job) wants(p synthetic.Person) bool { return j.Departed || p.Died.IsZero() }
