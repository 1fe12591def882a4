package fhir

import (
	"slices"
	"time"

	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/nhs"
)

// Projector shows people, places and chart entries as UK Core R4 STU2 resources. The resources carry their id and
// profile; a server adds version and time with WithMeta. References point at ids that IDs can read back.
// A Projector keeps no state and is safe for use by many goroutines.
//
// What is wrong with an entry (its Slip, its Truth) is never shown: a product must not be able to tell.
type Projector struct {
	IDs    *IDs
	tables *tables
}

// NewProjector reads the tables that projection needs.
func NewProjector(ids *IDs) *Projector { return &Projector{ids, newTables()} }

// Entry shows a chart entry: one resource, or for a medicine an order and a statement. An entry that a client
// sent is shown as the client sent it, under the id that it has here. Entries of unknown kind show nothing.
func (p *Projector) Entry(person *demography.Person, e *chart.Entry) []Resource {
	if e.Raw != nil {
		return p.raw(e)
	}
	switch e.ID.Kind {
	case chart.Problem:
		return []Resource{p.condition(e)}
	case chart.Allergy:
		return []Resource{p.allergy(e)}
	case chart.Medicine:
		return []Resource{p.request(e), p.statement(e)}
	case chart.Measurement:
		return []Resource{p.observation(e)}
	case chart.Contact:
		return []Resource{p.encounter(person, e)}
	case chart.Vaccination:
		return []Resource{p.immunization(e)}
	}
	return nil
}

// raw gives a client's resource back. It shows nothing if the bytes are no resource of the entry's kind.
func (p *Projector) raw(e *chart.Entry) []Resource {
	r, err := ParseResource(e.Raw)
	if err != nil {
		return nil
	}
	id := p.IDs.Encode(r.Type, e.ID)
	if id == "" {
		return nil
	}
	return []Resource{r.withID(id)}
}

func (p *Projector) patientRef(person int) Reference {
	return Reference{Reference: "Patient/" + p.IDs.PatientID(person)}
}

func (p *Projector) practitionerRef(practice nhs.ODS, k int) *Reference {
	if practice == "" || k < 0 {
		return nil
	}
	return &Reference{Reference: "Practitioner/" + p.IDs.PractitionerID(practice, k)}
}

func (p *Projector) organizationRef(code nhs.ODS) *Reference {
	if code == "" {
		return nil
	}
	return &Reference{Reference: "Organization/" + p.IDs.OrganizationID(code)}
}

// contactRef points at the contact that an entry was written in.
func (p *Projector) contactRef(e *chart.Entry) *Reference {
	if e.Contact < 0 {
		return nil
	}
	return &Reference{Reference: "Encounter/" + p.IDs.Encode("Encounter", chart.ID{Person: e.ID.Person, Kind: chart.Contact, K: e.Contact})}
}

// entryMeta is an entry's meta, with a security label if it is confidential.
func entryMeta(e *chart.Entry, profile string) *Meta {
	m := profiled(profile)
	if e.Confidential {
		m.Security = []Coding{{System: confidentiality, Code: nhs.ConfidentialHigh, Display: "restricted"}}
	}
	return m
}

// concept shows codes and words. A coding without a code is words and nothing else.
func concept(codes []chart.Coding, words string) CodeableConcept {
	c := CodeableConcept{Text: words}
	for _, code := range codes {
		switch {
		case code.Code != "":
			c.Coding = append(c.Coding, Coding{System: code.System, Code: code.Code, Display: code.Display})
		case c.Text == "":
			c.Text = code.Display
		}
	}
	return c
}

// quantity shows a value in UCUM units.
func quantity(q chart.Quantity) *Quantity {
	out := &Quantity{Value: q.Value, Unit: q.Unit}
	if q.Code != "" {
		out.System, out.Code = nhs.UCUM, q.Code
	}
	return out
}

// status is s if FHIR's list for the resource has it, else the fallback.
func status(s chart.Status, fallback string, allowed ...string) string {
	if slices.Contains(allowed, string(s)) {
		return string(s)
	}
	return fallback
}

// inError reports whether an entry was struck out.
func inError(e *chart.Entry) bool {
	return e.Status == chart.EnteredInError || e.Verification == string(chart.EnteredInError)
}

// period is from one time to another, nil if neither is known. An end before the start is left out, and if either is
// known to the day alone then both are shown so: FHIR cannot compare a day with a moment within it (per-1).
func period(from, to time.Time) *Period {
	if from.IsZero() && to.IsZero() {
		return nil
	}
	if !from.IsZero() && to.Before(from) {
		to = time.Time{}
	}
	if start, end := DateTime(from), DateTime(to); len(start) == len(time.DateOnly) && end != "" || len(end) == len(time.DateOnly) {
		from, to = dayOf(from), dayOf(to)
	}
	return &Period{Start: DateTime(from), End: DateTime(to)}
}

func dayOf(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }

// firstTime is the first of its times that is known.
func firstTime(times ...time.Time) time.Time {
	for _, t := range times {
		if !t.IsZero() {
			return t
		}
	}
	return time.Time{}
}

// title is the display of a status code in HL7's lists: its words with capitals.
func title(code string) string {
	b := []byte(code)
	for i := range b {
		if b[i] == '-' {
			b[i] = ' '
		}
		if (i == 0 || b[i-1] == ' ') && b[i] >= 'a' && b[i] <= 'z' {
			b[i] -= 'a' - 'A'
		}
	}
	return string(b)
}
