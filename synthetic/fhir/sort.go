package fhir

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// sortKey is what one resource is sorted by: a time or words, if it has any.
type sortKey struct {
	known bool
	at    time.Time
	words string
}

// Sort puts matches in the order that the search asks for, in place. Equal ones stay as they came; those without a value
// come last, whichever way the sort goes.
func (s *Search) Sort(matches []Resource) {
	if len(s.Order) == 0 {
		return
	}
	type row struct {
		resource Resource
		keys     []sortKey
	}
	rows := make([]row, len(matches))
	for i, r := range matches {
		rows[i] = row{r, make([]sortKey, len(s.Order))}
		for j, o := range s.Order {
			rows[i].keys[j] = o.key(r)
		}
	}
	slices.SortStableFunc(rows, func(a, b row) int {
		for j, o := range s.Order {
			if c := a.keys[j].compare(b.keys[j], o.Descending); c != 0 {
				return c
			}
		}
		return 0
	})
	for i := range rows {
		matches[i] = rows[i].resource
	}
}

// key reads the first value of the parameter: the start of a date, or lower-case words of anything else.
func (o Order) key(r Resource) (k sortKey) {
	if o.Param.Name == "_id" {
		return sortKey{known: true, words: r.ID}
	}
	for _, path := range o.Param.paths {
		walk(r.JSON, path, func(v []byte) {
			if k.known {
				return
			}
			if o.Param.Type == DateParam {
				if when, ok := elementSpan(v); ok {
					k = sortKey{known: true, at: when.from}
				}
				return
			}
			k = sortKey{known: true, words: strings.ToLower(sortWords(v))}
		})
	}
	return k
}

// sortWords is how an element reads: its own words, or those of its first code.
func sortWords(v []byte) string {
	if v[0] != '{' {
		return text(v)
	}
	for _, name := range []string{"text", "display", "reference", "value", "code"} {
		if s := text(get(v, name)); s != "" {
			return s
		}
	}
	words := ""
	walk(v, []string{"coding", "code"}, func(c []byte) {
		if words == "" {
			words = text(c)
		}
	})
	return words
}

func (k sortKey) compare(other sortKey, descending bool) int {
	if k.known != other.known {
		if k.known {
			return -1
		}
		return 1
	}
	c := k.at.Compare(other.at)
	if c == 0 {
		c = cmp.Compare(k.words, other.words)
	}
	if descending {
		return -c
	}
	return c
}
