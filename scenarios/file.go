package scenarios

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	yaml "go.yaml.in/yaml/v4"
)

// Limits of a file. They are far above what a person writes, and low enough that a hostile file is refused at once.
const (
	MaxBytes    = 1 << 20 // 1 MiB
	maxDepth    = 40
	maxNodes    = 100_000
	maxProblems = 100
)

// file is a YAML file on its way to becoming a typed document: its text, its tree and what is wrong with it.
type file struct {
	name     string
	text     []byte
	lines    []string
	doc      *yaml.Node // holds the comments above and below everything
	root     *yaml.Node
	places   map[string]Pos // of every leaf, by path
	problems []Problem
}

// readFile parses YAML 1.2 into a tree and refuses what the language leaves out: anchors and aliases (a line of a
// scenario must mean what it says, and aliases can be made to explode), tags, tabs, duplicate keys and second documents.
// A file with problems may have no root.
func readFile(name string, text []byte) *file {
	f := &file{name: name, text: text, places: map[string]Pos{}}
	if len(text) > MaxBytes {
		f.problemAt(Pos{File: name}, "", fmt.Sprintf("the file has %d bytes; the limit is %d", len(text), MaxBytes))
		return f
	}
	f.lines = strings.Split(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n")
	if !utf8.Valid(text) {
		f.problemAt(f.firstInvalid(), "", "the file is not UTF-8 text")
		return f
	}
	if f.tabs(); len(f.problems) > 0 {
		return f
	}
	f.parse()
	if f.root != nil {
		nodes := 0
		if !f.plain(f.root, 0, &nodes) {
			f.root = nil
		}
	}
	return f
}

func (f *file) firstInvalid() Pos {
	for i, line := range f.lines {
		if !utf8.ValidString(line) {
			return Pos{File: f.name, Line: i + 1, Column: 1}
		}
	}
	return Pos{File: f.name}
}

// tabs refuses tabs in indentation, which look different in every editor.
func (f *file) tabs() {
	for i, line := range f.lines {
		indent := line[:len(line)-len(strings.TrimLeft(line, " \t"))]
		if at := strings.IndexByte(indent, '\t'); at >= 0 && strings.TrimSpace(line) != "" {
			f.problemAt(Pos{File: f.name, Line: i + 1, Column: at + 1}, "", "a tab in the indentation; use spaces")
		}
	}
}

func (f *file) parse() {
	loader, err := yaml.NewLoader(bytes.NewReader(f.text), yaml.WithUniqueKeys(false))
	if err != nil {
		f.syntax(err)
		return
	}
	var first, second yaml.Node
	if err := loader.Load(&first); err != nil && !errors.Is(err, io.EOF) {
		f.syntax(err)
		return
	}
	if first.Kind != yaml.DocumentNode || len(first.Content) != 1 {
		f.problemAt(Pos{File: f.name, Line: 1, Column: 1}, "", "the file is empty")
		return
	}
	switch err := loader.Load(&second); {
	case err == nil && second.Kind != 0:
		f.problemAt(Pos{File: f.name, Line: second.Line, Column: max(second.Column, 1)}, "", "a second document; a file holds one")
		return
	case err != nil && !errors.Is(err, io.EOF):
		f.syntax(err)
		return
	}
	f.doc, f.root = &first, first.Content[0]
}

var (
	bangValue  = regexp.MustCompile(`[A-Za-z_]+: +!`)
	flowDollar = regexp.MustCompile(`[{,\[].*: +\$\{`)
)

// syntax reports that the file is no YAML, with a hint for the two traps that expressions lead into.
func (f *file) syntax(err error) {
	at, message := Pos{File: f.name, Line: 1, Column: 1}, err.Error()
	if bad, ok := errors.AsType[*yaml.LoadError](err); ok {
		message = bad.Message
		if bad.Mark.Line > 0 {
			at.Line, at.Column = bad.Mark.Line, max(bad.Mark.Column, 1)
		}
	}
	at.Line = min(at.Line, len(f.lines))
	for _, n := range []int{at.Line, at.Line - 1} {
		if n < 1 || n > len(f.lines) {
			continue
		}
		line := f.lines[n-1]
		if place := bangValue.FindStringIndex(line); place != nil {
			f.problemAt(Pos{File: f.name, Line: n, Column: place[1]}, "",
				`a value that starts with ! must stand in quotes ("!row.alert") or in a block (>-)`)
			return
		}
		if flowDollar.MatchString(line) {
			message += `; inside { } and [ ], ${…} must stand in quotes ("${row.drug}")`
			break
		}
	}
	f.problemAt(at, "", "not YAML: "+message)
}

// plain reports whether the tree holds only what the language has, and is not too deep or too big to walk.
func (f *file) plain(n *yaml.Node, depth int, nodes *int) bool {
	*nodes++
	if depth > maxDepth || *nodes > maxNodes {
		f.problem(n, "", fmt.Sprintf("nested deeper than %d levels, or more than %d values", maxDepth, maxNodes))
		return false
	}
	ok := true
	if n.Kind == yaml.AliasNode || n.Anchor != "" {
		f.problem(n, "", "anchors and aliases (& and *) are not part of the language; write the value out, or put a value that starts with & or * in quotes")
		ok = false
	}
	if n.Style&yaml.TaggedStyle != 0 {
		message := fmt.Sprintf("the tag %s is not part of the language", n.Tag)
		if !strings.HasPrefix(n.Tag, "!!") {
			message = `a value that starts with ! must stand in quotes ("!row.alert") or in a block (>-)`
		}
		f.problem(n, "", message)
		ok = false
	}
	if n.Kind == yaml.MappingNode {
		ok = f.keys(n) && ok
	}
	for _, child := range n.Content {
		if !f.plain(child, depth+1, nodes) {
			ok = false
		}
		if len(f.problems) > maxProblems {
			return false
		}
	}
	return ok
}

// keys reports keys that are no words, which nothing can be done with, and keys that are written twice.
func (f *file) keys(n *yaml.Node) bool {
	seen := map[string]*yaml.Node{}
	ok := true
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if key.Kind != yaml.ScalarNode {
			f.problem(key, "", "a key must be a word")
			ok = false
			continue
		}
		if first, twice := seen[key.Value]; twice {
			f.problemFound(key, "", fmt.Sprintf("the key %q is written twice; the first is on line %d", key.Value, first.Line), key.Value, "")
		}
		seen[key.Value] = key
	}
	return ok
}

func (f *file) pos(n *yaml.Node) Pos { return Pos{File: f.name, Line: n.Line, Column: n.Column} }

func (f *file) problem(n *yaml.Node, path, message string) { f.problemAt(f.pos(n), path, message) }

func (f *file) problemFound(n *yaml.Node, path, message, found, nearest string) {
	f.add(Problem{Pos: f.pos(n), Path: path, Message: message, Found: found, Nearest: nearest})
}

func (f *file) problemAt(at Pos, path, message string) {
	f.add(Problem{Pos: at, Path: path, Message: message})
}

func (f *file) add(p Problem) {
	if p.File == f.name {
		p.line = f.line(p.Line)
	}
	f.problems = append(f.problems, p)
}

func (f *file) line(n int) string {
	if n < 1 || n > len(f.lines) {
		return ""
	}
	return f.lines[n-1]
}
