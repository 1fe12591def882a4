package registers

import (
	"net/url"
	"strconv"
	"strings"
)

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
