package gmf

import (
	"fmt"
	"strconv"
)

// ValueKind is what sort of thing a Value is.
type ValueKind uint8

// The sorts of values that attributes and observations take.
const (
	Nil     ValueKind = iota // nothing: an attribute that is not set
	Number                   // Value.Number
	Text                     // Value.Text
	Truth                    // Value.Number is 1 for true, 0 for false
	Coded                    // Value.Code: a code, or an entry of the record under its first code
	Series                   // Value.Series: a time series
	Content                  // Value.Text: what is attached; the entry's State says of what sort
)

// Value is what a module keeps in an attribute or writes as the result of an observation. The zero value is nil, which every
// comparison but "is nil" finds false.
type Value struct {
	Kind   ValueKind
	Number float64
	Text   string
	Code   *Code
	Series *Samples
}

// Code is a code as a module gives it: System is the framework's own short name ("SNOMED-CT", "RxNorm", "LOINC").
type Code struct {
	System, Code, Display string
	id                    int32 // interned by code alone, as the framework compares them
}

// Samples is a series of numbers at even distances.
type Samples struct {
	PeriodMS float64 // milliseconds from one to the next
	Values   []float64
}

// NumberOf is a number as a value.
func NumberOf(x float64) Value { return Value{Kind: Number, Number: x} }

// TextOf is a string as a value.
func TextOf(s string) Value { return Value{Kind: Text, Text: s} }

// TruthOf is a truth value as a value.
func TruthOf(b bool) Value {
	if b {
		return Value{Kind: Truth, Number: 1}
	}
	return Value{Kind: Truth}
}

// String is the value as lookup tables and people write it: "3", "2.5", "true", a text as it is, a code with its display.
func (v Value) String() string {
	switch v.Kind {
	case Number:
		return strconv.FormatFloat(v.Number, 'f', -1, 64)
	case Truth:
		return strconv.FormatBool(v.Number != 0)
	case Text, Content:
		return v.Text
	case Coded:
		return v.Code.Code + " " + v.Code.Display
	case Series:
		return fmt.Sprintf("%d samples every %g ms", len(v.Series.Values), v.Series.PeriodMS)
	}
	return "nil"
}

// String is the sort in words.
func (k ValueKind) String() string {
	return [...]string{"nil", "a number", "a text", "true or false", "a code", "a series", "an attachment"}[k]
}

// operator is how a condition compares.
type operator uint8

const (
	less operator = iota + 1
	atMost
	equal
	atLeast
	more
	unequal
	isNil
	isNotNil
)

var operators = [...]string{"", "<", "<=", "==", ">=", ">", "!=", "is nil", "is not nil"}

// holds compares two numbers.
func (o operator) holds(a, b float64) bool {
	switch o {
	case less:
		return a < b
	case atMost:
		return a <= b
	case equal:
		return a == b
	case atLeast:
		return a >= b
	case more:
		return a > b
	case unequal:
		return a != b
	}
	return false
}

// compare is a condition on values: nothing compares with nothing, and values of two sorts are a fault of the module. Of truth
// values, texts and codes the framework knows == and, for whatever else is asked of truth values and codes, takes it as !=
// (population.md 2.5); texts have their order.
func (o operator) compare(a, b Value) (holds, fault bool) {
	switch {
	case o == isNil:
		return a.Kind == Nil, false
	case o == isNotNil:
		return a.Kind != Nil, false
	case a.Kind == Nil || b.Kind == Nil:
		return false, false
	case a.Kind != b.Kind:
		return false, true
	}
	switch a.Kind {
	case Number:
		return o.holds(a.Number, b.Number), false
	case Text:
		return o.holds(float64(compareText(a.Text, b.Text)), 0), false
	case Truth:
		return (a.Number == b.Number) == (o == equal), false
	case Coded:
		return (a.Code.id == b.Code.id) == (o == equal), false
	}
	return false, true
}

func compareText(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
