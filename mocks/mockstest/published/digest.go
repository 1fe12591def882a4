package published

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Section is one section of a research digest.
type Section struct {
	Text   string
	Tables [][][]string // its tables, each as rows of cells without the heading row; backticks are left out
}

// Digest reads a section of a digest below ../shared/research: what stands between its heading ("### 2.2") and the next.
func Digest(t testing.TB, name, heading string) Section {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(filepath.Dir(place("x")), "..", "research", name))
	if err != nil {
		missing(t, "no research digest beside the checkout: "+err.Error())
	}
	_, rest, found := strings.Cut("\n"+string(raw), "\n"+heading+" ")
	if !found {
		t.Fatalf("%s has no section %s", name, heading)
	}
	text, _, _ := strings.Cut(rest, "\n#")
	return Section{text, tables(text)}
}

// tables takes the tables out of Markdown.
func tables(text string) [][][]string {
	var out [][][]string
	within := false
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "|") {
			within = false
			continue
		}
		if !within { // the heading row
			within = true
			out = append(out, nil)
			continue
		}
		if strings.Trim(line, "|-: ") == "" {
			continue
		}
		var row []string
		for cell := range strings.SplitSeq(strings.Trim(line, "|"), "|") {
			row = append(row, strings.TrimSpace(strings.ReplaceAll(cell, "`", "")))
		}
		last := len(out) - 1
		out[last] = append(out[last], row)
	}
	return out
}
