package fhir

import (
	"strconv"
	"unicode/utf8"
)

// plain reports whether a byte stands for itself within a JSON string.
func plain(c byte) bool { return c >= ' ' && c != '"' && c != '\\' && c < utf8.RuneSelf }

// appendString appends a JSON string as encoding/json writes it without its HTML escapes: control characters, quotes and
// backslashes are escaped, so are the line separators that break JavaScript, and what is not UTF-8 becomes U+FFFD.
func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	i := 0
	for i+8 <= len(s) && plainEight(s[i:i+8]) {
		i += 8
	}
	for ; i < len(s); i++ {
		if !plain(s[i]) {
			return appendEscaped(append(b, s[:i]...), s[i:])
		}
	}
	b = append(b, s...)
	return append(b, '"')
}

// plainEight reports whether eight bytes are all plain, looking at them at once: a byte that is not leaves its high bit set in
// one of the terms. It may take a plain byte beside one that is not for another, never one that is not for plain.
func plainEight(s string) bool {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	_ = s[7]
	x := uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
	quote, slash := x^('"'*ones), x^('\\'*ones)
	return (x|(x-' '*ones)|(quote-ones)&^quote|(slash-ones)&^slash)&highs == 0
}

// appendEscaped is the rest of appendString for a string that needs a closer look.
func appendEscaped(b []byte, s string) []byte {
	const hex = "0123456789abcdef"
	for len(s) > 0 {
		c := s[0]
		if plain(c) {
			b, s = append(b, c), s[1:]
			continue
		}
		if c >= utf8.RuneSelf {
			r, n := utf8.DecodeRuneInString(s)
			switch {
			case r == utf8.RuneError && n == 1:
				b = append(b, "\ufffd"...)
			case r == '\u2028' || r == '\u2029':
				b = append(b, `\u202`...)
				b = append(b, hex[r&0xf])
			default:
				b = append(b, s[:n]...)
			}
			s = s[n:]
			continue
		}
		switch c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\b':
			b = append(b, '\\', 'b')
		case '\f':
			b = append(b, '\\', 'f')
		case '\n':
			b = append(b, '\\', 'n')
		case '\r':
			b = append(b, '\\', 'r')
		case '\t':
			b = append(b, '\\', 't')
		default:
			b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&0xf])
		}
		s = s[1:]
	}
	return append(b, '"')
}

// appendNumber appends a number as encoding/json writes it: the fewest digits that read back as the same number. Most
// measured values have at most two decimals, for which there is a short way.
func appendNumber(b []byte, v float64) []byte {
	if hundreds := v * 100; hundreds >= 0 && hundreds < 1e12 {
		if n := int64(hundreds + 0.5); float64(n)/100 == v && (n != 0 || 1/v > 0) {
			b = strconv.AppendInt(b, n/100, 10)
			switch rest := n % 100; {
			case rest == 0:
				return b
			case rest%10 == 0:
				return append(b, '.', byte('0'+rest/10))
			default:
				return append(b, '.', byte('0'+rest/10), byte('0'+rest%10))
			}
		}
	}
	format := byte('f')
	if abs := max(v, -v); abs != 0 && (abs < 1e-6 || abs >= 1e21) {
		format = 'e'
	}
	b = strconv.AppendFloat(b, v, format, -1, 64)
	if n := len(b); format == 'e' && n >= 4 && b[n-4] == 'e' && (b[n-3] == '-' || b[n-3] == '+') && b[n-2] == '0' {
		b[n-2] = b[n-1] // one digit of exponent where one will do
		b = b[:n-1]
	}
	return b
}
