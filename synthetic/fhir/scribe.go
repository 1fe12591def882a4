package fhir

import (
	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/nhs"
)

// Scribe writes resources to the end of a caller's buffer. It is the one way in which people and entries become FHIR here: a
// Projector hands out what a Scribe wrote. A Scribe remembers the ids that it wrote last, since the entries of a record name
// the same patient, contacts and clinicians again and again; it is for one goroutine.
type Scribe struct {
	writer
	ids    *IDs
	tables *tables
	block  [32]byte // for ciphering
	paper  []byte   // for the plain text of letters

	entries [tags][8]entryID // by tag and number
	authors [32]authorID     // by number
}

// entryID is the id of an entry's resource.
type entryID struct {
	of    chart.ID
	known bool
	text  [36]byte
}

// authorID is the id of a practitioner.
type authorID struct {
	practice nhs.ODS
	k        int
	text     [36]byte
}

// Append appends an entry as one resource of a type, as Projector.Entry shows it. It appends nothing if the entry is not shown as
// that type. The person may be nil, and is asked only for what an entry leaves out.
func (s *Scribe) Append(dst []byte, person *demography.Person, e *chart.Entry, resourceType string) []byte {
	kind, ok := KindOf(resourceType)
	if !ok || kind != e.ID.Kind {
		return dst
	}
	s.b = dst
	switch {
	case e.Raw != nil:
		s.asSent(e, resourceType)
	default:
		s.entry(person, e, resourceType)
	}
	return s.done()
}

// done gives the buffer back to the caller.
func (s *Scribe) done() []byte {
	b := s.b
	s.b = nil
	return b
}

func (s *Scribe) entry(person *demography.Person, e *chart.Entry, resourceType string) {
	switch resourceType {
	case "Condition":
		s.condition(e)
	case "AllergyIntolerance":
		s.allergy(e)
	case "MedicationRequest":
		s.request(e)
	case "MedicationStatement":
		s.statement(e)
	case "Observation":
		s.observation(e)
	case "Encounter":
		s.encounter(person, e)
	case "Immunization":
		s.immunization(e)
	case "Procedure":
		s.procedure(e)
	case "DocumentReference":
		s.document(e)
	case "ServiceRequest":
		s.referral(e)
	case "Appointment":
		s.appointment(e)
	case "DiagnosticReport":
		s.report(e)
	}
}

// asSent gives a client's resource back under the id that it has here. It shows nothing if the bytes are no resource of the
// type.
func (s *Scribe) asSent(e *chart.Entry, resourceType string) {
	r, err := ParseResource(e.Raw)
	if err == nil && r.Type == resourceType {
		s.b = append(s.b, r.withID(s.ids.Encode(resourceType, e.ID)).JSON...)
	}
}

// begin writes what every resource of an entry starts with: type, id, profile, and a security label if it is confidential.
func (s *Scribe) begin(resourceType string, t uint64, e *chart.Entry, profile string) {
	s.b = append(s.b, `{"resourceType":"`...)
	s.b = append(s.b, resourceType...)
	s.b = append(s.b, `","id":"`...)
	s.b = append(s.b, s.idOf(t, e.ID)...)
	s.b = append(s.b, '"')
	if profile == "" && !e.Confidential {
		return
	}
	mark := s.object("meta")
	s.profile(profile)
	if e.Confidential {
		s.name("security")
		s.b = append(s.b, `[{"system":"`+confidentiality+`","code":"`+nhs.ConfidentialHigh+`","display":"restricted"}]`...)
	}
	s.end(mark)
}

// profile names the UK Core profile that a resource follows, none if it follows none.
func (s *Scribe) profile(name string) {
	if name == "" {
		return
	}
	s.name("profile")
	s.b = append(s.b, `["`+ukCore...)
	s.b = append(s.b, name...)
	s.b = append(s.b, '"', ']')
}

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
