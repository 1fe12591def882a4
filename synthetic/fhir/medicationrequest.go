package fhir

import "sandpiper/synthetic/chart"

// What is the same in every order of a general practice.
const (
	orderedInCommunity = `,"intent":"order","category":[{"coding":[{"system":"` + requestCategory + `","code":"community","display":"Community"}]}]`
	acuteCourse        = `,"courseOfTherapyType":{"coding":[{"system":"` + requestCourse + `","code":"acute","display":"Short course (acute) therapy"}]}`
	continuousCourse   = `,"courseOfTherapyType":{"coding":[{"system":"` + requestCourse + `","code":"continuous","display":"Continuous long term therapy"}]}`
	noSubstitution     = `,"substitution":{"allowedBoolean":false}` // mandatory in UK Core
)

// request shows a medicine as the order that it was prescribed by (UK Core MedicationRequest 2.5.0).
func (s *Scribe) request(e *chart.Entry) {
	s.begin("MedicationRequest", tagMedicationRequest, e, "MedicationRequest")
	s.text("status", requestStatus(e))
	s.raw(orderedInCommunity)
	s.concept("medicationCodeableConcept", e.Coding, e.Text)
	s.patient("subject", e.ID.Person)
	s.contact("encounter", e)
	s.when("authoredOn", e.Authored)
	s.practitioner("requester", e)
	s.reason(e)
	if e.Repeat {
		s.raw(continuousCourse)
	} else {
		s.raw(acuteCourse)
	}
	s.dosage("dosageInstruction", e.Dose)
	mark := s.object("dispenseRequest")
	if e.Dose != nil && e.Dose.Supply > 0 {
		s.quantity("quantity", chart.Quantity{Value: e.Dose.Supply, Unit: e.Dose.Unit})
	}
	if e.Every > 0 {
		s.quantity("expectedSupplyDuration", chart.Quantity{Value: float64(e.Every), Unit: "day", Code: "d"})
	}
	s.end(mark)
	s.raw(noSubstitution)
	s.close()
}

func requestStatus(e *chart.Entry) string {
	switch {
	case inError(e):
		return "entered-in-error"
	case e.Status == chart.Resolved:
		return "completed"
	}
	return status(e.Status, "unknown", "active", "on-hold", "cancelled", "completed", "stopped", "draft")
}

// reason writes the condition that something was done for, where the writer said.
func (s *Scribe) reason(e *chart.Entry) {
	if e.For == "" {
		return
	}
	c, ok := s.tables.conditions[e.For]
	if !ok {
		s.concepts("reasonCode", nil, e.For)
		return
	}
	s.concepts("reasonCode", c.coding, c.label)
}

// dosage writes how a medicine is to be taken.
func (s *Scribe) dosage(n string, d *chart.Dose) {
	if d == nil {
		return
	}
	list := s.list(n)
	mark := s.objectItem()
	s.text("text", d.Text)
	if d.Times > 0 && d.Period > 0 && d.PeriodUnit != "" {
		timing := s.object("timing")
		repeat := s.object("repeat")
		s.whole("frequency", d.Times)
		s.number("period", d.Period)
		s.text("periodUnit", d.PeriodUnit)
		s.end(repeat)
		s.end(timing)
	}
	if d.Route != (chart.Coding{}) {
		s.answer("route", d.Route)
	}
	if d.Quantity > 0 {
		rates := s.list("doseAndRate")
		rate := s.objectItem()
		s.quantity("doseQuantity", chart.Quantity{Value: d.Quantity, Unit: d.Unit})
		s.end(rate)
		s.endList(rates)
	}
	s.end(mark)
	s.endList(list)
}
