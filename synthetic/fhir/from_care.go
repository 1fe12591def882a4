package fhir

import (
	"encoding/base64"
	"strings"

	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/nhs"
)

func (p *Projector) fromProcedure(in *intake, e *chart.Entry) {
	in.need("subject")
	in.need("status")
	in.need("code")
	e.Coding, e.Text = in.concept("code")
	switch s := in.words([]string{"status"}, "preparation", "in-progress", "not-done", "on-hold", "stopped", "completed", "entered-in-error", "unknown"); s {
	case "in-progress":
		e.Status = chart.Active
	case "not-done":
		e.Status = chart.Cancelled
	default:
		e.Status = chart.Status(s)
	}
	e.Onset, e.Ended = in.when("performedDateTime", "performedPeriod.start"), in.when("performedPeriod.end")
	e.Authored = e.Onset
	e.For = p.reasonKey(in)
}

func (p *Projector) fromDocument(in *intake, e *chart.Entry) {
	in.need("subject")
	in.need("status")
	in.need("content")
	e.Coding, e.Text = in.concept("type")
	if e.Text == "" {
		e.Text = in.words([]string{"content", "attachment", "title"})
	}
	e.Status = chart.Status(in.words([]string{"status"}, "current", "superseded", "entered-in-error"))
	e.Recorded = in.when("date")
	e.Authored = firstTime(in.when("content.attachment.creation"), e.Recorded)
	_, category := in.concept("category")
	if _, id, ok := cutLast(in.words([]string{"custodian", "reference"})); ok {
		if code, ok := p.IDs.Organization(id); ok {
			e.Source, e.Author = code, -1 // who filed it is not said
		}
	}
	e.Letter = &chart.Letter{Type: nhs.Key(category), From: in.words([]string{"author", "display"})}
	if strings.HasPrefix(in.words([]string{"content", "attachment", "contentType"}), "text/") {
		data := []string{"content", "attachment", "data"}
		words, err := base64.StdEncoding.DecodeString(in.words(data))
		if err != nil {
			in.fail(data, "is not base64: %v", err)
		}
		e.Letter.Text = string(words)
	}
}

func (p *Projector) fromReferral(in *intake, e *chart.Entry) {
	in.need("subject")
	in.need("status")
	in.need("intent")
	in.need("code")
	e.Coding, e.Text = in.concept("code")
	switch s := in.words([]string{"status"}, "draft", "active", "on-hold", "revoked", "completed", "entered-in-error", "unknown"); s {
	case "revoked":
		e.Status = chart.Cancelled
	default:
		e.Status = chart.Status(s)
	}
	e.Onset = in.when("authoredOn")
	e.Authored = e.Onset
	e.Request = &chart.Request{Urgency: in.words([]string{"priority"}, "routine", "urgent", "asap", "stat"), To: in.words([]string{"performer", "display"})}
	_, e.Request.Specialty = in.concept("performerType")
	if _, detail := in.concept("orderDetail"); detail == twoWeekWaitWords {
		e.Request.Urgency = twoWeekWait
	}
	e.For = p.reasonKey(in)
}

func (p *Projector) fromAppointment(in *intake, e *chart.Entry) {
	in.need("participant")
	in.need("status")
	e.Coding, e.Text = in.concept("reasonCode")
	e.Status = chart.Status(in.words([]string{"status"}, "proposed", "pending", "booked", "arrived", "fulfilled", "cancelled", "noshow",
		"entered-in-error", "checked-in", "waitlist"))
	e.Onset, e.Ended = in.when("start"), in.when("end")
	e.Authored = in.when("created")
	walk(in.resource.JSON, []string{"extension"}, func(x []byte) {
		if text(get(x, "url")) == ukCoreExtension+"DeliveryChannel" {
			walk(x, []string{"valueCodeableConcept", "coding", "code"}, func(code []byte) { e.Mode = modeOf(text(code)) })
		}
	})
	_, specialty := in.concept("specialty")
	to := in.words([]string{"participant", "actor", "display"})
	if specialty != "" || to != "" {
		e.Request = &chart.Request{Specialty: specialty, To: to}
	}
}

// modeOf is the mode of a UK Core delivery channel.
func modeOf(channel string) chart.Mode {
	switch channel {
	case "In-person":
		return chart.FaceToFace
	case "Telephone":
		return chart.Telephone
	case "Video":
		return chart.Video
	}
	return 0
}

func (p *Projector) fromReport(in *intake, e *chart.Entry) {
	in.need("subject")
	in.need("status")
	in.need("code")
	e.Coding, e.Text = in.concept("code")
	e.Status = chart.Status(in.words([]string{"status"}, "registered", "partial", "preliminary", "final", "amended", "corrected", "appended",
		"cancelled", "entered-in-error", "unknown"))
	e.Onset = in.when("effectiveDateTime", "effectivePeriod.start")
	e.Recorded = in.when("issued")
	e.Authored = firstTime(e.Onset, e.Recorded)
	e.Category = "laboratory"
	walk(in.resource.JSON, []string{"result", "reference"}, func(ref []byte) {
		_, id, _ := cutLast(text(ref))
		if of, ok := p.IDs.Decode("Observation", id); ok {
			e.Results = append(e.Results, of.K)
		}
	})
}

// reasonKey is what something was done for: a condition's key where its code is known, else the words.
func (p *Projector) reasonKey(in *intake) string {
	codes, words := in.concept("reasonCode")
	for _, c := range codes {
		if key, ok := p.tables.reasons[c.Code]; ok {
			return key
		}
	}
	return words
}
