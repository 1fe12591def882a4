package ods

import (
	"net/http"
	"strconv"

	"github.com/gorilla/mux"

	"sandpiper/mocks"
)

// Paging of the ORD interface where a Directory says nothing else. That 1000 is the most is what clients in the wild rely on; of the default two
// public accounts differ (100 and 1000).
const (
	DefaultLimit = 100
	MostLimit    = 1000
	MostDaysBack = 185 // of LastChangeDate (research identity-demographics-registers §6.1)
)

const (
	ordRoot = "/ORD/2-0-0"
	ordPath = ordRoot + "/organisations"
)

// Directory is the ORD interface: JSON and XML in the register's own casing, no token and no key.
type Directory struct {
	Registers    *Registers // nil: its own
	DefaultLimit int        // 0: DefaultLimit
	AnyDate      bool       // take a LastChangeDate of more than MostDaysBack ago
}

// Name is "ods".
func (*Directory) Name() string { return "ods" }

// Mount names the routes of the ORD interface.
func (d *Directory) Mount(r *mux.Router) {
	if d.Registers == nil {
		d.Registers = new(Registers)
	}
	if d.DefaultLimit == 0 {
		d.DefaultLimit = DefaultLimit
	}
	for _, route := range []struct {
		path, name string
		handle     http.HandlerFunc
	}{
		{ordPath, "search-organisations", d.search},
		{ordPath + "/{code}", "read-organisation", d.read},
		{ordPath + "//{code}", "read-organisation", d.read}, // quirk one-slash-or-two
		{ordRoot + "/sync", "sync", d.sync},
		{ordRoot + "/roles", "list-roles", concepts("Roles", "Role", RoleConcepts)},
		{ordRoot + "/roles/{id}", "read-role", concepts("Roles", "Role", RoleConcepts)},
		{ordRoot + "/rels", "list-relationships", concepts("Relationships", "Relationship", RelationshipConcepts)},
		{ordRoot + "/rels/{id}", "read-relationship", concepts("Relationships", "Relationship", RelationshipConcepts)},
		{ordRoot + "/recordclasses", "list-record-classes", concepts("RecordClasses", "RecordClass", recordClasses)},
		{ordRoot + "/recordclasses/{id}", "read-record-class", concepts("RecordClasses", "RecordClass", recordClasses)},
	} {
		r.HandleFunc(route.path, route.handle).Methods(http.MethodGet).Name(route.name)
	}
	r.NotFoundHandler = refuseORD(http.StatusNotFound, notFound)
	r.MethodNotAllowedHandler = refuseORD(http.StatusMethodNotAllowed, "Method Not Allowed.")
}

const notFound = "Not Found."

// whyNobody says to a developer, who has perhaps tried the code of a real organisation, where those of this population are.
func whyNobody(code string) string {
	return "no organisation has the code " + strconv.Quote(code) + ": the organisations are made up, most of their codes begin with ZX, and " + ordPath + " lists them"
}

// scene is the register behind a call and the day on which it is asked.
type scene struct {
	*Register
	call *mocks.Call
	on   Day
}

// At is the register behind a call, and the day that the call's world shows.
func (r *Registers) At(req *http.Request) (*mocks.Call, *Register, Day) {
	call := mocks.CallFrom(req.Context())
	return call, r.For(call.View.Population()), DayOf(call.View.Now())
}

func (r *Registers) scene(req *http.Request) scene {
	call, register, on := r.At(req)
	return scene{register, call, on}
}

