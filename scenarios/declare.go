package scenarios

import (
	"fmt"
	"regexp"
	"slices"

	"sandpiper/scenarios/expr"
)

// declaration is a name that a scenario gives out, to be used in expressions.
type declaration struct {
	name, what string
	at         Pos
}

// declarations lists the names that expressions may use and reports those that cannot be names, or are given out twice.
func (s *Scenario) declarations() []declaration {
	var all []declaration
	for _, m := range s.Cast {
		all = append(all, declaration{m.Name, "a member of the cast", m.Pos})
	}
	for _, d := range s.Devices {
		all = append(all, declaration{d.Name, "a device", d.Pos})
	}
	for _, p := range s.Product {
		all = append(all, declaration{p.Name, "a connection to the product", p.Pos})
	}
	for _, b := range s.Let {
		all = append(all, declaration{b.Name, "a named value", b.Pos})
	}
	for i, st := range s.Steps {
		if st.ID != "" {
			all = append(all, declaration{st.ID, "a step", s.file.places[fmt.Sprintf("steps[%d].id", i)]})
		}
	}
	first := map[string]declaration{}
	var good []declaration
	for _, d := range all {
		if !s.speakable(d) {
			continue
		}
		if before, twice := first[d.name]; twice {
			s.file.add(Problem{Pos: d.at, Message: fmt.Sprintf("%q is already %s, on line %d", d.name, before.what, before.at.Line), Found: d.name})
			continue
		}
		first[d.name] = d
		if expr.IsName(d.name) {
			good = append(good, d)
		}
	}
	return s.loops(first, good)
}

// speakable checks one name. Ids of steps may have hyphens; then no expression can speak of them.
func (s *Scenario) speakable(d declaration) bool {
	if d.what == "a step" && hyphenated.MatchString(d.name) {
		return true
	}
	if err := expr.CheckName(d.name); err != nil {
		s.file.add(Problem{Pos: d.at, Message: err.Error(), Found: d.name})
		return false
	}
	return true
}

var hyphenated = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*(-[A-Za-z0-9_]+)+$`)

// loops adds the names that for_each gives out, which live in one step only.
func (s *Scenario) loops(first map[string]declaration, good []declaration) []declaration {
	for _, st := range s.Steps {
		for _, l := range st.ForEach {
			d := declaration{l.Name, "the value of a loop", l.Pos}
			if before, twice := first[l.Name]; twice {
				s.file.add(Problem{Pos: d.at, Message: fmt.Sprintf("%q is already %s, on line %d", l.Name, before.what, before.at.Line), Found: l.Name})
			} else if s.speakable(d) && !slices.ContainsFunc(good, func(g declaration) bool { return g.name == d.name }) {
				good = append(good, d)
			}
		}
	}
	return good
}

// spoiled lists the ids of steps that expressions cannot speak of.
func (s *Scenario) spoiled() []string {
	var out []string
	for _, st := range s.Steps {
		if hyphenated.MatchString(st.ID) {
			out = append(out, st.ID)
		}
	}
	return out
}
