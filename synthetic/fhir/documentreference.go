package fhir

import (
	"encoding/base64"
	"strings"

	"sandpiper/synthetic/chart"
)

// document shows a letter, its words within as plain text in base64 (FHIR R4 DocumentReference). UK Core has a profile for it,
// but only as a draft (2.2.0), so that none is claimed; its elements are met.
func (s *Scribe) document(e *chart.Entry) {
	s.begin("DocumentReference", tagDocumentReference, e, "")
	if inError(e) {
		s.text("status", "entered-in-error")
	} else {
		s.text("status", status(e.Status, "current", "superseded"))
	}
	s.concept("type", e.Coding, e.Text)
	if e.Letter != nil && e.Letter.Type != "" {
		s.concepts("category", nil, inWords(e.Letter.Type))
	}
	s.patient("subject", e.ID.Person)
	s.instant("date", e.Recorded)
	s.writtenBy(e)
	s.organization("custodian", e.Source)
	s.content(e)
	mark := s.object("context")
	if e.Contact >= 0 {
		s.references("encounter", "Encounter", s.contactID(e))
	}
	s.about("related", e, "ServiceRequest", "Procedure")
	s.end(mark)
	s.close()
}

// writtenBy names the author of a letter, who is no part of this record but by name, or else the practitioner who filed it.
func (s *Scribe) writtenBy(e *chart.Entry) {
	if e.Letter == nil || e.Letter.From == "" {
		s.practitioners("author", e)
		return
	}
	list := s.list("author")
	s.named(e.Letter.From)
	s.endList(list)
}

// named writes the next reference of a list, to somebody of whom no more than a name is known.
func (s *Scribe) named(name string) {
	mark := s.objectItem()
	s.text("display", name)
	s.end(mark)
}

func (s *Scribe) content(e *chart.Entry) {
	s.raw(`,"content":[{"attachment":{"contentType":"text/plain"`)
	if e.Letter != nil && e.Letter.Text != "" {
		s.paper = append(s.paper[:0], e.Letter.Text...)
		s.name("data")
		s.b = append(s.b, '"')
		s.b = append(base64.StdEncoding.AppendEncode(s.b, s.paper), '"')
		s.whole("size", len(s.paper))
	}
	s.text("title", e.Text)
	s.when("creation", e.Authored)
	s.raw(`}}]`)
}

// inWords is a key of ours as people write it: "discharge-summary" is "Discharge summary".
func inWords(key string) string {
	words := strings.ReplaceAll(key, "-", " ")
	if words == "" {
		return ""
	}
	return strings.ToUpper(words[:1]) + words[1:]
}
