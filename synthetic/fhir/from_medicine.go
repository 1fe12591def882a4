package fhir

import (
	"strings"

	"sandpiper/synthetic/chart"
)

func (p *Projector) fromRequest(in *intake, e *chart.Entry) {
	in.need("subject")
	in.need("status")
	in.need("intent")
	p.fromMedicine(in, e, "dosageInstruction")
	e.Status = chart.Status(in.words([]string{"status"}, "active", "on-hold", "cancelled", "completed", "entered-in-error", "stopped", "draft", "unknown"))
	e.Authored = in.when("authoredOn")
	e.Onset = e.Authored
	if supply := in.quantity("dispenseRequest", "quantity"); supply != nil {
		if e.Dose == nil {
			e.Dose = &chart.Dose{Unit: supply.Unit}
		}
		e.Dose.Supply = supply.Value
	}
	e.Repeat = strings.HasPrefix(in.code([]string{"courseOfTherapyType"}), "continuous")
}

func (p *Projector) fromStatement(in *intake, e *chart.Entry) {
	in.need("subject")
	in.need("status")
	p.fromMedicine(in, e, "dosage")
	e.Status = chart.Status(in.words([]string{"status"}, "active", "completed", "entered-in-error", "intended", "stopped", "on-hold", "unknown", "not-taken"))
	e.Onset, e.Ended = in.when("effectiveDateTime", "effectivePeriod.start"), in.when("effectivePeriod.end")
	e.Authored = firstTime(in.when("dateAsserted"), e.Onset)
}

// fromMedicine reads what orders and statements share: the medicine, its dose and its reason.
func (p *Projector) fromMedicine(in *intake, e *chart.Entry, dosage string) {
	if in.first("medicationReference") != nil {
		in.fail([]string{"medicationReference"}, "is not taken here: name the medicine in medicationCodeableConcept")
	}
	in.need("medicationCodeableConcept")
	e.Coding, e.Text = in.concept("medicationCodeableConcept")
	e.For = p.reasonKey(in)
	if in.first(dosage) == nil {
		return
	}
	d := &chart.Dose{
		Text:       in.words([]string{dosage, "text"}),
		Times:      int(in.number(dosage, "timing", "repeat", "frequency")),
		Period:     in.number(dosage, "timing", "repeat", "period"),
		PeriodUnit: in.words([]string{dosage, "timing", "repeat", "periodUnit"}, "s", "min", "h", "d", "wk", "mo", "a"),
	}
	if q := in.quantity(dosage, "doseAndRate", "doseQuantity"); q != nil {
		d.Quantity, d.Unit = q.Value, q.Unit
	}
	if routes, words := in.concept(dosage, "route"); words != "" {
		d.Route = *firstCoding(routes, words)
	}
	e.Dose = d
}
