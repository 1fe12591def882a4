package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"sandpiper/synthetic/near"
	"sandpiper/synthetic/nhs"
)

// worldVerbs are what a step can do to the world itself.
func worldVerbs() []string { return []string{"update"} }

// runnable are what a step can let run by itself.
func runnable() []string { return []string{"devices", "world"} }

func (s *Scenario) step(st *Step, at string) {
	if st.When.IsZero() && st.Run == "" && st.At.IsZero() && len(st.Then) == 0 && !s.file.places[at+".when"].Known() {
		s.bad(at, "this step does nothing: it has none of when, run, at and then", "", "")
	}
	if !st.When.IsZero() && st.Run != "" {
		s.bad(at+".run", "a step has when or run, not both", "", "")
	}
	if st.Run != "" && !slices.Contains(runnable(), st.Run) {
		s.bad(at+".run", fmt.Sprintf("%q does not run by itself; there are %s", short(st.Run), listed(runnable())), st.Run, near.Word(st.Run, runnable()))
	}
	if !st.Until.IsZero() && st.Run == "" {
		s.bad(at+".until", "until belongs to a step with run", "", "")
	}
	if st.Until.End && s.World.Clock.Horizon.IsZero() {
		s.bad(at+".until", "until: end needs world.clock.horizon, which says when the end is", "", "")
	}
	if st.When.IsZero() && !st.With.IsZero() && !s.file.places[at+".when"].Known() {
		s.bad(at+".with", "with belongs to a step with when", "", "")
	}
	s.verb(st, at)
	if !st.With.IsZero() && st.With.Kind != Map && st.With.Kind != Expression {
		s.bad(at+".with", "with must be a mapping of names to values", "", "")
	}
	s.arguments(st.With, at+".with")
}

func (s *Scenario) verb(st *Step, at string) {
	v := st.When
	if v.IsZero() {
		return
	}
	if v.Product == "world" {
		if !slices.Contains(worldVerbs(), v.Name) {
			s.bad(at+".when", fmt.Sprintf("world has no verb %q; it has %s", short(v.Name), listed(worldVerbs())), v.Name, near.Word(v.Name, worldVerbs()))
		}
		s.update(st, at)
		return
	}
	c, ok := s.Connection(v.Product)
	if !ok {
		names := []string{"world"}
		for _, p := range s.Product {
			names = append(names, p.Name)
		}
		s.bad(at+".when", fmt.Sprintf("%q is no connection to the product; there are %s", short(v.Product), listed(names)), v.Product, near.Word(v.Product, names))
		return
	}
	if a, known := adapterOf(c.Adapter); known && !slices.Contains(a.verbs, v.Name) {
		message := fmt.Sprintf("the adapter %s has no verb %q; it has %s", c.Adapter, short(v.Name), listed(a.verbs))
		if len(a.verbs) == 0 {
			message = fmt.Sprintf("the adapter %s is only listened to; steps cannot do anything with it", c.Adapter)
		}
		s.bad(at+".when", message, v.Name, near.Word(v.Name, a.verbs))
	}
}

// update checks world.update: whom, and what is set.
func (s *Scenario) update(st *Step, at string) {
	if st.When.Name != "update" {
		return
	}
	patient, whom := st.With.Field("patient")
	if !whom {
		s.bad(at+".when", "world.update needs with: { patient: …, set: { … } }", "", "")
	} else if name, text := patient.Text(); text {
		s.oneOfCast(name, at+".with.patient")
	}
	set, _ := st.With.Field("set")
	for _, f := range set.fields {
		if !slices.Contains(Settable(), f.Name) {
			s.file.add(Problem{Pos: f.Pos, Path: at + ".with.set." + f.Name, Found: f.Name, Nearest: near.Word(f.Name, Settable()),
				Message: fmt.Sprintf("world.update cannot set %q; it can set %s", short(f.Name), listed(Settable()))})
		}
		if name, text := f.Value.Text(); text && f.Name == "superseded_by" {
			s.oneOfCast(name, at+".with.set.superseded_by")
		}
	}
}

// arguments checks the closed words anywhere in what a step is done with.
func (s *Scenario) arguments(v Value, path string) {
	for i, item := range v.items {
		s.arguments(item, fmt.Sprintf("%s[%d]", path, i))
	}
	for _, f := range v.fields {
		s.closedWord(f, join(path, f.Name))
		s.arguments(f.Value, join(path, f.Name))
	}
}

