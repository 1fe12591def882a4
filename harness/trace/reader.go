package trace

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
)

// Limits of what a Reader takes, so that a stranger's file cannot fill the memory.
const (
	MaxLine      = 16 << 20  // bytes of one event
	MaxRunBytes  = 128 << 20 // bytes of one run
	MaxRunEvents = 200_000   // events of one run
)

// Reader reads runs one at a time and checks each run's chain. It holds one run in memory. It is for one goroutine.
type Reader struct {
	name string
	scan *bufio.Scanner
	line int
	buf  []byte // to write events in again, for comparison
	err  error
}

// NewReader reads a trace from r; name is the file's name for errors.
func NewReader(r io.Reader, name string) *Reader {
	s := bufio.NewScanner(r)
	s.Buffer(make([]byte, 0, 64<<10), MaxLine)
	return &Reader{name: name, scan: s}
}

// Next returns the next run, or io.EOF after the last. Any other error names the file and the line, and stays.
func (r *Reader) Next() (*Run, error) {
	if r.err != nil {
		return nil, r.err
	}
	run, err := r.next()
	if err != nil {
		r.err = err
		return nil, err
	}
	return run, nil
}

// Runs yields every run; the last pair carries the error if the trace is not sound to its end.
func (r *Reader) Runs() iter.Seq2[*Run, error] {
	return func(yield func(*Run, error) bool) {
		for {
			run, err := r.Next()
			if errors.Is(err, io.EOF) {
				return
			}
			if !yield(run, err) || err != nil {
				return
			}
		}
	}
}

func (r *Reader) fail(format string, args ...any) error {
	return fmt.Errorf("%s:%d: %w", r.name, r.line, fmt.Errorf(format, args...))
}

func (r *Reader) event() (*Event, error) {
	if !r.scan.Scan() {
		if err := r.scan.Err(); errors.Is(err, bufio.ErrTooLong) {
			r.line++
			return nil, r.fail("the line is longer than %d bytes", MaxLine)
		} else if err != nil {
			return nil, r.fail("read: %w", err)
		}
		return nil, io.EOF
	}
	r.line++
	raw := r.scan.Bytes()
	e := &Event{}
	if !json.Valid(raw) || !e.read(bytes.Clone(raw)) {
		var l line
		if err := json.Unmarshal(raw, &l); err != nil {
			return nil, r.fail("not an event: %w", err)
		}
		e = &Event{Seq: l.Seq, At: l.At.UTC(), Kind: l.Kind, Step: l.Step, Body: l.Body, Wall: l.Wall, Prev: l.Prev, Hash: l.Hash}
	}
	// A line must be exactly what a Writer writes: then one content has one spelling, and its hash means something.
	r.buf = e.appendLine(r.buf[:0], true)
	if !bytes.Equal(r.buf, raw) {
		return nil, r.fail("the event is not in canonical form")
	}
	return e, nil
}

func (r *Reader) next() (*Run, error) {
	first, err := r.event()
	if err != nil {
		return nil, err
	}
	if first.Kind != RunStart || first.Seq != 0 {
		return nil, r.fail("a run begins with event 0 of kind %s, found event %d of kind %.40q", RunStart, first.Seq, string(first.Kind))
	}
	var s Start
	if err := first.Decode(&s); err != nil {
		return nil, r.fail("%w", err)
	}
	if r.buf, err = first.check(Genesis(s.Digest, s.Run), r.buf); err != nil {
		return nil, r.fail("%w", err)
	}
	run := &Run{ID: s.Run, Scenario: s.Scenario, Index: s.Index, Row: s.Row, Events: []Event{*first}, start: &s}
	size := len(first.Body) + len(first.Wall)
	for last := first; last.Kind != RunEnd; {
		e, err := r.event()
		if errors.Is(err, io.EOF) {
			return nil, r.fail("run %.80s breaks off after event %d: no %s", run.ID, last.Seq, RunEnd)
		}
		if err != nil {
			return nil, err
		}
		if e.Seq != last.Seq+1 {
			return nil, r.fail("event %d follows event %d of run %.80s", e.Seq, last.Seq, run.ID)
		}
		if r.buf, err = e.check(last.Hash, r.buf); err != nil {
			return nil, r.fail("run %.80s: %w", run.ID, err)
		}
		if size += len(e.Body) + len(e.Wall); size > MaxRunBytes || len(run.Events) >= MaxRunEvents {
			return nil, r.fail("run %.80s is larger than a run may be (%d bytes, %d events)", run.ID, MaxRunBytes, MaxRunEvents)
		}
		run.Events = append(run.Events, *e)
		last = e
	}
	return run, nil
}
