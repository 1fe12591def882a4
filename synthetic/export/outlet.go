package export

import (
	"crypto/sha256"
	"encoding/hex"
	"hash"
)

// outlet is where a format's bytes leave the program: the files of one job in a Sink, each with its digest and counts.
type outlet struct {
	sink    Sink
	suffix  string // tells the files of shards apart
	bytes   int64
	streams []*stream
}

// stream is one file, begun when the first byte is written to it.
type stream struct {
	out   *outlet
	name  string
	kind  string // what it holds: a resource type, or a table
	file  File
	sum   hash.Hash
	count int
	bytes int64
	files int // bundles: how many files this stands for
}

// stream names a file, by what it holds and the ending of its name.
func (o *outlet) stream(kind, ending string) *stream {
	s := &stream{out: o, name: kind + o.suffix + ending, kind: kind}
	s.sum = o.newSum(s.name)
	o.streams = append(o.streams, s)
	return s
}

func (o *outlet) newSum(name string) hash.Hash {
	if d, ok := o.sink.(*Digest); ok {
		return d.sum(name)
	}
	return sha256.New()
}

// Write appends to the file.
func (s *stream) Write(b []byte) (int, error) {
	if s.file == nil && len(b) > 0 {
		var err error
		if s.file, err = s.out.sink.Create(s.name); err != nil {
			return 0, err
		}
	}
	s.tally(b)
	if s.file == nil {
		return 0, nil
	}
	return s.file.Write(b)
}

// add appends what holds so many resources or rows.
func (s *stream) add(b []byte, count int) error {
	s.count += count
	_, err := s.Write(b)
	return err
}

// apart writes a file of its own, which counts towards this stream.
func (s *stream) apart(name string, b []byte) error {
	s.tally(b)
	s.count++
	s.files++
	return s.out.put(name, b)
}

func (s *stream) tally(b []byte) {
	s.sum.Write(b)
	s.bytes += int64(len(b))
	s.out.bytes += int64(len(b))
}

// put writes a whole file at once.
func (o *outlet) put(name string, b []byte) error {
	f, err := o.sink.Create(name)
	if err != nil {
		return err
	}
	if _, err := f.Write(b); err != nil {
		f.Abandon()
		return err
	}
	return f.Commit()
}

// commit gives every file its final name.
func (o *outlet) commit() error {
	for _, s := range o.streams {
		if s.file == nil {
			continue
		}
		f := s.file
		s.file = nil
		if err := f.Commit(); err != nil {
			return err
		}
	}
	return nil
}

// abandon takes back what was not committed.
func (o *outlet) abandon() {
	for _, s := range o.streams {
		if s.file != nil {
			s.file.Abandon()
			s.file = nil
		}
	}
}

// listing says of each file that was written what it holds.
func (o *outlet) listing() []Output {
	var out []Output
	for _, s := range o.streams {
		if s.bytes > 0 {
			out = append(out, Output{Name: s.name, Type: s.kind, Count: s.count, Files: s.files, Bytes: s.bytes, SHA256: hex.EncodeToString(s.sum.Sum(nil))})
		}
	}
	return out
}
