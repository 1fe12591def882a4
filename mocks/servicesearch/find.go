package servicesearch

import (
	"cmp"
	"math"
	"slices"

	"sandpiper/mocks/ods"
)

// found is a document with what was found in it.
type found struct {
	document *document
	hits     []float64
	score    float64
	keys     []any // to sort by
}

// search finds the documents of organisations that are open on a day, in the order that is asked for: without one by score, and those of one score
// by code. Scores follow a formula of our own: rare words weigh more, and more in short fields.
func (x *index) search(q *query, on ods.Day) []found {
	var out []found
	clauses := 0
	if q.text != nil {
		clauses = len(q.text.clauses)
	}
	counts := make([]int, clauses)
	hits := make([]float64, clauses)
	for i := range x.documents {
		d := &x.documents[i]
		if !d.Active(on) {
			continue
		}
		if _, ok := q.text.weigh(d, hits); !ok {
			continue
		}
		if q.filter != nil && !q.filter(&subject{document: d, on: on}) {
			continue
		}
		f := found{document: d, score: 1}
		if clauses > 0 {
			f.hits = slices.Clone(hits)
		}
		for k, h := range hits {
			if h > 0 {
				counts[k]++
			}
		}
		out = append(out, f)
	}
	for i := range out {
		f := &out[i]
		if clauses > 0 {
			f.score = 0
			for k, h := range f.hits {
				f.score += h * rarity(counts[k], len(x.documents))
			}
			f.score = math.Round(f.score*1e6) / 1e6
		}
		for _, o := range q.order {
			if o.of == nil {
				f.keys = append(f.keys, f.score)
				continue
			}
			f.keys = append(f.keys, o.of(&subject{document: f.document, on: on}))
		}
	}
	slices.SortStableFunc(out, func(a, b found) int {
		for i, o := range q.order {
			if c := rank(a.keys[i], b.keys[i]); c != 0 {
				if o.descending {
					return -c
				}
				return c
			}
		}
		if len(q.order) == 0 {
			return cmp.Compare(b.score, a.score)
		}
		return 0
	})
	return out
}

// rank orders values of one type; null comes first.
func rank(a, b any) int {
	switch x := a.(type) {
	case string:
		if y, ok := b.(string); ok {
			return cmp.Compare(x, y)
		}
	case float64:
		if y, ok := b.(float64); ok {
			return cmp.Compare(x, y)
		}
	}
	switch {
	case a == nil && b != nil:
		return -1
	case a != nil && b == nil:
		return 1
	}
	return 0
}
