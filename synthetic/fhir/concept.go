package fhir

import (
	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/nhs"
)

// coding writes the members of one code.
func (w *writer) coding(c chart.Coding) {
	w.text("system", c.System)
	w.text("code", c.Code)
	w.text("display", c.Display)
}

// concept writes codes and words. A coding without a code is words and nothing else.
func (w *writer) concept(n string, codes []chart.Coding, words string) {
	mark := w.object(n)
	w.conceptIn(codes, words)
	w.end(mark)
}

// concepts is concept for an element that repeats, of which there is one.
func (w *writer) concepts(n string, codes []chart.Coding, words string) {
	mark := w.list(n)
	inner := w.objectItem()
	w.conceptIn(codes, words)
	w.end(inner)
	w.endList(mark)
}

func (w *writer) conceptIn(codes []chart.Coding, words string) {
	if len(codes) > 0 {
		mark := w.list("coding")
		for i := range codes {
			if c := &codes[i]; c.Code != "" {
				inner := w.objectItem()
				w.coding(*c)
				w.end(inner)
			} else if words == "" {
				words = c.Display
			}
		}
		w.endList(mark)
	}
	w.text("text", words)
}

// coded writes a concept of one code of a HL7 list, whose display is its code in words.
func (w *writer) coded(n, system, code string) {
	if code == "" {
		return
	}
	w.name(n)
	w.codedValue(system, code)
}

// codeds is coded for an element that repeats, of which there is one.
func (w *writer) codeds(n, system, code string) {
	if code == "" {
		return
	}
	w.name(n)
	w.b = append(w.b, '[')
	w.codedValue(system, code)
	w.b = append(w.b, ']')
}

func (w *writer) codedValue(system, code string) {
	w.b = append(w.b, `{"coding":[`...)
	w.codeOf(system, code)
	w.b = append(w.b, `]}`...)
}

// codeOf writes the object of a code of a HL7 list.
func (w *writer) codeOf(system, code string) {
	w.b = append(w.b, '{')
	w.word("system", system)
	w.text("code", code)
	w.name("display")
	at := len(w.b)
	w.b = appendString(w.b, code)
	titled(w.b[at+1:])
	w.b = append(w.b, '}')
}

// answer writes a concept of one code, or of words if it has none.
func (w *writer) answer(n string, c chart.Coding) { w.concept(n, []chart.Coding{c}, "") }

// answers is answer for an element that repeats, of which there is one.
func (w *writer) answers(n string, c chart.Coding) { w.concepts(n, []chart.Coding{c}, "") }

// titled turns a code into its display in HL7's lists, in place: words with capitals, but for the "in" of an error.
func titled(b []byte) {
	if string(b) == `entered-in-error"` {
		copy(b, "Entered in Error")
		return
	}
	for i := range b {
		if b[i] == '-' {
			b[i] = ' '
		}
		if (i == 0 || b[i-1] == ' ') && b[i] >= 'a' && b[i] <= 'z' {
			b[i] -= 'a' - 'A'
		}
	}
}

// quantity writes a value in UCUM units.
func (w *writer) quantity(n string, q chart.Quantity) {
	mark := w.object(n)
	w.number("value", q.Value)
	w.text("unit", q.Unit)
	if q.Code != "" {
		w.word("system", nhs.UCUM)
		w.text("code", q.Code)
	}
	w.end(mark)
}
