package registers

import (
	"maps"
	"slices"
	"sync"

	"golang.org/x/mod/sumdb/tlog"
)

// shelf is a stretch of a log: entries, the items that they brought, and the nodes of the tree that they closed. It may stand on another shelf, whose
// entries come first; a shelf that something stands on is never changed again.
type shelf struct {
	under   *shelf // nil: it begins with entry 1
	start   int    // entries under it
	brought int    // items under it
	entries []Entry
	prev    []int32          // of each entry: the number of the one before it with the same key; 0 for none
	last    map[string]int32 // key → number of its newest entry here
	keys    []string         // keys first entered here, in order
	known   int              // keys under it
	items   []Item           // first referred to here, in order
	names   []Hash           // of the items, in version 1
	index   map[Hash]int32   // → place in items
	nodes   []Hash           // version 1: stored nodes in the order of tlog.StoredHashIndex

	once sync.Once
	two  *twin // version 2's names and nodes, made when first asked for
}

// onto is an empty shelf on another; on nil for a new log.
func onto(under *shelf) *shelf {
	s := &shelf{under: under, last: make(map[string]int32), index: make(map[Hash]int32)}
	if under != nil {
		s.start, s.brought, s.known = under.size(), under.brought+len(under.items), under.known+len(under.keys)
	}
	return s
}

// clone copies a shelf so that it can grow while readers look at the old one. It costs what the shelf itself holds, not what is under it.
func (s *shelf) clone() *shelf {
	return &shelf{
		under: s.under, start: s.start, brought: s.brought, known: s.known,
		entries: slices.Clone(s.entries), prev: slices.Clone(s.prev), last: maps.Clone(s.last), keys: slices.Clone(s.keys),
		items: slices.Clone(s.items), names: slices.Clone(s.names), index: maps.Clone(s.index), nodes: slices.Clone(s.nodes),
	}
}

// full is how many entries a shelf holds before those that come stand on another, so that an entry costs no more than copying this many.
const full = 128

// next is the shelf for the entries that come after this one's, which stays as it is.
func (s *shelf) next() *shelf {
	if len(s.entries) >= full {
		return onto(s)
	}
	return s.clone()
}

// size is how many entries there are, those under the shelf too.
func (s *shelf) size() int { return s.start + len(s.entries) }

// add takes an item in, unless it is there; it returns its name.
func (s *shelf) add(item Item, name Hash) {
	if _, _, ok := s.item(name); ok {
		return
	}
	s.index[name] = int32(len(s.items))
	s.items = append(s.items, item)
	s.names = append(s.names, name)
}

// append takes an entry in. The number follows from where it stands; the item must have been added. The leaf is worked out unless it is given.
func (s *shelf) append(e Entry, leaf *Hash) {
	e.Number = s.size() + 1
	before := s.newest(e.Key)
	if before == 0 {
		s.keys = append(s.keys, e.Key)
	}
	s.prev = append(s.prev, int32(before))
	s.last[e.Key] = int32(e.Number)
	s.entries = append(s.entries, e)
	if leaf == nil {
		h := e.leafOne(make([]byte, 0, 320))
		leaf = &h
	}
	s.nodes = grow(s.nodes, int64(e.Number-1), *leaf, s.readOne())
}

// grow appends the nodes that leaf n closes. What tlog reads lies in memory, so that it cannot fail.
func grow(nodes []Hash, n int64, leaf Hash, r tlog.HashReader) []Hash {
	closed, err := tlog.StoredHashesForRecordHash(n, leaf, r)
	if err != nil {
		panic("registers: tree in memory cannot be read: " + err.Error())
	}
	return append(nodes, closed...)
}

// newest is the number of a key's newest entry; 0 for none.
func (s *shelf) newest(key string) int {
	for ; s != nil; s = s.under {
		if n, ok := s.last[key]; ok {
			return int(n)
		}
	}
	return 0
}

// entry is an entry by its number, which must exist, and the number of the one before it with the same key.
func (s *shelf) entry(n int) (*Entry, int) {
	for n <= s.start {
		s = s.under
	}
	return &s.entries[n-s.start-1], int(s.prev[n-s.start-1])
}

// item finds an item by its name in version 1, and its place among all.
func (s *shelf) item(name Hash) (Item, int, bool) {
	for ; s != nil; s = s.under {
		if i, ok := s.index[name]; ok {
			return s.items[i], s.brought + int(i), true
		}
	}
	return nil, 0, false
}

// key is the i-th key in the order of first entry, from 0.
func (s *shelf) key(i int) string {
	for i < s.known {
		s = s.under
	}
	return s.keys[i-s.known]
}

// itemAt is the i-th item in the order of first reference, from 0.
func (s *shelf) itemAt(i int) (Item, Hash) {
	for i < s.brought {
		s = s.under
	}
	return s.items[i-s.brought], s.names[i-s.brought]
}

// readOne reads the stored nodes of version 1.
func (s *shelf) readOne() tlog.HashReader {
	return reader(s, func(s *shelf) []Hash { return s.nodes })
}

// reader reads nodes by their index in the order of tlog.StoredHashIndex.
func reader(top *shelf, nodes func(*shelf) []Hash) tlog.HashReader {
	return tlog.HashReaderFunc(func(indexes []int64) ([]Hash, error) {
		out := make([]Hash, len(indexes))
		for k, i := range indexes {
			s, below := top, int64(0)
			for {
				below = tlog.StoredHashCount(int64(s.start))
				if i >= below {
					break
				}
				s = s.under
			}
			out[k] = nodes(s)[i-below]
		}
		return out, nil
	})
}

// room makes an empty shelf ready for many entries.
func (s *shelf) room(n int) {
	s.entries, s.prev = make([]Entry, 0, n), make([]int32, 0, n)
	s.items, s.names, s.keys = make([]Item, 0, n), make([]Hash, 0, n), make([]string, 0, n)
	s.last, s.index = make(map[string]int32, n), make(map[Hash]int32, n)
	s.nodes = make([]Hash, 0, 2*n)
}
