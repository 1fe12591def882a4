package fhir

import (
	"fmt"

	"sandpiper/synthetic/chart"
)

// FromResource reads a resource that a client sent as a chart entry: what it is about, its codes and words, where it
// stands and when. Raw holds the resource as sent, so nothing that is not read is lost. The caller fills in the
// person and number of the ID (see ReferencePerson), and Recorded, Visible and Source where the resource is silent.
//
// An error names the element that is missing or wrong, with the values allowed. It is stricter than FHIR in one way: a
// medicine must be named in the resource, not by reference.
func (p *Projector) FromResource(r Resource) (chart.Entry, error) {
	kind, ok := KindOf(r.Type)
	if !ok {
		return chart.Entry{}, fmt.Errorf("%s is not kept in a chart", r.Type)
	}
	in := &intake{resource: r}
	e := chart.Entry{ID: chart.ID{Kind: kind}, Contact: -1, Raw: r.JSON}
	switch r.Type {
	case "Condition":
		p.fromCondition(in, &e)
	case "AllergyIntolerance":
		p.fromAllergy(in, &e)
	case "MedicationRequest":
		p.fromRequest(in, &e)
	case "MedicationStatement":
		p.fromStatement(in, &e)
	case "Observation":
		p.fromObservation(in, &e)
	case "Encounter":
		p.fromEncounter(in, &e)
	case "Immunization":
		p.fromImmunization(in, &e)
	case "Procedure":
		p.fromProcedure(in, &e)
	case "DocumentReference":
		p.fromDocument(in, &e)
	case "ServiceRequest":
		p.fromReferral(in, &e)
	case "Appointment":
		p.fromAppointment(in, &e)
	case "DiagnosticReport":
		p.fromReport(in, &e)
	}
	if in.err != nil {
		return chart.Entry{}, in.err
	}
	p.fromReferences(in, &e)
	return e, nil
}

// fromReferences reads who wrote an entry, in which contact and about what, as far as they are practitioners and entries of ours.
func (p *Projector) fromReferences(in *intake, e *chart.Entry) {
	for _, author := range [][]string{{"recorder"}, {"requester"}, {"informationSource"}, {"performer"}, {"performer", "actor"},
		{"resultsInterpreter"}, {"author"}, {"participant", "individual"}, {"participant", "actor"}} {
		in.each(append(author, "reference"), func(to, id string) {
			if source, k, ok := p.IDs.Practitioner(id); ok && to == "Practitioner" {
				e.Source, e.Author = source, k
			}
		})
	}
	for _, contact := range [][]string{{"encounter"}, {"context"}, {"context", "encounter"}} {
		in.each(append(contact, "reference"), func(to, id string) {
			if c, ok := p.IDs.Decode("Encounter", id); ok && to == "Encounter" {
				e.Contact = c.K
			}
		})
	}
	switch e.ID.Kind {
	case chart.Procedure, chart.Appointment, chart.Document:
		for _, about := range [][]string{{"basedOn"}, {"context", "related"}} {
			in.each(append(about, "reference"), func(to, id string) {
				if of, ok := p.IDs.Decode(to, id); ok {
					e.About = &of
				}
			})
		}
	}
}

var verifications = []string{"unconfirmed", "provisional", "differential", "confirmed", "refuted", "entered-in-error"}

func (p *Projector) fromCondition(in *intake, e *chart.Entry) {
	in.need("subject")
	in.need("code")
	e.Coding, e.Text = in.concept("code")
	e.Verification = in.code([]string{"verificationStatus"}, verifications...)
	e.Status = standing(in.code([]string{"clinicalStatus"}, "active", "recurrence", "relapse", "inactive", "remission", "resolved"), e)
	e.Onset = in.when("onsetDateTime", "onsetPeriod.start")
	e.Ended = in.when("abatementDateTime", "abatementPeriod.start")
	e.Authored = in.when("recordedDate")
	e.Recorded = e.Authored
}

