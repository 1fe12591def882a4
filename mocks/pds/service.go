package pds

import (
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/gorilla/mux"

	"sandpiper/mocks"
	"sandpiper/mocks/ods"
	"sandpiper/mocks/policy/access"
	"sandpiper/mocks/world"
	"sandpiper/synthetic/nhs"
)

// Base is where the service stands on the platform.
const Base = "/personal-demographics/FHIR/R4"

const fhirType = "application/fhir+json"

var uuid = regexp.MustCompile(`^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$`)

// Service is the Personal Demographics Service.
type Service struct {
	Quirks        Quirks
	Organisations *ods.Registers // where pharmacies are looked up; nil: any code of their form will do
	Access        *access.Desk   // asked whether a user may see whom they name; nil: only the service's own rules hold
}

// Quirks are behaviours on which the sources disagree. The zero value is what the service's own sandbox does, but for Idle.
type Quirks struct {
	// RelatedNone404 answers RESOURCE_NOT_FOUND for somebody without related people, as the table of relatedpersons-get.yaml
	// says, and not an empty bundle, as its test scenarios and the sandbox do.
	RelatedNone404 bool
	// OnlyJSONPatch takes an update only as application/json-patch+json, as patient-patch.yaml says, and not as anything that
	// begins with application/json, as the sandbox does.
	OnlyJSONPatch bool
	// Idle takes an update that changes nothing, as the sandbox does; callers who are sent to the sandbox meet it without.
	Idle bool
	// CreatesPerSecond refuses more new patients than this in a virtual second, as the live proxy does with 3; 0 for no limit, since a
	// world's clock may stand still.
	CreatesPerSecond int
	// WithoutASID are the ids of applications that are refused for having no accredited system's number, as the live proxy refuses those with
	// which none is associated.
	WithoutASID []string
	// ConfidentialReasons are the ids of applications that are told confidential reasons for which somebody is on no practice's list, as privileged ones are
	// (karate confidentialRemovalReasons: an attribute of the application).
	ConfidentialReasons []string
}

// Name is "pds".
func (Service) Name() string { return "pds" }

// handler answers a call that has passed the checks of the gateway.
type handler func(w http.ResponseWriter, r *http.Request, call *mocks.Call, c caller)

// Mount names the routes of the service. What is not among them is refused in the service's own words.
func (s Service) Mount(r *mux.Router) {
	for _, route := range []struct {
		method, path, name string
		then               handler
	}{
		{http.MethodGet, "/Patient", "search-patient", s.search},
		{http.MethodPost, "/Patient", "create-patient", s.create},
		{http.MethodPost, "/Patient/$process-birth-details", "process-birth-details", s.bear},
		{http.MethodGet, "/Patient/{id}", "get-patient", s.read},
		{http.MethodPatch, "/Patient/{id}", "update-patient", s.update},
		{http.MethodGet, "/Patient/{id}/RelatedPerson", "get-related-people", s.related},
		{http.MethodPost, "/Patient/{id}/RelatedPerson", "create-related-person", unrelated},
		{http.MethodGet, "/Coverage", "get-coverage", s.coverage},
		{http.MethodPost, "/Coverage", "update-coverage", s.cover},
		{http.MethodGet, "/_poll/{id}", "poll", s.poll},
	} {
		r.HandleFunc(Base+route.path, s.checked(route.then)).Methods(route.method).Name(route.name)
	}
	r.HandleFunc(Base+"/_ping", mocks.Ping).Methods(http.MethodGet).Name("ping")
	r.HandleFunc(Base+"/_status", mocks.Status).Methods(http.MethodGet).Name("status")
	r.HandleFunc(Base+"/Patient/", s.checked(unsupported)).Name("unsupported")
	r.MethodNotAllowedHandler = s.checked(unsupported)
	r.NotFoundHandler = http.HandlerFunc(elsewhere)
}

// Needs lists the scopes of which a caller must hold one.
func (Service) Needs() []string { return needs() }

// Open reports whether a request needs no token.
func (Service) Open(r *http.Request) bool {
	return r.URL.Path == Base+"/_ping" || r.URL.Path == Base+"/_status"
}

// Deny words what the estate refuses as PDS does.
func (Service) Deny(w http.ResponseWriter, r *http.Request, d mocks.Denial) {
	if d.Reason == mocks.NoScope {
		refuse(w, forbiddenOperation(r.Method, AppRestricted))
		return
	}
	mocks.Outcome(w, r, d)
}

// checked makes the checks of the gateway, in its order: a patient's level of proof, the request's identifier, a worker's role
// (identity-demographics-registers §5.3: proxies/live/…/targets/ig3.xml).
func (s Service) checked(then handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		call := mocks.CallFrom(r.Context())
		c := newCaller(call.Token)
		c.gate, c.header = s.Access.Open(call, r), w.Header()
		if c.writes = r.Method != http.MethodGet && r.Method != http.MethodHead; c.writes {
			c.gate.Writes()
		}
		c.confided = c.mode == PrivilegedRestricted || call.App != nil && slices.Contains(s.Quirks.ConfidentialReasons, call.App.ID)
		if c.mode == PatientAccess && !c.proven() {
			refuse(w, patientMayNot())
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
		if wrong, ok := c.role(r, call.Token); !ok {
			refuse(w, wrong)
			return
		}
		if call.App != nil && slices.Contains(s.Quirks.WithoutASID, call.App.ID) {
			refuse(w, missingASID())
			return
		}
		then(w, r, call, c)
	}
}

// holder finds whom a path or body names, after the checks that every operation on one patient makes: the number's check digit,
// whether a patient asks for themselves, and what the number stands for.
func holder(call *mocks.Call, c caller, text string) (person int, how world.Holding, wrong Outcome, ok bool) {
	number, err := nhs.ParseNumber(text)
	if err != nil || len(text) != 10 {
		return 0, how, invalidResourceID(), false
	}
	person, how = call.View.World().Holder(number)
	if c.mode == PatientAccess && text != c.number {
		if how == world.Current || how == world.Superseded {
			call.Touch(person) // whose data it is learns that somebody tried
		}
		return 0, how, patientMayNot(), false
	}
	switch how {
	case world.Unissued:
		return 0, how, notFound(), false
	case world.Invalidated:
		return 0, how, invalidated(), false
	}
	call.Touch(person)
	if !c.may(call.View, person) {
		return 0, how, forbiddenOperation(http.MethodGet, c.mode), false
	}
	return person, how, Outcome{}, true
}

// unsupported answers what the service does not do.
func unsupported(w http.ResponseWriter, _ *http.Request, _ *mocks.Call, _ caller) {
	refuse(w, unsupportedService())
}

// elsewhere answers for paths that the real service has not either.
func elsewhere(w http.ResponseWriter, r *http.Request) {
	refuse(w, unsupportedRequest(strings.TrimPrefix(r.URL.Path, Base)))
}

// refuse answers with an outcome. Where the estate has said why already, that stands.
func refuse(w http.ResponseWriter, o Outcome) {
	if why := o.why(); why != "" && w.Header().Get("X-Sandpiper-Why") == "" {
		mocks.Explain(w.Header(), why)
	}
	if o.Status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "5") // patient-patch.yaml, 503
	}
	mocks.Answer(w, fhirType, o.Status, o.Body())
}
