package gmf

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"sandpiper/synthetic/near"
)

// object reads the fields of a JSON object for the compiler, which is told of everything that is not as it should be. Fields
// that nobody asked for are what authors added for themselves, unless their names are near one that was.
type object struct {
	*compiler
	node  *node
	asked []string
}

// object is a node as an object; anything else is a problem, and reads as one without fields.
func (c *compiler) object(n *node, what string) *object {
	if n.token != json.Delim('{') {
		c.fail(n, "%s should be an object, found %s", what, n.is())
	}
	return &object{compiler: c, node: n}
}

// get is a field, nil if it is missing or null.
func (o *object) get(name string) *node {
	o.asked = append(o.asked, name)
	if i := slices.Index(o.node.keys, name); i >= 0 && o.node.items[i].token != nil {
		return o.node.items[i]
	}
	return nil
}

// must is a field that has to be there; ok is false, and the problem told, if it is not.
func (o *object) must(name string) (n *node, ok bool) {
	if n = o.get(name); n != nil {
		return n, true
	}
	for _, key := range o.node.keys {
		if near.Word(key, []string{name}) != "" {
			o.fail(o.node, "has no %q; did you mean it by %q?", name, key)
			return nil, false
		}
	}
	o.fail(o.node, "has no %q", name)
	return nil, false
}

// text is a string field, empty if missing.
func (o *object) text(name string) string {
	n := o.get(name)
	if n == nil {
		return ""
	}
	switch t := n.token.(type) {
	case string:
		return t
	case json.Number: // the framework's own reader takes either for either
		return t.String()
	}
	o.fail(n, "%q should be a string, found %s", name, n.is())
	return ""
}

// word is a string field that has to be one of a few, or missing.
func (o *object) word(name string, of ...string) string {
	s := o.text(name)
	if s == "" || slices.ContainsFunc(of, func(w string) bool { return strings.EqualFold(w, s) }) {
		return s
	}
	o.fail(o.get(name), "%s", unknown(name, s, of))
	return s
}

// number is a number field; ok is false if it is missing or not a number.
func (o *object) number(name string) (x float64, ok bool) {
	n := o.get(name)
	if n == nil {
		return 0, false
	}
	number, ok := n.token.(json.Number)
	if text, is := n.token.(string); is {
		_, err := strconv.ParseFloat(text, 64)
		number, ok = json.Number(text), err == nil
	}
	if !ok {
		o.fail(n, "%q should be a number, found %s", name, n.is())
		return 0, false
	}
	x, err := number.Float64()
	if err != nil || math.IsInf(x, 0) || math.IsNaN(x) {
		o.fail(n, "%q is out of range: %s", name, n.is())
		return 0, false
	}
	return x, true
}

// need is a number field that has to be there.
func (o *object) need(name string) float64 {
	if _, ok := o.must(name); !ok {
		return 0
	}
	x, _ := o.number(name)
	return x
}

// whole is a number field as a whole number, or otherwise if missing.
func (o *object) whole(name string, otherwise int) int {
	x, ok := o.number(name)
	if !ok {
		return otherwise
	}
	if x != math.Trunc(x) || math.Abs(x) > 1e9 {
		o.fail(o.get(name), "%q should be a whole number, found %g", name, x)
		return otherwise
	}
	return int(x)
}

// flag is a field of true or false, false if missing.
func (o *object) flag(name string) bool {
	n := o.get(name)
	if n == nil {
		return false
	}
	b, ok := n.token.(bool)
	if !ok {
		o.fail(n, "%q should be true or false, found %s", name, n.is())
	}
	return b
}

// list is the items of a list field, none if missing.
func (o *object) list(name string) []*node {
	n := o.get(name)
	if n == nil {
		return nil
	}
	if n.token != json.Delim('[') {
		o.fail(n, "%q should be a list, found %s", name, n.is())
		return nil
	}
	return n.items
}

// has reports whether any of some fields is there, without asking for them.
func (o *object) has(names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool { return slices.Contains(o.node.keys, name) })
}

// done says what looks like a slip in the fields that nobody asked for.
func (o *object) done() {
	for i, key := range o.node.keys {
		if slices.Contains(o.node.keys[:i], key) {
			o.warn(o.node.items[i], "field-twice", fmt.Sprintf("%q is there twice in one object; the first counts here, in other readers the last", key), "one of them has no effect", Certain)
		}
		if slices.Contains(o.asked, key) || slices.Contains(remarks, key) {
			continue
		}
		if meant := near.Word(key, o.asked); meant != "" && !slices.Contains(o.node.keys, meant) {
			o.warn(o.node.items[i], "field-name", fmt.Sprintf("no such field as %q; did you mean %q?", key, meant), "the framework ignores fields it does not know, without a word", Likely)
		}
	}
}

// remarks are fields that say nothing to the machine.
var remarks = []string{"remarks", "name", "type", "comment", "comments", "//"}

// unknown is the message about a name that is not in a list.
func unknown(what, found string, of []string) string {
	if meant := near.Word(found, of); meant != "" {
		return fmt.Sprintf("unknown %s %q; did you mean %q?", what, short(found), meant)
	}
	if len(of) == 0 || len(of) > 32 {
		return fmt.Sprintf("unknown %s %q", what, short(found))
	}
	return fmt.Sprintf("unknown %s %q; there are %s", what, short(found), strings.Join(of, ", "))
}
