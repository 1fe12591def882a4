package registers

import "strconv"

// items lists the items (in version 2: blobs) in the order in which entries first referred to them.
func (p *page) items() error {
	w, err := p.byCursor(p.Items())
	if err != nil {
		return err
	}
	var list []Item
	var names []Hash
	for i := w.first; i < w.end(p.Items()); i++ {
		item, name := p.ItemAt(i)
		list, names = append(list, item), append(names, name)
	}
	body := func(dst []byte) []byte {
		before, after := byte('{'), byte('}')
		if p.version == V2 {
			before, after = '[', ']'
		}
		dst = append(dst, before)
		for i := range list {
			if i > 0 {
				dst = append(dst, ',')
			}
			if p.version == V2 {
				dst = appendWithID(dst, Two(p.BlobOf(names[i])), list[i], "")
				continue
			}
			dst = append(appendString(dst, One(names[i])), ':')
			dst = list[i].appendJSON(dst)
		}
		return append(dst, after)
	}
	return p.send(p.vars["format"], body, func() grid { return p.itemGrid(list, names) })
}

// item is one item by its name.
func (p *page) item() error {
	name, suffix := suffixed(p.vars["hash"])
	var item Item
	h, ok := ParseOne(name)
	if p.version == V2 {
		if h, ok = ParseTwo(name); ok {
			item, ok = p.Blob(h)
		}
	} else if ok {
		item, ok = p.Item(h)
	}
	if !ok {
		return notFound("there is no item " + strconv.Quote(name))
	}
	body := func(dst []byte) []byte {
		if p.version == V2 {
			return appendWithID(dst, name, item, "")
		}
		return item.appendJSON(dst)
	}
	return p.send(suffix, body, func() grid { return p.itemGrid([]Item{item}, []Hash{item.Hash()}) })
}

// itemGrid is items as a table; version 1 does not say their names in it.
func (p *page) itemGrid(list []Item, names []Hash) grid {
	fields := p.definition.Names()
	var s grid
	if p.version == V2 {
		s.header = []string{"_id"}
	}
	s.header = append(s.header, fields...)
	for i, item := range list {
		var row []string
		if p.version == V2 {
			row = []string{Two(p.BlobOf(names[i]))}
		}
		s.rows = append(s.rows, cells(row, item, fields))
	}
	return s
}
