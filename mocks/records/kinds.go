package records

import "slices"

// The types that the server holds, in the order in which it lists them. The first three describe people and places and can be
// read only; the others are entries of a patient's record, and a client may write them.
var (
	readable = []string{"Patient", "Practitioner", "Organization"}
	writable = []string{"Condition", "AllergyIntolerance", "MedicationRequest", "MedicationStatement", "Observation", "Encounter", "Immunization"}
)

func holds(resourceType string) bool {
	return slices.Contains(readable, resourceType) || writes(resourceType)
}

func writes(resourceType string) bool { return slices.Contains(writable, resourceType) }
