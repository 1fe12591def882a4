package gmf

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Limits of a stranger's file. The largest community module has some 200 states and 200 kB.
const (
	maxFile    = 8 << 20
	maxNesting = 64
)

// node is a JSON value that knows where it stands.
type node struct {
	line, column int
	token        any      // string, json.Number, bool or nil; for an object or list a json.Delim
	keys         []string // of an object, in order
	items        []*node  // of an object or list
}

// read parses a JSON file whole.
func read(text []byte) (*node, *Problem) {
	if len(text) > maxFile {
		return nil, &Problem{Line: 1, Column: 1, Says: fmt.Sprintf("file of %d bytes; %d is the most", len(text), maxFile)}
	}
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	p := parser{text: text, line: 1, decoder: json.NewDecoder(bytes.NewReader(text))}
	p.decoder.UseNumber()
	root, problem := p.value(0)
	if problem == nil {
		if _, err := p.decoder.Token(); !errors.Is(err, io.EOF) {
			return nil, p.fail("something after the end of the JSON value")
		}
	}
	return root, problem
}

// parser keeps count of lines while the decoder goes on.
type parser struct {
	text      []byte
	decoder   *json.Decoder
	at        int // counted up to here
	line      int
	lineStart int
}

// place moves the count to the start of the next token.
func (p *parser) place() {
	to := int(p.decoder.InputOffset())
	for to < len(p.text) && bytes.IndexByte([]byte(" \t\r\n,:"), p.text[to]) >= 0 {
		to++
	}
	for ; p.at < to; p.at++ {
		if p.text[p.at] == '\n' {
			p.line, p.lineStart = p.line+1, p.at+1
		}
	}
}

func (p *parser) column() int { return p.at - p.lineStart + 1 }

func (p *parser) fail(says string) *Problem {
	p.place()
	return &Problem{Line: p.line, Column: p.column(), Says: says}
}

func (p *parser) token() (json.Token, *Problem) {
	p.place()
	t, err := p.decoder.Token()
	switch syntax, bad := errors.AsType[*json.SyntaxError](err); {
	case bad:
		return nil, p.fail("not JSON: " + syntax.Error())
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return nil, p.fail("not JSON: the file ends in the middle")
	case err != nil:
		return nil, p.fail("not JSON: " + err.Error())
	}
	return t, nil
}

func (p *parser) value(depth int) (*node, *Problem) {
	t, problem := p.token()
	if problem != nil {
		return nil, problem
	}
	n := &node{line: p.line, column: p.column(), token: t}
	open, nested := t.(json.Delim)
	if !nested {
		return n, nil
	}
	if depth == maxNesting {
		return nil, p.fail(fmt.Sprintf("nested deeper than %d", maxNesting))
	}
	for p.decoder.More() {
		if open == '{' {
			key, problem := p.token()
			if problem != nil {
				return nil, problem
			}
			name, _ := key.(string)
			n.keys = append(n.keys, name)
		}
		item, problem := p.value(depth + 1)
		if problem != nil {
			return nil, problem
		}
		n.items = append(n.items, item)
	}
	_, problem = p.token()
	return n, problem
}

// is says what sort of JSON value the node is, in words.
func (n *node) is() string {
	switch t := n.token.(type) {
	case json.Delim:
		if t == '{' {
			return "an object"
		}
		return "a list"
	case string:
		return fmt.Sprintf("the string %q", short(t))
	case json.Number:
		return "the number " + short(t.String())
	case bool:
		return fmt.Sprint(t)
	}
	return "null"
}

func short(s string) string {
	if len(s) > 60 {
		return s[:60] + "…"
	}
	return s
}

// text is a string node's string; empty for other nodes and for none.
func (n *node) text() string {
	if n == nil {
		return ""
	}
	s, _ := n.token.(string)
	return s
}
