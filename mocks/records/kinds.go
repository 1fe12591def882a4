package records

import "sandpiper/synthetic/fhir"

// kinds are the types that the server has, and those of them that a client may create.
func kinds() (read, create []string) {
	create = []string{"AllergyIntolerance", "Condition", "Encounter", "Immunization", "MedicationRequest", "MedicationStatement", "Observation",
		"Procedure", "DocumentReference", "ServiceRequest", "Appointment", "DiagnosticReport"}
	return append([]string{"Patient", "Practitioner", "Organization"}, create...), create
}

// holds reports whether the server has resources of a type: people and places, which can be read, and entries of a record.
func holds(resourceType string) bool {
	switch resourceType {
	case "Patient", "Practitioner", "Organization":
		return true
	}
	return writes(resourceType)
}

// writes reports whether a type is an entry of a patient's record, which a client may create.
func writes(resourceType string) bool {
	_, ok := fhir.KindOf(resourceType)
	return ok
}
