package pds

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"sandpiper/mocks"
	"sandpiper/mocks/world"
	"sandpiper/synthetic/nhs"
)

// create makes a record for a new patient, unless the register has one that fits (patient-create.yaml).
func (s Service) create(w http.ResponseWriter, r *http.Request, call *mocks.Call, c caller) {
	switch {
	case c.mode == PatientAccess:
		refuse(w, patientMayNot())
		return
	case c.mode != HealthcareWorker:
		refuse(w, forbiddenMethod("create", c.mode))
		return
	case !c.passes(c.gate.Newcomer()):
		refuse(w, forbiddenOperation("create", c.mode))
		return
	case !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") && r.Header.Get("Content-Type") != fhirType:
		mocks.Explain(w.Header(), "a new patient needs Content-Type: application/fhir+json; this one says "+strconv.Quote(r.Header.Get("Content-Type")))
		refuse(w, unsupportedService())
		return
	}
	body, err := readBody(r)
	if err != nil {
		refuse(w, missingField("name"))
		return
	}
	once(w, r, call, body, func() (*answer, error) { return s.created(r, call, body) })
}

// created makes the record.
func (s Service) created(r *http.Request, call *mocks.Call, body []byte) (*answer, error) {
	in, wrong, ok := ReadCreate(body, call.View.Now())
	if !ok {
		return nil, refused{wrong}
	}
	if s.Quirks.CreatesPerSecond > 0 && enrolledSince(call.View.World(), call.View.Now().Add(-time.Second)) >= s.Quirks.CreatesPerSecond {
		return nil, refused{tooManyCreates()}
	}
	switch matches := find(r, call.View, alike(in)); len(matches) {
	case 0:
	case 1:
		return nil, refused{singleMatch(matches[0].number)}
	default:
		return nil, refused{multipleMatches()}
	}
	person, version, err := call.Pen().Enrol(func(number nhs.Number) (p world.Person, q world.Particulars) {
		p.Number = number
		(&take{from: in, person: &p, particulars: &q, number: number.String(), version: "1"}).all()
		return p, q
	})
	if err != nil {
		return nil, fmt.Errorf("create patient: %w", err)
	}
	call.Touch(person)
	p, q, _ := call.View.World().Registered(person)
	return &answer{status: http.StatusCreated, body: encode(patient(&p, q, version.N))}, nil
}

// alike asks for whoever has a newcomer's name, sex, day of birth and postcode.
func alike(in *Patient) *Criteria {
	name, born := &in.Name[0], readDay(in.BirthDate)
	return &Criteria{
		Family: name.Family, Given: name.Given[:min(1, len(name.Given))], Gender: in.Gender, Postcode: squeeze(in.Address[0].PostalCode),
		Born: Dates{born, born}, Most: 1,
	}
}

// enrolledSince counts the newcomers since a time.
func enrolledSince(w *world.World, since time.Time) int {
	n := 0
	for _, change := range slices.Backward(w.Changes()) {
		if !change.At.After(since) {
			break
		}
		if change.Deed == world.Enrolled {
			n++
		}
	}
	return n
}

// ReadCreate reads and checks the body of a creation. The Outcome says what is wrong with it; ok is false then.
func ReadCreate(body []byte, now time.Time) (in *Patient, wrong Outcome, ok bool) {
	tree, err := readTree(body)
	if err != nil && len(body) > 0 {
		return nil, invalidBody("the body is not JSON"), false
	}
	root, isObject := tree.(*object)
	if !isObject {
		return nil, missingField("name"), false
	}
	for _, key := range []string{"name", "address", "gender", "birthDate"} {
		if v, has := root.values[key]; !has || v == nil {
			return nil, missingField(key), false
		}
	}
	if addresses, _ := root.values["address"].(*list); addresses != nil && len(addresses.items) > 0 {
		if first, _ := addresses.items[0].(*object); first != nil && first.values["period"] == nil {
			return nil, missingField("address/0/period"), false
		}
	}
	if wrong, ok := bodies().create.check(root, ""); !ok {
		return nil, wrong, false
	}
	if in, err = readPatient(root); err != nil {
		return nil, invalidCreate(err.Error()), false
	}
	if wrong, ok := newcomer(in, now); !ok {
		return nil, wrong, false
	}
	return in, Outcome{}, true
}

// newcomer holds a creation to the rules of its fields: those of an update in the words of a creation, and a few of its own. Extensions that are kept
// besides those that every creation keeps are named.
func newcomer(in *Patient, now time.Time, kept ...string) (Outcome, bool) {
	if in.Name[0].Use != "usual" {
		return invalidField(in.Name[0].Use, "name/0/use"), false
	}
	if in.Name[0].Period != nil && in.Name[0].Period.End != "" {
		return invalidCreate("An end date can not be provided on usual name"), false
	}
	if wrong, ok := authority(in); !ok {
		return wrong, false
	}
	// What is taken but not kept, or not known, goes (PatientCreateRequest.yaml, "not persisted").
	in.Extension = slices.DeleteFunc(in.Extension, func(e extension) bool {
		return e.URL != urlCommunication && e.URL != urlPreference && !slices.Contains(kept, e.URL)
	})
	u := update{before: &Patient{}, after: in, mode: HealthcareWorker, now: now}
	for _, rule := range []func() (Outcome, bool){u.names, u.birth, u.addresses, u.telecoms, u.extensions} {
		if wrong, ok := rule(); !ok {
			if why, update := strings.CutPrefix(wrong.Diagnostics, "Invalid update with error - "); update {
				return invalidCreate(why), false
			}
			return wrong, false
		}
	}
	in.ID, in.Meta, in.Identifier, in.DeceasedDateTime = "", nil, nil, ""
	return Outcome{}, true
}

// authority checks who registers (RegisteringAuthority.yaml): a type from a to x or 1, and an organisation.
func authority(in *Patient) (Outcome, bool) {
	for k := range in.Extension {
		e := &in.Extension[k]
		if e.URL != urlAuthority {
			continue
		}
		where := "extension/" + index(k)
		kind, organisation := e.code("registeringAuthorityType"), e.inner("organisationIdentifier")
		switch {
		case len(kind) != 1 || (kind[0] < 'a' || kind[0] > 'x') && kind != "1":
			return invalidField(kind, where+"/registeringAuthorityType"), false
		case organisation == nil || len(organisation.Text) < 2 || len(organisation.Text) > 15:
			return missingField(where + "/organisationIdentifier"), false
		}
		return Outcome{}, true
	}
	return missingField("extension"), false
}
