package chart

import (
	"slices"
	"time"
)

// bind puts the entries in the order of writing, leaves out those that are not written yet, numbers the others within their
// kinds, and ties them to each other.
func (w *pen) bind() Chart {
	w.sort()
	out := make([]Entry, len(w.order))
	w.place = slices.Grow(w.place[:0], len(w.entries))[:len(w.entries)]
	for i := range w.place {
		w.place[i] = -1
	}
	var next [Report + 1]int
	for to, key := range w.order {
		from := key & placeMask
		w.place[from] = int32(to)
		out[to] = w.entries[from]
		e := &out[to]
		e.ID.K = next[e.ID.Kind]
		next[e.ID.Kind]++
		w.settle(e)
	}
	w.tie(out)
	chart := Chart{Person: w.person.Index, Entries: out, Ethnicity: w.ethnicity()}
	for _, c := range w.claims {
		if c.entry < 0 || w.place[c.entry] < 0 {
			chart.Missing = append(chart.Missing, c.truth)
		}
	}
	return chart
}

// The order of writing in one number: the second, the rank of the kind, and the place at which the pen had it.
const (
	placeBits = 16
	placeMask = 1<<placeBits - 1
	rankBits  = 4
	epoch     = 1 << 33 // seconds from before anybody's birth to 1970
)

func (w *pen) sort() {
	w.order = w.order[:0]
	for i := range w.entries {
		e := &w.entries[i]
		m := momentOf(e.Recorded)
		if m >= w.at || m >= w.died && i < w.posthumous {
			continue
		}
		rank := uint64(e.ID.Kind)
		if e.ID.Kind == Contact {
			rank = 0 // before what was written in it
		}
		w.order = append(w.order, uint64(m+epoch)<<(placeBits+rankBits)|rank<<placeBits|uint64(i))
	}
	slices.Sort(w.order)
}

// settle gives an entry the status that it has at the moment of the chart, and not what the future makes of it.
func (w *pen) settle(e *Entry) {
	switch e.ID.Kind {
	case Problem, Allergy, Medicine, Referral:
		if !e.Ended.IsZero() && momentOf(e.Ended) >= w.at {
			e.Status, e.Ended = Active, time.Time{}
		}
		if e.ID.Kind == Medicine && e.Status == Active && w.died < w.at {
			e.Status, e.Ended = Stopped, w.died.time()
		}
	case Appointment:
		switch start := momentOf(e.Onset); {
		case start >= w.died:
			e.Status = Cancelled
		case start >= w.at:
			e.Status = Booked
		}
	}
}

// tie turns places in the draft into numbers, and cuts the texts.
func (w *pen) tie(out []Entry) {
	for i := range out {
		if out[i].Contact >= 0 {
			out[i].Contact = out[w.place[out[i].Contact]].ID.K
		}
	}
	ink := string(w.ink)
	for _, t := range w.texts {
		switch to := w.place[t.entry]; {
		case to < 0:
		case t.letter:
			out[to].Letter.Text = ink[t.from:t.to]
		default:
			out[to].Text = ink[t.from:t.to]
		}
	}
	total := 0
	for _, r := range w.reports {
		total += r.results
	}
	results, ids := make([]int, 0, total), make([]ID, 0, len(w.links))
	for _, r := range w.reports {
		if to := w.place[r.entry]; to >= 0 {
			from := len(results)
			for k := range r.results {
				results = append(results, out[w.place[r.entry+1+k]].ID.K)
			}
			out[to].Results = results[from:len(results):len(results)]
		}
	}
	for _, l := range w.links {
		if to, of := w.place[l.entry], w.place[l.of]; to >= 0 && of >= 0 {
			ids = append(ids, out[of].ID)
			out[to].About = &ids[len(ids)-1]
		}
	}
}
