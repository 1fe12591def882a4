package registers

import (
	"fmt"
	"strings"
	"time"
)

// Remark is an entry of a register's other log, the metadata ("system" in RSF): it has no number and is in no tree.
type Remark struct {
	At   time.Time
	Key  string // "name", "custodian", "licence", "register:organisation", "field:postcode"
	Item Item
}

// remarks writes a definition down as metadata, in the form that the reference implementation reads. "licence" is ours: version 1 has
// nowhere to put it, and version 2 does not say how the metadata are kept.
func (d *Definition) remarks(at time.Time) ([]Remark, error) {
	var out []Remark
	add := func(key string, pairs ...Pair) error {
		item, err := NewItem(pairs...)
		if err == nil && len(item) > 0 {
			out = append(out, Remark{At: at, Key: key, Item: item})
		}
		return err
	}
	if err := add("name", Text("name", d.Title)); err != nil {
		return nil, err
	}
	if err := add("custodian", Text("custodian", d.Custodian)); err != nil {
		return nil, err
	}
	if err := add("licence", Text("licence", d.Licence)); err != nil {
		return nil, err
	}
	for _, f := range d.Fields {
		if err := add("field:"+f.Name, Text("field", f.Name), Text("datatype", f.Datatype), Text("cardinality", f.cardinality()),
			Text("phase", d.Phase), Text("text", f.Text)); err != nil {
			return nil, err
		}
	}
	err := add("register:"+d.ID, Text("register", d.ID), Text("registry", d.Registry), Text("phase", d.Phase), Text("text", d.Text),
		Text("copyright", d.Copyright), Set("fields", d.Names()...))
	return out, err
}

// heed changes a definition by what a remark says; keys that it does not know are left alone, as the specification wants of readers.
func (d *Definition) heed(r Remark, known map[string]Field) error {
	kind, name, _ := strings.Cut(r.Key, ":")
	switch kind {
	case "name":
		d.Title = r.Item.Get("name").One
	case "custodian":
		d.Custodian = r.Item.Get("custodian").One
	case "licence":
		d.Licence = r.Item.Get("licence").One
	case "field":
		f := Field{Name: name, Datatype: r.Item.Get("datatype").One, Many: r.Item.Get("cardinality").One == "n", Text: r.Item.Get("text").One}
		if !isName(name) || !isDatatype(f.Datatype) {
			return fmt.Errorf("%w: field %q of datatype %q", ErrItem, name, f.Datatype)
		}
		known[name] = f
	case "register":
		if !isName(name) {
			return fmt.Errorf("%w: register %q, want a name", ErrItem, name)
		}
		d.ID, d.Text, d.Registry = name, r.Item.Get("text").One, r.Item.Get("registry").One
		d.Phase, d.Copyright = r.Item.Get("phase").One, r.Item.Get("copyright").One
		d.Fields = nil
		for _, n := range r.Item.Get("fields").Many {
			f, ok := known[n]
			if !ok {
				return fmt.Errorf("%w: register %q names field %q before it is described", ErrItem, name, n)
			}
			d.Fields = append(d.Fields, f)
		}
	}
	return nil
}
