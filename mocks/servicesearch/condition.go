package servicesearch

import (
	"cmp"

	"sandpiper/mocks/ods"
)

// condition is a filter about one document.
type condition func(*subject) bool

// subject is the document that a filter is asked about, and the items of its collections that have names.
type subject struct {
	*document
	on    ods.Day
	name  string
	item  any
	outer *subject
}

func (s *subject) with(name string, item any) *subject {
	return &subject{document: s.document, on: s.on, name: name, item: item, outer: s}
}

// at is the value at the end of a path; nil where there is none. Of a list it is the values of all its items.
func (s *subject) at(steps []string) any {
	var v any
	found := false
	for o := s; o != nil; o = o.outer {
		if o.name == steps[0] {
			v, found = o.item, true
			break
		}
	}
	if !found {
		v = s.field(steps[0], s.on)
	}
	return follow(v, steps[1:])
}

func follow(v any, steps []string) any {
	for i, step := range steps {
		switch have := v.(type) {
		case map[string]any:
			v = have[step]
		case []any:
			var out []any
			for _, item := range have {
				switch inner := follow(item, steps[i:]).(type) {
				case []any:
					out = append(out, inner...)
				default:
					out = append(out, inner)
				}
			}
			return out
		default:
			return nil
		}
	}
	return v
}

func allOf(list []condition) condition {
	return func(s *subject) bool {
		for _, c := range list {
			if !c(s) {
				return false
			}
		}
		return true
	}
}

func anyOf(list []condition) condition {
	return func(s *subject) bool {
		for _, c := range list {
			if c(s) {
				return true
			}
		}
		return false
	}
}

// compare is an OData comparison. Values of different types are not equal and have no order; null is equal to itself.
func compare(a any, operator string, b any) bool {
	order, like := 0, false
	switch x := a.(type) {
	case string:
		if y, ok := b.(string); ok {
			order, like = cmp.Compare(x, y), true
		}
	case float64:
		if y, ok := b.(float64); ok {
			order, like = cmp.Compare(x, y), true
		}
	case bool:
		if y, ok := b.(bool); ok {
			like = operator == "eq" || operator == "ne"
			if x != y {
				order = 1
			}
		}
	case nil:
		like = b == nil && (operator == "eq" || operator == "ne")
	}
	if !like {
		return operator == "ne"
	}
	switch operator {
	case "eq":
		return order == 0
	case "ne":
		return order != 0
	case "gt":
		return order > 0
	case "ge":
		return order >= 0
	case "lt":
		return order < 0
	}
	return order <= 0
}
