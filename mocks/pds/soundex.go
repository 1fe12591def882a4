package pds

import "unicode"

// Soundex is the four-character American Soundex code of a name, "S530" for both Smith and Smythe. It is empty for a name without
// a letter from A to Z. PDS names this algorithm for its fuzzy search (patient-search.yaml, "Fuzzy search").
func Soundex(name string) string {
	code := make([]byte, 0, 4)
	last := byte(0)
	for _, r := range name {
		c := unicode.ToUpper(r)
		if c < 'A' || c > 'Z' {
			continue
		}
		digit := soundexDigits[c-'A']
		if len(code) == 0 {
			code, last = append(code, byte(c)), digit
			continue
		}
		switch {
		case digit == 'h': // H and W do not part two letters of one sound
		case digit == '0':
			last = digit
		case digit != last:
			code, last = append(code, digit), digit
			if len(code) == 4 {
				return string(code)
			}
		}
	}
	if len(code) == 0 {
		return ""
	}
	for len(code) < 4 {
		code = append(code, '0')
	}
	return string(code)
}

// soundexDigits gives each letter its class: '0' for vowels, 'h' for H and W.
const soundexDigits = "0123012h02245501262301h202"
