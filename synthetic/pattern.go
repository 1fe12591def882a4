package synthetic

import "strings"

// pattern is a word to compare others with, without regard to case. A * in it stands for any letters, and it may also match
// what sounds alike.
type pattern struct {
	word  string
	parts []string // lower case, between the asterisks; nil without any
	sound string   // empty unless sounds count
}

func newPattern(word string, fuzzy bool) pattern {
	p := pattern{word: word}
	if strings.Contains(word, "*") {
		p.parts = strings.Split(strings.ToLower(word), "*")
	}
	if fuzzy {
		p.sound = soundex(word)
	}
	return p
}

// matches reports whether a word fits. An empty pattern fits everything.
func (p *pattern) matches(word string) bool {
	switch {
	case p.word == "":
		return true
	case p.parts == nil && strings.EqualFold(p.word, word), p.parts != nil && p.fits(strings.ToLower(word)):
		return true
	}
	return p.sound != "" && p.sound == soundex(word)
}

// fits finds the parts in a word one after another: the first at its start, the last at its end.
func (p *pattern) fits(word string) bool {
	last := len(p.parts) - 1
	rest, ok := strings.CutPrefix(word, p.parts[0])
	if !ok {
		return false
	}
	for _, part := range p.parts[1:last] {
		_, after, found := strings.Cut(rest, part)
		if !found {
			return false
		}
		rest = after
	}
	return strings.HasSuffix(rest, p.parts[last])
}

// soundex is the American Soundex of a name: its first letter and three digits of what follows.
func soundex(s string) string {
	const codes = "01230120022455012623010202" // a … z; 0 for vowels, h, w and y
	out, last := make([]byte, 0, 4), byte('0')
	for i := range len(s) {
		c := s[i] | 0x20
		if c < 'a' || c > 'z' {
			continue
		}
		code := codes[c-'a']
		switch {
		case len(out) == 0:
			out = append(out, c)
		case code != '0' && code != last && len(out) < 4:
			out = append(out, code)
		}
		if c != 'h' && c != 'w' {
			last = code
		}
	}
	for len(out) > 0 && len(out) < 4 {
		out = append(out, '0')
	}
	return string(out)
}
