package ods

import (
	"html"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gorilla/mux"

	"sandpiper/mocks"
	"sandpiper/synthetic/nhs"
)

// DefaultCount is how many organisations a FHIR search gives without _count; MostCount keeps an answer under the 10 MB limit.
const (
	DefaultCount = 20
	MostCount    = 1000
)

const (
	fhirPath = "/organisation-data-terminology-api/fhir"
	fhirType = "application/fhir+json"
)

// valid is the list that the real service gives in its error for an unknown parameter.
const valid = "[_content, _id, _lastUpdated, _profile, _security, _source, _tag, _text, active, activeRoleCode, address, address-city, " +
	"address-country, address-postalcode, address-state, address-use, endpoint, identifier, lastChangeDate, name, partof, phonetic, " +
	"roleCode, type]"

// Terminology is the FHIR R4 interface, for callers with an API key.
type Terminology struct{}

// Name is "ods-fhir".
func (Terminology) Name() string { return "ods-fhir" }

// Mount names the routes of the FHIR interface.
func (t Terminology) Mount(r *mux.Router) {
	r.HandleFunc(fhirPath+"/Organization", keyed(t.search)).Methods(http.MethodGet).Name("search-organization")
	r.HandleFunc(fhirPath+"/Organization/{code}", keyed(t.read)).Methods(http.MethodGet).Name("read-organization")
	r.NotFoundHandler = keyed(func(w http.ResponseWriter, r *http.Request) {
		writeOutcome(w, http.StatusNotFound, "HAPI-0302: Unknown path "+strings.TrimPrefix(r.URL.Path, fhirPath))
	})
	r.MethodNotAllowedHandler = keyed(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Allow", http.MethodGet)
		writeOutcome(w, http.StatusMethodNotAllowed, "HAPI-0427: "+r.Method+" is not allowed here")
	})
}

// keyed lets those through who send a registered application's API key. In an open-access realm nobody needs one, as in the sandbox.
// That the two refusals have these words is recalled from the gateway's own faults and not confirmed by a public source.
func keyed(then http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		call := mocks.CallFrom(r.Context())
		key := r.Header.Get("apikey")
		app, ok := call.Estate.App(key)
		switch {
		case ok:
			call.App = app
		case call.Realm.OpenAccess:
		case key == "":
			writeFault(w, "Failed to resolve API Key variable request.header.apikey", "steps.oauth.v2.FailedToResolveAPIKey")
			return
		default:
			writeFault(w, "Invalid ApiKey", "oauth.v2.InvalidApiKey")
			return
		}
		then(w, r)
	}
}

// writeFault answers 401 in the shape of the gateway.
func writeFault(w http.ResponseWriter, text, code string) {
	var f struct {
		Fault struct {
			Text   string `json:"faultstring"`
			Detail struct {
				Code string `json:"errorcode"`
			} `json:"detail"`
		} `json:"fault"`
	}
	f.Fault.Text, f.Fault.Detail.Code = text, code
	mocks.Answer(w, "application/json", http.StatusUnauthorized, f)
}

func (t Terminology) read(w http.ResponseWriter, r *http.Request) {
	code := mux.Vars(r)["code"]
	practice, ok := mocks.CallFrom(r.Context()).View.Population().Practice(nhs.ODS(code))
	if !ok {
		writeOutcome(w, http.StatusNotFound, "HAPI-2001: Resource Organization/"+code+" is not known")
		return
	}
	o := show(&practice)
	mocks.Answer(w, fhirType, http.StatusOK, o.resource())
}

func (t Terminology) search(w http.ResponseWriter, r *http.Request) {
	values := r.URL.Query()
	q, why := readSearch(values)
	if why != "" {
		writeOutcome(w, http.StatusBadRequest, why)
		return
	}
	call := mocks.CallFrom(r.Context())
	out := bundle{ResourceType: "Bundle", Type: "searchset"}
	for practice := range call.View.Population().Practices() {
		o := show(&practice)
		if !q.matches(&o) {
			continue
		}
		if out.Total++; out.Total > q.offset && len(out.Entry) < q.count && !q.summary {
			out.Entry = append(out.Entry, entry{
				FullURL: call.Base + fhirPath + "/Organization/" + o.Code, Resource: o.resource(), Search: searchMode{"match"},
			})
		}
	}
	self := call.Base + fhirPath + "/Organization"
	out.Link = append(out.Link, link{"self", address(self, values, q.offset)})
	if !q.summary && q.offset+q.count < out.Total {
		out.Link = append(out.Link, link{"next", address(self, values, q.offset+q.count)})
	}
	mocks.Answer(w, fhirType, http.StatusOK, out)
}

