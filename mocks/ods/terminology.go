package ods

import (
	"encoding/json"
	"html"
	"net/http"
	"strings"

	"github.com/gorilla/mux"

	"sandpiper/mocks"
)

// DefaultCount is how many resources a FHIR search gives without _count; MostBytes is the size beyond which an answer is refused
// (specification, "Payload (Response Size Limit)").
const (
	DefaultCount = 20
	MostBytes    = 10 << 20
)

const (
	fhirRoot = "/organisation-data-terminology-api"
	fhirPath = fhirRoot + "/fhir"
	fhirType = "application/fhir+json"
)

// Terminology is the FHIR R4 interface, for callers with an API key.
type Terminology struct {
	Registers   *Registers // nil: its own
	AlwaysTotal bool       // give a total with every page; the real service leaves it out where a search goes over several (specification, first example)

	// MostExpanded is how many codes a value set may have and be expanded; 0: 50,000 (specification, POST /ValueSet/).
	MostExpanded int
}

// Name is "ods-fhir".
func (*Terminology) Name() string { return "ods-fhir" }

// Mount names the routes of the FHIR interface.
func (t *Terminology) Mount(r *mux.Router) {
	if t.Registers == nil {
		t.Registers = new(Registers)
	}
	for _, route := range []struct {
		path, name string
		handle     http.HandlerFunc
	}{
		{"/Organization", "search-organization", t.searchOrganization},
		{"/Organization/{code}", "read-organization", t.readOrganization},
		{"/OrganizationAffiliation", "search-affiliation", t.searchAffiliation},
		{"/OrganizationAffiliation/{id}", "read-affiliation", t.readAffiliation},
		{"/List/{id}", "read-list", t.readList},
		{"/CodeSystem", "search-codesystem", t.searchCodeSystem},
		{"/CodeSystem/", "search-codesystem", t.searchCodeSystem},
		{"/CodeSystem/$lookup", "lookup", t.lookup},
		{"/CodeSystem/$validate-code", "validate-code", t.validateCode},
		{"/metadata", "capabilities", t.capabilities},
	} {
		r.HandleFunc(fhirPath+route.path, Keyed(route.handle, GatewayKeyFault)).Methods(http.MethodGet).Name(route.name)
	}
	for _, path := range []string{"/ValueSet/$expand", "/ValueSet/"} { // the operation's path, and the one that the specification files it under
		r.HandleFunc(fhirPath+path, Keyed(t.expand, GatewayKeyFault)).Methods(http.MethodPost).Name("expand")
	}
	r.HandleFunc(fhirRoot+"/_ping", mocks.Ping).Methods(http.MethodGet).Name("ping")
	r.HandleFunc(fhirRoot+"/_status", mocks.Status).Methods(http.MethodGet).Name("status")
	r.NotFoundHandler = Keyed(func(w http.ResponseWriter, r *http.Request) {
		writeOutcome(w, r, http.StatusNotFound, "HAPI-0302: Unknown path "+strings.TrimPrefix(r.URL.Path, fhirPath))
	}, GatewayKeyFault)
	r.MethodNotAllowedHandler = Keyed(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Allow", http.MethodGet)
		if strings.HasPrefix(r.URL.Path, fhirPath+"/ValueSet/") {
			w.Header().Set("Allow", http.MethodPost)
		}
		writeOutcome(w, r, http.StatusMethodNotAllowed, "HAPI-0427: "+r.Method+" is not allowed here")
	}, GatewayKeyFault)
}

func (t *Terminology) readOrganization(w http.ResponseWriter, r *http.Request) {
	s := t.Registers.scene(r)
	code := mux.Vars(r)["code"]
	o, ok := s.Find(code, s.on)
	if !ok || o.Code != code { // ids are case-sensitive in FHIR
		mocks.Explain(w.Header(), whyNobody(code))
		writeOutcome(w, r, http.StatusNotFound, "HAPI-2001: Resource Organization/"+code+" is not known")
		return
	}
	writeFHIR(w, r, http.StatusOK, o.resource(s.on))
}

