package ods

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gorilla/mux"

	"sandpiper/mocks"
)

// The terminology part of the interface: single codes of three code systems. The server behind it is another one than that behind the resources,
// and words its errors in its own way (research identity-demographics-registers §6.2).

type parameters struct {
	ResourceType string      `json:"resourceType"`
	Parameter    []parameter `json:"parameter"`
}

type parameter struct {
	Name    string      `json:"name"`
	Code    string      `json:"valueCode,omitempty"`
	Text    string      `json:"valueString,omitempty"`
	URI     string      `json:"valueUri,omitempty"`
	Boolean *bool       `json:"valueBoolean,omitempty"`
	Date    string      `json:"valueDateTime,omitempty"`
	Coding  *coding     `json:"valueCoding,omitempty"`
	Part    []parameter `json:"part,omitempty"`
}

// found is a code of a code system.
type found struct {
	system, name, code, display string
	properties                  []parameter
}

const (
	roleSystem = odsCodes + "ODSOrganisationRole"
	relSystem  = odsCodes + "ODSRelationship"
)

// concept finds a code with the properties that are wanted; ok is false if there is none, known whether there is such a code system.
func (s scene) concept(system, code string, wanted func(property string) bool) (c found, known, ok bool) {
	list := RoleConcepts()
	switch system {
	case odsSystem:
		o, ok := s.byCode[code]
		if !ok || !o.Known(s.on) {
			return c, true, false
		}
		return found{system, "ODS Organisation", code, strings.ToUpper(o.Name), s.properties(o, wanted)}, true, true
	case roleSystem:
		c.name = "ODS Organisation Role"
	case relSystem:
		c.name, list = "ODS Relationship", RelationshipConcepts()
	default:
		return c, false, false
	}
	i := slices.IndexFunc(list, func(x Concept) bool { return x.ID == code })
	if i < 0 {
		return c, true, false
	}
	c = found{system: system, name: c.name, code: code, display: list[i].Display}
	for _, p := range roleProperties(system, &list[i]) {
		if wanted(p.Part[0].Code) {
			c.properties = append(c.properties, p)
		}
	}
	return c, true, true
}

// properties are what is said of an organisation as a code (specification, example of /CodeSystem/), as far as it is wanted: its present relationships
// and roles, its name and place, and when it opened and closed.
func (s scene) properties(o *Organisation, wanted func(property string) bool) []parameter {
	var out []parameter
	add := func(code string, p parameter) {
		if wanted(code) {
			p.Name = "value"
			out = append(out, parameter{Name: "property", Part: []parameter{{Name: "code", Code: code}, p}})
		}
	}
	add("status", parameter{Code: strings.ToLower(o.Status(s.on))})
	for i := range o.Rels {
		if r := &o.Rels[i]; r.Span.Holds(s.on) {
			add(r.ID, parameter{Code: r.Target})
		}
	}
	closed := !o.Active(s.on)
	add("inactive", parameter{Boolean: &closed})
	add("country", parameter{Text: "ENGLAND"})
	add("opStartDate", parameter{Date: o.Open.From.String()})
	if end := o.Open.end(s.on); end != "" {
		add("opEndDate", parameter{Date: end})
	}
	add("name", parameter{Text: strings.ToUpper(o.Name)})
	for i, l := range o.Lines {
		add("address"+strconv.Itoa(i+1), parameter{Text: strings.ToUpper(l)})
	}
	add("town", parameter{Text: strings.ToUpper(o.Town)})
	add("postcode", parameter{Text: o.Postcode})
	if o.Phone != "" {
		add("telephone", parameter{Text: o.Phone})
	}
	for i := range o.Roles {
		if r := &o.Roles[i]; r.Span.Holds(s.on) {
			add("role", parameter{Coding: &coding{System: roleSystem, Code: r.ID}})
		}
	}
	add("primaryRole", parameter{Coding: &coding{System: roleSystem, Code: o.Primary().ID}})
	add("orgRecordClass", parameter{Coding: &coding{System: odsCodes + "ODSRecordClass", Code: o.Class}})
	add("lastChangeDate", parameter{Date: o.Changed(s.on).String()})
	return out
}

