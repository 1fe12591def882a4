package registers

import (
	"iter"
	"time"
)

// Snapshot is a register at one moment: what every answer is read from, so that the numbers in one answer agree. It is immutable.
type Snapshot struct {
	definition Definition
	remarks    []Remark
	top        *shelf
}

// Record is the newest entry of a key, with its item.
type Record struct {
	Entry Entry
	Item  Item
}

// with is the register with more entries, made in this order.
func (s *Snapshot) with(lines []line) *Snapshot {
	top := s.top.next()
	for _, l := range lines {
		name := l.item.Hash()
		top.add(l.item, name)
		top.append(Entry{At: wholeSecond(l.at), Key: l.key, Item: name}, nil)
	}
	return &Snapshot{definition: s.definition, remarks: s.remarks, top: top}
}

// Size is the number of entries.
func (s *Snapshot) Size() int { return s.top.size() }

// Len is the number of records, which is the number of keys.
func (s *Snapshot) Len() int { return s.top.known + len(s.top.keys) }

// Items is the number of different items.
func (s *Snapshot) Items() int { return s.top.brought + len(s.top.items) }

// Updated is when the last entry was made; the time of the metadata in an empty register.
func (s *Snapshot) Updated() time.Time {
	if s.Size() > 0 {
		e, _ := s.top.entry(s.Size())
		return e.At
	}
	if len(s.remarks) > 0 {
		return s.remarks[len(s.remarks)-1].At
	}
	return time.Time{}
}

// Entry is the n-th entry, from 1.
func (s *Snapshot) Entry(n int) (Entry, bool) {
	if n < 1 || n > s.Size() {
		return Entry{}, false
	}
	e, _ := s.top.entry(n)
	return *e, true
}

// Item finds an item by its name in version 1.
func (s *Snapshot) Item(h Hash) (Item, bool) {
	item, _, ok := s.top.item(h)
	return item, ok
}

// Blob finds an item by its name in version 2.
func (s *Snapshot) Blob(h Hash) (Item, bool) {
	s.top.second()
	for p := s.top; p != nil; p = p.under {
		if i, ok := p.two.index[h]; ok {
			return p.items[i], true
		}
	}
	return nil, false
}

// ItemAt is the i-th item in the order of first reference, from 0, and its name in version 1.
func (s *Snapshot) ItemAt(i int) (Item, Hash) { return s.top.itemAt(i) }

// BlobOf is version 2's name for an item that version 1 names so.
func (s *Snapshot) BlobOf(h Hash) Hash {
	s.top.second()
	return s.top.blob(h)
}

// Record is the newest state of a key.
func (s *Snapshot) Record(key string) (Record, bool) {
	n := s.top.newest(key)
	if n == 0 {
		return Record{}, false
	}
	return s.record(n), true
}

func (s *Snapshot) record(n int) Record {
	e, _ := s.top.entry(n)
	item, _, _ := s.top.item(e.Item)
	return Record{Entry: *e, Item: item}
}

// Records yields the newest state of every key from the i-th on, in the order in which keys were first entered: a new entry never moves an
// old one to another page.
func (s *Snapshot) Records(i int) iter.Seq[Record] {
	return func(yield func(Record) bool) {
		for ; i < s.Len(); i++ {
			if !yield(s.record(s.top.newest(s.top.key(i)))) {
				return
			}
		}
	}
}

// Trail is every entry of a key, oldest first.
func (s *Snapshot) Trail(key string) []Entry {
	var out []Entry
	for n := s.top.newest(key); n > 0; {
		e, prev := s.top.entry(n)
		out = append(out, *e)
		n = prev
	}
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return out
}

// Then is the newest entry of a key in the first size entries.
func (s *Snapshot) Then(size int, key string) (Entry, bool) {
	n := s.top.newest(key)
	for n > size {
		_, n = s.top.entry(n)
	}
	return s.Entry(n)
}
