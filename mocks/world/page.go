package world

import (
	"slices"
	"time"
	"unsafe"

	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/course"
)

// page is what the base holds about a person's health on a day: the chart as records, and what is so.
type page struct {
	records []Record
	drawers [16][]int32 // by kind: which of the records lie there
	truth   course.Truth
}

// newPage lays out a chart and a truth of one day.
func newPage(entries []chart.Entry, truth course.Truth, version func(*chart.Entry) Version) *page {
	p := &page{records: make([]Record, len(entries)), truth: truth}
	var counts [16]int
	for k := range entries {
		counts[entries[k].ID.Kind&15]++
	}
	order := make([]int32, len(entries))
	for kind, n := range counts {
		p.drawers[kind], order = order[:0:n], order[n:]
	}
	for k := range entries {
		e := &entries[k]
		p.records[k].Entry, p.records[k].Version = *e, version(e)
		p.drawers[e.ID.Kind&15] = append(p.drawers[e.ID.Kind&15], int32(k))
	}
	return p
}

// find is a base record by its identifier; nil if the base has none.
func (p *page) find(id chart.ID) *Record {
	for _, k := range p.drawers[id.Kind&15] {
		if p.records[k].Entry.ID == id {
			return &p.records[k]
		}
	}
	return nil
}

// tell tells f about every entry of a person, or about those of the kinds given, in the order of writing: what the base has and
// what the sheet (nil for none) adds. An added entry comes before the first base entry that was recorded later; among themselves
// added entries go by Recorded, and then by the order of adding.
func (p *page) tell(s *sheet, kinds []chart.Kind, f func(tale)) {
	var added []tale
	if s != nil {
		added = s.added(kinds)
	}
	next := func(base *Record) {
		for len(added) > 0 && added[0].recorded().Before(base.Entry.Recorded) {
			f(added[0])
			added = added[1:]
		}
		f(tale{base: base, story: s.story(base.Entry.ID)})
	}
	if len(kinds) == 1 {
		for _, k := range p.drawers[kinds[0]&15] {
			next(&p.records[k])
		}
	} else {
		for k := range p.records {
			if base := &p.records[k]; among(base.Entry.ID.Kind, kinds) {
				next(base)
			}
		}
	}
	for _, t := range added {
		f(t)
	}
}

// size is how many entries of the kinds given the base has.
func (p *page) size(kinds []chart.Kind) int {
	if len(kinds) == 0 {
		return len(p.records)
	}
	n := 0
	for _, kind := range kinds {
		n += len(p.drawers[kind&15])
	}
	return n
}

// among reports whether a kind is one of those asked for; of none, all are.
func among(kind chart.Kind, kinds []chart.Kind) bool {
	return len(kinds) == 0 || slices.Contains(kinds, kind)
}

// bytes is about what a page takes in memory: the records, and the words and codes that hang off them.
func (p *page) bytes() int {
	n := int(unsafe.Sizeof(*p)) + 112*len(p.truth.Conditions) + 96*len(p.truth.Allergies) + 112*len(p.truth.Medicines)
	for k := range p.records {
		e := &p.records[k].Entry
		n += int(unsafe.Sizeof(p.records[k])) + 8 + len(e.Text) + 48*len(e.Coding) + 128*len(e.Parts) + len(e.Raw)
		if e.Dose != nil {
			n += 160
		}
		if e.Value != nil {
			n += 48
		}
		if e.Letter != nil {
			n += 64 + len(e.Letter.Text)
		}
		if e.Request != nil {
			n += 80
		}
		n += 8*len(e.Results) + 24
	}
	return n
}

// first is what a base entry said in its first version.
func first(r *Record) Record {
	was := *r
	was.Entry.Status, was.Entry.Ended = chart.Active, time.Time{}
	was.Version = Version{N: 1, At: r.Entry.Recorded}
	return was
}
