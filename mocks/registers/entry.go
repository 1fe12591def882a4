package registers

import (
	"strconv"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

// Entry is one line of a register's log: from then on the element with this key is as the item says. Entries are never changed.
type Entry struct {
	Number int       // 1 …, without gaps
	At     time.Time // UTC, whole seconds
	Key    string
	Item   Hash // of the item's canonical JSON; what version 1 names it by
}

// appendTime appends a timestamp.
func appendTime(dst []byte, t time.Time) []byte { return t.AppendFormat(dst, "2006-01-02T15:04:05Z") }

// parseTime reads a timestamp; fractions of a second, which Go would take, are none of its grammar.
func parseTime(s string) (time.Time, bool) {
	t, err := time.Parse("2006-01-02T15:04:05Z", s)
	return t, err == nil && len(s) == len("2006-01-02T15:04:05Z")
}

// appendOne appends an entry as version 1 shows and hashes it: numbers as strings, always a list of hashes. The order of the members is
// that of v1 entry-def, which the hash depends on.
func (e *Entry) appendOne(dst []byte) []byte {
	dst = append(e.appendHead(dst), `,"item-hash":["`...)
	dst = append(dst, One(e.Item)...)
	return append(dst, `"]}`...)
}

// appendHead appends what a version 1 entry and a version 1 record begin with. A register's two numbers are always the same; they
// differed only in the indexes, an experiment that version 2 took back.
func (e *Entry) appendHead(dst []byte) []byte {
	dst = append(dst, `{"index-entry-number":"`...)
	dst = strconv.AppendInt(dst, int64(e.Number), 10)
	dst = append(dst, `","entry-number":"`...)
	dst = strconv.AppendInt(dst, int64(e.Number), 10)
	dst = append(dst, `","entry-timestamp":"`...)
	dst = appendTime(dst, e.At)
	return appendString(append(dst, `","key":`...), e.Key)
}

// appendTwo appends an entry as version 2 shows it.
func (e *Entry) appendTwo(dst []byte, blob Hash) []byte {
	dst = append(dst, `{"entry-number":`...)
	dst = strconv.AppendInt(dst, int64(e.Number), 10)
	dst = append(dst, `,"entry-timestamp":"`...)
	dst = appendTime(dst, e.At)
	dst = appendString(append(dst, `","key":`...), e.Key)
	dst = append(dst, `,"blob-hash":"`...)
	dst = append(dst, Two(blob)...)
	return append(dst, `"}`...)
}

// leafOne is the entry's leaf in the tree of version 1: RFC 6962's hash of its compact JSON.
func (e *Entry) leafOne(room []byte) Hash { return tlog.RecordHash(e.appendOne(room[:0])) }

// leafTwo is the entry's leaf in the tree of version 2: RFC 6962's hash of its entry hash.
func (e *Entry) leafTwo(blob Hash) Hash {
	h := entryHashTwo(e.Number, e.Key, e.At, blob)
	return tlog.RecordHash(h[:])
}
