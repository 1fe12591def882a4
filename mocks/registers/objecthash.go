package registers

import (
	"bytes"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"
)

// The tags that version 2 puts before bytes to say what they are (v2 blob-def and entry-def, "Tagging").
const (
	tagDict      = 0x64
	tagInteger   = 0x69
	tagList      = 0x6C
	tagHash      = 0x72
	tagSet       = 0x73
	tagTimestamp = 0x74
	tagString    = 0x75
)

// redacted stands before the hash of a value that was taken away (v2 blob-def, "Redact").
const redacted = "**REDACTED**"

// tagged is the digest of bytes behind a tag.
func tagged(tag byte, parts ...[]byte) Hash {
	var room [256]byte
	b := append(room[:0], tag)
	for _, p := range parts {
		b = append(b, p...)
	}
	return sum(b)
}

// BlobHash identifies an item in version 2 (v2 blob-def, "Hash"). It is made of the hashes of the single values, so that one value can be
// replaced by its hash while the blob keeps its own.
func BlobHash(item Item) Hash {
	pairs := make([][2 * len(Hash{})]byte, 0, 16)
	for _, p := range item {
		v, ok := valueHash(p)
		if !ok {
			continue
		}
		n := textHash(p.Name)
		var pair [2 * len(Hash{})]byte
		copy(pair[copy(pair[:], n[:]):], v[:])
		pairs = append(pairs, pair)
	}
	slices.SortFunc(pairs, func(a, b [2 * len(Hash{})]byte) int { return bytes.Compare(a[:], b[:]) })
	all := make([]byte, 1, 1+len(pairs)*2*len(Hash{}))
	all[0] = tagDict
	for i := range pairs {
		all = append(all, pairs[i][:]...)
	}
	return sum(all)
}

// valueHash is the digest of a pair's value; false if it has none.
func valueHash(p Pair) (Hash, bool) {
	if p.Many == nil {
		return textHash(p.One), p.One != ""
	}
	var list []Hash
	for _, s := range p.Many {
		if s != "" {
			list = append(list, textHash(s))
		}
	}
	slices.SortFunc(list, func(a, b Hash) int { return bytes.Compare(a[:], b[:]) })
	parts := make([][]byte, len(list))
	for i := range list {
		parts[i] = list[i][:]
	}
	return tagged(tagSet, parts...), len(list) > 0
}

// textHash is the digest of a string in Unicode's NFC, or the hash that a redacted value holds. The pages of the specification disagree on
// whether that carries the multihash mark (blob-def: no, redact: yes), so both are read.
func textHash(s string) Hash {
	if digits, ok := strings.CutPrefix(s, redacted); ok {
		var h Hash
		if len(digits) == len(markTwo)+2*len(h) {
			digits = strings.TrimPrefix(digits, markTwo)
		}
		if raw, err := hex.DecodeString(digits); err == nil && len(raw) == len(h) {
			return Hash(raw)
		}
	}
	return tagged(tagString, []byte(norm.NFC.String(s)))
}

// entryHashTwo identifies an entry in version 2 (v2 entry-def, "Hash"): a list of number, key, timestamp and blob.
func entryHashTwo(number int, key string, at time.Time, blob Hash) Hash {
	n := tagged(tagInteger, strconv.AppendInt(nil, int64(number), 10))
	k := tagged(tagString, []byte(key))
	t := tagged(tagTimestamp, appendTime(nil, at))
	b := tagged(tagHash, multihash[:], blob[:])
	return tagged(tagList, n[:], k[:], t[:], b[:])
}

// multihash is the mark of version 2 as bytes: SHA2-256, 32 bytes.
var multihash = [2]byte{0x12, 0x20}
