package registers

import (
	"runtime"
	"sync"

	"golang.org/x/mod/sumdb/tlog"
)

// twin is what version 2 has beside version 1 for the same shelf: other names for the items, and another tree.
type twin struct {
	names []Hash         // of the items
	index map[Hash]int32 // → place in items
	nodes []Hash         // stored nodes
}

// second makes the twin when it is first asked for, since it is the dearer of the two by far and many a run never looks at version 2.
func (s *shelf) second() *twin {
	s.once.Do(func() {
		if s.under != nil {
			s.under.second()
		}
		t := &twin{names: make([]Hash, len(s.items)), index: make(map[Hash]int32, len(s.items))}
		parallel(len(s.items), func(i int) { t.names[i] = BlobHash(s.items[i]) })
		for i, h := range t.names {
			t.index[h] = int32(i)
		}
		s.two = t
		leaves := make([]Hash, len(s.entries))
		parallel(len(leaves), func(i int) { leaves[i] = s.entries[i].leafTwo(s.blob(s.entries[i].Item)) })
		r := s.readTwo()
		for i, h := range leaves {
			t.nodes = grow(t.nodes, int64(s.start+i), h, r)
		}
	})
	return s.two
}

// blob is version 2's name for the item that version 1 names so. The twins must have been made.
func (s *shelf) blob(name Hash) Hash {
	for ; s != nil; s = s.under {
		if i, ok := s.index[name]; ok {
			return s.two.names[i]
		}
	}
	return Hash{}
}

// readTwo reads the stored nodes of version 2.
func (s *shelf) readTwo() tlog.HashReader {
	return reader(s, func(s *shelf) []Hash { return s.two.nodes })
}

// parallel calls f for 0 … n-1 from several goroutines, in stretches; each f writes to a place of its own, so that nothing depends on how
// many there are.
func parallel(n int, f func(int)) {
	workers := min(runtime.GOMAXPROCS(0), n/256+1)
	if workers < 2 {
		for i := range n {
			f(i)
		}
		return
	}
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for i := n * w / workers; i < n*(w+1)/workers; i++ {
				f(i)
			}
		})
	}
	wg.Wait()
}
