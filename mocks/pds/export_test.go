package pds

import (
	"encoding/json"
	"fmt"
	"reflect"

	"sandpiper/mocks/world"
)

// RoundTrip reads a patient into the service's own type and writes it again: whatever the type does not know is missing afterwards.
func RoundTrip(body []byte) (any, error) {
	var p Patient
	if err := json.Unmarshal(body, &p); err != nil {
		return nil, err
	}
	var out any
	return out, json.Unmarshal(encode(&p), &out)
}

// Hold makes somebody of a world into a patient, as if an update had written all that the patient has; they are at version 2 afterwards.
func Hold(w *world.World, person int, body []byte) error {
	var p Patient
	if err := json.Unmarshal(body, &p); err != nil {
		return err
	}
	_, err := w.By("").Register(person, 0, func(who *world.Person, q *world.Particulars) error {
		*q = world.Particulars{}
		(&take{from: &p, person: who, particulars: q, number: who.Number.String(), version: "2"}).all()
		return nil
	})
	return err
}

// CheckPatient looks at a patient as an update's outcome is looked at.
func CheckPatient(body []byte) (Outcome, bool) {
	tree, err := readTree(body)
	if err != nil {
		return Outcome{Diagnostics: err.Error()}, false
	}
	return bodies().patient.check(tree, "")
}

// Patched applies a patch to a patient without looking at the rules of fields, as the platform's sandbox does.
func Patched(patient, body []byte) (out []byte, wrong Outcome, ok bool) {
	patch, wrong, ok := ReadPatch(body)
	if !ok {
		return nil, wrong, false
	}
	tree, err := readTree(patient)
	root, isObject := tree.(*object)
	if err != nil || !isObject {
		return nil, Outcome{Diagnostics: "no patient"}, false
	}
	is, wrong, ok := patch.apply(root, HealthcareWorker)
	if !ok {
		return nil, wrong, false
	}
	return encode(is), Outcome{}, true
}

// Catalogue is every outcome whose words are fixed but for what is put into them, by the name of its stub.
func Catalogue() map[string]Outcome {
	return map[string]Outcome{
		"ACCESS_DENIED": patientMayNot(), "ADDITIONAL_PROPERTIES": additionalProperties([]string{"x"}), "FORBIDDEN_UPDATE": forbiddenUpdate("x"),
		"INVALIDATED_RESOURCE": invalidated(), "INVALID_CREATE": invalidCreate("x"), "INVALID_METHOD": forbiddenMethod("update", AppRestricted),
		"INVALID_RESOURCE_ID": invalidResourceID(), "INVALID_SEARCH_DATA": invalidSearch("x"), "INVALID_UPDATE": invalidUpdate("x"),
		"INVALID_VALUE": invalidField("x", "y"), "MISSING_VALUE": missingField("x"), "PRECONDITION_FAILED": preconditionFailed(),
		"RESOURCE_NOT_FOUND": notFound(), "RESOURCE_VERSION_MISMATCH": versionMismatch(), "TOO_FEW_VALUES_SUBMITTED": tooFew("x", "y"),
		"TOO_MANY_VALUES_SUBMITTED": tooMany("x", "y"), "UNSUPPORTED_SERVICE": unsupportedService(),
		"INSERT_BIRTH_DEATH_STATUS_INCONSISTENT": deathInconsistent(),
	}
}

// SameTree compares two JSON bodies as a patch's test does.
func SameTree(a, b []byte) (bool, error) {
	one, err := readTree(a)
	if err != nil {
		return false, fmt.Errorf("first: %w", err)
	}
	other, err := readTree(b)
	if err != nil {
		return false, fmt.Errorf("second: %w", err)
	}
	same := sameTree(one, other)
	if same != sameTree(other, one) || !reflect.DeepEqual(python(one), python(copyTree(one))) {
		return false, fmt.Errorf("comparison is lopsided")
	}
	return same, nil
}
