package records

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gorilla/mux"

	"sandpiper/mocks/world"
	"sandpiper/synthetic/fhir"
)

// Page sizes. A client that asks for more than MaxCount gets MaxCount.
const (
	DefaultCount = 50
	MaxCount     = 200
)

// MostMatches is how many resources a search may find before it is refused as too costly.
const MostMatches = 1000

const mostForm = 64 << 10 // bytes of a POST _search body

// search finds resources of one type: GET with a query, or POST _search with a form, whose fields count as well as the query's.
func (s *Service) search(r *request) (*answer, error) {
	values, err := r.searchValues()
	if err != nil {
		return nil, err
	}
	query, err := parse(r.kind, values)
	if err != nil {
		return nil, err
	}
	matches, err := r.find(query, values)
	if err != nil {
		return nil, err
	}
	query.Sort(matches)
	return bundle(fhir.Searchset(r.base(), query, matches)), nil
}

// searchValues gathers the parameters. A compartment's patient is one of them.
func (r *request) searchValues() (url.Values, error) {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, invalid("The query cannot be read: " + err.Error())
	}
	if r.Method == http.MethodPost {
		r.Body = http.MaxBytesReader(nil, r.Body, mostForm)
		if err := r.ParseForm(); err != nil {
			if _, large := errors.AsType[*http.MaxBytesError](err); large {
				return nil, tooLarge()
			}
			return nil, invalid("The form cannot be read: " + err.Error())
		}
		for name, v := range r.PostForm {
			values[name] = append(values[name], v...)
		}
	}
	if patient := mux.Vars(r.Request)["patient"]; patient != "" {
		if !writes(r.kind) {
			return nil, unknownPath(r.URL.Path)
		}
		if _, ok := r.person(patient); !ok {
			return nil, unknownResource("Patient", patient)
		}
		values.Add("patient", patient)
	}
	values.Del("_pretty") // asked for by people with a browser; answers are the same bytes either way
	return values, nil
}

// parse reads a search and sets this server's page sizes.
func parse(resourceType string, values url.Values) (*fhir.Search, error) {
	query, err := fhir.ParseSearch(resourceType, values)
	if refused, ok := errors.AsType[*fhir.SearchError](err); ok {
		return nil, &trouble{http.StatusBadRequest, refused.Code, refused.Error()}
	}
	if err != nil {
		return nil, invalid(err.Error())
	}
	if !values.Has("_count") {
		query.Count = DefaultCount
	}
	query.Count = min(query.Count, MaxCount)
	return query, nil
}

// find gathers all that match, in a stable order: a record in the order of writing, people by their place in the population.
func (r *request) find(query *fhir.Search, values url.Values) ([]fhir.Resource, error) {
	switch {
	case r.kind == "Patient":
		return r.findPatients(query, values)
	case writes(r.kind):
		return r.findEntries(query, values)
	case query.IDs() != nil:
		var matches []fhir.Resource
		for _, id := range unique(query.IDs()) {
			if shown, ok := r.shelf.place(r.kind, id); ok && query.Match(shown) {
				matches = append(matches, shown)
			}
		}
		return matches, nil
	case query.Tokens("identifier") == nil && query.Words("name") == nil && query.Words("family") == nil && query.Words("address-postalcode") == nil:
		return nil, tooCostly("A search of " + r.kind + " needs _id, identifier or a name")
	}
	var matches []fhir.Resource
	for shown := range r.shelf.places(r.kind) {
		if query.Match(shown) {
			if matches = append(matches, shown); len(matches) > MostMatches {
				return nil, tooMany()
			}
		}
	}
	return matches, r.Context().Err()
}

// findEntries searches the records of the patients that the search names, or the entries that it names by id.
func (r *request) findEntries(query *fhir.Search, values url.Values) (matches []fhir.Resource, err error) {
	// Whose record it is was settled by opening it. What lies there may name the patient in another way, such as by number alone, or be somebody
	// else's where a fault has opened the wrong record: a service does not notice.
	asked, err := parse(r.kind, withoutPatient(values))
	if err != nil {
		return nil, err
	}
	patients := query.Patients()
	keep := func(record *world.Record) {
		if asked.Hopeless(&record.Entry) {
			return
		}
		if shown, ok := r.shelf.entry(record, r.kind); ok && asked.Match(shown) && r.gate.Entry(record) {
			matches = append(matches, shown)
		}
	}
	if ids := query.IDs(); ids != nil {
		for _, id := range unique(ids) {
			entry, ok := r.call.View.IDs().Decode(r.kind, id)
			if !ok || !r.known(entry.Person) || patients != nil && !slices.Contains(patients, r.call.View.IDs().PatientID(entry.Person)) {
				continue
			}
			r.call.Touch(entry.Person)
			if r.mayOpen(entry.Person) != nil {
				continue
			}
			if record, ok := r.call.View.Entry(entry); ok && !record.Version.Deleted {
				keep(&record)
			}
		}
		return matches, nil
	}
	if patients == nil {
		return nil, tooCostly("A search of " + r.kind + " needs patient, subject or _id: this server does not look through everybody's record")
	}
	kind, _ := fhir.KindOf(r.kind)
	for _, id := range unique(patients) {
		if i, ok := r.person(id); ok {
			r.call.Touch(i)
			if err := r.mayOpen(i); err != nil {
				return nil, err
			}
			for _, record := range r.call.View.Chart(i, kind) {
				keep(record)
			}
		}
	}
	if len(matches) > MostMatches*len(patients) {
		return nil, tooMany()
	}
	return matches, nil
}

// withoutPatient is a search without the parameters that say whose record is searched.
func withoutPatient(values url.Values) url.Values {
	out := url.Values{}
	for name, v := range values {
		if bare, _, _ := strings.Cut(name, ":"); bare != "patient" && bare != "subject" && bare != "_id" {
			out[name] = v
		}
	}
	return out
}

func tooMany() *trouble {
	return tooCostly("The search finds too much: narrow it")
}

// unique drops repeated values and keeps the order.
func unique(values []string) []string {
	var out []string
	for _, v := range values {
		if !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}
