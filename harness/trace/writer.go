package trace

import (
	"encoding/json"
	"fmt"
	"io"
	"time"
)

// Writer writes the events of one run, chaining them as it goes. It is for one goroutine.
type Writer struct {
	w    io.Writer
	seq  int
	prev string
	buf  []byte
	err  error
}

// NewWriter begins a run on w. The first event to be added must be run.start with a Start body that names the same
// scenario digest and run id; Reader refuses the run otherwise.
func NewWriter(w io.Writer, scenarioDigest, runID string) *Writer {
	return &Writer{w: w, prev: Genesis(scenarioDigest, runID)}
}

// Add writes one event and returns it with its place and hashes. Body and wall are any values that encode as JSON; a nil
// wall is left out. After an error every further Add returns that error.
func (w *Writer) Add(at time.Time, kind Kind, step string, body, wall any) (Event, error) {
	if w.err != nil {
		return Event{}, w.err
	}
	e := Event{Seq: w.seq, At: at.UTC(), Kind: kind, Step: step, Prev: w.prev}
	if e.Body, w.err = Canonical(body); w.err == nil && wall != nil {
		e.Wall, w.err = Canonical(wall)
	}
	if w.err == nil && (len(e.Body) == 0 || e.Body[0] != '{') {
		w.err = fmt.Errorf("body must be an object, is %.40s", e.Body)
	}
	if w.err != nil {
		w.err = fmt.Errorf("write event %d (%s): %w", e.Seq, kind, w.err)
		return Event{}, w.err
	}
	e.Hash, w.buf = e.digest(w.buf)
	if err := w.put(e); err != nil {
		return Event{}, err
	}
	return e, nil
}

func (w *Writer) put(e Event) error {
	w.buf = append(e.appendLine(w.buf[:0], true), '\n')
	if _, err := w.w.Write(w.buf); err != nil {
		w.err = fmt.Errorf("write event %d (%s): %w", e.Seq, e.Kind, err)
		return w.err
	}
	w.seq, w.prev = e.Seq+1, e.Hash
	return nil
}

// Len is the number of events written so far.
func (w *Writer) Len() int { return w.seq }

// Decode reads an event's body into a value of the shape that its kind has.
func (e *Event) Decode(into any) error {
	if err := json.Unmarshal(e.Body, into); err != nil {
		return fmt.Errorf("read the body of event %d (%s): %w", e.Seq, e.Kind, err)
	}
	return nil
}
