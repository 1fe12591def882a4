package trace

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"time"
)

// Kind says what an event tells of.
type Kind string

// The kinds of event.
const (
	RunStart   Kind = "run.start"   // body is a Start
	Exchange   Kind = "exchange"    // a mock service took a call; body is an Exchanged
	Act        Kind = "act"         // the harness did something, or left a step out and says why
	Observe    Kind = "observe"     // what the product answered
	FaultFired Kind = "fault.fired" // a fault rule struck a call
	Clock      Kind = "clock"       // virtual time moved
	RunEnd     Kind = "run.end"     // body is an End
)

// Event is one line of a trace.
type Event struct {
	Seq  int             // 0 for run.start, then counting up within the run
	At   time.Time       // virtual time, UTC, to the nanosecond
	Kind Kind            // what it tells of
	Step string          // the scenario step's id (with [k] for the k-th turn of a for_each), empty outside steps
	Body json.RawMessage // canonical JSON, an object
	Wall json.RawMessage // what the machine's clock and luck decided; canonical JSON or nil; outside the hash
	Prev string          // hash of the event before; of the first event, Genesis
	Hash string          // lower-case hex SHA-256 of the line without "hash" and "wall"
}

// Genesis is the Prev of a run's first event: it ties the chain to the scenario's text and to the run's place in it.
func Genesis(scenarioDigest, runID string) string {
	sum := sha256.Sum256([]byte("sandpiper trace v1\n" + scenarioDigest + "\n" + runID + "\n"))
	return hex.EncodeToString(sum[:])
}

// digest computes the hash that the event should carry from its other members, Wall aside. buf is room to write in, given back for the next event.
func (e *Event) digest(buf []byte) (string, []byte) {
	buf = e.appendLine(buf[:0], false)
	sum := sha256.Sum256(buf)
	return hex.EncodeToString(sum[:]), buf
}

// appendLine writes the members in the order of their names, which is what canonical JSON asks for.
func (e *Event) appendLine(dst []byte, whole bool) []byte {
	dst = append(dst, `{"at":"`...)
	dst = e.At.UTC().AppendFormat(dst, time.RFC3339Nano)
	dst = append(dst, `","body":`...)
	dst = append(dst, orEmpty(e.Body)...)
	if whole {
		dst = append(dst, `,"hash":"`...)
		dst = append(dst, e.Hash...)
		dst = append(dst, '"')
	}
	dst = append(dst, `,"kind":`...)
	dst = appendString(dst, string(e.Kind))
	dst = append(dst, `,"prev":"`...)
	dst = append(dst, e.Prev...)
	dst = append(dst, `","seq":`...)
	dst = strconv.AppendInt(dst, int64(e.Seq), 10)
	dst = append(dst, `,"step":`...)
	dst = appendString(dst, e.Step)
	if whole && len(e.Wall) > 0 {
		dst = append(dst, `,"wall":`...)
		dst = append(dst, e.Wall...)
	}
	return append(dst, '}')
}

func orEmpty(raw json.RawMessage) json.RawMessage {
	if len(raw) == 0 {
		return json.RawMessage("{}")
	}
	return raw
}

// line is the shape of an event in a file. The reader refuses a line that says more, since it is not what a Writer writes.
type line struct {
	At   time.Time       `json:"at"`
	Body json.RawMessage `json:"body"`
	Hash string          `json:"hash"`
	Kind Kind            `json:"kind"`
	Prev string          `json:"prev"`
	Seq  int             `json:"seq"`
	Step string          `json:"step"`
	Wall json.RawMessage `json:"wall,omitempty"`
}

// read reads the event from a line of a trace that is known to be JSON and may be kept, as far as it is spelt as a Writer spells it; false
// if it sees that it is not. What it does not see shows when the event is written again.
func (e *Event) read(raw []byte) bool {
	sound := true
	whole := members(raw, func(quoted, value []byte) {
		var err error
		switch string(quoted) {
		case `"at"`:
			e.At, err = time.Parse(`"`+time.RFC3339Nano+`"`, string(value))
		case `"body"`:
			e.Body = value
		case `"hash"`:
			err = json.Unmarshal(value, &e.Hash)
		case `"kind"`:
			err = json.Unmarshal(value, &e.Kind)
		case `"prev"`:
			err = json.Unmarshal(value, &e.Prev)
		case `"seq"`:
			e.Seq, err = strconv.Atoi(string(value))
		case `"step"`:
			err = json.Unmarshal(value, &e.Step)
		case `"wall"`:
			e.Wall = value
		}
		sound = sound && err == nil
	})
	return sound && whole
}

// check reports whether the event carries the right hash and follows the one whose hash is prev. buf is room to write in, given back for the next event.
func (e *Event) check(prev string, buf []byte) ([]byte, error) {
	if e.Prev != prev {
		return buf, fmt.Errorf("event %d (%s) does not follow the event before it: prev is %.12s…, the event before has %.12s…", e.Seq, e.Kind, e.Prev, prev)
	}
	want, buf := e.digest(buf)
	if e.Hash != want {
		return buf, fmt.Errorf("event %d (%s) was altered: hash is %.12s…, its content has %.12s…", e.Seq, e.Kind, e.Hash, want)
	}
	return buf, nil
}
