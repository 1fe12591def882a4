package registers

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// ErrItem is wrapped by every error about data that a register cannot hold.
var ErrItem = errors.New("item refused")

// Pair is one attribute of an item and its value: one string, or a set of strings where Many is not nil.
type Pair struct {
	Name string
	One  string
	Many []string
}

// Item is the data about one element at one time, its pairs in the order of their names. Version 2 calls it a blob.
type Item []Pair

// Text is a pair of cardinality 1.
func Text(name, value string) Pair { return Pair{Name: name, One: value} }

// Set is a pair of cardinality n.
func Set(name string, values ...string) Pair {
	if values == nil {
		values = []string{}
	}
	return Pair{Name: name, Many: values}
}

// NewItem puts pairs in order. Pairs without a value are left out, which is what the specification takes an empty value for (v2 blob-def,
// "Normalise"). It fails with ErrItem for a name that is none, a name twice, and text that is not UTF-8.
func NewItem(pairs ...Pair) (Item, error) {
	item := make(Item, 0, len(pairs))
	for _, p := range pairs {
		if p.Many != nil {
			p.Many = slices.DeleteFunc(slices.Clone(p.Many), func(s string) bool { return s == "" })
		}
		if p.One == "" && len(p.Many) == 0 {
			continue
		}
		if !isName(p.Name) {
			return nil, fmt.Errorf("%w: %q is no attribute name, want small letters, digits and hyphens", ErrItem, p.Name)
		}
		if !utf8.ValidString(p.One) || slices.ContainsFunc(p.Many, func(s string) bool { return !utf8.ValidString(s) }) {
			return nil, fmt.Errorf("%w: the value of %q is not UTF-8", ErrItem, p.Name)
		}
		item = append(item, p)
	}
	slices.SortFunc(item, func(a, b Pair) int { return strings.Compare(a.Name, b.Name) })
	for i := 1; i < len(item); i++ {
		if item[i].Name == item[i-1].Name {
			return nil, fmt.Errorf("%w: attribute %q is given twice", ErrItem, item[i].Name)
		}
	}
	return item, nil
}

// Get is the value of an attribute; the zero Pair if the item has none.
func (item Item) Get(name string) Pair {
	for _, p := range item {
		if p.Name == name {
			return p
		}
	}
	return Pair{}
}

// Cell is the value in one cell of a table: members of a set are divided by semicolons (v1 rest-api, "List of values").
func (p Pair) Cell() string {
	if p.Many != nil {
		return strings.Join(p.Many, ";")
	}
	return p.One
}

// Canonical is the one JSON form of an item that is hashed (v1 item-def, "Canonicalisation"): names in order, no space, nothing escaped but
// what JSON must have escaped.
func (item Item) Canonical() string { return string(item.appendJSON(nil)) }

func (item Item) appendJSON(dst []byte) []byte {
	dst = append(dst, '{')
	for i, p := range item {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(appendString(dst, p.Name), ':')
		if p.Many == nil {
			dst = appendString(dst, p.One)
			continue
		}
		dst = appendStrings(dst, p.Many)
	}
	return append(dst, '}')
}

// appendStrings appends a JSON array of strings.
func appendStrings(dst []byte, list []string) []byte {
	dst = append(dst, '[')
	for i, s := range list {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendString(dst, s)
	}
	return append(dst, ']')
}

// appendString appends a JSON string in the canonical form. Control characters that JSON has a short escape for get it, as the reference
// implementation's writer does; the specification only speaks of \u and capitals.
func appendString(dst []byte, s string) []byte {
	const digits = "0123456789ABCDEF"
	dst = append(dst, '"')
	from := 0
	for i := range len(s) {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		dst = append(dst, s[from:i]...)
		from = i + 1
		if k := strings.IndexByte("\"\\\b\f\n\r\t", c); k >= 0 {
			dst = append(dst, '\\', `"\bfnrt`[k])
			continue
		}
		dst = append(dst, '\\', 'u', '0', '0', digits[c>>4], digits[c&15])
	}
	return append(append(dst, s[from:]...), '"')
}

// Hash is the name of an item in version 1: the digest of its canonical form.
func (item Item) Hash() Hash { return sum(item.appendJSON(nil)) }
