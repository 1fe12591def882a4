package product

import (
	"strings"
	"unicode"
)

// mention finds word in text as a whole word, ignoring case, and reports whether the text affirms it: "rash with
// penicillin" does, "not allergic to penicillin" and "family history of asthma" do not.
func mention(text, word string) (affirmed bool) {
	low := strings.ToLower(text)
	for from := 0; ; {
		i := strings.Index(low[from:], word)
		if i < 0 {
			return false
		}
		start, end := from+i, from+i+len(word)
		from = end
		if boundary(low, start-1) && boundary(low, end) && !denied(low[:start]) {
			return true
		}
	}
}

// boundary reports whether the byte at i cannot be part of the word beside it.
func boundary(s string, i int) bool {
	if i < 0 || i >= len(s) {
		return true
	}
	r := rune(s[i])
	return r < unicode.MaxASCII && !unicode.IsLetter(r) && !unicode.IsDigit(r)
}

// denied reports whether the clause that ends here says that what follows is not so, or is somebody else's.
func denied(before string) bool {
	if i := strings.LastIndexAny(before, ".;:!?\n"); i >= 0 {
		before = before[i+1:]
	}
	if i := strings.LastIndex(before, " but "); i >= 0 {
		before = before[i+5:]
	}
	padded := " " + strings.TrimSpace(before) + " "
	for _, no := range []string{" no ", " not ", " denies ", " denied ", " nil ", " without ", " family history ", " fh ", " tolerates ", " tolerated "} {
		if strings.Contains(padded, no) {
			return true
		}
	}
	return false
}
