package ods

import "sandpiper/synthetic/demography"

// Organisation is one record of the register, with everything that will ever be so of it: ask it how it stands on a day.
type Organisation struct {
	Code     string // invented: ZX and what makes it of no form that is in use (see package doc)
	Kind     Kind
	Name     string   // as signs have it; the register shows it in capitals
	Lines    []string // street and so on, without the town
	Town     string
	Postcode string // its last part is one that Royal Mail does not give out
	Phone    string // from the ranges kept for drama; may be empty
	Web      string // under .example; may be empty
	Region   string // ONS code
	Home     int    // the number of the practice in whose neighbourhood it lies, in the order of the codes
	Open     Span
	Class    string // RC1 an organisation, RC2 a site
	Roles    []Role // the primary one last, as in the real service's answers
	Rels     []Rel
	Succs    []Succ

	ordinal       int // place in the order of making, from which its numbers follow
	period, phase Day // of the small amendments that every record meets
}

// Role is an organisation's holding of a role.
type Role struct {
	ID      string // "RO76"
	Unique  int    // the number of this holding
	Primary bool
	Span    Span
}

// Rel is a relationship of an organisation to a target.
type Rel struct {
	ID     string // "RE4"
	Unique int
	Target string // code
	Span   Span
}

// Succ is a merger as one of the two sides records it.
type Succ struct {
	Unique int
	Type   string // "Predecessor" or "Successor": what the target is
	Target string // code
	On     Day    // legal start of the successor's part
}

// Known reports whether the register has the organisation on a day: not before it opens.
func (o *Organisation) Known(d Day) bool { return o.Open.Begun(d) }

// Active reports whether the organisation is open on a day.
func (o *Organisation) Active(d Day) bool { return o.Open.Holds(d) }

// Status is "Active" or "Inactive" on a day.
func (o *Organisation) Status(d Day) string { return status(o.Active(d)) }

func status(active bool) string {
	if active {
		return "Active"
	}
	return "Inactive"
}

// Changed is the day of the last change of the record by a day: an event of its life, or one of the small amendments to names, addresses and
// telephones that the register makes all the time and that this one only dates. A closed record is amended no more.
func (o *Organisation) Changed(d Day) Day {
	last := o.Open.news(d)
	for i := range o.Roles {
		last = max(last, o.Roles[i].Span.news(d))
	}
	for i := range o.Rels {
		last = max(last, o.Rels[i].Span.news(d))
	}
	for i := range o.Succs {
		if o.Succs[i].On <= d {
			last = max(last, o.Succs[i].On)
		}
	}
	if o.Open.Over(d) {
		return last
	}
	if amended := d - ((d-o.phase)%o.period+o.period)%o.period; amended > o.Open.From {
		last = max(last, amended)
	}
	return last
}

// Primary is the primary role.
func (o *Organisation) Primary() *Role { return &o.Roles[len(o.Roles)-1] }

// Holds reports whether the organisation has a role by a day; if current, one that is not over.
func (o *Organisation) Holds(role string, d Day, current bool) bool {
	for i := range o.Roles {
		r := &o.Roles[i]
		if r.ID == role && r.Span.Begun(d) && (!current || !r.Span.Over(d)) {
			return true
		}
	}
	return false
}

// Target is whom a relationship points at on a day, by its id; empty if the organisation has none.
func (o *Organisation) Target(rel string, d Day) string {
	for i := range o.Rels {
		if o.Rels[i].ID == rel && o.Rels[i].Span.Holds(d) {
			return o.Rels[i].Target
		}
	}
	return ""
}

// addressed takes over where a practice is.
func (o *Organisation) addressed(p *demography.Practice) {
	o.Postcode, o.Phone, o.Region = p.Address.Postcode, p.Phone, p.Region
	lines := p.Address.Lines
	if n := len(lines); n > 0 {
		o.Town, o.Lines = lines[n-1], lines[:n-1]
	}
}
