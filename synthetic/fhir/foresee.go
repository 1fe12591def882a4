package fhir

import (
	"slices"

	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/nhs"
)

// Hopeless reports whether the resource that shows an entry is certain not to match, which a server may ask before it shows the
// entry at all: a record holds hundreds of measurements, and most searches are for one kind of them. It looks at the codes of SNOMED CT
// and at the status of an order; about whatever else a search asks, and about what a client has sent, it says nothing.
func (s *Search) Hopeless(e *chart.Entry) bool {
	if e.Raw != nil {
		return false
	}
	for i := range s.terms {
		t := &s.terms[i]
		if t.modifier != "" {
			continue
		}
		switch t.param.Name {
		case "code":
			if t.foreign(e.Coding) {
				return true
			}
		case "status":
			if s.Type == "MedicationRequest" && !t.anyToken(func(v operand) bool { return v.code == requestStatus(e) }) {
				return true
			}
		}
	}
	return false
}

// foreign reports whether every value of the term is a SNOMED CT code that is not among these. Scribes add codes of other systems,
// such as the LOINC codes of vital signs, and none of this one.
func (t *term) foreign(codes []chart.Coding) bool {
	return !t.anyToken(func(v operand) bool {
		return v.system != nhs.SNOMED || v.code == "" || slices.ContainsFunc(codes, func(c chart.Coding) bool { return c.Code == v.code })
	})
}
