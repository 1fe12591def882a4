package fhir

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"sandpiper/synthetic/chart"
)

// intake reads elements of a resource that a client sent, and keeps the first thing that is wrong with them.
type intake struct {
	resource Resource
	err      error
}

func (in *intake) fail(path []string, format string, args ...any) {
	if in.err == nil {
		in.err = fmt.Errorf("%s.%s %s", in.resource.Type, strings.Join(path, "."), fmt.Sprintf(format, args...))
	}
}

// first is the first value at a path; nil if there is none.
func (in *intake) first(path ...string) (v []byte) {
	walk(in.resource.JSON, path, func(found []byte) {
		if v == nil {
			v = found
		}
	})
	return v
}

// each yields the type and id of every reference at a path, from the last to the first.
func (in *intake) each(path []string, yield func(to, id string)) {
	var refs []string
	walk(in.resource.JSON, path, func(found []byte) { refs = append(refs, text(found)) })
	for _, ref := range slices.Backward(refs) {
		if before, id, ok := cutLast(ref); ok {
			yield(before[strings.LastIndexByte(before, '/')+1:], id)
		}
	}
}

// need fails if none of the elements is there.
func (in *intake) need(names ...string) {
	for _, name := range names {
		if in.first(name) != nil {
			return
		}
	}
	in.fail([]string{strings.Join(names, " or ")}, "is missing")
}

// words reads a string, which must be one of the allowed ones if any are named.
func (in *intake) words(path []string, allowed ...string) string {
	v := in.first(path...)
	if v == nil {
		return ""
	}
	s := text(v)
	switch {
	case v[0] != '"':
		in.fail(path, "must be a string, found %.40s", v)
	case allowed != nil && !slices.Contains(allowed, s):
		in.fail(path, "is %q, want one of: %s", clip(s), strings.Join(allowed, ", "))
	}
	return s
}

// when reads the start of the first date there is among several elements.
func (in *intake) when(names ...string) time.Time {
	for _, name := range names {
		path := strings.Split(name, ".")
		v := in.first(path...)
		if v == nil {
			continue
		}
		if text(v) == "" {
			in.fail(path, "must be a date, found %.40s", v)
			return time.Time{}
		}
		s, err := parseSpan(text(v))
		if err != nil {
			in.fail(path, "%v", err)
		}
		return s.from.UTC()
	}
	return time.Time{}
}

// allergyEnd reads when an allergy ended. FHIR R4 has no element for it (lastOccurrence is when it last struck, which is no end);
// UK Core has the extension AllergyIntoleranceEnd on clinicalStatus, whose endDate it is.
func (in *intake) allergyEnd() (end time.Time) {
	walk(in.resource.JSON, []string{"clinicalStatus", "extension"}, func(x []byte) {
		if text(get(x, "url")) != ukCoreExtension+"AllergyIntoleranceEnd" {
			return
		}
		walk(x, []string{"extension"}, func(part []byte) {
			v := get(part, "valueDateTime")
			if text(get(part, "url")) != "endDate" || v == nil {
				return
			}
			s, err := parseSpan(text(v))
			if err != nil {
				in.fail([]string{"clinicalStatus", "extension", "endDate"}, "%v", err)
			}
			end = s.from.UTC()
		})
	})
	return end
}

// concept reads codes and words. The words are the text, or else the first display or code.
func (in *intake) concept(path ...string) (codes []chart.Coding, words string) {
	v := in.first(path...)
	if v == nil {
		return nil, ""
	}
	return in.conceptOf(path, v)
}

func (in *intake) conceptOf(path []string, v []byte) (codes []chart.Coding, words string) {
	if v[0] != '{' {
		in.fail(path, "must be a CodeableConcept, found %.40s", v)
		return nil, ""
	}
	words = text(get(v, "text"))
	walk(v, []string{"coding"}, func(c []byte) {
		code := chart.Coding{System: text(get(c, "system")), Code: text(get(c, "code")), Display: text(get(c, "display"))}
		codes = append(codes, code)
		if words == "" {
			words = code.Display
		}
	})
	if words == "" && len(codes) > 0 {
		words = codes[0].Code
	}
	return codes, words
}

// code reads the first code of a concept, which must be one of the allowed ones if any are named.
func (in *intake) code(path []string, allowed ...string) string {
	codes, _ := in.concept(path...)
	if len(codes) == 0 {
		return ""
	}
	if allowed != nil && !slices.Contains(allowed, codes[0].Code) {
		in.fail(path, "is %q, want one of: %s", clip(codes[0].Code), strings.Join(allowed, ", "))
	}
	return codes[0].Code
}

// quantity reads a number with its unit; nil if there is none.
func (in *intake) quantity(path ...string) *chart.Quantity {
	v := in.first(path...)
	if v == nil {
		return nil
	}
	return in.quantityOf(path, v)
}

func (in *intake) quantityOf(path []string, v []byte) *chart.Quantity {
	value := get(v, "value")
	if v[0] == '{' && value == nil {
		return nil
	}
	q := &chart.Quantity{Unit: text(get(v, "unit")), Code: text(get(v, "code"))}
	if v[0] != '{' || json.Unmarshal(value, &q.Value) != nil {
		in.fail(path, "must be a Quantity with a number for its value, found %.60s", v)
		return nil
	}
	return q
}

// number reads a number, zero if there is none.
func (in *intake) number(path ...string) (f float64) {
	if v := in.first(path...); v != nil {
		if err := json.Unmarshal(v, &f); err != nil {
			in.fail(path, "must be a number, found %.40s", v)
		}
	}
	return f
}
