package registers

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/gorilla/mux"

	"sandpiper/mocks"
)

// page is one answer in the making: a register at one moment, in one of the two versions.
type page struct {
	*Snapshot
	service *Service
	version Version
	call    *mocks.Call
	mirror  *Mirror // where the register comes from; nil for the realm's own
	w       http.ResponseWriter
	r       *http.Request
	vars    map[string]string
}

// answer finds the register and lets a page be made of it; an error becomes a refusal.
func (s *Service) answer(v Version, write func(*page) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		call, vars := mocks.CallFrom(r.Context()), mux.Vars(r)
		now, err := s.Snapshot(call.Estate, call.Realm, vars["register"])
		if err == nil {
			err = write(&page{now, s, v, call, s.mirror(vars["register"]), w, r, vars})
		}
		if err != nil {
			refuse(w, err)
		}
	}
}

// number reads a number of the path. What is none is a path that does not exist.
func (p *page) number(name string) (int, error) {
	text, _ := suffixed(p.vars[name])
	n, ok := natural(text)
	if !ok {
		return 0, notFound(strconv.Quote(text) + " is not a number")
	}
	return n, nil
}

// natural reads a number as it is written in a path or a query: digits, no sign, no more than an entry number can have.
func natural(text string) (int, bool) {
	if text == "" || len(text) > 9 || strings.Trim(text, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(text)
	return n, err == nil
}

// grid is an answer as a table.
type grid struct {
	header []string
	rows   [][]string
}

// send writes an answer: body appends its JSON, of which YAML is made too; table gives its rows, and may be nil where a resource has none.
func (p *page) send(suffix string, body func([]byte) []byte, table func() grid) error {
	has := formatsOf(p.version)
	if table == nil {
		has = has[:1]
		if p.version == V1 {
			has = append(has, yamlFormat)
		}
	}
	f, err := negotiate(p.r, suffix, has)
	if err != nil {
		return err
	}
	var out []byte
	switch f {
	case csvFormat, tsvFormat:
		out = table().bytes(f)
	case yamlFormat:
		if out, err = yamlOf(body(nil)); err != nil {
			return err
		}
	case jsonFormat:
		out = body(make([]byte, 0, 1024))
	}
	p.write(f.media(), out)
	return nil
}

// write sends bytes.
func (p *page) write(contentType string, body []byte) {
	h := p.w.Header()
	open(h)
	h.Set("Content-Type", contentType)
	h.Set("Vary", "Accept")
	_, _ = p.w.Write(body) // a caller who has gone is nobody's failure
}

// path is a path of this register as the caller reaches it.
func (p *page) path(rest string) string {
	inside := Root + "/" + p.definition.ID
	if p.version == V2 {
		inside += next
	}
	return p.call.Path(inside + rest)
}