func (p *Projector) fromAllergy(in *intake, e *chart.Entry) {
	in.need("patient")
	in.need("code")
	e.Coding, e.Text = in.concept("code")
	e.Verification = in.code([]string{"verificationStatus"}, "unconfirmed", "confirmed", "refuted", "entered-in-error")
	e.Status = standing(in.code([]string{"clinicalStatus"}, "active", "inactive", "resolved"), e)
	e.Criticality = in.words([]string{"criticality"}, "low", "high", "unable-to-assess")
	e.Onset = in.when("onsetDateTime", "onsetPeriod.start")
	e.Ended = in.allergyEnd()
	e.Authored = in.when("recordedDate")
	e.Recorded = e.Authored
	e.Severity = in.words([]string{"reaction", "severity"}, "mild", "moderate", "severe")
	if codes, words := in.concept("reaction", "manifestation"); words != "" {
		e.Reaction = firstCoding(codes, words)
	}
	for _, c := range e.Coding {
		if key, ok := p.tables.allergens[c.Code]; ok {
			e.Substance = key
		}
	}
}

func (p *Projector) fromObservation(in *intake, e *chart.Entry) {
	in.need("subject")
	in.need("code")
	in.need("status")
	e.Coding, e.Text = in.concept("code")
	e.Status = chart.Status(in.words([]string{"status"}, "registered", "preliminary", "final", "amended", "corrected", "cancelled", "entered-in-error", "unknown"))
	e.Category = in.code([]string{"category"})
	e.Onset = in.when("effectiveDateTime", "effectiveInstant", "effectivePeriod.start")
	e.Recorded = in.when("issued")
	e.Authored = firstTime(e.Onset, e.Recorded)
	e.Value = in.quantity("valueQuantity")
	if codes, words := in.concept("valueCodeableConcept"); words != "" {
		e.Answer = firstCoding(codes, words)
	}
	walk(in.resource.JSON, []string{"component"}, func(c []byte) {
		value := get(c, "valueQuantity")
		code := get(c, "code")
		if value == nil || code == nil {
			return
		}
		part := chart.Part{}
		part.Coding, part.Text = in.conceptOf([]string{"component", "code"}, code)
		if q := in.quantityOf([]string{"component", "valueQuantity"}, value); q != nil {
			part.Value = *q
			e.Parts = append(e.Parts, part)
		}
	})
}

func (p *Projector) fromEncounter(in *intake, e *chart.Entry) {
	in.need("subject")
	in.need("status")
	in.need("class")
	e.Coding, e.Text = in.concept("type")
	if e.Text == "" {
		e.Text = in.words([]string{"class", "display"})
	}
	e.Status = chart.Status(in.words([]string{"status"}, "planned", "arrived", "triaged", "in-progress", "onleave", "finished", "cancelled", "entered-in-error", "unknown"))
	switch e.Status {
	case "finished":
		e.Status = chart.Completed
	case "in-progress":
		e.Status = chart.Active
	}
	e.Onset, e.Ended = in.when("period.start"), in.when("period.end")
	e.Authored = e.Onset
}

func (p *Projector) fromImmunization(in *intake, e *chart.Entry) {
	in.need("patient")
	in.need("vaccineCode")
	in.need("status")
	in.need("occurrenceDateTime", "occurrenceString")
	e.Coding, e.Text = in.concept("vaccineCode")
	e.Status = chart.Status(in.words([]string{"status"}, "completed", "entered-in-error", "not-done"))
	e.Onset = in.when("occurrenceDateTime")
	e.Recorded = in.when("recorded")
	e.Authored = firstTime(e.Onset, e.Recorded)
	walk(in.resource.JSON, []string{"extension"}, func(x []byte) {
		if text(get(x, "url")) == ukCoreExtension+"VaccinationProcedure" {
			if v := get(x, "valueCodeableConcept"); v != nil {
				codes, _ := in.conceptOf([]string{"extension", "valueCodeableConcept"}, v)
				e.Coding = append(codes, e.Coding...)
			}
		}
	})
}

// standing is a clinical status as a chart's, with entered-in-error taken from the verification that carries it.
func standing(clinical string, e *chart.Entry) chart.Status {
	switch {
	case e.Verification == "entered-in-error":
		return chart.EnteredInError
	case clinical == "":
		return chart.Active
	}
	return chart.Status(clinical)
}

func firstCoding(codes []chart.Coding, words string) *chart.Coding {
	if len(codes) == 0 {
		return &chart.Coding{Display: words}
	}
	if codes[0].Display == "" {
		codes[0].Display = words
	}
	return &codes[0]
}
