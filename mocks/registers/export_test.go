package registers

import (
	"encoding/hex"
	"io"
)

// What tests look at from outside.
var EntryHashTwo = entryHashTwo

// Definitions lists the registers that every realm has.
func Definitions() []Definition {
	out := make([]Definition, len(catalogue()))
	for i, h := range catalogue() {
		out[i] = h.Definition
	}
	return out
}

// Redacted replaces a value by its hash, as a register that redacts would (v2 blob-def, "Redact").
func Redacted(p Pair) Pair {
	h, ok := valueHash(p)
	if !ok {
		return p
	}
	return Text(p.Name, redacted+hex.EncodeToString(h[:]))
}

// Load applies RSF to the log, as a mirror does to what it holds: all of it or, on an error, none of it.
func (l *Log) Load(r io.Reader) error {
	next, err := l.Snapshot().apply(r)
	if err != nil {
		return err
	}
	l.now.Store(next)
	return nil
}

// ReadRSF makes a register of a text that holds all of it, as a mirror does at first.
func ReadRSF(r io.Reader) (*Log, error) {
	s, err := (&Snapshot{top: onto(nil)}).apply(r)
	if err != nil {
		return nil, err
	}
	return logOf(s), nil
}

// Leaf is an entry's hash as a leaf of the tree: what a verifier begins with.
func (s *Snapshot) Leaf(v Version, number int) (Hash, bool) {
	e, ok := s.Entry(number)
	if !ok {
		return Hash{}, false
	}
	if v == V2 {
		return e.leafTwo(s.BlobOf(e.Item)), true
	}
	return e.leafOne(nil), true
}

// Definition says what the register is about.
func (s *Snapshot) Definition() Definition { return s.definition }