// kinds checks that a check is of one kind and that what goes with it fits the kind.
func (s *Scenario) kinds(c *Check, at string) {
	var written []string
	for _, k := range c.kinds() {
		if !k.expr.IsZero() {
			written = append(written, string(k.kind))
		}
	}
	switch {
	case len(written) == 0 && !s.misspelt(at):
		s.bad(at, "this has none of check, measure, eventually, never, always and sometimes", "", "")
	case len(written) > 1:
		s.bad(at, fmt.Sprintf("this has %s; write one of them, and the others as checks of their own", strings.Join(written, " and ")), "", "")
	}
	kind := c.Kind()
	if len(c.Budget) > 0 && kind != Measure {
		s.bad(at+".budget", "a budget belongs to a measure", "", "")
	}
	if kind == Measure && len(c.Budget) == 0 {
		s.bad(at, "a measure needs a budget, such as { p95: 500ms }", "", "")
	}
	if !c.Within.IsZero() && kind != Eventually {
		s.bad(at+".within", "within belongs to eventually", "", "")
	}
	if c.Within.Negative || c.During.Negative {
		s.bad(at, "within and during are lengths of time above zero", "", "")
	}
	if kind == Plain || kind == Measure {
		for _, x := range []struct {
			key     string
			written bool
		}{{"after", !c.After.IsZero()}, {"during", !c.During.IsZero()}, {"in", len(c.In) > 0}} {
			if x.written {
				s.bad(join(at, x.key), fmt.Sprintf("%s belongs to eventually, never, always and sometimes; a %s is looked at when its step is done", x.key, kind), "", "")
			}
		}
	}
	for i, channel := range c.In {
		name, _, _ := strings.Cut(channel, ".")
		if _, ok := s.Connection(name); !ok && name != "product" && name != "mocks" {
			s.bad(fmt.Sprintf("%s.in[%d]", at, i), fmt.Sprintf("%q is no place to look in: it begins with the name of a connection, product or mocks", short(channel)), channel, "")
		}
	}
}

// misspelt reports whether something unknown was written in a mapping, which says enough about what is missing from it.
func (s *Scenario) misspelt(at string) bool {
	for _, p := range s.file.problems {
		if strings.HasPrefix(p.Path, at+".") {
			return true
		}
	}
	return false
}

// labels checks the names of concepts that the cast has. A name that is near one that is known is a slip of the pen; a name that is
// not near any is something that this version does not have: see Needs.
func (s *Scenario) labels(m *Member, at string) {
	s.eachLabel(m, func(l label) {
		if l.known {
			return
		}
		if near := near.Word(nhs.Key(l.text), l.keys); near != "" {
			s.bad(at+"."+l.path, fmt.Sprintf("%q is no %s that is known here", short(l.text), l.what), l.text, near)
		}
	})
}

// label is the name of a concept, written by a person.
type label struct {
	text, what, path string
	keys             []string
	known            bool
}

func (s *Scenario) eachLabel(m *Member, visit func(label)) {
	concept := func(list nhs.Concepts, text, what, path string) {
		if _, ok := list.Find(text); text != "" {
			visit(label{text, what, path, list.Keys(), ok})
		}
	}
	medicine := func(text, path string) {
		if _, ok := nhs.FindMedicine(text); !ok && text != "" {
			l := label{text: text, what: "medicine", path: path}
			for _, m := range nhs.Medicines() {
				l.keys = append(l.keys, m.Name)
			}
			visit(l)
		}
	}
	for i, c := range m.Conditions {
		concept(nhs.Conditions(), c.Is, "condition", fmt.Sprintf("conditions[%d].is", i))
	}
	for i, a := range m.Allergies {
		concept(nhs.Allergens(), a.To, "allergen", fmt.Sprintf("allergies[%d].to", i))
		concept(nhs.Reactions(), a.Reaction, "reaction", fmt.Sprintf("allergies[%d].reaction", i))
	}
	for i, x := range m.Medicines {
		medicine(x.Name, fmt.Sprintf("medicines[%d].name", i))
		concept(nhs.Conditions(), x.For, "condition", fmt.Sprintf("medicines[%d].for", i))
	}
	for i, x := range m.Measurements {
		concept(nhs.Observables(), x.Of, "measurement", fmt.Sprintf("measurements[%d].of", i))
	}
}
