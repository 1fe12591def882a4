package fault

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// node is a piece of a printed rule: a word, or a list in brackets.
type node struct {
	word   string
	quoted bool
	list   []node
	isList bool
	at     int // byte offset, for errors
}

// deepestList bounds the nesting of brackets in what a stranger sends.
const deepestList = 8

// atom prints a word, in quotes where it could be read as something else.
func atom(s string) string {
	if s == "" || !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool {
		return r <= ' ' || r == '(' || r == ')' || r == '"' || r == '\\' || r == 0x7f || r > 0x7e
	}) {
		return strconv.Quote(s)
	}
	return s
}

// read parses one list that takes up the whole of s.
func read(s string) (node, error) {
	n, rest, err := readNode(s, strings.TrimLeft(s, " \t\r\n"), 0)
	if err != nil {
		return node{}, err
	}
	if rest = strings.TrimLeft(rest, " \t\r\n"); rest != "" {
		return node{}, fmt.Errorf("at byte %d: %q after the end", len(s)-len(rest), clip(rest))
	}
	if !n.isList {
		return node{}, fmt.Errorf("at byte %d: %q is not a list in brackets", n.at, clip(n.word))
	}
	return n, nil
}

// readNode parses one word or list from the start of rest, which is the tail of whole.
func readNode(whole, rest string, depth int) (node, string, error) {
	n := node{at: len(whole) - len(rest)}
	switch {
	case rest == "":
		return n, "", fmt.Errorf("at byte %d: it ends before its last bracket", n.at)
	case depth > deepestList:
		return n, "", fmt.Errorf("at byte %d: brackets more than %d deep", n.at, deepestList)
	case rest[0] == ')':
		return n, "", fmt.Errorf("at byte %d: a bracket closes that never opened", n.at)
	case rest[0] == '(':
		return readList(whole, rest[1:], depth, n)
	case rest[0] == '"':
		quoted, err := strconv.QuotedPrefix(rest)
		if err != nil {
			return n, "", fmt.Errorf("at byte %d: a quotation that does not end", n.at)
		}
		n.word, err = strconv.Unquote(quoted)
		n.quoted = true
		return n, rest[len(quoted):], err
	}
	end := strings.IndexAny(rest, " \t\r\n()\"")
	if end < 0 {
		end = len(rest)
	}
	n.word = rest[:end]
	return n, rest[end:], nil
}

// readList parses what follows an opening bracket.
func readList(whole, rest string, depth int, n node) (node, string, error) {
	n.isList = true
	for {
		rest = strings.TrimLeft(rest, " \t\r\n")
		if strings.HasPrefix(rest, ")") {
			return n, rest[1:], nil
		}
		child, after, err := readNode(whole, rest, depth+1)
		if err != nil {
			return n, "", err
		}
		n.list, rest = append(n.list, child), after
	}
}

// clip shortens what an error quotes.
func clip(s string) string {
	if len(s) > 24 {
		return s[:24] + "…"
	}
	return s
}
