package fhir

import "sandpiper/synthetic/chart"

// appointment shows a time that was set aside for somebody, whether or not they came (UK Core Appointment 1.3.0).
func (s *Scribe) appointment(e *chart.Entry) {
	s.begin("Appointment", tagAppointment, e, "Appointment")
	if channel := deliveryChannel(e.Mode); channel != "" {
		s.name("extension")
		s.b = append(s.b, `[{"url":"`+ukCoreExtension+`DeliveryChannel","valueCodeableConcept":`...)
		s.codedValue(deliveryChannels, channel)
		s.b = append(s.b, '}', ']')
	}
	start := e.Onset
	s.text("status", appointmentStatus(e, start.IsZero()))
	if e.Request != nil {
		s.concepts("specialty", nil, e.Request.Specialty)
	}
	s.concepts("reasonCode", e.Coding, e.Text)
	if !start.IsZero() {
		end := e.Ended
		if end.Before(start) {
			end = start
		}
		s.instant("start", start)
		s.instant("end", end) // never one without the other (app-2)
	}
	s.when("created", e.Authored)
	s.about("basedOn", e, "ServiceRequest")
	list := s.list("participant")
	mark := s.objectItem()
	s.patient("actor", e.ID.Person)
	s.text("status", "accepted")
	s.end(mark)
	s.host(e)
	s.endList(list)
	s.close()
}

// host writes who is to see the patient: another organisation by name, or a clinician.
func (s *Scribe) host(e *chart.Entry) {
	mark := s.objectItem()
	if e.Request != nil && e.Request.To != "" {
		actor := s.object("actor")
		s.text("display", e.Request.To)
		s.end(actor)
	} else {
		s.practitioner("actor", e)
	}
	if s.b[len(s.b)-1] != '{' {
		s.text("status", "accepted")
	}
	s.end(mark)
}

// deliveryChannel is UK Core's code for a mode, empty if none was written. Its list has no word for a home visit, which is in
// person too, nor for online, of which nothing is said.
func deliveryChannel(m chart.Mode) string {
	switch m {
	case chart.FaceToFace, chart.HomeVisit:
		return "In-person"
	case chart.Telephone:
		return "Telephone"
	case chart.Video:
		return "Video"
	}
	return ""
}

// appointmentStatus is the status of an appointment. One without a time can only be proposed or cancelled (app-3).
func appointmentStatus(e *chart.Entry, timeless bool) string {
	out := status(e.Status, "booked", "proposed", "pending", "booked", "arrived", "fulfilled", "cancelled", "noshow", "checked-in", "waitlist")
	switch {
	case inError(e):
		out = "entered-in-error"
	case e.Status == chart.Completed:
		out = "fulfilled"
	case e.Status == chart.Stopped:
		out = "cancelled"
	}
	if timeless && out != "cancelled" && out != "waitlist" {
		return "proposed"
	}
	return out
}
