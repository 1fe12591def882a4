package dos

import (
	"net/http"
	"slices"
	"strings"

	"github.com/gorilla/mux"

	"sandpiper/mocks"
	"sandpiper/mocks/ods"
)

// Base is where the service lies; AppScope opens it.
const (
	Base     = "/dos-search/FHIR/R4"
	AppScope = "urn:nhsd:apim:app:level3:dos-search"
)

// Service is the Directory of Services search API.
type Service struct {
	Registers  *ods.Registers // nil: its own
	AnyHeaders bool           // take headers that are not on the service's list
}

// Name is "dos".
func (*Service) Name() string { return "dos" }

// Needs is the scope that opens the service.
func (*Service) Needs() []string { return []string{AppScope} }

// Open lets everybody see that the proxy is up.
func (*Service) Open(r *http.Request) bool {
	return strings.HasSuffix(r.URL.Path, "/_ping") || strings.HasSuffix(r.URL.Path, "/_status")
}

// Mount names the routes of the service.
func (s *Service) Mount(r *mux.Router) {
	if s.Registers == nil {
		s.Registers = new(ods.Registers)
	}
	r.HandleFunc(Base+"/Organization", s.organization).Methods(http.MethodGet).Name("search-organization")
	r.HandleFunc(Base+"/HealthcareService", s.healthcareService).Methods(http.MethodGet).Name("search-healthcareservice")
	r.HandleFunc("/dos-search/_ping", mocks.Ping).Methods(http.MethodGet).Name("ping")
	r.HandleFunc("/dos-search/_status", mocks.Status).Methods(http.MethodGet).Name("status")
}

func (s *Service) organization(w http.ResponseWriter, r *http.Request) {
	code, ok := s.checked(w, r, "identifier", true)
	if !ok {
		return
	}
	call, register, on := s.Registers.At(r)
	b := begin(r, "/Organization?identifier="+odsSystem+"|"+code+"&_revinclude=Endpoint:organization")
	if o, ok := register.Find(code, on); ok {
		shown := showOrganization(o, on)
		b.Add(call.URL(Base+"/Organization/"+shown.ID), shown, "match")
		if o.Active(on) {
			for _, row := range load().endpoints[o.Kind.String()] {
				e := showEndpoint(o, row, call.Base)
				b.Add(call.URL(Base+"/Endpoint/"+e.ID), e, "include")
			}
		}
	}
	answer(w, http.StatusOK, b)
}

func (s *Service) healthcareService(w http.ResponseWriter, r *http.Request) {
	code, ok := s.checked(w, r, "organization.identifier", false)
	if !ok {
		return
	}
	call, register, on := s.Registers.At(r)
	b := begin(r, "/HealthcareService?organization.identifier="+odsSystem+"|"+code)
	if o, ok := register.Find(code, on); ok && o.Active(on) {
		for _, row := range load().services[o.Kind.String()] {
			h := showService(o, row)
			b.Add(call.URL(Base+"/HealthcareService/"+h.ID), h, "match")
		}
	}
	b.Count()
	answer(w, http.StatusOK, b)
}

// checked refuses a request with bad headers, or else one with bad parameters.
func (s *Service) checked(w http.ResponseWriter, r *http.Request, identifier string, whole bool) (code string, ok bool) {
	wrong := checkHeaders(r.Header, whole, !s.AnyHeaders)
	if wrong == nil {
		code, wrong = checkQuery(r.URL.Query(), identifier, whole)
	}
	if wrong != nil {
		mocks.Explain(w.Header(), wrong[0].Diagnostics+" ("+r.URL.Path+")")
		answer(w, http.StatusBadRequest, outcome{"OperationOutcome", wrong})
		return "", false
	}
	return code, true
}

func begin(r *http.Request, self string) *mocks.Searchset {
	call := mocks.CallFrom(r.Context())
	return mocks.NewSearchset(ods.UUID(self, call.View.Now().String()), call.URL(Base+self))
}

// outcome is a refusal.
type outcome struct {
	ResourceType string  `json:"resourceType"`
	Issue        []issue `json:"issue"`
}

// answer sends a resource with the headers that every answer of the service has.
func answer(w http.ResponseWriter, status int, resource any) {
	list := slices.DeleteFunc(slices.Clone(allowed[:20]), func(name string) bool { return name == "host" })
	w.Header().Set("Access-Control-Allow-Methods", http.MethodGet)
	w.Header().Set("Access-Control-Allow-Headers", strings.Join(list, ", "))
	mocks.Answer(w, "application/fhir+json", status, resource)
}

// Deny words refusals of the estate as the specification's examples of 401, 403, 429 and 500 do.
func (*Service) Deny(w http.ResponseWriter, _ *http.Request, d mocks.Denial) {
	spine := func(code, display string) *concept {
		return &concept{[]coding{{"https://fhir.nhs.uk/R4/CodeSystem/Spine-ErrorOrWarningCode", "1", code, display}}}
	}
	var i issue
	switch d.Status {
	case http.StatusUnauthorized:
		i = issue{"error", "security", spine("UNAUTHORIZED", "Unauthorized"), "Invalid or missing authentication token"}
	case http.StatusForbidden:
		i = issue{"error", "forbidden", spine("FORBIDDEN", "Forbidden"), "Insufficient permissions to access this resource"}
	case http.StatusTooManyRequests:
		i = issue{"error", "throttled", &concept{[]coding{{"https://fhir.nhs.uk/Codesystem/http-error-codes", "0.1.0", "SEND_TOO_MANY_REQUESTS",
			"429: Too many requests have been made by this source to the API in a given amount of time."}}},
			"You have exceeded the agreed rate limits for this endpoint. Please retry. If problems persist please contact support."}
	case http.StatusInternalServerError:
		i = issue{"fatal", "exception", nil, "Internal server error"}
	case http.StatusNotFound, http.StatusMethodNotAllowed:
		i = issue{"error", "not-supported", nil, d.Text}
	default:
		i = issue{"error", "exception", nil, d.Text}
	}
	answer(w, d.Status, outcome{"OperationOutcome", []issue{i}})
}
