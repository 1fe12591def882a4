package registers

import (
	"bufio"
	"io"
)

// RSF is the media type of the Register Serialisation Format as the reference implementation serves it; a draft renames it application/vnd.rsf.
const RSF = "application/uk-gov-rsf"

// The commands of RSF (registers-rfcs content/rsf-spec).
const (
	assertRoot  = "assert-root-hash"
	addItem     = "add-item"
	appendEntry = "append-entry"
	userLog     = "user"
	systemLog   = "system"
)

// WriteRSF writes what was entered after the first from entries, up to to, as commands between the two roots of version 1: with from 0 the
// whole register and its metadata, from which Load makes it again. Equal sizes give one root and no commands. Errors wrap ErrNoProof or are the
// writer's.
func (s *Snapshot) WriteRSF(w io.Writer, from, to int) error {
	before, err := s.Root(V1, from)
	if err != nil {
		return err
	}
	after, err := s.Root(V1, to)
	if err != nil {
		return err
	}
	b := bufio.NewWriter(w)
	command := func(words ...string) (taken bool) {
		for i, word := range words {
			if i > 0 {
				_ = b.WriteByte('\t') // bufio keeps the first error for Flush
			}
			_, _ = b.WriteString(word)
		}
		return b.WriteByte('\n') == nil
	}
	command(assertRoot, One(before))
	if from == to && from > 0 {
		return b.Flush()
	}
	if from == 0 {
		for _, r := range s.remarks {
			command(addItem, r.Item.Canonical())
		}
	}
	s.bring(from, to, func(item Item) bool { return command(addItem, item.Canonical()) })
	if from == 0 {
		for _, r := range s.remarks {
			command(appendEntry, systemLog, r.Key, stamp(r), One(r.Item.Hash()))
		}
	}
	for n := from + 1; n <= to; n++ {
		e, _ := s.top.entry(n)
		if !command(appendEntry, userLog, e.Key, string(appendTime(nil, e.At)), One(e.Item)) {
			break // nobody reads on
		}
	}
	command(assertRoot, One(after))
	return b.Flush()
}

// bring tells f of every item that the entries after from, up to to, refer to: in the order of reference, each once. Items that an earlier
// entry brought are among them, so that the part can be read by itself. It ends when f says that nobody wants more.
func (s *Snapshot) bring(from, to int, f func(Item) bool) {
	told := make([]bool, s.top.brought+len(s.top.items)) // by place: a slow reader keeps it for as long as they read
	for n := from + 1; n <= to; n++ {
		e, _ := s.top.entry(n)
		item, place, _ := s.top.item(e.Item)
		if told[place] {
			continue
		}
		if told[place] = true; !f(item) {
			return
		}
	}
}

func stamp(r Remark) string { return string(appendTime(nil, r.At)) }
