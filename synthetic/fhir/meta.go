package fhir

import (
	"slices"
	"strconv"
	"time"
)

// edit replaces the bytes from start to end.
type edit struct {
	start, end int
	with       string
}

// WithMeta returns the resource as a server shows it: id, meta.versionId and meta.lastUpdated are set, and every other
// byte is left where it was, unknown elements and the exact text of numbers included. What is missing is put just after
// resourceType. The id must satisfy ValidID; updated is shown as Instant shows it.
func (r Resource) WithMeta(id string, version int, updated time.Time) Resource {
	idText := `"` + id + `"`
	versionText := `"` + strconv.Itoa(version) + `"`
	updatedText := `"` + Instant(updated) + `"`

	edits := make([]edit, 0, 4)
	addID := `,"id":` + idText
	addMeta := `,"meta":{"versionId":` + versionText + `,"lastUpdated":` + updatedText + `}`
	after := -1
	for m := range members(r.JSON) {
		switch {
		case m.is("resourceType"):
			after = m.end
		case m.is("id"):
			addID = ""
			edits = append(edits, edit{m.start, m.end, idText})
		case m.is("meta"):
			addMeta = ""
			edits = metaEdits(edits, r.JSON[m.start:m.end], m.start, versionText, updatedText)
		}
	}
	if after >= 0 && addID+addMeta != "" {
		edits = append(edits, edit{after, after, addID + addMeta})
	}
	return Resource{Type: r.Type, ID: id, JSON: splice(r.JSON, edits)}
}

// withID sets the id alone.
func (r Resource) withID(id string) Resource {
	text := `"` + id + `"`
	var change edit
	for m := range members(r.JSON) {
		if m.is("id") {
			change = edit{m.start, m.end, text}
			break
		}
		if m.is("resourceType") {
			change = edit{m.end, m.end, `,"id":` + text}
		}
	}
	return Resource{Type: r.Type, ID: id, JSON: splice(r.JSON, []edit{change})}
}

// metaEdits sets the two elements of a meta object whose first byte lies at base, adding at its front what is missing.
func metaEdits(edits []edit, meta []byte, base int, versionText, updatedText string) []edit {
	addVersion, addUpdated := `"versionId":`+versionText+`,`, `"lastUpdated":`+updatedText+`,`
	empty := true
	for m := range members(meta) {
		empty = false
		switch {
		case m.is("versionId"):
			addVersion = ""
			edits = append(edits, edit{base + m.start, base + m.end, versionText})
		case m.is("lastUpdated"):
			addUpdated = ""
			edits = append(edits, edit{base + m.start, base + m.end, updatedText})
		}
	}
	added := addVersion + addUpdated
	if empty {
		added = added[:len(added)-1]
	}
	return append(edits, edit{base + 1, base + 1, added})
}

// splice applies edits that do not overlap, in whatever order they come.
func splice(b []byte, edits []edit) []byte {
	slices.SortStableFunc(edits, func(a, b edit) int { return a.start - b.start })
	size := len(b)
	for _, e := range edits {
		size += len(e.with) - (e.end - e.start)
	}
	out := make([]byte, 0, size)
	at := 0
	for _, e := range edits {
		out = append(append(out, b[at:e.start]...), e.with...)
		at = e.end
	}
	return append(out, b[at:]...)
}
