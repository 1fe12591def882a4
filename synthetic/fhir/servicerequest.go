package fhir

import "sandpiper/synthetic/chart"

// referral shows somebody being sent to another service (UK Core ServiceRequest 2.5.1).
func (s *Scribe) referral(e *chart.Entry) {
	s.begin("ServiceRequest", tagServiceRequest, e, "ServiceRequest")
	s.text("status", referralStatus(e))
	s.text("intent", "order")
	ask := e.Request
	if ask == nil {
		ask = &chart.Request{}
	}
	s.text("priority", priority(ask.Urgency))
	s.concept("code", e.Coding, e.Text)
	if ask.Urgency == twoWeekWait {
		s.concepts("orderDetail", nil, twoWeekWaitWords)
	}
	s.patient("subject", e.ID.Person)
	s.contact("encounter", e)
	s.when("authoredOn", firstTime(e.Onset, e.Authored))
	s.practitioner("requester", e)
	s.concept("performerType", nil, ask.Specialty)
	list := s.list("performer")
	s.named(ask.To)
	s.endList(list)
	s.reason(e)
	s.close()
}

// twoWeekWait is the urgency of a suspected cancer, to be seen within two weeks. FHIR's list of priorities has no word for it.
const (
	twoWeekWait      = "two-week-wait"
	twoWeekWaitWords = "Two-week wait"
)

// priority is FHIR's word for an urgency, empty if none was written.
func priority(urgency string) string {
	switch urgency {
	case "":
		return ""
	case "routine":
		return "routine"
	}
	return "urgent"
}

func referralStatus(e *chart.Entry) string {
	switch {
	case inError(e):
		return "entered-in-error"
	case e.Status == chart.Resolved:
		return "completed"
	case e.Status == chart.Cancelled, e.Status == chart.Stopped:
		return "revoked"
	}
	return status(e.Status, "unknown", "draft", "active", "on-hold", "revoked", "completed")
}
