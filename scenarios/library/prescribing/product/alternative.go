package product

import (
	"encoding/json"
	"strconv"
)

// offer is what might be given instead of a drug: medicines of the product's own list that would themselves raise no
// card for this person. What is right depends on what is being treated, and the prescriber knows that.
func offer(s *situation, instead *drug) []suggestion {
	if s.hook == hookPatientView || s.hook == "" {
		return nil
	}
	var out []suggestion
	for _, alt := range s.know.alternatives {
		if !instead.inClass(alt.insteadOf) || s.tooYoung(alt.fromAge) {
			continue
		}
		d := s.know.drugs[alt.drug]
		probe := *s
		probe.hook = "" // what is only a thought is offered nothing in its turn
		probe.order = medicine{name: alt.name, drugs: []*drug{d}}
		if grave(probe) {
			continue
		}
		out = append(out, s.swap(alt))
	}
	if s.bug == SuggestsPenicillin && instead.inClass("penicillin") {
		out = append(out, s.swap(alternative{name: "Co-amoxiclav 500mg/125mg tablets", drug: "co-amoxiclav"}))
	}
	return out
}

// grave reports whether the situation would raise a warning or worse.
func grave(s situation) bool {
	for _, look := range []func(*situation) []card{ruleAllergy, ruleInteraction, ruleCondition, ruleRenal, ruleDuplicate} {
		for _, c := range look(&s) {
			if c.Indicator != info {
				return true
			}
		}
	}
	return false
}

// tooYoung reports whether the person is under the age, or of an unknown age where one matters.
func (s *situation) tooYoung(years int) bool {
	if years == 0 {
		return false
	}
	return s.record.born.IsZero() || s.record.born.AddDate(years, 0, 0).After(s.now)
}

// swap is the suggestion to take the order away and draft the alternative.
func (s *situation) swap(alt alternative) suggestion {
	code := concept{Text: alt.name}
	if alt.code != "" {
		code.Coding = []coding{{System: "https://dmd.nhs.uk", Code: alt.code, Display: alt.name}}
	}
	id := uuidOf("draft", s.record.patient, s.order.id, alt.name)
	draft, err := json.Marshal(struct {
		Type       string    `json:"resourceType"`
		ID         string    `json:"id"`
		Status     string    `json:"status"`
		Intent     string    `json:"intent"`
		Medication concept   `json:"medicationCodeableConcept"`
		Subject    reference `json:"subject"`
	}{"MedicationRequest", id, "draft", "order", code, reference{Reference: "Patient/" + s.record.patient}})
	if err != nil { // a struct of strings always marshals
		panic("marshal a drafted order: " + err.Error())
	}
	actions := []action{{Type: "create", Description: "Draft " + alt.name, Resource: draft}}
	if s.order.id != "" {
		actions = append([]action{{Type: "delete", Description: "Take back " + s.order.name, ResourceID: "MedicationRequest/" + s.order.id}}, actions...)
	}
	return suggestion{
		Label:   clip("Consider " + alt.name + " instead (from age " + strconv.Itoa(alt.fromAge) + ")"),
		UUID:    uuidOf("suggestion", s.record.patient, s.order.id, alt.name),
		Actions: actions,
	}
}
