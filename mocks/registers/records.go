package registers

import (
	"slices"
	"strconv"
)

// records lists the newest state of every key; in version 2 perhaps only those with a value (?name= and ?value=).
func (p *page) records() error {
	q := p.r.URL.Query()
	if p.version == V2 && (q.Has("name") || q.Has("value")) {
		if !q.Has("name") || !q.Has("value") {
			return badRequest("name and value are given together or not at all")
		}
		return p.having(q.Get("name"), q.Get("value"), p.vars["format"])
	}
	w, err := p.byIndex(p.Len())
	if err != nil {
		return err
	}
	list := make([]Record, 0, w.size)
	for r := range p.Records(w.first) {
		if len(list) == w.size {
			break
		}
		list = append(list, r)
	}
	return p.sendRecords(p.vars["format"], list, true)
}

// facet is records by a value in version 1.
func (p *page) facet() error {
	value, suffix := suffixed(p.vars["value"])
	return p.having(p.vars["attribute"], value, suffix)
}

// having lists the records that have a value, or have it in a set. The reference implementation stops at 100 without a word; ours go on to
// another page.
func (p *page) having(name, value, suffix string) error {
	if _, ok := p.definition.Field(name); !ok {
		return notFound("the register has no field " + strconv.Quote(name) + meant(name, p.definition.Names()))
	}
	var list []Record
	for r := range p.Records(0) {
		if slices.Contains(r.Item.Get(name).values(), value) {
			list = append(list, r)
		}
	}
	w, err := p.byIndex(len(list))
	if err != nil {
		return err
	}
	return p.sendRecords(suffix, list[min(w.first, len(list)):w.end(len(list))], true)
}

// record is one record.
func (p *page) record() error {
	key, suffix := suffixed(p.vars["key"])
	r, ok := p.Record(key)
	if !ok {
		return p.noRecord(key)
	}
	p.w.Header().Set("Link", "<"+p.path("/records/"+key+"/entries")+`>; rel="version-history"`)
	return p.sendRecords(suffix, []Record{r}, false)
}

func (p *page) noRecord(key string) error {
	return notFound("register " + p.definition.ID + " has no record " + strconv.Quote(key))
}

// sendRecords writes records: an object by key in version 1, always; in version 2 a list, or one alone.
func (p *page) sendRecords(suffix string, list []Record, listed bool) error {
	body := func(dst []byte) []byte {
		before, after := byte('{'), byte('}')
		if p.version == V2 {
			before, after = '[', ']'
		}
		if listed || p.version == V1 {
			dst = append(dst, before)
		}
		for i := range list {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = p.appendRecord(dst, &list[i])
		}
		if listed || p.version == V1 {
			dst = append(dst, after)
		}
		return dst
	}
	return p.send(suffix, body, func() grid { return p.recordGrid(list) })
}

func (p *page) appendRecord(dst []byte, r *Record) []byte {
	if p.version == V2 {
		return appendWithID(dst, r.Entry.Key, r.Item, p.definition.ID)
	}
	dst = append(appendString(dst, r.Entry.Key), ':')
	dst = append(r.Entry.appendHead(dst), `,"item":[`...)
	return append(r.Item.appendJSON(dst), "]}"...)
}

// appendWithID appends an item with its name, or its key, as the attribute _id; one attribute may be left out.
func appendWithID(dst []byte, id string, item Item, without string) []byte {
	dst = appendString(append(dst, `{"_id":`...), id)
	rest := slices.Clone(item)
	rest = slices.DeleteFunc(rest, func(pair Pair) bool { return pair.Name == without })
	if len(rest) == 0 {
		return append(dst, '}')
	}
	at := len(dst)
	dst = rest.appendJSON(dst)
	dst[at] = ','
	return dst
}

// recordGrid is records as a table: in version 1 the entry and then the fields; in version 2 _id and the fields but the key's.
func (p *page) recordGrid(list []Record) grid {
	names := p.definition.Names()
	s := grid{header: []string{"index-entry-number", "entry-number", "entry-timestamp", "key"}}
	if p.version == V2 {
		names = slices.DeleteFunc(names, func(n string) bool { return n == p.definition.ID })
		s.header = []string{"_id"}
	}
	s.header = append(s.header, names...)
	for i := range list {
		e := &list[i].Entry
		row := []string{e.Key}
		if p.version == V1 {
			n := strconv.Itoa(e.Number)
			row = []string{n, n, string(appendTime(nil, e.At)), e.Key}
		}
		s.rows = append(s.rows, cells(row, list[i].Item, names))
	}
	return s
}