func (t *Terminology) searchOrganization(w http.ResponseWriter, r *http.Request) {
	s := t.Registers.scene(r)
	q, why := readSearch("Organization", r.URL.Query())
	if why != "" {
		writeOutcome(w, r, http.StatusBadRequest, why)
		return
	}
	b := t.begin(s, r, q)
	for _, o := range s.candidates(q) {
		if !o.Known(s.on) || !q.matches(s, o) || !b.counts() {
			continue
		}
		b.add("Organization/"+o.Code, o.resource(s.on), "match")
		for _, direction := range q.revinclude {
			s.eachRel(direction, o, func(of *Organisation, rel *Rel) {
				b.add("OrganizationAffiliation/"+number10(rel.Unique), of.affiliated(rel, s.on), "include")
			})
		}
	}
	b.write(w, r)
}

// eachRel tells f about the relationships that an organisation has, or that others have to it.
func (s scene) eachRel(direction string, o *Organisation, f func(*Organisation, *Rel)) {
	sources := []*Organisation{o}
	if direction == participating {
		sources = s.Pointing(o.Code)
	}
	for _, of := range sources {
		for i := range of.Rels {
			if rel := &of.Rels[i]; rel.Span.Begun(s.on) && (direction != participating || rel.Target == o.Code) {
				f(of, rel)
			}
		}
	}
}

// outcome is how the HAPI server behind the real service refuses: a narrative and one issue.
type outcome struct {
	ResourceType string    `json:"resourceType"`
	Text         narrative `json:"text"`
	Issue        []issue   `json:"issue"`
}

type narrative struct {
	Status string `json:"status"`
	Div    string `json:"div"`
}

type issue struct {
	Severity    string       `json:"severity"`
	Code        string       `json:"code"`
	Details     *issueDetail `json:"details,omitempty"`
	Diagnostics string       `json:"diagnostics,omitempty"`
}

type issueDetail struct {
	Text string `json:"text"`
}

func writeOutcome(w http.ResponseWriter, r *http.Request, status int, diagnostics string) {
	if w.Header().Get("X-Sandpiper-Why") == "" { // where nobody has said it better
		mocks.Explain(w.Header(), diagnostics+" ("+r.URL.Path+")")
	}
	writeFHIR(w, r, status, outcome{
		ResourceType: "OperationOutcome",
		Text: narrative{"generated", `<div xmlns="http://www.w3.org/1999/xhtml"><h1>Operation Outcome</h1><table border="0"><tr>` +
			`<td style="font-weight: bold;">ERROR</td><td>[]</td><td>` + strings.ReplaceAll(html.EscapeString(diagnostics), "&#34;", "&quot;") + "</td></tr></table></div>"},
		Issue: []issue{{Severity: "error", Code: "processing", Diagnostics: diagnostics}},
	})
}

// bare is an outcome without a narrative, as the terminology server and the gateway word theirs.
type bare struct {
	ResourceType string  `json:"resourceType"`
	Issue        []issue `json:"issue"`
}

// writeFHIR answers in JSON, or in XML to who asks for that.
func writeFHIR(w http.ResponseWriter, r *http.Request, status int, resource any) {
	if !fhirWantsXML(r) {
		mocks.Answer(w, fhirType, status, resource)
		return
	}
	var text string
	raw, err := json.Marshal(resource)
	if err == nil {
		text, err = fhirXML(raw)
	}
	if err != nil {
		http.Error(w, "encode answer: "+err.Error(), http.StatusInternalServerError)
		return
	}
	answerText(w, "application/fhir+xml", status, text)
}

// fhirWantsXML reports whether a request asks for XML: _format comes before Accept.
func fhirWantsXML(r *http.Request) bool {
	if v := r.URL.Query().Get("_format"); v != "" {
		return strings.Contains(v, "xml")
	}
	accept := r.Header.Get("Accept")
	x, j := strings.Index(accept, "xml"), strings.Index(accept, "json")
	return strings.Contains(accept, "fhir+xml") && (j < 0 || x < j) || accept == "application/xml"
}
