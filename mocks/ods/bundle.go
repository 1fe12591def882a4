package ods

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"

	"sandpiper/mocks"
)

type bundle struct {
	ResourceType string            `json:"resourceType"`
	ID           string            `json:"id"`
	Meta         meta              `json:"meta"`
	Type         string            `json:"type"`
	Total        *int              `json:"total,omitempty"`
	Link         []link            `json:"link"`
	Entry        []json.RawMessage `json:"entry,omitempty"`
}

type link struct {
	Relation string `json:"relation"`
	URL      string `json:"url"`
}

type entry struct {
	FullURL  string     `json:"fullUrl"`
	Resource any        `json:"resource"`
	Search   searchMode `json:"search"`
}

type searchMode struct {
	Mode string `json:"mode"`
}

// finding is the answer to a search in the making.
type finding struct {
	q         fhirQuery
	base      string // of resources
	self      string // of the search, without parameters
	values    url.Values
	always    bool
	total     int
	size      int
	entries   []json.RawMessage
	given     map[string]bool // what is in the bundle already
	made      string
	tooCostly bool
}

func (t *Terminology) begin(s scene, r *http.Request, q fhirQuery) *finding {
	return &finding{
		q: q, base: s.call.URL(fhirPath + "/"), self: s.call.URL(r.URL.Path), values: r.URL.Query(), always: t.AlwaysTotal,
		given: make(map[string]bool), made: s.call.View.Now().UTC().Format("2006-01-02T15:04:05.000") + "+00:00",
	}
}

// counts takes note of a match and reports whether it is on this page.
func (f *finding) counts() bool {
	f.total++
	return !f.q.summary && f.total > f.q.offset && f.total <= f.q.offset+f.q.count && !f.tooCostly
}

// add puts a resource into the bundle, once.
func (f *finding) add(path string, resource any, mode string) {
	if f.given[path] || f.tooCostly {
		return
	}
	f.given[path] = true
	raw, err := json.Marshal(entry{f.base + path, resource, searchMode{mode}})
	if err != nil { // texts and numbers always marshal
		panic(err)
	}
	f.size += len(raw)
	f.tooCostly = f.size > MostBytes
	f.entries = append(f.entries, raw)
}

// write answers with the page. The total is there if the search is on one page, or if it is asked for.
func (f *finding) write(w http.ResponseWriter, r *http.Request) {
	if f.tooCostly {
		tooCostly(w, r, "ask for less with _count and page through with _offset")
		return
	}
	out := bundle{ResourceType: "Bundle", ID: UUID(r.URL.RequestURI(), f.made), Meta: meta{LastUpdated: f.made}, Type: "searchset", Entry: f.entries}
	whole := f.q.offset == 0 && f.total <= f.q.count
	if whole || f.q.summary || f.q.accurate || f.always {
		out.Total = &f.total
	}
	out.Link = append(out.Link, link{"self", f.page(f.q.offset)})
	if next := f.q.offset + f.q.count; !f.q.summary && f.q.count > 0 && next < f.total {
		out.Link = append(out.Link, link{"next", f.page(next)})
	}
	writeFHIR(w, r, http.StatusOK, out)
}

// tooCostly refuses an answer that has become too large, as the gateway does.
func tooCostly(w http.ResponseWriter, r *http.Request, instead string) {
	const text = "Response exceeds APIM size limit"
	mocks.Explain(w.Header(), instead+": an answer of "+fhirPath+" has at most 10 MB")
	writeFHIR(w, r, http.StatusUnprocessableEntity, bare{"OperationOutcome", []issue{{"error", "too-costly", &issueDetail{text}, text}}})
}

// page is the URL of a page.
func (f *finding) page(offset int) string {
	values := url.Values{}
	maps.Copy(values, f.values)
	if values.Del("_offset"); offset > 0 {
		values.Set("_count", number10(f.q.count))
		values.Set("_offset", number10(offset))
	}
	if len(values) == 0 {
		return f.self
	}
	return f.self + "?" + values.Encode()
}
