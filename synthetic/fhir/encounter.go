package fhir

import (
	"strings"

	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/demography"
)

// Ways in which a contact takes place (HL7 v3 ActEncounterCode).
const (
	ambulatory = `,"class":{"system":"` + actCode + `","code":"AMB","display":"ambulatory"}`
	virtual    = `,"class":{"system":"` + actCode + `","code":"VR","display":"virtual"}`
	homeHealth = `,"class":{"system":"` + actCode + `","code":"HH","display":"home health"}`
	inpatient  = `,"class":{"system":"` + actCode + `","code":"IMP","display":"inpatient encounter"}`
	emergency  = `,"class":{"system":"` + actCode + `","code":"EMER","display":"emergency"}`
)

// performing says that a participant is the one who did it.
const performing = `,"participant":[{"type":[{"coding":[{"system":"` + participationType + `","code":"PPRF","display":"primary performer"}]}]`

// encounter shows a contact between a patient and a service (UK Core Encounter 2.5.0). Its provider is the organisation that
// wrote it, or else the patient's practice.
func (s *Scribe) encounter(person *demography.Person, e *chart.Entry) {
	s.begin("Encounter", tagEncounter, e, "Encounter")
	s.text("status", encounterStatus(e))
	s.raw(encounterClass(e))
	s.concepts("type", e.Coding, e.Text)
	s.patient("subject", e.ID.Person)
	if authored(e) {
		s.raw(performing)
		s.practitioner("individual", e)
		s.b = append(s.b, '}', ']')
	}
	s.period("period", firstTime(e.Onset, e.Authored), e.Ended)
	switch {
	case e.Source != "":
		s.organization("serviceProvider", e.Source)
	case person != nil:
		s.organization("serviceProvider", person.Practice)
	}
	s.close()
}

// encounterClass is how a contact took place: as the entry says, or as records in England say, in the words of the consultation
// type.
func encounterClass(e *chart.Entry) string {
	switch e.Mode {
	case chart.FaceToFace:
		return ambulatory
	case chart.Telephone, chart.Video, chart.Online:
		return virtual
	case chart.HomeVisit:
		return homeHealth
	}
	text := strings.ToLower(e.Text)
	says := func(words string) bool { return strings.Contains(text, words) }
	switch {
	case says("telephone"), says("video"), says("online"), says("letter"), says("discharge details"), says("message"):
		return virtual // paper work too: nobody was in one room with anybody
	case says("home visit"):
		return homeHealth
	case says("emergency"):
		return emergency
	case says("inpatient"), says("admission"):
		return inpatient
	}
	return ambulatory
}

func encounterStatus(e *chart.Entry) string {
	switch {
	case inError(e):
		return "entered-in-error"
	case e.Status == chart.Active:
		return "in-progress"
	case e.Status == chart.Stopped:
		return "cancelled"
	}
	return status(e.Status, "finished", "planned", "arrived", "triaged", "in-progress", "onleave", "cancelled", "unknown")
}
