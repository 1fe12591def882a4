package registers

import (
	"fmt"
	"slices"
	"strings"

	"sandpiper/synthetic/near"
)

// Field is one attribute that the items of a register may have.
type Field struct {
	Name     string
	Datatype string // one of Datatypes
	Many     bool   // cardinality n
	Text     string // what it means
}

// Definition says what a register is about and what its items look like. The field with the register's own name holds the key.
type Definition struct {
	ID        string // a name: "organisation"
	Title     string
	Text      string // what is in it
	Registry  string // who keeps it
	Phase     string // "alpha", "beta"
	Custodian string
	Copyright string
	Licence   string
	Fields    []Field // in the order of a table's columns
}

// Field finds a field by its name.
func (d *Definition) Field(name string) (Field, bool) {
	i := slices.IndexFunc(d.Fields, func(f Field) bool { return f.Name == name })
	if i < 0 {
		return Field{}, false
	}
	return d.Fields[i], true
}

// Names lists the fields in their order.
func (d *Definition) Names() []string {
	names := make([]string, len(d.Fields))
	for i, f := range d.Fields {
		names[i] = f.Name
	}
	return names
}

// Check holds an item that is to be entered under a key against the definition (v2 blob-def, "Validate", and RFC "RSF", "Type checking"). Errors
// wrap ErrItem.
func (d *Definition) Check(key string, item Item) error {
	if !isKey(key) {
		return fmt.Errorf("%w: %q is no key, want letters and digits with single - _ or . between them", ErrItem, key)
	}
	for _, p := range item {
		f, ok := d.Field(p.Name)
		if !ok {
			return fmt.Errorf("%w: register %s has no field %q%s", ErrItem, d.ID, p.Name, meant(p.Name, d.Names()))
		}
		if f.Many != (p.Many != nil) {
			return fmt.Errorf("%w: field %q has cardinality %s", ErrItem, p.Name, f.cardinality())
		}
		for _, s := range p.values() {
			if !Conforms(f.Datatype, s) && !strings.HasPrefix(s, redacted) {
				return fmt.Errorf("%w: field %q is %q, want a %s", ErrItem, p.Name, s, f.Datatype)
			}
		}
	}
	if p := item.Get(d.ID); p.One != key {
		return fmt.Errorf("%w: field %q is %q, want the entry's key %q", ErrItem, d.ID, p.One, key)
	}
	return nil
}

// values are the strings of a pair.
func (p Pair) values() []string {
	if p.Many != nil {
		return p.Many
	}
	return []string{p.One}
}

func (f *Field) cardinality() string {
	if f.Many {
		return "n"
	}
	return "1"
}

// meant suggests the nearest right name.
func meant(found string, names []string) string {
	if name := near.Word(found, names); name != "" {
		return fmt.Sprintf("; %q is the nearest", name)
	}
	return ""
}
