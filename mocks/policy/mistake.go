package policy

import (
	"fmt"
	"strings"
)

// Mistake is one thing that is wrong with a policy file.
type Mistake struct {
	Line, Column int // from 1
	Message      string
}

// Mistakes is all that is wrong with a policy file, in its order. It is what Parse fails with.
type Mistakes struct {
	File string
	List []Mistake
}

// Error gives a line for each: file:line:column: what was found, and the nearest right name.
func (p *Mistakes) Error() string {
	lines := make([]string, len(p.List))
	for i, one := range p.List {
		lines[i] = fmt.Sprintf("%s:%d:%d: %s", p.File, one.Line, one.Column, one.Message)
	}
	return strings.Join(lines, "\n")
}
