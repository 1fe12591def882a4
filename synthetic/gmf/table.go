package gmf

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"
)

// table is a lookup table: rows of attributes, then of probabilities by the name of the state to go to.
type table struct {
	name    string
	header  []string
	rows    [][]string
	parsed  []tableRow
	by      map[string]*rowGroup // by their exact cells
	leading int                  // columns of attributes
	age     int                  // leading column of ages, -1 for none
	time    int                  // leading column of times, -1 for none
}

// rowGroup is the rows with the same cells; ordered if times alone tell them apart, and they stand in order.
type rowGroup struct {
	rows    []int
	ordered bool
}

type tableRow struct {
	ageFrom, ageTo int
	from, to       int64 // milliseconds, both included
	shares         []float64
	line           int
}

// tables reads the lookup tables of the folder.
func (l *loader) readTable(name string, text []byte) {
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))))
	r.TrimLeadingSpace = true
	rows, err := r.ReadAll()
	if err != nil || len(rows) < 2 || len(text) > maxFile {
		p := Problem{File: tableFolder + "/" + name, Says: fmt.Sprintf("not a table: %d rows", len(rows))}
		if bad, ok := errors.AsType[*csv.ParseError](err); ok {
			p.Line, p.Column, p.Says = bad.Line, bad.Column, bad.Err.Error()
		}
		l.problems = append(l.problems, p)
		return
	}
	l.tables[name] = &table{name: name, header: rows[0], rows: rows[1:], age: -1, time: -1}
}

// looked reads a lookup_table_transition. The framework forgets a table's attributes when a second transition uses it
// (population.md 2.4); here each use has them.
func (c *compiler) looked(items []*node, at *node) transition {
	q := looked{}
	var file string
	for _, item := range items {
		o := c.object(item, "a branch")
		o.must("lookup_table_name")
		if name := o.text("lookup_table_name"); file == "" {
			file = name
		} else if name != file {
			c.fail(item, "one transition looks in two tables: %q and %q", file, name)
		}
		q.branches = append(q.branches, branch{share: o.need("default_probability"), attribute: -1, to: o.goTo("transition")})
		o.done()
	}
	if len(items) == 0 {
		c.fail(at, "has no branches")
		return q
	}
	shared, ok := c.tables[file]
	if !ok {
		c.fail(at, "%s", unknown("lookup table", file, slices.Sorted(maps.Keys(c.tables))))
		return q
	}
	t := *shared
	q.table = &t
	t.leading = len(t.header) - len(items)
	for i, b := range q.branches {
		name := c.module.states[b.to].name
		place := -1
		if t.leading >= 0 {
			place = slices.Index(t.header[t.leading:], name)
		}
		if place < 0 {
			c.fail(items[i], "table %q has no column %q among its last %d: %s", file, name, len(items), strings.Join(t.header, ", "))
		}
		q.place = append(q.place, place)
	}
	for i, name := range t.header[:max(t.leading, 0)] {
		id := int32(-1)
		switch name = strings.ToLower(strings.TrimSpace(name)); name {
		case "age":
			t.age = i
		case "time":
			t.time = i
		default:
			id = c.library.attributes.id(name)
			c.use(at, reads, id)
		}
		q.columns = append(q.columns, id)
	}
	if t.leading >= 0 {
		c.parseTable(&t)
	}
	return q
}

func (c *compiler) parseTable(t *table) {
	t.by = map[string]*rowGroup{}
	bad := func(i int, says string) {
		c.problems = append(c.problems, Problem{File: tableFolder + "/" + t.name, Line: i + 2, Column: 1, Says: says})
	}
	for i, cells := range t.rows {
		row := tableRow{ageFrom: 0, ageTo: math.MaxInt, from: math.MinInt64, to: math.MaxInt64, line: i + 2}
		var exact strings.Builder
		for k, cell := range cells[:t.leading] {
			ok := true
			switch cell = strings.TrimSpace(cell); {
			case k == t.age:
				low, high, _ := strings.Cut(cell, "-")
				var e1, e2 error
				row.ageFrom, e1 = strconv.Atoi(strings.TrimSpace(low))
				row.ageTo, e2 = strconv.Atoi(strings.TrimSpace(high))
				ok = e1 == nil && e2 == nil && row.ageFrom <= row.ageTo
			case k == t.time:
				row.from, row.to, ok = timeRange(cell)
			default:
				exact.WriteString(strings.ToLower(cell) + "\x00")
			}
			if !ok {
				bad(i, fmt.Sprintf("column %q should be a range, low-high; found %q", t.header[k], short(cell)))
			}
		}
		for k, cell := range cells[t.leading:] {
			x, err := strconv.ParseFloat(strings.TrimSpace(cell), 64)
			if err != nil || x < 0 || x > 1 {
				bad(i, fmt.Sprintf("column %q should be a probability, found %q", t.header[t.leading+k], short(cell)))
			}
			row.shares = append(row.shares, x)
		}
		g := t.by[exact.String()]
		if g == nil {
			g = &rowGroup{ordered: t.time >= 0 && t.age < 0}
			t.by[exact.String()] = g
		}
		if n := len(g.rows); n > 0 && t.parsed[g.rows[n-1]].to >= row.from {
			g.ordered = false
		}
		g.rows = append(g.rows, i)
		t.parsed = append(t.parsed, row)
	}
}

// timeRange reads a range of times: two dates, or two numbers of milliseconds, with a hyphen between.
func timeRange(cell string) (from, to int64, ok bool) {
	if len(cell) == len("2006-01-02-2006-01-02") {
		a, e1 := time.Parse(time.DateOnly, cell[:10])
		b, e2 := time.Parse(time.DateOnly, cell[11:])
		if e1 == nil && e2 == nil {
			return a.UnixMilli(), b.AddDate(0, 0, 1).UnixMilli() - 1, !b.Before(a)
		}
	}
	for i := 1; i < len(cell); i++ {
		if cell[i] != '-' {
			continue
		}
		a, e1 := strconv.ParseInt(strings.TrimSpace(cell[:i]), 10, 64)
		b, e2 := strconv.ParseInt(strings.TrimSpace(cell[i+1:]), 10, 64)
		if e1 == nil && e2 == nil {
			return a, b, a <= b
		}
	}
	return 0, 0, false
}

// row is the first that fits the person at t, nil if none does.
func (t *table) row(s *stay, columns []int32, at int64) *tableRow {
	var exact strings.Builder
	for i, id := range columns {
		if i == t.age || i == t.time {
			continue
		}
		v := s.tableValue(id)
		if v.Kind == Nil {
			s.fault(at, "table %q asks for attribute %q, which is not set", t.name, s.library.attributes.list[id])
			return nil
		}
		exact.WriteString(strings.ToLower(v.String()) + "\x00")
	}
	g := t.by[exact.String()]
	if g == nil {
		return nil
	}
	if g.ordered {
		n := sort.Search(len(g.rows), func(i int) bool { return t.parsed[g.rows[i]].to >= at })
		if n < len(g.rows) && t.parsed[g.rows[n]].from <= at {
			return &t.parsed[g.rows[n]]
		}
		return nil
	}
	years, _ := s.age(at)
	for _, i := range g.rows {
		if r := &t.parsed[i]; r.ageFrom <= years && years <= r.ageTo && r.from <= at && at <= r.to {
			return r
		}
	}
	return nil
}
