package gmf

import "strings"

// codes reads a list of codes, of which there has to be one.
func (o *object) codes(field string) []Code {
	n, ok := o.must(field)
	if !ok {
		return nil
	}
	items := o.list(field)
	if len(items) == 0 {
		o.fail(n, "%q is empty; there should be a code", field)
	}
	out := make([]Code, len(items))
	for i, item := range items {
		out[i] = o.code(item)
	}
	return out
}

// code reads one code.
func (c *compiler) code(n *node) Code {
	o := c.object(n, "a code")
	o.must("system")
	o.must("code")
	code := Code{System: o.text("system"), Code: strings.TrimSpace(o.text("code")), Display: o.text("display")}
	o.text("value_set")
	o.done()
	code.id = c.library.codes.id(code.Code)
	return code
}

// codeIn reads a field that holds one code, nil if it is missing.
func (o *object) codeIn(field string) *Code {
	n := o.get(field)
	if n == nil {
		return nil
	}
	code := o.code(n)
	return &code
}

// reason is the name of what a state gives as its reason: an attribute or a state.
func (o *object) reason() string {
	name := o.text("reason")
	o.library.reasons[name] = true
	return name
}
