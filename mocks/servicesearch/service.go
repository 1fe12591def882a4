package servicesearch

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/gorilla/mux"

	"sandpiper/mocks"
	"sandpiper/mocks/ods"
)

// Base is where the service lies.
const Base = "/service-search-api"

// Service is the Directory of Healthcare Services (Service Search) API, version 3.
type Service struct {
	Registers *ods.Registers // nil: its own
	// BackendLinks names the search engine behind the service in @odata.context and @odata.nextLink, as the real one does, where a client can
	// follow no link. Without it they name the estate.
	BackendLinks bool

	indexes indexes
}

// Name is "servicesearch".
func (*Service) Name() string { return "servicesearch" }

// Mount names the routes of the service.
func (s *Service) Mount(r *mux.Router) {
	if s.Registers == nil {
		s.Registers = new(ods.Registers)
	}
	keyed := func(then http.HandlerFunc) http.HandlerFunc { return ods.Keyed(versioned(then), noKey) }
	for _, path := range []string{Base, Base + "/"} {
		r.HandleFunc(path, keyed(s.get)).Methods(http.MethodGet).Name("search")
		r.HandleFunc(path, keyed(s.post)).Methods(http.MethodPost).Name("search-post")
	}
	r.HandleFunc(Base+"/_ping", mocks.Ping).Methods(http.MethodGet).Name("ping")
	r.HandleFunc(Base+"/_status", mocks.Status).Methods(http.MethodGet).Name("status")
	r.NotFoundHandler = ods.Keyed(func(w http.ResponseWriter, _ *http.Request) { refuse(w, http.StatusNotFound, notFound) }, noKey)
	r.MethodNotAllowedHandler = ods.Keyed(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Allow", "GET, POST")
		refuse(w, http.StatusMethodNotAllowed, "Method not allowed")
	}, noKey)
}

const notFound = "Resource not found"

// problem is how the API manager before the search engine refuses.
type problem struct {
	Status  int    `json:"statusCode"`
	Message string `json:"message"`
}

func refuse(w http.ResponseWriter, status int, message string) {
	mocks.Answer(w, "application/json", status, problem{status, message})
}

func noKey(w http.ResponseWriter, _ *http.Request, _ ods.KeyProblem) {
	refuse(w, http.StatusUnauthorized, "API key invalid")
}

// versioned lets through what asks for version 3; others find nothing.
func versioned(then http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if version := r.URL.Query().Get("api-version"); version != "3" {
			mocks.Explain(w.Header(), "add api-version=3 to the parameters of "+Base)
			refuse(w, http.StatusNotFound, notFound)
			return
		}
		then(w, r)
	}
}

func (s *Service) get(w http.ResponseWriter, r *http.Request) { s.answer(w, r, fromURL(r.URL.Query())) }

func (s *Service) post(w http.ResponseWriter, r *http.Request) {
	p, err := fromBody(r)
	if err != nil {
		badRequest(w, err)
		return
	}
	s.answer(w, r, p)
}

// badRequest answers in the shape of the search engine, which words what it cannot read itself.
func badRequest(w http.ResponseWriter, err error) {
	if parameter, ok := errors.AsType[parameterError](err); ok {
		mocks.Explain(w.Header(), strings.ReplaceAll(parameter.Error(), "\r\n", " ")+" ("+Base+"/)")
	}
	var body struct {
		Error struct {
			Code    string `json:"code"`
			Message string `json:"message"`
		} `json:"error"`
	}
	body.Error.Message = err.Error()
	mocks.Answer(w, "application/json", http.StatusBadRequest, body)
}

func (s *Service) answer(w http.ResponseWriter, r *http.Request, p parts) {
	q, err := p.check()
	if err != nil {
		badRequest(w, err)
		return
	}
	call, register, on := s.Registers.At(r)
	all := s.indexes.of(register, call.View.Population()).search(&q, on)
	out := results{Context: s.root(call) + "/$metadata#docs(*)", Value: []json.RawMessage{}}
	if q.count {
		n := len(all)
		out.Count = &n
	}
	page := all[min(q.skip, len(all)):]
	if len(page) > q.top {
		page = page[:q.top]
		if !q.topGiven {
			out.Next = s.next(call, q.raw, q.skip+q.top)
		}
	}
	for _, f := range page {
		raw, err := only(f.document.record(on, f.score), q.fields)
		if err != nil {
			http.Error(w, "encode answer: "+err.Error(), http.StatusInternalServerError)
			return
		}
		out.Value = append(out.Value, raw)
	}
	mocks.Answer(w, "application/json", http.StatusOK, out)
}

type results struct {
	Context string            `json:"@odata.context"`
	Count   *int              `json:"@odata.count,omitempty"`
	Value   []json.RawMessage `json:"value"`
	Next    string            `json:"@odata.nextLink,omitempty"`
}

// root is the search engine as links name it.
func (s *Service) root(call *mocks.Call) string {
	if s.BackendLinks {
		return "https://nhsuksearchservicestaguks.search.windows.net/indexes('service-search-syndication-3-2')"
	}
	return call.URL(Base)
}

// next is the address of the page that begins at an offset.
func (s *Service) next(call *mocks.Call, p parts, skip int) string {
	values := url.Values{"$skip": {strconv.Itoa(skip)}, "search": {p.Search}}
	if p.Search == "" {
		values.Set("search", "*")
	}
	for name, v := range map[string]string{"searchMode": p.SearchMode, "searchFields": p.SearchFields, "queryType": p.QueryType,
		"$filter": p.Filter, "$orderby": p.OrderBy, "$select": p.Select, "$count": strings.Trim(string(p.Count), `"`)} {
		if v != "" {
			values.Set(name, v)
		}
	}
	if s.BackendLinks {
		return "https://nhsuksearchstaguks.search.windows.net/indexes/service-search-syndication-3-2/docs/?api-version=2017-11-11-Preview&" + values.Encode()
	}
	return call.URL(Base + "/?api-version=3&" + values.Encode())
}

// only is a record with its score and some of its fields, in the record's order.
func only(r record, fields []string) (json.RawMessage, error) {
	if fields == nil {
		return json.Marshal(r)
	}
	v := reflect.ValueOf(r)
	out := []byte{'{'}
	for i := range v.NumField() {
		if i > 0 && !slices.Contains(fields, fieldNames()[i-1]) {
			continue
		}
		name := "@search.score"
		if i > 0 {
			name = fieldNames()[i-1]
			out = append(out, ',')
		}
		raw, err := json.Marshal(v.Field(i).Interface())
		if err != nil {
			return nil, err
		}
		out = append(strconv.AppendQuote(out, name), ':')
		out = append(out, raw...)
	}
	return append(out, '}'), nil
}
