package records

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"sandpiper/mocks/world"
	"sandpiper/synthetic/fhir"
)

// create writes a new entry into a patient's record. What the client sent comes back as it was sent, with an id and a version put
// in; it is in the world at once, so every service that shows such entries shows it. If-None-Exist is a search, which must say whose
// record it looks in: one match is the answer, several are 412, none lets the resource be written.
func (s *Service) create(r *request) (*answer, error) {
	if !writes(r.kind) {
		return nil, wrongMethod(r.Method, "/"+r.kind)
	}
	if media := r.Header.Get("Content-Type"); !jsonBody(media) {
		return nil, wrongMedia(media)
	}
	sent, err := r.body()
	if err != nil {
		return nil, err
	}
	person, err := r.subject(sent)
	if err != nil {
		return nil, err
	}
	condition := r.Header.Get("If-None-Exist")
	if condition == "" {
		return s.write(r, sent, person)
	}
	values, err := url.ParseQuery(strings.TrimPrefix(condition, "?"))
	if err != nil {
		return nil, invalid("If-None-Exist cannot be read: " + err.Error())
	}
	query, err := parse(r.kind, values)
	if err != nil {
		return nil, err
	}
	s.deciding.Lock()
	defer s.deciding.Unlock()
	matches, err := r.findEntries(query, values)
	switch {
	case err != nil:
		return nil, err
	case len(matches) > 1:
		return nil, severalMatches(r.kind)
	case len(matches) == 1:
		id, _ := r.call.View.IDs().Decode(r.kind, matches[0].ID)
		record, ok := r.call.View.Entry(id)
		if !ok {
			return nil, unknownResource(r.kind, matches[0].ID)
		}
		out := whole(matches[0], record.Version)
		out.location = r.place(matches[0].ID, record.Version)
		return out, nil
	}
	return s.write(r, sent, person)
}

// body reads the resource that was sent.
func (r *request) body() (fhir.Resource, error) {
	raw, err := io.ReadAll(io.LimitReader(r.Body, fhir.MaxSize+1))
	if err != nil {
		if _, large := errors.AsType[*http.MaxBytesError](err); large {
			return fhir.Resource{}, tooLarge()
		}
		return fhir.Resource{}, invalid("The body cannot be read: " + err.Error())
	}
	if len(raw) > fhir.MaxSize {
		return fhir.Resource{}, tooLarge()
	}
	sent, err := fhir.ParseResource(raw)
	if err != nil {
		return fhir.Resource{}, &trouble{http.StatusBadRequest, "structure", err.Error()}
	}
	if sent.Type != r.kind {
		return fhir.Resource{}, invalid("The body is a " + sent.Type + " but was sent to /" + r.kind)
	}
	return sent, nil
}

// subject is the person whose record the resource says that it belongs to.
func (r *request) subject(sent fhir.Resource) (int, error) {
	whose, err := fhir.ReferencePerson(sent)
	if err != nil {
		return 0, unprocessable(err.Error())
	}
	byID, known := r.person(whose.ID)
	switch {
	case whose.ID != "" && !known:
		return 0, unprocessable("Patient/" + whose.ID + " is not known")
	case known && !r.current(byID):
		return 0, unprocessable("Patient/" + whose.ID + " was merged into another record: write to that")
	}
	if whose.Number == 0 {
		return byID, nil
	}
	byNumber, ok := r.holder(whose.Number)
	switch {
	case !ok:
		return 0, unprocessable("The NHS number " + whose.Number.String() + " is not known")
	case known && byID != byNumber:
		return 0, unprocessable("The reference and the NHS number name two different people")
	}
	return byNumber, nil
}

// write puts the resource into the world and answers as Prefer asks.
func (s *Service) write(r *request, sent fhir.Resource, person int) (*answer, error) {
	entry, err := r.shelf.projector.FromResource(sent)
	if err != nil {
		return nil, unprocessable(err.Error())
	}
	r.call.Touch(person)
	if err := r.mayOpen(person); err != nil {
		return nil, err
	}
	entry.Visible = r.call.View.Now() // at once, whatever date the client says that it was recorded on
	record := r.call.Pen().Add(person, entry)
	shown, ok := r.shelf.entry(&record, r.kind)
	if !ok {
		return nil, unprocessable("The resource cannot be shown again as a " + r.kind)
	}
	out := whole(shown, record.Version)
	out.status = http.StatusCreated
	out.location = r.place(shown.ID, record.Version)
	switch preference(r.Header.Values("Prefer")) {
	case "minimal":
		out.body = nil
	case "OperationOutcome":
		out.body = fhir.OperationOutcome{ResourceType: "OperationOutcome", Issue: []fhir.Issue{{
			Severity: "information", Code: "informational", Diagnostics: "Created " + r.kind + "/" + shown.ID,
		}}}.Resource().JSON
	}
	return out, nil
}

// place is the address of a version.
func (r *request) place(id string, v world.Version) string {
	return r.base() + "/" + r.kind + "/" + id + "/_history/" + strconv.Itoa(v.N)
}

// preference is the value of return= in a Prefer header (FHIR R4, http.html#return).
func preference(headers []string) string {
	for _, header := range headers {
		for part := range strings.SplitSeq(header, ";") {
			for one := range strings.SplitSeq(part, ",") {
				if value, ok := strings.CutPrefix(strings.TrimSpace(one), "return="); ok {
					return value
				}
			}
		}
	}
	return ""
}
