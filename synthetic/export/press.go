package export

import (
	"bytes"

	"github.com/klauspost/compress/gzip"
)

// press compresses parts with gzip. Every part of a chunk becomes a member of its own, since members may follow one another in
// one file: so chunks are compressed in parallel, and files of shards can still be joined.
type press struct {
	w   *gzip.Writer
	buf bytes.Buffer
}

// all compresses the parts of a chunk in place.
func (p *press) all(c *chunk) {
	for i, b := range c.parts {
		c.parts[i] = p.one(b)
	}
}

// one compresses into the room of b, or new room. Nothing stays nothing.
func (p *press) one(b []byte) []byte {
	if len(b) == 0 {
		return b
	}
	p.buf.Reset()
	if p.w == nil {
		p.w, _ = gzip.NewWriterLevel(&p.buf, gzip.DefaultCompression) // fails for levels that there are not
	} else {
		p.w.Reset(&p.buf)
	}
	_, _ = p.w.Write(b) // a buffer takes everything
	_ = p.w.Close()
	return append(b[:0], p.buf.Bytes()...)
}
