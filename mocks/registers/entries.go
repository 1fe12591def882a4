package registers

import (
	"strconv"
)

// entries lists the log.
func (p *page) entries() error {
	w, err := p.byStart(p.Size())
	if err != nil {
		return err
	}
	var list []Entry
	for n := w.first + 1; n <= w.end(p.Size()); n++ {
		e, _ := p.Entry(n)
		list = append(list, e)
	}
	return p.sendEntries(p.vars["format"], list, true)
}

// entry is one entry: a list of one in version 1, a single object in version 2.
func (p *page) entry() error {
	n, err := p.number("number")
	if err != nil {
		return err
	}
	e, ok := p.Entry(n)
	if !ok {
		return notFound("there is no entry " + strconv.Itoa(n))
	}
	_, suffix := suffixed(p.vars["number"])
	return p.sendEntries(suffix, []Entry{e}, p.version == V1)
}

// trail is the entries of a key.
func (p *page) trail() error {
	list := p.Trail(p.vars["key"])
	if len(list) == 0 {
		return p.noRecord(p.vars["key"])
	}
	w, err := p.byStart(len(list))
	if err != nil {
		return err
	}
	return p.sendEntries(p.vars["format"], list[min(w.first, len(list)):w.end(len(list))], true)
}

// snapshotAt lists the newest entry of each key in the log's first entries (v2 snapshot-resource; the form of the list is that of RFC 0025).
func (p *page) snapshotAt() error {
	size, err := p.number("size")
	if err != nil {
		return err
	}
	if size > p.Size() {
		return notFound("the log has " + strconv.Itoa(p.Size()) + " entries")
	}
	var list []Entry
	for i := range p.Len() {
		if e, ok := p.Then(size, p.top.key(i)); ok {
			list = append(list, e)
		}
	}
	w, err := p.byIndex(len(list))
	if err != nil {
		return err
	}
	_, suffix := suffixed(p.vars["size"])
	return p.sendEntries(suffix, list[min(w.first, len(list)):w.end(len(list))], true)
}

// snapshotEntry is a key's newest entry in the log's first entries.
func (p *page) snapshotEntry() error {
	size, err := p.number("size")
	if err != nil {
		return err
	}
	key, suffix := suffixed(p.vars["key"])
	e, ok := p.Then(size, key)
	if !ok || size > p.Size() {
		return notFound("no entry of " + strconv.Quote(key) + " in the first " + strconv.Itoa(size))
	}
	return p.sendEntries(suffix, []Entry{e}, false)
}

// sendEntries writes entries, in a list or one alone.
func (p *page) sendEntries(suffix string, list []Entry, listed bool) error {
	body := func(dst []byte) []byte {
		if listed {
			dst = append(dst, '[')
		}
		for i := range list {
			if i > 0 {
				dst = append(dst, ',')
			}
			if p.version == V2 {
				dst = list[i].appendTwo(dst, p.BlobOf(list[i].Item))
			} else {
				dst = list[i].appendOne(dst)
			}
		}
		if listed {
			dst = append(dst, ']')
		}
		return dst
	}
	return p.send(suffix, body, func() grid {
		s := grid{header: []string{"index-entry-number", "entry-number", "entry-timestamp", "key", "item-hash"}}
		if p.version == V2 {
			s.header = []string{"entry-number", "entry-timestamp", "key", "blob-hash"}
		}
		for i := range list {
			e := &list[i]
			n, at := strconv.Itoa(e.Number), string(appendTime(nil, e.At))
			if p.version == V2 {
				s.rows = append(s.rows, []string{n, at, e.Key, Two(p.BlobOf(e.Item))})
			} else {
				s.rows = append(s.rows, []string{n, n, at, e.Key, One(e.Item)})
			}
		}
		return s
	})
}
