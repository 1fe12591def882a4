package fhir

import (
	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/nhs"
)

// idOf is the id of the resource with this tag that shows an entry, or of a person by tagPatient.
func (s *Scribe) idOf(t uint64, of chart.ID) []byte {
	known := &s.entries[t][of.K&7]
	if !known.known || known.of != of {
		s.ids.appendSealed(known.text[:0], &s.block, t, uint64(of.Person), uint64(of.Kind), uint64(of.K))
		known.of, known.known = of, true
	}
	return known.text[:]
}

// author is the id of the k-th practitioner of a practice.
func (s *Scribe) author(practice nhs.ODS, k int) []byte {
	known := &s.authors[k&31]
	if known.practice != practice || known.k != k {
		s.ids.appendSealed(known.text[:0], &s.block, tagPractitioner, packODS(practice), 0, uint64(k))
		known.practice, known.k = practice, k
	}
	return known.text[:]
}

// pointer writes the members of a reference to Type/id.
func (s *Scribe) pointer(to string, id []byte) {
	s.b = append(s.b, `"reference":"`...)
	s.b = append(s.b, to...)
	s.b = append(s.b, '/')
	s.b = append(s.b, id...)
	s.b = append(s.b, '"')
}

func (s *Scribe) reference(n, to string, id []byte) {
	s.name(n)
	s.b = append(s.b, '{')
	s.pointer(to, id)
	s.b = append(s.b, '}')
}

// references is reference for an element that repeats, of which there is one.
func (s *Scribe) references(n, to string, id []byte) {
	s.name(n)
	s.b = append(s.b, '[', '{')
	s.pointer(to, id)
	s.b = append(s.b, '}', ']')
}

// patient writes whose entry it is.
func (s *Scribe) patient(n string, person int) {
	s.reference(n, "Patient", s.idOf(tagPatient, chart.ID{Person: person}))
}

// practitioner writes who wrote an entry, if that is known.
func (s *Scribe) practitioner(n string, e *chart.Entry) {
	if authored(e) {
		s.reference(n, "Practitioner", s.author(e.Source, e.Author))
	}
}

// practitioners is practitioner for an element that repeats.
func (s *Scribe) practitioners(n string, e *chart.Entry) {
	if authored(e) {
		s.references(n, "Practitioner", s.author(e.Source, e.Author))
	}
}

// authored reports whether it is known who wrote an entry.
func authored(e *chart.Entry) bool { return e.Source != "" && e.Author >= 0 }

// organization writes an organisation by its code, if there is one.
func (s *Scribe) organization(n string, code nhs.ODS) {
	if code != "" {
		s.name(n)
		s.b = append(s.b, '{')
		s.organizationPointer(code)
		s.b = append(s.b, '}')
	}
}

// organizationPointer is pointer to an organisation. Its code may be anything that a client made up, so it is escaped.
func (s *Scribe) organizationPointer(code nhs.ODS) {
	s.b = append(s.b, `"reference":"Organization/`...)
	at := len(s.b)
	s.b = appendString(s.b, s.ids.OrganizationID(code))
	s.b = append(s.b[:at], s.b[at+1:]...) // the opening quote stands already
}

// contact writes the contact that an entry was written in, if there is one.
func (s *Scribe) contact(n string, e *chart.Entry) {
	if e.Contact >= 0 {
		s.reference(n, "Encounter", s.contactID(e))
	}
}

func (s *Scribe) contactID(e *chart.Entry) []byte {
	return s.idOf(tagEncounter, chart.ID{Person: e.ID.Person, Kind: chart.Contact, K: e.Contact})
}

// about writes what an entry is about, if it says so and that is shown as one of these types.
func (s *Scribe) about(n string, e *chart.Entry, types ...string) {
	if e.About == nil {
		return
	}
	for _, t := range types {
		if k, ok := KindOf(t); ok && k == e.About.Kind {
			s.references(n, t, s.idOf(tag(t), *e.About))
			return
		}
	}
}