// fhirQuery is a search of the FHIR interface that has been checked. Every condition must hold.
type fhirQuery struct {
	holds         []func(*Organisation) bool
	count, offset int
	summary       bool
}

func (q *fhirQuery) matches(o *Organisation) bool {
	for _, holds := range q.holds {
		if !holds(o) {
			return false
		}
	}
	return true
}

// readSearch checks the parameters; why is the diagnostics of the error.
func readSearch(values url.Values) (q fhirQuery, why string) {
	q.count = DefaultCount
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		for _, v := range values[name] {
			ok := true
			switch bare, modifier, _ := strings.Cut(name, ":"); bare {
			case "_count":
				q.count, ok = number(v, 1, MostCount)
			case "_offset":
				q.offset, ok = number(v, 0, 1<<30)
			case "_summary":
				ok, q.summary = v == "count" || v == "false", v == "count"
			case "_format":
				ok = strings.Contains(v, "json")
			case "_id":
				q.also(func(o *Organisation) bool { return o.Code == v })
			case "identifier":
				q.also(func(o *Organisation) bool { return o.identified(v) })
			case "name":
				ok = len(v) >= 3 && len(v) <= 100
				q.also(wording(v, modifier, func(o *Organisation) string { return o.Name }))
			case "address-postalcode":
				ok = len(v) >= 2
				q.also(wording(v, modifier, func(o *Organisation) string { return o.Postcode }))
			case "address-city":
				ok = len(v) >= 2
				q.also(wording(v, modifier, func(o *Organisation) string { return o.Town }))
			case "active":
				ok = v == "true" || v == "false"
				q.also(func(*Organisation) bool { return v == "true" })
			case "roleCode", "activeRoleCode":
				q.also(func(o *Organisation) bool { return o.plays(v) == (modifier != "not") })
			default:
				return q, `HAPI-0524: Unknown search parameter "` + name + `" for resource type "Organization". ` +
					"Valid search parameters for this search are: " + valid
			}
			if !ok {
				return q, `HAPI-1940: Invalid value for parameter "` + name + `": "` + v + `"`
			}
		}
	}
	return q, ""
}

func (q *fhirQuery) also(holds func(*Organisation) bool) { q.holds = append(q.holds, holds) }

// wording compares a string parameter as FHIR does: from the start by default, anywhere with :contains, whole with :exact.
func wording(v, modifier string, of func(*Organisation) string) func(*Organisation) bool {
	return func(o *Organisation) bool {
		switch have := of(o); modifier {
		case "exact":
			return have == v
		case "contains":
			return strings.Contains(strings.ToUpper(have), strings.ToUpper(v))
		default:
			return strings.HasPrefix(strings.ToUpper(have), strings.ToUpper(v))
		}
	}
}

// identified reports whether a token, with or without its system, is the organisation's code.
func (o *Organisation) identified(token string) bool {
	system, code, has := strings.Cut(token, "|")
	if !has {
		return o.Code == token
	}
	return o.Code == code && (system == "" || system == odsSystem)
}

// plays reports whether the organisation has one of the roles in a list with commas, each with or without its system.
func (o *Organisation) plays(list string) bool {
	for token := range strings.SplitSeq(list, ",") {
		if _, code, has := strings.Cut(token, "|"); has {
			token = code
		}
		if o.has(token, false) {
			return true
		}
	}
	return false
}

// address is the URL of a page.
func address(base string, values url.Values, offset int) string {
	page := url.Values{}
	maps.Copy(page, values)
	if page.Del("_offset"); offset > 0 {
		page.Set("_offset", strconv.Itoa(offset))
	}
	if len(page) == 0 {
		return base
	}
	return base + "?" + page.Encode()
}

// writeOutcome answers as the HAPI server behind the real service does: a narrative and one issue.
func writeOutcome(w http.ResponseWriter, status int, diagnostics string) {
	mocks.Answer(w, fhirType, status, outcome{
		ResourceType: "OperationOutcome",
		Text: narrative{"generated", `<div xmlns="http://www.w3.org/1999/xhtml"><h1>Operation Outcome</h1><table border="0"><tr>` +
			`<td style="font-weight: bold;">ERROR</td><td>[]</td><td>` + strings.ReplaceAll(html.EscapeString(diagnostics), "&#34;", "&quot;") + "</td></tr></table></div>"},
		Issue: []issue{{"error", "processing", diagnostics}},
	})
}
