package pds

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// letters writes the letters of names that are no letter with a mark as those that English has for them.
var letters = sync.OnceValue(func() *strings.Replacer {
	return strings.NewReplacer("Æ", "AE", "æ", "ae", "Œ", "OE", "œ", "oe", "Ø", "O", "ø", "o", "Ł", "L", "ł", "l", "Đ", "D", "đ", "d", "Ð", "D", "ð", "d",
		"Þ", "TH", "þ", "th", "ß", "ss", "Ħ", "H", "ħ", "h", "ı", "i", "Ŧ", "T", "ŧ", "t", "Ŋ", "N", "ŋ", "n", "ĸ", "k")
})

// Soundex is the four-character American Soundex code of a name, "S530" for both Smith and Smythe; letters with marks count as those without, so that
// PÀULINÉ sounds as Pauline does (karate searchForAPatient/searchParams.feature, "Unicode search"). It is empty for a name without a letter. PDS names this
// algorithm for its fuzzy search (patient-search.yaml, "Fuzzy search").
func Soundex(name string) string {
	code := make([]byte, 0, 4)
	last := byte(0)
	for _, r := range plainLetters(name) {
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

// plainLetters takes the marks off the letters of a name.
func plainLetters(name string) string {
	for k := range len(name) {
		if name[k] >= utf8.RuneSelf {
			return norm.NFD.String(letters().Replace(name))
		}
	}
	return name
}
