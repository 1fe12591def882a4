package worker

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"github.com/gorilla/mux"

	"sandpiper/mocks"
	"sandpiper/mocks/login/people"
	"sandpiper/mocks/ods"
	"sandpiper/synthetic"
	"sandpiper/synthetic/draw"
	"sandpiper/synthetic/nhs"
)

// Base is where the service lies.
const Base = "/healthcare-worker"

// Service is the Healthcare Worker API.
type Service struct {
	Registers *ods.Registers // nil: its own
	// UpstreamFails is how the directory behind the service fails whoever asks it rightly: http.StatusBadGateway for an answer that it does not
	// understand, http.StatusGatewayTimeout for none in time; 0: it does not.
	UpstreamFails int
}

// Name is "worker".
func (*Service) Name() string { return "worker" }

// Mount names the routes of the service.
func (s *Service) Mount(r *mux.Router) {
	if s.Registers == nil {
		s.Registers = new(ods.Registers)
	}
	r.HandleFunc(Base+"/Worker", ods.Keyed(s.read, ods.GatewayKeyFault)).Methods(http.MethodGet).Name("read-worker")
	r.HandleFunc(Base+"/_ping", mocks.Ping).Methods(http.MethodGet).Name("ping")
	r.HandleFunc(Base+"/_status", mocks.Status).Methods(http.MethodGet).Name("status")
	r.NotFoundHandler = ods.Keyed(func(w http.ResponseWriter, _ *http.Request) { refuse(w, http.StatusNotFound, "Invalid endpoint path") }, ods.GatewayKeyFault)
	r.MethodNotAllowedHandler = ods.Keyed(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Allow", http.MethodGet)
		refuse(w, http.StatusMethodNotAllowed, "Unsupported HTTP method")
	}, ods.GatewayKeyFault)
}

// Deny words an error of our own as the service's specification describes it; everything else is the gateway's.
func (*Service) Deny(w http.ResponseWriter, r *http.Request, d mocks.Denial) {
	if d.Status == http.StatusInternalServerError {
		refuse(w, d.Status, "Unhandled internal server error")
		return
	}
	mocks.Gateway(w, r, d)
}

// envelope is the answer; the members of what it holds are in the order of the specification.
type envelope struct {
	Person person `json:"person"`
}

type person struct {
	ID          string      `json:"id"`
	Forename    string      `json:"forename"`
	Middlenames string      `json:"middlenames"`
	Surname     string      `json:"surname"`
	Initials    string      `json:"initials"`
	Title       string      `json:"title"`
	Orgs        []orgPerson `json:"orgPersons"`
}

type orgPerson struct {
	ID         string    `json:"id"`
	DateOpened string    `json:"dateOpened"` // YYYYMMDD
	Name       string    `json:"orgName"`
	Org        string    `json:"orgId"`
	Roles      []profile `json:"roleProfiles"`
}

type profile struct {
	ID   string `json:"id"`
	Name string `json:"roleName"`
	Code string `json:"roleCode"`
}

// failure is how the service's source words errors.
type failure struct {
	Error string `json:"error"`
}

func refuse(w http.ResponseWriter, status int, text string) {
	mocks.Explain(w.Header(), text+" ("+Base+"/Worker?identifier={SDS user id})")
	mocks.Answer(w, "application/json", status, failure{text})
}

var (
	uuid   = regexp.MustCompile(`^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$`)
	twelve = regexp.MustCompile(`^[0-9]{12}$`)
)

func (s *Service) read(w http.ResponseWriter, r *http.Request) {
	identifier := r.URL.Query().Get("identifier")
	switch {
	case !uuid.MatchString(r.Header.Get("X-Correlation-Id")):
		refuse(w, http.StatusBadRequest, "Missing or invalid X-Correlation-Id header")
		return
	case !twelve.MatchString(identifier):
		refuse(w, http.StatusBadRequest, "Missing or invalid identifier query parameter")
		return
	}
	switch s.UpstreamFails { // the words are the specification's descriptions
	case http.StatusBadGateway:
		refuse(w, s.UpstreamFails, "Upstream system returned an unsupported response")
		return
	case http.StatusGatewayTimeout:
		refuse(w, s.UpstreamFails, "Upstream server request has timed out")
		return
	}
	call, register, on := s.Registers.At(r)
	staff, ok := people.FindStaff(call.View, identifier)
	switch {
	case ok:
		mocks.Answer(w, "application/json", http.StatusOK, envelope{show(staff, register, on, call.View.Population())})
	case left(call.View.Population(), identifier):
		refuse(w, http.StatusGone, "User is no longer active")
	default:
		refuse(w, http.StatusNotFound, "User not found")
	}
}

// streamBegan is when somebody began to work somewhere; the index is the number of the organisational person.
const streamBegan draw.Stream = 0xac00

// show shows a member of staff with what is open on a day.
func show(staff *people.Staff, register *ods.Register, on ods.Day, population *synthetic.Population) person {
	out := person{ID: staff.User, Forename: staff.Given, Surname: staff.Family, Title: staff.Title, Orgs: []orgPerson{}}
	for _, role := range staff.Roles {
		o, ok := register.Find(role.Organisation, on)
		if !ok || !o.Active(on) {
			continue
		}
		i := 0
		for i < len(out.Orgs) && out.Orgs[i].Org != o.Code {
			i++
		}
		if i == len(out.Orgs) {
			index, _ := strconv.ParseUint(role.ID, 10, 64)
			d := draw.Key(population.Recipe().Seed, index, streamBegan, 0)
			began := population.Recipe().AsOf.AddDate(0, 0, -90-d.IntN(12*365)) // assumed: from three months to twelve years ago
			out.Orgs = append(out.Orgs, orgPerson{role.OrgID, began.Format("20060102"), strings.ToUpper(o.Name), o.Code, nil})
		}
		out.Orgs[i].Roles = append(out.Orgs[i].Roles, profile{role.ID, last(role.Name), last(role.Code)})
	}
	return out
}

// last is the last of a role's three parts, which the others only group.
func last(parts string) string {
	return strings.Trim(parts[strings.LastIndexByte(parts, ':')+1:], `"`)
}

// leavers is how many of each practice's clinicians have left.
const leavers = 2

// left reports whether an SDS user id is that of a clinician who has left.
func left(population *synthetic.Population, identifier string) bool {
	rest, ok := strings.CutPrefix(identifier, "999")
	n, err := strconv.Atoi(rest)
	if !ok || err != nil {
		return false
	}
	digits := strconv.Itoa(n / 64)
	if len(digits) > 4 {
		return false
	}
	practice, ok := population.Practice(nhs.ODS("ZX" + strings.Repeat("0", 4-len(digits)) + digits))
	return ok && n%64 >= practice.Practitioners && n%64 < practice.Practitioners+leavers
}
