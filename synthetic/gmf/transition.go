package gmf

import "math"

// transition says where a module goes from a state.
type transition interface {
	next(s *stay, t int64) int32
}

type (
	direct      struct{ to int32 }
	distributed struct{ branches []branch }
	// conditional is conditional_transition and complex_transition: the first option that holds.
	conditional struct{ options []option }
	careType    struct{ ambulatory, emergency, telemedicine int32 }
	looked      struct {
		table    *table
		columns  []int32 // attributes of the table's leading columns
		branches []branch
		place    []int // column of the table for each branch
	}
)

// option is one way of a conditional transition.
type option struct {
	when     condition // nil: whenever it comes to this
	to       int32
	branches []branch // instead of to
}

// branch is one way of a distributed transition. Its chance is share, or an attribute's if that is set.
type branch struct {
	share     float64
	attribute int32 // -1: share alone
	to        int32
}

// transition reads the one transition of a state.
func (c *compiler) transition(o *object) transition {
	var found []string
	for _, key := range transitionKeys {
		if o.get(key) != nil && !(key == "alt_direct_transition") {
			found = append(found, key)
		}
	}
	switch {
	case c.state.kind == "Terminal":
		if len(found) > 0 {
			c.fail(o.get(found[0]), "a Terminal state goes nowhere, but has a %s", found[0])
		}
		return nil
	case c.state.kind == "Physiology" && o.get("alt_direct_transition") != nil:
		return direct{c.goTo(o.get("alt_direct_transition"))} // the simulation is off by default (population.md 2.3)
	case len(found) == 0:
		c.fail(o.node, "has no transition: %s", c.misspelt(o))
		return direct{}
	case len(found) > 1:
		c.fail(o.get(found[1]), "has two transitions: %s and %s", found[0], found[1])
	}
	n := o.get(found[0])
	switch found[0] {
	case "direct_transition":
		return direct{c.goTo(n)}
	case "distributed_transition":
		return distributed{c.branches(o.list(found[0]), n)}
	case "lookup_table_transition":
		return c.looked(o.list(found[0]), n)
	case "type_of_care_transition":
		t := c.object(n, "a type_of_care_transition")
		defer t.done()
		return careType{t.goTo("ambulatory"), t.goTo("emergency"), t.goTo("telemedicine")}
	}
	return c.conditional(o.list(found[0]), n, found[0] == "complex_transition")
}

var transitionKeys = []string{"direct_transition", "distributed_transition", "conditional_transition", "complex_transition",
	"lookup_table_transition", "type_of_care_transition", "alt_direct_transition"}

// misspelt is what might be meant for a transition.
func (c *compiler) misspelt(o *object) string {
	for _, key := range o.node.keys {
		for i := range transitionKeys {
			if near := unknown("transition", key, transitionKeys[i:i+1]); len(key) > 6 && near != unknown("transition", key, nil) {
				return near
			}
		}
	}
	return "there should be one, such as direct_transition"
}

// goTo is the state that a field names.
func (o *object) goTo(field string) int32 {
	n, ok := o.must(field)
	if !ok {
		return 0
	}
	return o.compiler.goTo(n)
}

func (c *compiler) branches(items []*node, at *node) []branch {
	if len(items) == 0 {
		c.fail(at, "has no branches")
	}
	out := make([]branch, len(items))
	for i, item := range items {
		o := c.object(item, "a branch")
		out[i] = branch{attribute: -1, to: o.goTo("transition")}
		if n, ok := o.must("distribution"); ok && n.keys != nil {
			named := c.object(n, `"distribution"`)
			named.must("attribute")
			out[i].attribute, out[i].share = named.attribute("attribute", reads), named.need("default")
			named.done()
		} else {
			out[i].share = o.need("distribution")
		}
		if out[i].share < 0 || out[i].share > 1 {
			c.fail(item, "a probability should be from 0 to 1, found %g", out[i].share)
		}
		o.done()
	}
	return out
}

func (c *compiler) conditional(items []*node, at *node, mixed bool) transition {
	if len(items) == 0 {
		c.fail(at, "has no options")
	}
	q := conditional{options: make([]option, len(items))}
	for i, item := range items {
		o := c.object(item, "an option")
		if n := o.get("condition"); n != nil {
			q.options[i].when = c.condition(n)
		}
		if n := o.get("distributions"); mixed && n != nil && (len(n.items) > 0 || o.get("transition") == nil) {
			q.options[i].branches = c.branches(o.list("distributions"), n)
		} else {
			q.options[i].to = o.goTo("transition")
		}
		o.done()
	}
	return q
}

func (d direct) next(*stay, int64) int32 { return d.to }

func (d distributed) next(s *stay, t int64) int32 { return choose(s, d.branches, t) }

// choose takes the first branch under which the running sum of chances comes to lie above one draw; the last, if none does.
func choose(s *stay, branches []branch, t int64) int32 {
	u, sum := s.guest.rand.Float64(), 0.0
	for i := range branches {
		b := &branches[i]
		share := b.share
		if b.attribute >= 0 {
			switch v := s.attribute(b.attribute); v.Kind {
			case Nil:
			case Number:
				share = v.Number
			default:
				s.fault(t, "attribute %q is %s, used as a probability", s.library.attributes.list[b.attribute], v.Kind)
			}
		}
		if sum += share; u < sum {
			return b.to
		}
	}
	return branches[len(branches)-1].to
}

// next is the first option that holds; if none does, the framework takes the last one all the same (population.md 2.4).
func (q conditional) next(s *stay, t int64) int32 {
	taken := &q.options[len(q.options)-1]
	for i := range q.options {
		if o := &q.options[i]; o.when == nil || o.when.test(s, t) {
			taken = o
			break
		}
	}
	if taken.branches != nil {
		return choose(s, taken.branches, t)
	}
	return taken.to
}

// next goes by how care is given in England, whatever the person's insurance.
func (q careType) next(s *stay, t int64) int32 {
	mix := careAt(t)
	switch u := s.guest.rand.Float64(); {
	case u < mix.telemedicine:
		return q.telemedicine
	case u < mix.telemedicine+mix.emergency:
		return q.emergency
	}
	return q.ambulatory
}

func (q looked) next(s *stay, t int64) int32 {
	row := q.table.row(s, q.columns, t)
	u, sum := s.guest.rand.Float64(), 0.0
	for i, b := range q.branches {
		share := b.share
		if row != nil {
			share = row.shares[q.place[i]]
		}
		if sum += share; u < sum {
			return b.to
		}
	}
	return q.branches[len(q.branches)-1].to
}

// total is the sum of the branches' fixed chances; NaN if one of them is an attribute's.
func total(branches []branch) float64 {
	sum := 0.0
	for _, b := range branches {
		if b.attribute >= 0 {
			return math.NaN()
		}
		sum += b.share
	}
	return sum
}
