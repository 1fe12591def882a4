package registers

import "encoding/hex"

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
