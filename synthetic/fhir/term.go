package fhir

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// term is one parameter of a search with its values, any of which will do.
type term struct {
	param    Param
	modifier string
	values   []operand
	absent   bool // for :missing, whether it should be
}

// newTerm reads a parameter's value. An error comes with the issue type to report it as.
func newTerm(p Param, modifier, value string) (t term, code string, err error) {
	t = term{param: p, modifier: modifier}
	if modifier == "missing" {
		if value != "true" && value != "false" {
			return t, "value", fmt.Errorf("%q must be true or false", clip(value))
		}
		t.absent = value == "true"
		return t, "", nil
	}
	target := p.only
	allowed := ""
	switch p.Type {
	case TokenParam:
		allowed = "not text"
	case StringParam:
		allowed = "exact contains"
	case ReferenceParam:
		if validType(modifier) && (target == "" || target == modifier) {
			target, t.modifier, modifier = modifier, "", ""
		}
	}
	if modifier != "" && !contains(allowed, modifier) {
		return t, "not-supported", fmt.Errorf("modifier %q is not offered, only: %s", clip(modifier), strings.TrimSpace("missing "+allowed))
	}
	for _, part := range split(value, ',') {
		v, err := newOperand(p.Type, target, modifier, part)
		if err != nil {
			return t, "value", err
		}
		t.values = append(t.values, v)
	}
	return t, "", nil
}

// match reports whether a resource satisfies the term.
func (t *term) match(r Resource) bool {
	if t.param.Name == "_id" {
		return t.matchID(r.ID)
	}
	var found, hit bool
	for _, path := range t.param.paths {
		walk(r.JSON, path, func(v []byte) {
			found = true
			hit = hit || t.modifier != "missing" && t.hits(v)
		})
	}
	switch t.modifier {
	case "missing":
		return found != t.absent
	case "not":
		return !hit
	}
	return hit
}

func (t *term) matchID(id string) bool {
	hit := false
	for _, v := range t.values {
		hit = hit || v.code == id
	}
	switch t.modifier {
	case "missing":
		return !t.absent
	case "not":
		return !hit
	}
	return hit
}

// hits reports whether one element equals any of the values.
func (t *term) hits(element []byte) bool {
	switch t.param.Type {
	case TokenParam:
		return t.hitsToken(element)
	case DateParam:
		have, ok := elementSpan(element)
		for i := range t.values {
			if ok && t.values[i].span.compare(t.values[i].prefix, have) {
				return true
			}
		}
	case ReferenceParam:
		ref := text(get(element, "reference"))
		for _, v := range t.values {
			if pointsAt(ref, v.target, v.id) {
				return true
			}
		}
	case StringParam:
		have := text(element)
		for _, v := range t.values {
			if t.hitsWords(have, v.code) {
				return true
			}
		}
	}
	return false
}

// hitsWords compares strings: by default from their start and without regard to case (FHIR R4, Search, string).
func (t *term) hitsWords(have, want string) bool {
	switch t.modifier {
	case "exact":
		return have == want
	case "contains":
		return strings.Contains(strings.ToLower(have), strings.ToLower(want))
	}
	return len(have) >= len(want) && strings.HasPrefix(strings.ToLower(have), strings.ToLower(want))
}

// hitsToken compares a code, Coding, CodeableConcept, Identifier or boolean. The system of a plain code is implied by the
// element, so it is not compared.
func (t *term) hitsToken(element []byte) bool {
	if element[0] != '{' {
		have := text(element)
		if element[0] != '"' {
			have = string(bytes.TrimSpace(element))
		}
		return t.modifier != "text" && t.anyToken(func(v operand) bool { return v.code == have })
	}
	if t.modifier == "text" {
		hit := t.startsText(text(get(element, "text"))) || t.startsText(text(get(element, "display")))
		walk(element, []string{"coding", "display"}, func(v []byte) { hit = hit || t.startsText(text(v)) })
		return hit
	}
	if coding := get(element, "coding"); coding != nil {
		for c := range items(coding) {
			if t.hitsCoding(text(get(c, "system")), text(get(c, "code"))) {
				return true
			}
		}
		return false
	}
	code := get(element, "code")
	if code == nil {
		code = get(element, "value")
	}
	return t.hitsCoding(text(get(element, "system")), text(code))
}

func (t *term) hitsCoding(system, code string) bool {
	return t.anyToken(func(v operand) bool {
		return (v.anySystem || v.system == system) && (v.code == code || v.code == "" && !v.anySystem)
	})
}

func (t *term) anyToken(is func(operand) bool) bool {
	return slices.ContainsFunc(t.values, is)
}

func (t *term) startsText(have string) bool {
	return have != "" && t.anyToken(func(v operand) bool {
		return strings.HasPrefix(strings.ToLower(have), strings.ToLower(v.code))
	})
}

// pointsAt reports whether a reference, relative or absolute, names this resource.
func pointsAt(ref, target, id string) bool {
	rest, ok := strings.CutSuffix(ref, "/"+id)
	return ok && (target == "" || rest == target || strings.HasSuffix(rest, "/"+target))
}

func contains(list, word string) bool {
	return slices.Contains(strings.Fields(list), word)
}
