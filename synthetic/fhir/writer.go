package fhir

import (
	"math"
	"strconv"
)

// writer appends JSON to a buffer, member by member in the order of the calls. Commas come of themselves, from the byte
// before. FHIR has no empty strings, objects or arrays, so what turns out empty is not written, name and all.
// Names of members must need no escapes.
type writer struct {
	b []byte
}

// name begins a member.
func (w *writer) name(n string) {
	if w.b[len(w.b)-1] != '{' {
		w.b = append(w.b, ',')
	}
	w.b = append(w.b, '"')
	w.b = append(w.b, n...)
	w.b = append(w.b, '"', ':')
}

// item begins the next value of an array.
func (w *writer) item() {
	if w.b[len(w.b)-1] != '[' {
		w.b = append(w.b, ',')
	}
}

// raw appends members that were rendered before, each with a comma in front. Something must stand before them.
func (w *writer) raw(members string) { w.b = append(w.b, members...) }

// object begins a member that is an object, and end ends it; what lies between may turn out to be nothing.
func (w *writer) object(n string) (mark int) {
	mark = len(w.b)
	w.name(n)
	w.b = append(w.b, '{')
	return mark
}

// list begins a member that is an array, and endList ends it.
func (w *writer) list(n string) (mark int) {
	mark = len(w.b)
	w.name(n)
	w.b = append(w.b, '[')
	return mark
}

// objectItem begins an object within an array, and end ends it.
func (w *writer) objectItem() (mark int) {
	mark = len(w.b)
	w.item()
	w.b = append(w.b, '{')
	return mark
}

// end ends an object that began at mark, or takes it back if nothing was written in it.
func (w *writer) end(mark int) {
	if w.b[len(w.b)-1] == '{' {
		w.b = w.b[:mark]
		return
	}
	w.b = append(w.b, '}')
}

// endList is end for an array.
func (w *writer) endList(mark int) {
	if w.b[len(w.b)-1] == '[' {
		w.b = w.b[:mark]
		return
	}
	w.b = append(w.b, ']')
}

// close ends the resource.
func (w *writer) close() { w.b = append(w.b, '}') }

// text writes a string, unless it is empty.
func (w *writer) text(n, value string) {
	if value != "" {
		w.name(n)
		w.b = appendString(w.b, value)
	}
}

// word writes a string that is known to need no escapes, unless it is empty.
func (w *writer) word(n, value string) {
	if value != "" {
		w.name(n)
		w.quoted(value)
	}
}

func (w *writer) quoted(word string) {
	w.b = append(w.b, '"')
	w.b = append(w.b, word...)
	w.b = append(w.b, '"')
}

// texts writes an array of strings without its empty ones.
func (w *writer) texts(n string, values ...string) {
	mark := w.list(n)
	for _, v := range values {
		if v != "" {
			w.item()
			w.b = appendString(w.b, v)
		}
	}
	w.endList(mark)
}

// whole writes a whole number.
func (w *writer) whole(n string, value int) {
	w.name(n)
	w.b = strconv.AppendInt(w.b, int64(value), 10)
}

// number writes a decimal. It panics for what is no number, as a chart must not hold one.
func (w *writer) number(n string, value float64) {
	if math.IsNaN(value) || math.IsInf(value, 0) {
		panic("fhir: " + n + " is no number")
	}
	w.name(n)
	w.b = appendNumber(w.b, value)
}
