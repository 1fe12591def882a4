package scenarios

// Value is a piece of a scenario that is handed on as it is, but for the ${…} in it: settings of an adapter, what a step
// is done with, cells of a table.
type Value struct {
	Pos
	Kind ValueKind

	scalar any     // Scalar: nil, bool, int64, float64 or string
	parts  []part  // Expression (one) and Template
	items  []Value // List
	fields []Field // Map
}

// ValueKind is what a Value is.
type ValueKind uint8

// The kinds of Value. The zero kind means that nothing was written.
const (
	Scalar     ValueKind = iota + 1
	Expression           // the whole scalar is one ${…}: what it gives keeps its type
	Template             // text with ${…} in it: what they give becomes text
	List
	Map
)

// Field is a named Value.
type Field struct {
	Pos
	Name  string
	Value Value
}

// part is a stretch of text, or an expression in it.
type part struct {
	text string
	expr *Expr
}

// IsZero reports that nothing was written.
func (v Value) IsZero() bool { return v.Kind == 0 }

// Items are the elements of a List.
func (v Value) Items() []Value { return v.items }

// Field finds an entry of a Map by name.
func (v Value) Field(name string) (Value, bool) {
	for _, f := range v.fields {
		if f.Name == name {
			return f.Value, true
		}
	}
	return Value{}, false
}

// Text is the text of a plain scalar; ok is false for anything else.
func (v Value) Text() (text string, ok bool) {
	text, ok = v.scalar.(string)
	return text, ok && v.Kind == Scalar
}

// Fixed reports whether the value holds no expressions.
func (v Value) Fixed() bool {
	fixed := true
	v.walk(func(*Expr) { fixed = false })
	return fixed
}

// walk visits the expressions of the value in the order of the file.
func (v Value) walk(visit func(*Expr)) {
	for _, p := range v.parts {
		if p.expr != nil {
			visit(p.expr)
		}
	}
	for _, item := range v.items {
		item.walk(visit)
	}
	for _, f := range v.fields {
		f.Value.walk(visit)
	}
}
