package pds

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"github.com/gorilla/mux"

	"sandpiper/mocks"
	"sandpiper/synthetic/nhs"
)

// Base is where the service stands on the platform.
const Base = "/personal-demographics/FHIR/R4"

const fhirType = "application/fhir+json"

var uuid = regexp.MustCompile(`^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$`)

// Service is the Personal Demographics Service.
type Service struct{}

// Name is "pds".
func (Service) Name() string { return "pds" }

// Mount names the routes of the service. What is not among them is refused in the service's own words.
func (s Service) Mount(r *mux.Router) {
	r.HandleFunc(Base+"/Patient", s.checked("retrieve", s.search)).Methods(http.MethodGet).Name("search-patient")
	r.HandleFunc(Base+"/Patient/{id}", s.checked("retrieve", s.read)).Methods(http.MethodGet).Name("get-patient")
	r.HandleFunc(Base+"/Patient", s.checked("create", s.later)).Methods(http.MethodPost).Name("create-patient")
	r.HandleFunc(Base+"/Patient/{id}", s.checked("update", s.later)).Methods(http.MethodPatch).Name("update-patient")
	r.HandleFunc(Base+"/_ping", ping).Methods(http.MethodGet).Name("ping")
	for _, path := range []string{"/Patient/", "/Patient/{id}/RelatedPerson", "/Coverage"} {
		r.HandleFunc(Base+path, s.checked("", s.later)).Name("unsupported")
	}
	r.MethodNotAllowedHandler = s.checked("", s.later)
	r.NotFoundHandler = http.HandlerFunc(s.elsewhere)
}

// Needs lists the scopes of which a caller must hold one.
func (Service) Needs() []string { return []string{AppScope, PrivilegedScope} }

// Open reports whether a request needs no token.
func (Service) Open(r *http.Request) bool { return r.URL.Path == Base+"/_ping" }

// Deny words what the estate refuses as PDS does.
func (Service) Deny(w http.ResponseWriter, r *http.Request, d mocks.Denial) {
	if d.Reason == mocks.NoScope {
		refuse(w, forbiddenOperation(r.Method, AppRestricted))
		return
	}
	mocks.Outcome(w, r, d)
}

// checked makes the checks that come before every operation: what the access mode forbids, then the request's identifier
// (proxies/live/…/targets/ig3.xml).
func (s Service) checked(verb string, then func(http.ResponseWriter, *http.Request, *mocks.Call, Mode)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		call := mocks.CallFrom(r.Context())
		mode := callerMode(call)
		if mode != HealthcareWorker && (verb == "create" || verb == "update") {
			refuse(w, forbiddenMethod(verb, mode))
			return
		}
		switch id := r.Header.Get("X-Request-ID"); {
		case id == "":
			refuse(w, missingRequestID())
			return
		case !uuid.MatchString(id):
			refuse(w, invalidHeader(id, "X-Request-ID"))
			return
		}
		then(w, r, call, mode)
	}
}

// read gives one patient by NHS number.
func (s Service) read(w http.ResponseWriter, r *http.Request, call *mocks.Call, _ Mode) {
	number, err := nhs.ParseNumber(mux.Vars(r)["id"])
	if err != nil || len(mux.Vars(r)["id"]) != 10 {
		refuse(w, invalidResourceID())
		return
	}
	i, ok := call.View.Population().Index(number)
	if !ok {
		refuse(w, notFound())
		return
	}
	call.Touch(i)
	person, version := call.View.Person(i)
	w.Header().Set("ETag", `W/"`+strconv.Itoa(version.N)+`"`)
	mocks.Answer(w, fhirType, http.StatusOK, patient(&person, version.N))
}

// later answers for what this service does not do yet.
func (Service) later(w http.ResponseWriter, _ *http.Request, _ *mocks.Call, _ Mode) {
	refuse(w, unsupportedService())
}

// elsewhere answers for paths that the real service has not either.
func (Service) elsewhere(w http.ResponseWriter, r *http.Request) {
	refuse(w, unsupportedRequest(strings.TrimPrefix(r.URL.Path, Base)))
}

// callerMode is the access mode of a call.
func callerMode(call *mocks.Call) Mode {
	if call.Token == nil {
		return modeOf(nil, false)
	}
	return modeOf(call.Token.Scopes, true)
}

// refuse answers with an outcome. Where the estate has said why already, that stands.
func refuse(w http.ResponseWriter, o Outcome) {
	if why := o.why(); why != "" && w.Header().Get("X-Sandpiper-Why") == "" {
		mocks.Explain(w.Header(), why)
	}
	mocks.Answer(w, fhirType, o.Status, o.Body())
}
