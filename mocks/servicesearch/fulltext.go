package servicesearch

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
)

// fulltext is a text to look for: clauses of which one or all must be found.
type fulltext struct {
	clauses []clause
	fields  []string
	all     bool // every clause must be found
}

// clause is one word, phrase or beginning of a word.
type clause struct {
	words     []string // more than one for a phrase
	prefix    bool     // the last word may go on
	must, not bool
	field     string // only there; empty for the search's fields
}

// mostClauses bounds what one text may cost.
const mostClauses = 256

// parseText reads a text in the simple language (+word -word "a phrase" beginn*) or the full one (field:word, AND, OR, NOT). A nil answer matches
// everything. Boosts (^2) and likeness (~) of the full language are read and not followed.
func parseText(text, fields, queryType, mode string) (*fulltext, error) {
	if queryType != "" && queryType != "simple" && queryType != "full" {
		return nil, fmt.Errorf("'%s' is not a valid value for queryType", queryType)
	}
	if mode != "" && mode != "any" && mode != "all" {
		return nil, fmt.Errorf("'%s' is not a valid value for searchMode", mode)
	}
	t := &fulltext{all: mode == "all", fields: searchable}
	if list := names(fields); len(list) > 0 {
		for _, f := range list {
			if !slices.Contains(fieldNames(), f) {
				return nil, unknownField(f)
			}
		}
		t.fields = list
	}
	text = strings.TrimSpace(text)
	if text == "" || text == "*" {
		return nil, nil //nolint:nilnil // everything matches
	}
	pieces, err := cut(text)
	if err != nil {
		return nil, err
	}
	for i, piece := range pieces {
		if queryType == "full" {
			switch piece {
			case "AND", "&&":
				t.all = true
				continue
			case "OR", "||":
				t.all = false
				continue
			case "NOT", "!":
				continue
			}
		}
		c, err := readClause(piece, queryType == "full")
		if err != nil {
			return nil, err
		}
		c.not = c.not || queryType == "full" && i > 0 && (pieces[i-1] == "NOT" || pieces[i-1] == "!")
		if len(c.words) > 0 {
			t.clauses = append(t.clauses, c)
		}
	}
	if len(t.clauses) > mostClauses {
		return nil, fmt.Errorf("the text has more than %d words", mostClauses)
	}
	return t, nil
}

// names reads a list of fields with commas; none for "*" or nothing.
func names(list string) []string {
	var out []string
	for name := range strings.SplitSeq(list, ",") {
		if name = strings.TrimSpace(name); name != "" && name != "*" {
			out = append(out, name)
		}
	}
	return out
}

// cut parts a text at blanks, outside quotation marks.
func cut(text string) ([]string, error) {
	var out []string
	var b strings.Builder
	inside := false
	flush := func() {
		if b.Len() > 0 {
			out = append(out, b.String())
			b.Reset()
		}
	}
	for _, c := range text {
		switch {
		case c == '"':
			inside = !inside
			b.WriteRune(c)
		case !inside && (c == ' ' || c == '\t' || c == '\n' || c == '|' || c == '(' || c == ')'):
			flush()
		default:
			b.WriteRune(c)
		}
	}
	if inside {
		return nil, errors.New("failed to parse query string: a quotation mark is not closed")
	}
	flush()
	return out, nil
}

func readClause(piece string, full bool) (clause, error) {
	var c clause
	for len(piece) > 1 && (piece[0] == '+' || piece[0] == '-') {
		c.must, c.not = piece[0] == '+', piece[0] == '-'
		piece = piece[1:]
	}
	if full {
		if field, rest, ok := strings.Cut(piece, ":"); ok && !strings.Contains(field, `"`) {
			if !slices.Contains(fieldNames(), field) {
				return c, unknownField(field)
			}
			c.field, piece = field, rest
		}
		piece, _, _ = strings.Cut(piece, "^")
		piece, _, _ = strings.Cut(piece, "~")
	}
	c.prefix = strings.HasSuffix(piece, "*") && len(piece) > 1
	c.words = words(piece)
	return c, nil
}

// found reports whether a clause is in a field.
func (c *clause) found(have []string) bool {
	for i := 0; i+len(c.words) <= len(have); i++ {
		k := 0
		for k < len(c.words) && (have[i+k] == c.words[k] || c.prefix && k == len(c.words)-1 && strings.HasPrefix(have[i+k], c.words[k])) {
			k++
		}
		if k == len(c.words) {
			return true
		}
	}
	return false
}

// hit is how much of a document a clause finds: 0 for nothing, more for a field in which it is most of the words.
func (t *fulltext) hit(c *clause, d *document) float64 {
	best := 0.0
	for _, field := range t.fields {
		if c.field != "" {
			field = c.field
		}
		if have := d.of.words(d, field); c.found(have) {
			best = max(best, float64(len(c.words))/float64(len(have)))
		}
		if c.field != "" {
			break
		}
	}
	if best == 0 {
		return 0
	}
	return 1 + best
}

// matches reports whether a document has what is looked for. A nil text is in every document.
func (t *fulltext) matches(d *document) bool {
	_, ok := t.weigh(d, nil)
	return ok
}

// weigh looks for the clauses in a document; hits, if not nil, is filled with what each finds.
func (t *fulltext) weigh(d *document, hits []float64) ([]float64, bool) {
	if t == nil {
		return hits, true
	}
	some, every := false, true
	for i := range t.clauses {
		c := &t.clauses[i]
		h := t.hit(c, d)
		switch {
		case c.not && h > 0, c.must && h == 0:
			return hits, false
		case c.not:
			some = some || len(t.clauses) == 1
			h = 0
		case h > 0:
			some = true
		default:
			every = false
		}
		if hits != nil {
			hits[i] = h
		}
	}
	return hits, some && (every || !t.all)
}

// rarity weighs a clause that n of all documents have.
func rarity(n, all int) float64 { return math.Log(1 + float64(all)/float64(1+n)) }