func (t *Terminology) lookup(w http.ResponseWriter, r *http.Request) {
	s := t.Registers.scene(r)
	values := r.URL.Query()
	system, code := values.Get("system"), values.Get("code")
	c, known, ok := s.concept(system, code, func(property string) bool { return asked(values["property"], property) })
	if !known || !ok {
		s.noCode(w, r, system, code, known)
		return
	}
	out := parameters{"Parameters", []parameter{
		{Name: "code", Code: c.code}, {Name: "display", Text: c.display}, {Name: "name", Text: c.name},
		{Name: "system", URI: c.system}, {Name: "version", Text: s.on.String()},
	}}
	out.Parameter = append(out.Parameter, c.properties...)
	writeFHIR(w, r, http.StatusOK, out)
}

// asked reports whether a property is wanted: all with *, none unless some are named.
func asked(wanted []string, property string) bool {
	return slices.ContainsFunc(wanted, func(p string) bool { return p == "*" || p == property })
}

func (t *Terminology) validateCode(w http.ResponseWriter, r *http.Request) {
	s := t.Registers.scene(r)
	values := r.URL.Query()
	system, code := values.Get("url"), values.Get("code")
	c, known, ok := s.concept(system, code, func(property string) bool { return values.Has(property) })
	if !known {
		s.noCode(w, r, system, code, false)
		return
	}
	out := parameters{ResourceType: "Parameters", Parameter: []parameter{{Name: "result", Boolean: &ok}}}
	if !ok {
		out.Parameter = append(out.Parameter, parameter{Name: "message", Text: "The code " + code + " (" + system + ":" + s.on.String() + ") was not found."})
		writeFHIR(w, r, http.StatusOK, out)
		return
	}
	if why := c.departs(values); why != "" {
		ok = false
		out.Parameter = append(out.Parameter, parameter{Name: "message", Text: why})
	}
	out.Parameter = append(out.Parameter, parameter{Name: "display", Text: c.display})
	writeFHIR(w, r, http.StatusOK, out)
}

// departs says what a caller believes of a code and is not so: its display, or one of its properties (specification, "Code Validation": "you can also
// provide additional properties to validate their values"). It is empty where all is so. The words are ours.
func (c *found) departs(values url.Values) string {
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if slices.Contains([]string{"url", "system", "code", "version", "_format"}, name) {
			continue
		}
		for _, want := range values[name] {
			if name == "display" && strings.EqualFold(want, c.display) {
				continue
			}
			if !slices.ContainsFunc(c.properties, func(p parameter) bool { return p.Part[0].Code == name && p.Part[1].text() == want }) {
				return "The " + name + " of the code " + c.code + " is not '" + want + "'."
			}
		}
	}
	return ""
}

// text is the value of a property as a query string has it.
func (p *parameter) text() string {
	switch {
	case p.Boolean != nil:
		return strconv.FormatBool(*p.Boolean)
	case p.Coding != nil:
		return p.Coding.Code
	}
	return p.Code + p.Text + p.URI + p.Date
}

// noCode is the terminology server's refusal of a code or a code system that it does not have.
func (s scene) noCode(w http.ResponseWriter, r *http.Request, system, code string, known bool) {
	what := "The code " + code + " (" + system + ":" + s.on.String() + ") was not found."
	if !known {
		what = "A usable code system with URL " + system + " could not be resolved."
	}
	mocks.Explain(w.Header(), what+" ("+r.URL.Path+" knows "+odsSystem+", "+roleSystem+" and "+relSystem+")")
	writeTerminology(w, r, http.StatusNotFound, "not-found", what)
}

// writeTerminology refuses as the terminology server does.
func writeTerminology(w http.ResponseWriter, r *http.Request, status int, code, what string) {
	writeFHIR(w, r, status, bare{"OperationOutcome", []issue{
		{Severity: "error", Code: code, Details: &issueDetail{"[" + UUID(r.URL.RequestURI()) + "]: " + what}},
	}})
}

