package registers

import (
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// Version is one of the two interfaces. They name items differently and so have a tree each.
type Version int

// The versions of the specification.
const (
	V1 Version = 1
	V2 Version = 2
)

// ErrNoProof is wrapped by errors about sizes and numbers that nothing can be proved of.
var ErrNoProof = errors.New("no such proof")

// Root is the root of the Merkle tree over the first size entries (RFC 6962 §2.1); of none it is the digest of nothing.
func (s *Snapshot) Root(v Version, size int) (Hash, error) {
	if size < 0 || size > s.Size() {
		return Hash{}, fmt.Errorf("%w: a log of %d entries has no root for %d", ErrNoProof, s.Size(), size)
	}
	return tlog.TreeHash(int64(size), s.reader(v))
}

// EntryProof is the audit path of an entry in the tree over the first size entries (RFC 6962 §2.1.1).
func (s *Snapshot) EntryProof(v Version, number, size int) ([]Hash, error) {
	if number < 1 || number > size || size > s.Size() {
		return nil, fmt.Errorf("%w: entry %d in %d of %d entries", ErrNoProof, number, size, s.Size())
	}
	return tlog.ProveRecord(int64(size), int64(number-1), s.reader(v))
}

// Consistency is the proof that the first small of the first large entries have not been changed (RFC 6962 §2.1.2).
func (s *Snapshot) Consistency(v Version, small, large int) ([]Hash, error) {
	if small < 1 || small > large || large > s.Size() {
		return nil, fmt.Errorf("%w: from %d to %d of %d entries", ErrNoProof, small, large, s.Size())
	}
	return tlog.ProveTree(int64(large), int64(small), s.reader(v))
}

func (s *Snapshot) reader(v Version) tlog.HashReader {
	if v == V2 {
		s.top.second()
		return s.top.readTwo()
	}
	return s.top.readOne()
}
