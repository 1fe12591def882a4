package coherence_test

import (
	"fmt"
	"net/http"
	"strings"

	"sandpiper/mocks/records"
	"sandpiper/synthetic/chart"
)

// recordWriters write in people's records, as applications and as scenarios do.
func recordWriters() []writer {
	out := []writer{
		{"story adds an entry", aPerson, addEntry},
		{"story changes an entry", aPerson, after(addEntry, changeEntry)},
		{"story takes an entry away", aPerson, after(addEntry, removeEntry)},
		{"records refuses an entry", aPerson, after(merge, refusedEntry)},
	}
	for _, kind := range kinds {
		out = append(out, writer{"records new " + kind, aPerson, func(r *round) error { return r.create(kind) }})
	}
	return out
}

// kinds are the types that may be created, and bodies what each needs.
var kinds = []string{"AllergyIntolerance", "Condition", "Encounter", "Immunization", "MedicationRequest", "MedicationStatement", "Observation",
	"Procedure", "DocumentReference", "ServiceRequest", "Appointment", "DiagnosticReport"}

var bodies = map[string]string{
	"AllergyIntolerance":  `"patient":WHO,"code":{"text":"MARK"}`,
	"Condition":           `"subject":WHO,"code":{"text":"MARK"}`,
	"Encounter":           `"subject":WHO,"status":"finished","class":{"code":"AMB"},"reasonCode":[{"text":"MARK"}]`,
	"Immunization":        `"patient":WHO,"status":"completed","vaccineCode":{"text":"MARK"},"occurrenceDateTime":"2026-01-05"`,
	"MedicationRequest":   `"subject":WHO,"status":"active","intent":"order","medicationCodeableConcept":{"text":"MARK"}`,
	"MedicationStatement": `"subject":WHO,"status":"active","medicationCodeableConcept":{"text":"MARK"}`,
	"Observation":         `"subject":WHO,"status":"final","code":{"text":"MARK"},"valueQuantity":{"value":7,"unit":"mmol/L"}`,
	"Procedure":           `"subject":WHO,"status":"completed","code":{"text":"MARK"}`,
	"DocumentReference":   `"subject":WHO,"status":"current","type":{"text":"MARK"},"content":[{"attachment":{"contentType":"text/plain","data":"SGVsbG8="}}]`,
	"ServiceRequest":      `"subject":WHO,"status":"active","intent":"order","code":{"text":"MARK"}`,
	"Appointment":         `"status":"booked","start":"2026-05-01T09:00:00Z","end":"2026-05-01T09:10:00Z","description":"MARK","participant":[{"actor":WHO,"status":"accepted"}]`,
	"DiagnosticReport":    `"subject":WHO,"status":"final","code":{"text":"MARK"}`,
}

// patientID is the id of somebody's Patient resource.
func (r *round) patientID(s *subject) string { return r.realm.World.IDs().PatientID(s.index) }

// body is a resource of a type about somebody, named by their id or their number.
func (r *round) body(kind string, s *subject, byNumber bool, mark string) string {
	who := fmt.Sprintf(`{"reference":"Patient/%s"}`, r.patientID(s))
	if byNumber {
		who = fmt.Sprintf(`{"identifier":{"system":"https://fhir.nhs.uk/Id/nhs-number","value":%q}}`, s.number)
	}
	return `{"resourceType":"` + kind + `",` + strings.NewReplacer("WHO", who, "MARK", mark).Replace(bodies[kind]) + `}`
}

// record calls the record server with a token.
func (r *round) record(method, path, body, token string, headers ...string) answer {
	return r.do(method, records.Base+path, body, append([]string{"Authorization", "Bearer " + token, "Content-Type", "application/fhir+json"}, headers...)...)
}

// create has an application, or a clinician of the practice, write in somebody's record.
func (r *round) create(kind string) error {
	byNumber := r.draw.IntN(2) == 0 && kind != "Appointment"
	s := r.pick(r.alive)
	if s == nil {
		return errNobody
	}
	r.target.person = s
	token, err := r.product()
	if err != nil {
		return err
	}
	user, urid := "", ""
	if f := r.now(s).shown(); f.practice != "" && r.draw.IntN(3) == 0 {
		w, err := r.signed(r.of(f.practice))
		if err != nil {
			return err
		}
		token, user, urid = w.token, "staff", w.urid(f.practice)
	}
	mark := fmt.Sprintf("mark-%d-%d", r.n, r.next())
	a := r.record(http.MethodPost, "/"+kind, r.body(kind, s, byNumber, mark), token, "NHSD-Session-URID", urid)
	var made struct{ ID string }
	if err := a.read(http.StatusCreated, &made); err != nil {
		return err
	}
	s.entries = append(s.entries, &written{kind: kind, id: made.ID, text: mark, version: 1})
	r.looked(s, look{client, "records", user, true})
	return nil
}

// refusedEntry writes in the record of somebody whose record is in use no more.
func refusedEntry(r *round) error {
	s := r.among(func(s *subject) bool { return r.exists(s) && (s.merged != nil || s.invalid) })
	if s == nil {
		return errNobody
	}
	r.target.person = s
	token, err := r.product()
	if err != nil {
		return err
	}
	s.last.known = false // a refusal may be logged for either of the two records
	return r.record(http.MethodPost, "/Condition", r.body("Condition", s, false, "never"), token).read(http.StatusUnprocessableEntity, nil)
}

// addEntry has a story write an allergy, now and then one that is confidential.
func addEntry(r *round) error {
	s := r.pick(r.alive)
	if s == nil {
		return errNobody
	}
	r.target.person = s
	w := &written{kind: "AllergyIntolerance", text: fmt.Sprintf("story-%d-%d", r.n, r.next()), version: 1, secret: r.draw.IntN(4) == 0}
	made := r.pen().Add(s.index, chart.Entry{ID: chart.ID{Kind: chart.Allergy}, Text: w.text, Status: chart.Active, Contact: -1, Verification: "confirmed",
		Confidential: w.secret})
	w.id = r.realm.World.IDs().Encode(w.kind, made.Entry.ID)
	s.entries = append(s.entries, w)
	return nil
}

// ofStory is an entry of somebody's that a story may change.
func (r *round) ofStory() (*subject, *written, chart.ID) {
	var entry *written
	s := r.among(func(s *subject) bool {
		for _, w := range s.entries {
			if !w.gone && r.alive(s) {
				entry = w
				return true
			}
		}
		return false
	})
	if s == nil {
		return nil, nil, chart.ID{}
	}
	id, ok := r.realm.World.IDs().Decode(entry.kind, entry.id)
	if !ok {
		panic("an id that the server gave is none")
	}
	return s, entry, id
}

// changeEntry writes another version of an entry.
func changeEntry(r *round) error {
	s, w, id := r.ofStory()
	if s == nil {
		return errNobody
	}
	r.target.person = s
	now, _ := r.realm.World.Entry(id)
	e := now.Entry
	text := fmt.Sprintf("changed-%d-%d", r.n, r.next())
	if len(e.Raw) > 0 {
		e.Raw = []byte(strings.ReplaceAll(string(e.Raw), w.text, text))
	}
	e.Text = text
	if _, err := r.pen().Replace(id, e, w.version); err != nil {
		return err
	}
	w.text = text
	w.version++
	return nil
}

// removeEntry takes an entry away.
func removeEntry(r *round) error {
	s, w, id := r.ofStory()
	if s == nil {
		return errNobody
	}
	r.target.person = s
	_, err := r.pen().Remove(id, w.version)
	w.gone = true
	w.version++
	return err
}
