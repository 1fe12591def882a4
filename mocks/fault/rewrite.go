package fault

import (
	"bytes"
	"strconv"
	"strings"
)

// Rewrite is a way in which an answer of FHIR is other than clients expect, and within what the standard or the national APIs allow, or against it in one
// member only. Bodies that are no JSON, and those in which there is nothing to change, are left as they are.
type Rewrite struct{ How Rewriting }

// Rewriting names what is changed in an answer.
type Rewriting string

// The rewritings (research identity-demographics-registers.md §13.6).
const (
	NoName           Rewriting = "no-name"           // patients come without name: the least that PDS may hold
	NoEntry          Rewriting = "no-entry"          // a Bundle comes as one of nothing: total 0, and without entry
	UnknownExtension Rewriting = "unknown-extension" // resources bear an extension that nobody has heard of
	LongNames        Rewriting = "long-names"        // names are as long as the national systems take, in letters from U+00C0 to U+017F
	BadDates         Rewriting = "bad-dates"         // dates of birth, death and of periods fall on the thirtieth of February
)

// Kind is the rewriting's name.
func (r Rewrite) Kind() string { return string(r.How) }

// String is the kind: the effect has no arguments.
func (r Rewrite) String() string { return r.Kind() }

// Rewrite is the body as it is to be sent; changed is false when there was nothing to change.
func (r Rewrite) Rewrite(body []byte) (out []byte, changed bool) {
	root, err := readJSON(body)
	if err != nil {
		return body, false
	}
	if r.How == NoEntry {
		changed = root.emptied()
	} else {
		root.walk(func(m *member) { changed = r.change(m) || changed })
	}
	if !changed {
		return body, false
	}
	return root.write(make([]byte, 0, len(body)+256)), true
}

// change changes one object, and reports whether it did.
func (r Rewrite) change(object *member) (changed bool) {
	kind := object.text("resourceType")
	switch r.How {
	case NoName:
		return kind == "Patient" && object.drop("name")
	case UnknownExtension:
		if kind == "" || kind == "Bundle" || kind == "OperationOutcome" || kind == "CapabilityStatement" {
			return false
		}
		return object.extend(`{"url":"https://example.invalid/StructureDefinition/Extension-NobodyKnows","valueString":"made up"}`)
	case LongNames:
		for _, name := range object.at("name").items() {
			changed = lengthen(name) || changed
		}
		return changed
	case BadDates:
		for _, field := range []string{"birthDate", "deceasedDateTime", "start", "end"} {
			if day := object.at(field); day != nil && day.bad() {
				changed = true
			}
		}
	}
	return changed
}

// Names of 35 letters, the most that the national systems take of each part, all of them from Latin-1 Supplement and Latin Extended-A.
var longest = [2]string{"\u0141\u00f3\u0111\u017a\u0173" + strings.Repeat("\u00e6\u0142\u0151", 10), "\u015e\u00f8\u0159\u0117\u00f1" + strings.Repeat("\u0101\u017e\u00fc", 10)}

// lengthen makes the parts of a HumanName long.
func lengthen(name *member) (changed bool) {
	if family := name.at("family"); family != nil && family.word() {
		family.raw, changed = []byte(strconv.Quote(longest[0])), true
	}
	for _, given := range name.at("given").items() {
		if given.word() {
			given.raw, changed = []byte(strconv.Quote(longest[1])), true
		}
	}
	return changed
}

// bad moves a date that begins with year, month and day to the thirtieth of February.
func (m *member) bad() bool {
	if !m.word() || len(m.raw) < len(`"2006-01-02"`) || m.raw[5] != '-' || m.raw[8] != '-' {
		return false
	}
	m.raw = append(append(bytes.Clone(m.raw[:6]), "02-30"...), m.raw[11:]...)
	return true
}

// emptied makes a Bundle one of nothing.
func (m *member) emptied() bool {
	if m.text("resourceType") != "Bundle" || !m.drop("entry") {
		return false
	}
	if total := m.at("total"); total != nil {
		total.raw = []byte("0")
	}
	return true
}