// codeSystem is a code system, in summary unless it has its concepts.
type codeSystem struct {
	ResourceType string `json:"resourceType"`
	ID           string `json:"id"`
	URL          string `json:"url"`
	Version      string `json:"version"`
	Name         string `json:"name"`
	Status       string `json:"status"`
	Content      string `json:"content"`
	Count        int    `json:"count"`

	Concept []systemConcept `json:"concept,omitempty"`
}

type systemConcept struct {
	Code    string `json:"code"`
	Display string `json:"display"`
}

// spelled are the concepts of a code system as it shows them.
func spelled(list []Concept) []systemConcept {
	out := make([]systemConcept, len(list))
	for i := range list {
		out[i] = systemConcept{list[i].ID, list[i].Display}
	}
	return out
}

// searchCodeSystem lists the code systems, in summary unless all of them is asked for with _summary=false or data; the one of organisations is too large to
// be given whole (specification, GET /CodeSystem/, "Summary information" and parameter _summmary).
func (t *Terminology) searchCodeSystem(w http.ResponseWriter, r *http.Request) {
	s := t.Registers.scene(r)
	wanted := r.URL.Query().Get("url") + r.URL.Query().Get("system")
	summary := r.URL.Query().Get("_summary")
	whole := summary == "false" || summary == "data"
	b := t.begin(s, r, fhirQuery{count: DefaultCount})
	for _, c := range []codeSystem{
		{ID: "ods-organization-code", URL: odsSystem, Name: "ODS Organisation", Count: len(s.All())},
		{ID: "ODSOrganisationRole", URL: roleSystem, Name: "ODS Organisation Role", Count: len(RoleConcepts()), Concept: spelled(RoleConcepts())},
		{ID: "ODSRelationship", URL: relSystem, Name: "ODS Relationship", Count: len(RelationshipConcepts()), Concept: spelled(RelationshipConcepts())},
	} {
		if wanted != "" && wanted != c.URL || !b.counts() {
			continue
		}
		if whole && c.Concept == nil {
			tooCostly(w, r, "look single codes up or expand a value set of "+odsSystem)
			return
		}
		if !whole {
			c.Concept = nil
		}
		c.ResourceType, c.Version, c.Status, c.Content = "CodeSystem", s.on.String(), "active", "complete"
		c.ID += "-" + c.Version
		b.add("CodeSystem/"+c.ID, c, "match")
	}
	b.write(w, r)
}

// list is a List of deletions.
type list struct {
	ResourceType string `json:"resourceType"`
	ID           string `json:"id"`
	Meta         meta   `json:"meta"`
	Status       string `json:"status"`
	Mode         string `json:"mode"`
	Title        string `json:"title"`
	Date         string `json:"date"`
}

// readList answers with one of the four lists of deletions, all of them empty: nothing is ever deleted here.
func (t *Terminology) readList(w http.ResponseWriter, r *http.Request) {
	s := t.Registers.scene(r)
	id := mux.Vars(r)["id"]
	what, ok := strings.CutSuffix(id, "-deletion")
	titles := map[string]string{
		"Organization": "Organization Resource", "OrganizationAffiliation": "OrganizationAffiliation Resource",
		"Organization-role": "Organization Role", "Organization-succession": "Organization Succession",
	}
	if !ok || titles[what] == "" {
		writeOutcome(w, r, http.StatusNotFound, "HAPI-2001: Resource List/"+id+" is not known")
		return
	}
	opened := DayOf(s.population.Recipe().AsOf).String() + "T00:00:00.000+00:00"
	writeFHIR(w, r, http.StatusOK, list{
		ResourceType: "List", ID: id, Meta: meta{VersionID: "1", LastUpdated: opened}, Status: "current", Mode: "working",
		Title: "List of " + titles[what] + " Deletions", Date: opened,
	})
}
