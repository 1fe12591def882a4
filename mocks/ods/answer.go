package ods

import (
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
)

// answerText sends a body as it stands.
func answerText(w http.ResponseWriter, media string, code int, body string) {
	w.Header().Set("Content-Type", media)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(code)
	_, _ = w.Write([]byte(body)) // a caller who has gone is nobody's failure
}

// UUID is an identifier that follows from what it is of: the same words make the same one. Its version says that it is made up (RFC 9562 §5.8).
func UUID(words ...string) string {
	text := strings.Join(words, "\x00")
	var b [16]byte
	for i, h := range [2]uint64{hash(text), hash(text + "\x01")} {
		h ^= h >> 29
		h *= 0xbf58476d1ce4e5b9
		h ^= h >> 32
		for k := range 8 {
			b[i*8+k] = byte(h >> (8 * k))
		}
	}
	b[6] = b[6]&0x0f | 0x80
	b[8] = b[8]&0x3f | 0x80
	s := hex.EncodeToString(b[:])
	return s[:8] + "-" + s[8:12] + "-" + s[12:16] + "-" + s[16:20] + "-" + s[20:]
}
