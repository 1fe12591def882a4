package scenarios

import "fmt"

// Pos is where something stands in a file. Line and Column count from 1; Column counts characters, not bytes.
type Pos struct {
	File   string `json:"file,omitempty"`
	Line   int    `json:"line,omitempty"`
	Column int    `json:"column,omitempty"`
}

// String is the form that editors and terminals make a link of: "file:line:column".
func (p Pos) String() string {
	if p.Line == 0 {
		return p.File
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}

// Known reports whether the position says a line at all.
func (p Pos) Known() bool { return p.Line > 0 }