func (d *Directory) search(w http.ResponseWriter, r *http.Request) {
	s := d.Registers.scene(r)
	q, refused := d.readQuery(r.URL.Query(), s.on)
	if refused != nil {
		refused.write(w, r)
		return
	}
	list, total := ordList{Organisations: []ordSummary{}}, 0
	for _, o := range s.All() {
		if !q.matches(s, o) {
			continue
		}
		if total++; total > q.offset && len(list.Organisations) < q.limit {
			one := s.summary(o)
			if r.URL.Query().Get("_format") == "xml" { // quirk xml-leads-to-xml
				one.OrgLink += "?_format=xml"
			}
			list.Organisations = append(list.Organisations, one)
		}
	}
	h := w.Header()
	h.Set("returned-records", strconv.Itoa(len(list.Organisations)))
	h.Set("x-total-count", strconv.Itoa(total))
	page := func(offset int) string {
		values := r.URL.Query()
		values.Set("Limit", strconv.Itoa(q.limit))
		if values.Del("Offset"); offset > 0 {
			values.Set("Offset", strconv.Itoa(offset))
		}
		return s.call.URL(ordPath + "?" + values.Encode())
	}
	if next := q.offset + q.limit; next < total {
		h.Set("next-page", page(next))
	}
	if q.offset > 0 {
		h.Set("previous-page", page(max(0, q.offset-q.limit)))
	}
	writeORD(w, r, http.StatusOK, list)
}

func (d *Directory) read(w http.ResponseWriter, r *http.Request) {
	if _, refused := d.readQuery(only(r.URL.Query(), "_format"), 0); refused != nil {
		refused.write(w, r)
		return
	}
	s := d.Registers.scene(r)
	o, ok := s.Find(mux.Vars(r)["code"], s.on)
	if !ok {
		mocks.Explain(w.Header(), whyNobody(mux.Vars(r)["code"]))
		(&ordError{http.StatusNotFound, notFound}).write(w, r)
		return
	}
	writeORD(w, r, http.StatusOK, s.detail(o))
}

// sync lists what has changed since a day, which must be given (two public accounts of the interface agree on 406 without).
func (d *Directory) sync(w http.ResponseWriter, r *http.Request) {
	s := d.Registers.scene(r)
	values := only(r.URL.Query(), "LastChangeDate", "_format")
	q, refused := d.readQuery(values, s.on)
	if refused == nil && (q.changedSince == 0 || len(values) != len(r.URL.Query())) {
		refused = notAcceptable("LastChangeDate is the one parameter of sync, and it must be there.")
	}
	if refused != nil {
		refused.write(w, r)
		return
	}
	list := ordLinks{Organisations: []ordLink{}}
	for _, o := range s.All() {
		if o.Known(s.on) && o.Changed(s.on) >= q.changedSince {
			list.Organisations = append(list.Organisations, ordLink{s.link(o)})
		}
	}
	w.Header().Set("returned-records", strconv.Itoa(len(list.Organisations)))
	w.Header().Set("x-total-count", strconv.Itoa(len(list.Organisations)))
	writeORD(w, r, http.StatusOK, list)
}

// recordClasses are the two classes of records (research §6.2).
func recordClasses() []Concept {
	return []Concept{{ID: "RC1", Code: "1", Display: "HSCOrg"}, {ID: "RC2", Code: "2", Display: "HSCSite"}}
}

// concepts answers with a code system, or with the one concept that the path names.
func concepts(name, element string, of func() []Concept) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		list := ordConcepts{name: name, element: element}
		id := mux.Vars(r)["id"]
		for _, c := range of() {
			if id != "" && id != c.ID {
				continue
			}
			row := ordConcept{ID: c.ID, Code: c.Code, Display: c.Display}
			if name == "Roles" {
				row.Primary = strconv.FormatBool(c.Primary)
			}
			list.rows = append(list.rows, row)
		}
		if id != "" && len(list.rows) == 0 {
			(&ordError{http.StatusNotFound, notFound}).write(w, r)
			return
		}
		writeORD(w, r, http.StatusOK, list)
	}
}

// refuseORD always answers the same error.
func refuseORD(code int, text string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if code == http.StatusMethodNotAllowed {
			w.Header().Set("Allow", http.MethodGet)
		}
		(&ordError{code, text}).write(w, r)
	})
}
