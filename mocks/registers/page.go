package registers

import (
	"net/http"
	"net/url"
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
		now, mirror, err := s.snapshot(call, vars["register"])
		if err == nil {
			err = write(&page{now, s, v, call, mirror, w, r, vars})
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
	base := ""
	if u, err := url.Parse(p.call.Base); err == nil {
		base = u.Path
	}
	base += Root + "/" + p.definition.ID
	if p.version == V2 {
		base += next
	}
	return base + rest
}

// window is a page of a collection: members first … first+size-1 of total, from 0.
type window struct{ first, size int }

// Sizes of pages: the reference implementation gives 100 unless asked and at most 5000.
const (
	usualPage = 100
	mostPage  = 5000
)

// byStart pages entries: ?start= is the number of the first, from 1, and limit how many (v1 entry-resource; limit is the reference
// implementation's).
func (p *page) byStart(total int) (window, error) {
	q := p.r.URL.Query()
	start, err := asked(q, "start", 1, 1<<30)
	if err != nil {
		return window{}, err
	}
	limit, err := asked(q, "limit", usualPage, mostPage)
	if err != nil {
		return window{}, err
	}
	link := func(start int) string { return "?start=" + strconv.Itoa(start) + "&limit=" + strconv.Itoa(limit) }
	return p.linked(window{start - 1, limit}, total, link(start+limit), link(max(1, start-limit))), nil
}

// byIndex pages records: ?page-index= from 1 and page-size (the reference implementation). A page beyond the last does not exist.
func (p *page) byIndex(total int) (window, error) {
	q := p.r.URL.Query()
	index, err := asked(q, "page-index", 1, 1<<20)
	if err != nil {
		return window{}, err
	}
	size, err := asked(q, "page-size", usualPage, mostPage)
	if err != nil {
		return window{}, err
	}
	w := window{(index - 1) * size, size}
	if index > 1 && w.first >= total {
		return window{}, notFound("there is no page " + strconv.Itoa(index))
	}
	link := func(index int) string {
		q.Set("page-index", strconv.Itoa(index))
		q.Set("page-size", strconv.Itoa(size))
		return "?" + q.Encode()
	}
	return p.linked(w, total, link(index+1), link(index-1)), nil
}

// byCursor pages items: ?cursor= is the place of the first in the order of reference, from 1 (v1 item-resource names the parameter and
// leaves its meaning open).
func (p *page) byCursor(total int) (window, error) {
	q := p.r.URL.Query()
	cursor, err := asked(q, "cursor", 1, 1<<30)
	if err != nil {
		return window{}, err
	}
	limit, err := asked(q, "limit", usualPage, mostPage)
	if err != nil {
		return window{}, err
	}
	link := func(cursor int) string { return "?cursor=" + strconv.Itoa(cursor) + "&limit=" + strconv.Itoa(limit) }
	return p.linked(window{cursor - 1, limit}, total, link(cursor+limit), link(max(1, cursor-limit))), nil
}

// linked sets the Link header of a page (RFC 8288). Its targets are queries alone, as in the reference implementation, so that they hold under
// any path.
func (p *page) linked(w window, total int, next, previous string) window {
	var links []string
	if w.first+w.size < total {
		links = append(links, "<"+next+`>; rel="next"`)
	}
	if w.first > 0 {
		links = append(links, "<"+previous+`>; rel="previous"`)
	}
	if len(links) > 0 {
		p.w.Header().Set("Link", strings.Join(links, ", "))
	}
	return w
}

// end is the member after the page's last.
func (w window) end(total int) int { return min(w.first+w.size, total) }

// asked reads a number of the query: from 1 to most, usual when it is not given.
func asked(q url.Values, name string, usual, most int) (int, error) {
	if !q.Has(name) {
		return usual, nil
	}
	n, ok := natural(q.Get(name))
	switch {
	case !ok:
		return 0, badRequest(name + " is not a number")
	case n < 1:
		return 0, badRequest(name + " must be greater than 0")
	case n > most:
		return 0, badRequest(name + " must not be greater than " + strconv.Itoa(most))
	}
	return n, nil
}
