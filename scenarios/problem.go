package scenarios

import (
	"fmt"
	"slices"
	"strings"
)

// Problem is something wrong, or worth a second look, in a file that a person wrote.
type Problem struct {
	Pos
	Path    string `json:"path,omitempty"`    // where in the document, such as steps[0].then[1].check
	Message string `json:"message"`           // what is wrong and what was expected
	Found   string `json:"found,omitempty"`   // what stands there
	Nearest string `json:"nearest,omitempty"` // the right name that is nearest to Found, if one is near
	Rule    string `json:"rule,omitempty"`    // of Lint: the rule that speaks; empty for errors
	Note    bool   `json:"note,omitempty"`    // of Lint: worth knowing, but no reason to call the file unclean
	line    string // the line of the file, for the excerpt
}

// Warning reports whether the problem is only advice: the file can be loaded with it.
func (p Problem) Warning() bool { return p.Rule != "" }

// String is "file:line:column: message", then the line of the file with a caret under the place.
func (p Problem) String() string {
	var b strings.Builder
	b.WriteString(p.Headline())
	if p.line != "" {
		text, caret := excerpt(p.line, p.Column)
		fmt.Fprintf(&b, "\n  %4d | %s\n       | %s^", p.Line, text, caret)
	}
	return b.String()
}

// Headline is the first line of String.
func (p Problem) Headline() string {
	var b strings.Builder
	if at := p.Pos.String(); at != "" {
		b.WriteString(at + ": ")
	}
	b.WriteString(p.Message)
	if p.Nearest != "" {
		fmt.Fprintf(&b, "; did you mean %q?", p.Nearest)
	}
	if p.Rule != "" {
		fmt.Fprintf(&b, " [%s]", p.Rule)
	}
	return b.String()
}

// excerptWidth is how much of a long line an excerpt shows.
const excerptWidth = 110

// excerpt cuts a long line around the column and makes the blank space that puts a caret under it.
func excerpt(line string, column int) (text, blank string) {
	runes := []rune(strings.ReplaceAll(line, "\t", "→"))
	at := min(max(column-1, 0), len(runes))
	if len(runes) > excerptWidth {
		from := max(0, min(at-excerptWidth/2, len(runes)-excerptWidth))
		runes, at = runes[from:from+excerptWidth], at-from
	}
	return string(runes), strings.Repeat(" ", at)
}

// LoadError says everything that is wrong with a file, or with a pack of files.
type LoadError struct {
	Problems []Problem // at least one, in the order of the files
}

// Error is all problems, one after the other.
func (e *LoadError) Error() string {
	var parts []string
	for _, p := range e.Problems {
		parts = append(parts, p.String())
	}
	return strings.Join(parts, "\n")
}

// sortProblems puts problems in the order of the file and drops what was said of the same word already.
func sortProblems(problems []Problem) []Problem {
	slices.SortStableFunc(problems, func(a, b Problem) int {
		if a.File != b.File {
			return strings.Compare(a.File, b.File)
		}
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return a.Column - b.Column
	})
	return slices.CompactFunc(problems, func(a, b Problem) bool {
		return a.Pos == b.Pos && (a.Message == b.Message || a.Found != "" && a.Found == b.Found)
	})
}

// failed makes the error of a file: nil if it has no problems.
func failed(problems []Problem) error {
	if len(problems) == 0 {
		return nil
	}
	return &LoadError{Problems: sortProblems(problems)}
}
