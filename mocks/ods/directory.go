package ods

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gorilla/mux"

	"sandpiper/mocks"
	"sandpiper/synthetic/nhs"
)

// Paging of the ORD interface: what is given without a Limit, and the most that may be asked for.
const (
	DefaultLimit = 100
	MostLimit    = 1000
)

const ordPath = "/ORD/2-0-0/organisations"

// Directory is the ORD interface: JSON in the register's own casing, no token and no key.
type Directory struct{}

// Name is "ods".
func (Directory) Name() string { return "ods" }

// Mount names the routes of the ORD interface.
func (d Directory) Mount(r *mux.Router) {
	r.HandleFunc(ordPath, d.search).Methods(http.MethodGet).Name("search-organisations")
	r.HandleFunc(ordPath+"/{code}", d.read).Methods(http.MethodGet).Name("read-organisation")
	r.NotFoundHandler = refuseORD(http.StatusNotFound, "Not Found.")
	r.MethodNotAllowedHandler = refuseORD(http.StatusMethodNotAllowed, "Method Not Allowed.")
}

// ordQuery is a search of the ORD interface that has been checked.
type ordQuery struct {
	name, postcode      string
	primary, nonPrimary string
	roles               []string
	inactive, other     bool // asked for closed organisations, or for another record class: there are none
	changedSince        string
	limit, offset       int
}

func (d Directory) search(w http.ResponseWriter, r *http.Request) {
	q, why := readQuery(r.URL.Query())
	if why != "" {
		writeORD(w, http.StatusNotAcceptable, ordError{http.StatusNotAcceptable, why})
		return
	}
	call := mocks.CallFrom(r.Context())
	list, total := ordList{Organisations: []ordSummary{}}, 0
	for practice := range call.View.Population().Practices() {
		o := show(&practice)
		if !q.matches(&o) {
			continue
		}
		if total++; total > q.offset && len(list.Organisations) < q.limit {
			list.Organisations = append(list.Organisations, o.summary(call.Base+ordPath+"/"+o.Code))
		}
	}
	w.Header().Set("returned-records", strconv.Itoa(len(list.Organisations)))
	w.Header().Set("x-total-count", strconv.Itoa(total))
	writeORD(w, http.StatusOK, list)
}

func (d Directory) read(w http.ResponseWriter, r *http.Request) {
	practice, ok := mocks.CallFrom(r.Context()).View.Population().Practice(nhs.ODS(mux.Vars(r)["code"]))
	if !ok {
		writeORD(w, http.StatusNotFound, ordError{http.StatusNotFound, "Not Found."})
		return
	}
	o := show(&practice)
	writeORD(w, http.StatusOK, o.detail())
}

// readQuery checks the parameters; why says what is wrong with them, in words of our own.
func readQuery(values url.Values) (q ordQuery, why string) {
	q.limit = DefaultLimit
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		v := values.Get(name)
		ok := true
		switch name {
		case "Name":
			q.name = strings.ToUpper(v)
		case "PostCode":
			q.postcode = squeeze(v)
		case "Status":
			ok = v == "Active" || v == "Inactive"
			q.inactive = v == "Inactive"
		case "PrimaryRoleId":
			q.primary = v
		case "NonPrimaryRoleId":
			q.nonPrimary = v
		case "Roles":
			q.roles = strings.Split(v, ",")
		case "OrgRecordClass":
			ok = v == recordClass || v == "RC2"
			q.other = v == "RC2"
		case "LastChangeDate":
			_, err := time.Parse(time.DateOnly, v)
			ok, q.changedSince = err == nil, v
		case "Limit":
			q.limit, ok = number(v, 1, MostLimit)
		case "Offset":
			q.offset, ok = number(v, 0, 1<<30)
		case "_format":
			ok = v == "json" || v == "application/json" || v == "text/json"
		default:
			return q, "Not Acceptable. Unknown parameter '" + name + "'."
		}
		if !ok {
			return q, "Not Acceptable. Invalid value for parameter '" + name + "'."
		}
	}
	return q, ""
}

func (q *ordQuery) matches(o *Organisation) bool {
	if q.inactive || q.other || q.changedSince > o.Opened.Format(time.DateOnly) {
		return false
	}
	if !strings.Contains(o.Name, q.name) || !strings.HasPrefix(squeeze(o.Postcode), q.postcode) {
		return false
	}
	if q.primary != "" && !o.has(q.primary, true) {
		return false
	}
	if q.nonPrimary != "" && (!o.has(q.nonPrimary, false) || o.has(q.nonPrimary, true)) {
		return false
	}
	return len(q.roles) == 0 || slices.ContainsFunc(q.roles, func(id string) bool { return o.has(id, false) })
}

// number reads a whole number within bounds.
func number(v string, least, most int) (int, bool) {
	n, err := strconv.Atoi(v)
	return n, err == nil && n >= least && n <= most
}

// squeeze writes a postcode without spaces in capitals.
func squeeze(postcode string) string { return strings.ToUpper(strings.ReplaceAll(postcode, " ", "")) }

// refuseORD always answers the same error.
func refuseORD(status int, text string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if status == http.StatusMethodNotAllowed {
			w.Header().Set("Allow", http.MethodGet)
		}
		writeORD(w, status, ordError{status, text})
	})
}

func writeORD(w http.ResponseWriter, status int, body any) {
	mocks.Answer(w, "application/json", status, body)
}
