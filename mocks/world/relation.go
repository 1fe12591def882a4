package world

import "time"

// Relation is what somebody is to another: their partner, parent or child of one household.
type Relation struct {
	Person   int
	Kind     string // "partner", "parent" or "child": what Person is to the other
	Guardian bool   // a parent of somebody under 16
	ByNumber bool   // the register names them by their NHS number and not by their details
	Since    time.Time
}

// Related lists who is on record as related to somebody of the population, by the households of the world's day: partners first,
// then parents, then grown-up children, five at most. Newcomers have nobody.
func (w *World) Related(person int) []Relation {
	if person >= FirstNewcomer || !w.ground.has(person, sRelated) {
		return nil
	}
	on := w.Today()
	p, _ := w.Person(person)
	if !p.Died.IsZero() {
		return nil
	}
	now := w.clock.Now()
	var lists [3][]Relation
	for _, k := range on.Household(person) {
		if k == person {
			continue
		}
		other, _ := w.Person(k)
		if _, how := w.Holder(other.Number); how != Current || !other.Died.IsZero() {
			continue // a record that is in use no more, or a death of which the household does not know
		}
		r := Relation{Person: k, ByNumber: k%2 == 0, Since: p.Born}
		if other.Born.After(r.Since) {
			r.Since = other.Born
		}
		switch one, two := p.Household.Role, other.Household.Role; {
		case heads(one) && heads(two):
			r.Kind = "partner"
			lists[0] = append(lists[0], r)
		case one == "child" && heads(two), heads(one) && two == "parent":
			r.Kind, r.Guardian = "parent", one == "child" && p.Age(now) < 16
			lists[1] = append(lists[1], r)
		case heads(one) && two == "child" && other.Age(now) >= 18, one == "parent" && heads(two):
			r.Kind = "child"
			lists[2] = append(lists[2], r)
		}
	}
	out := append(append(lists[0], lists[1]...), lists[2]...)
	return out[:min(len(out), 5)]
}

// heads reports whether a role is that of one of a household's couple.
func heads(role string) bool { return role == "adult" || role == "partner" }
