package fhir

import (
	"errors"
	"fmt"
	"strings"
)

// operand is one value, read as its parameter's type asks.
type operand struct {
	system    string // tokens
	anySystem bool   // no bar was written
	code      string // tokens and ids, empty for "system|"; strings: the words
	span      span   // dates
	prefix    string // dates: eq, ne, gt …
	target    string // references: type of the resource pointed at, empty for any
	id        string // references
}

// newOperand reads one value of a parameter.
func newOperand(kind ParamType, target, modifier, part string) (operand, error) {
	if part == "" {
		return operand{}, errors.New("one of its values is empty")
	}
	switch kind {
	case DateParam:
		return newDateOperand(part)
	case ReferenceParam:
		return newReferenceOperand(target, part)
	case TokenParam:
		pieces := split(part, '|')
		if len(pieces) > 2 {
			return operand{}, fmt.Errorf("%q has more than one bar, want system|code", clip(part))
		}
		if len(pieces) == 1 || modifier == "text" {
			return operand{anySystem: true, code: unescape(part)}, nil
		}
		if pieces[0] == "" && pieces[1] == "" {
			return operand{}, fmt.Errorf("%q has neither a system nor a code", part)
		}
		return operand{system: unescape(pieces[0]), code: unescape(pieces[1])}, nil
	}
	return operand{code: unescape(part)}, nil
}

// newReferenceOperand reads an id, Type/id or an absolute address of either form.
func newReferenceOperand(target, part string) (operand, error) {
	pieces := strings.Split(part, "/")
	id := pieces[len(pieces)-1]
	if len(pieces) > 1 {
		named := pieces[len(pieces)-2]
		if !validType(named) || target != "" && named != target {
			return operand{}, fmt.Errorf("%q does not point at a %s", clip(part), strings.TrimSpace(target+" resource"))
		}
		target = named
	}
	if !ValidID(id) {
		return operand{}, fmt.Errorf("%q is not an id, Type/id or an address that ends so", clip(part))
	}
	return operand{target: target, id: id}, nil
}

// split cuts at a separator that is not escaped with a backslash, and keeps escapes (FHIR R4, Search, "Escaping").
func split(s string, sep byte) []string {
	var out []string
	start := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case sep:
			out = append(out, s[start:i])
			start = i + 1
		}
	}
	return append(out, s[start:])
}

func unescape(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
