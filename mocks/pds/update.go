package pds

import (
	"encoding/json"
	"fmt"
	"time"

	"sandpiper/synthetic"
)

// update is a patched resource beside the one that it was, on the way through the rules.
type update struct {
	before, after *Patient
	mode          Mode
	now           time.Time
	population    *synthetic.Population
	suppliers     suppliers
}

// newUpdate applies a patch to a resource and looks at the outcome: first its form, then the rules of each field.
func newUpdate(before *Patient, p *Patch, mode Mode, now time.Time, population *synthetic.Population, known suppliers) (u *update, wrong Outcome, ok bool) {
	text, err := json.Marshal(before)
	if err != nil {
		return nil, invalidUpdate(err.Error()), false // a Patient always marshals
	}
	tree, err := readTree(text)
	if err != nil {
		return nil, invalidUpdate(err.Error()), false
	}
	was, _ := tree.(*object)
	is, wrong, ok := p.apply(was, mode)
	if !ok {
		return nil, wrong, false
	}
	for key, isList := range updatable() { // an empty list is as good as none
		if l, _ := is.values[key].(*list); isList && l != nil && len(l.items) == 0 && key != "name" {
			is.drop(key)
		}
	}
	u = &update{before: before, mode: mode, now: now, population: population, suppliers: known}
	if wrong, ok = u.removals(is); !ok {
		return nil, wrong, false
	}
	if wrong, ok = bodies().patient.check(is, ""); !ok {
		return nil, wrong, false
	}
	if u.after, err = readPatient(is); err != nil {
		return nil, invalidUpdate(err.Error()), false
	}
	for _, rule := range []func() (Outcome, bool){
		u.names, u.birth, u.death, u.sex, u.practice, u.addresses, u.telecoms, u.contacts, u.extensions,
	} {
		if wrong, ok = rule(); !ok {
			return nil, wrong, false
		}
	}
	return u, Outcome{}, true
}

// readPatient turns a checked tree into a Patient.
func readPatient(tree *object) (*Patient, error) {
	text, err := json.Marshal(tree)
	if err != nil {
		return nil, fmt.Errorf("write patched resource: %w", err)
	}
	var p Patient
	if err := json.Unmarshal(text, &p); err != nil {
		return nil, fmt.Errorf("read patched resource: %w", err)
	}
	return &p, nil
}

// removals refuses to take away what must stay (patient-patch.yaml, "Date of birth", "Date of death", "Gender", "Name").
func (u *update) removals(is *object) (Outcome, bool) {
	for _, field := range []struct {
		name string
		was  bool
	}{
		{"birthDate", u.before.BirthDate != ""}, {"gender", u.before.Gender != ""}, {"deceasedDateTime", u.before.DeceasedDateTime != ""},
	} {
		if _, has := is.values[field.name]; field.was && !has {
			return forbiddenUpdate("source not permitted to remove '" + field.name + "'"), false
		}
	}
	if names, _ := is.values["name"].(*list); names != nil && len(names.items) == 0 {
		if len(u.before.Name) > 0 {
			return forbiddenUpdate("not permitted to remove usual name"), false
		}
		is.drop("name")
	}
	if _, has := is.values["generalPractitioner"]; !has && len(u.before.GeneralPractitioner) > 0 {
		return forbiddenUpdate("source not permitted to remove 'generalPractitioner'"), false // only NHAIS and the National Back Office
	}
	return Outcome{}, true
}

// notTheirs refuses a patient what is not theirs to change (karate patientAccess/updatePatient.feature).
func notTheirs() Outcome {
	return invalidUpdate("This user does not have permission to update the fields in the patches provided.")
}

// mayPatient reports whether a patient may make an operation on their own record: only on the fields that are theirs to change, and most of them as
// whole objects (patient-patch.yaml, "Patient access"). It looks at each step, since what a place holds changes as items before it are removed.
func (o *operation) mayPatient(was *object) bool {
	switch o.at[0] {
	case "address", "contact":
		return true
	case "telecom", "extension":
	default:
		return false
	}
	if o.op == "test" {
		return true
	}
	if len(o.at) != 2 { // the whole object must be sent
		return false
	}
	for _, item := range []any{o.value, o.subject(was)} {
		whole, ok := item.(*object)
		if !ok {
			continue
		}
		if o.at[0] == "telecom" && whole.values["use"] != "mobile" && whole.values["system"] != "email" {
			return false
		}
		if url, _ := whole.values["url"].(string); o.at[0] == "extension" && url != urlCommunication && url != urlPharmacy &&
			url != urlDispenser && url != urlAppliances && url != urlBirthPlace {
			return false
		}
	}
	return true
}

// subject is the item that an operation is about, as it is before the operation; nil for an added one.
func (o *operation) subject(was *object) any {
	items, _ := was.values[o.at[0]].(*list)
	if k, inside := place(o.at[1], items); inside {
		return items.items[k]
	}
	return nil
}
