package gmf

import (
	"cmp"
	"fmt"
	"strings"
)

// Problem is one thing that is wrong in a module's file, so that it cannot be run.
type Problem struct {
	File         string // path within the folder
	State        string // name of the state, empty outside of all
	Line, Column int    // from 1; 0 if no place in particular
	Says         string // what was found, and the nearest right name
}

// String is "file:line:column: state: what".
func (p Problem) String() string {
	var b strings.Builder
	b.WriteString(p.File)
	if p.Line > 0 {
		fmt.Fprintf(&b, ":%d:%d", p.Line, p.Column)
	}
	b.WriteString(": ")
	if p.State != "" {
		fmt.Fprintf(&b, "state %q: ", p.State)
	}
	b.WriteString(p.Says)
	return b.String()
}

func (p Problem) order(q Problem) int {
	return cmp.Or(cmp.Compare(p.File, q.File), cmp.Compare(p.Line, q.Line), cmp.Compare(p.Column, q.Column), cmp.Compare(p.Says, q.Says))
}

// Problems is everything that is wrong with a folder of modules, in the order of files and lines.
type Problems []Problem

// Error lists them, one a line.
func (ps Problems) Error() string {
	lines := make([]string, len(ps)+1)
	lines[0] = fmt.Sprintf("load modules: %d problems", len(ps))
	if len(ps) == 1 {
		lines[0] = "load modules: 1 problem"
	}
	for i, p := range ps {
		lines[i+1] = p.String()
	}
	return strings.Join(lines, "\n")
}
