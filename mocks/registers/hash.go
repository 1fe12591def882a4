package registers

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// Hash is a SHA-256 digest: of an item, of an entry or of a node of a tree. The two interfaces write it differently: see One and Two.
type Hash = tlog.Hash

// The marks that stand before the hexadecimal digits: the name of the algorithm in version 1 (v1 item-def, "Hash"), the multihash
// bytes for 32 bytes of SHA2-256 in version 2 (v2 hash-datatype).
const (
	markOne = "sha-256:"
	markTwo = "1220"
)

// One writes a hash as version 1 does: "sha-256:" and 64 digits.
func One(h Hash) string { return markOne + hex.EncodeToString(h[:]) }

// Two writes a hash as version 2 does: "1220" and 64 digits.
func Two(h Hash) string { return markTwo + hex.EncodeToString(h[:]) }

// ParseOne reads what One writes; digits in capitals are refused, because they would be a second name for one thing.
func ParseOne(s string) (Hash, bool) { return parseHash(s, markOne) }

// ParseTwo reads what Two writes.
func ParseTwo(s string) (Hash, bool) { return parseHash(s, markTwo) }

func parseHash(s, mark string) (h Hash, ok bool) {
	digits, ok := strings.CutPrefix(s, mark)
	if !ok || len(digits) != 2*len(h) || strings.ToLower(digits) != digits {
		return h, false
	}
	_, err := hex.Decode(h[:], []byte(digits))
	return h, err == nil
}

// sum is the digest of bytes.
func sum(b []byte) Hash { return sha256.Sum256(b) }
