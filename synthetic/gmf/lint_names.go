package gmf

import (
	"fmt"

	"sandpiper/synthetic/near"
)

// names looks at attributes, codes and states that are asked for by name.
func (l *linter) names() {
	host := hostAttributes()
	for id, name := range l.lib.attributes.list {
		read, set := l.uses[reads][int32(id)], l.uses[sets][int32(id)]
		known, ofHost := host[name]
		if ofHost && known.supplied {
			continue
		}
		if len(set) == 0 {
			for _, u := range read {
				if ofHost {
					l.findUse(u, "never-set", fmt.Sprintf("attribute %q is for the host to supply, which this one does not", name), "it is nil, which compares false", Possible)
					continue
				}
				l.findUse(u, "never-set", fmt.Sprintf("attribute %q is read but nothing sets it%s", name, l.meant(name, sets)), "it is nil, which compares false", Likely)
			}
		}
		if len(read) == 0 && !l.lib.reasons[name] {
			for _, u := range set {
				l.findUse(u, "never-read", fmt.Sprintf("attribute %q is set but nothing reads it%s", name, l.meant(name, reads)), "it has no effect on any module here", Possible)
			}
		}
	}
	for _, u := range l.lib.uses {
		switch u.how {
		case comparesTruth:
			l.findUse(u, "truth-order", fmt.Sprintf("attribute %q is compared with true or false by an order", l.lib.attributes.list[u.id]), "the framework takes <, <=, > and >= of truth values for !=", Certain)
		case readsState:
			if name := l.lib.watched.list[u.id]; !l.someState(name) {
				l.findUse(u, "no-such-state", fmt.Sprintf("no module has a state %q", name), "a prior state that nobody was ever in", Certain)
			}
		case waitsFor:
			if name := l.lib.watched.list[u.id]; !l.someState(name) {
				l.findUse(u, "never-diagnosed", fmt.Sprintf("it is to be diagnosed at %q, and no module has such a state", name), "it never comes onto the record", Certain)
			}
		case ends:
			if len(l.uses[starts][u.id]) == 0 {
				l.findUse(u, "ends-nothing", fmt.Sprintf("code %q is ended but nothing begins it", l.lib.codes.list[u.id]), "the state has no effect", Likely)
			}
		case readsCode:
			if len(l.uses[starts][u.id]) == 0 {
				l.findUse(u, "never-present", fmt.Sprintf("code %q is asked for but nothing begins it", l.lib.codes.list[u.id]), "the condition never holds with these modules alone", Possible)
			}
		case readsObserved:
			if len(l.uses[observes][u.id]) == 0 {
				l.findUse(u, "never-observed", fmt.Sprintf("observation %q is asked for but nothing writes it", l.lib.codes.list[u.id]), "the framework fails on such a comparison", Possible)
			}
		}
	}
}

// meant names another attribute, spelt nearly so, that is used the other way round.
func (l *linter) meant(name string, how usage) string {
	var others []string
	for id, other := range l.lib.attributes.list {
		if len(l.uses[how][int32(id)]) > 0 {
			others = append(others, other)
		}
	}
	if other := near.Word(name, others); other != "" {
		return fmt.Sprintf("; is it meant to be %q?", other)
	}
	return ""
}

// lasting looks for what begins, has an end, and never comes to it.
func (l *linter) lasting() {
	for _, m := range l.lib.modules {
		for _, s := range m.states {
			a, ok := s.do.(*onset)
			if !ok || !l.reached[s] || len(a.codes) == 0 {
				continue
			}
			all, reached := 0, 0
			for _, other := range l.lib.modules {
				for _, e := range other.states {
					if f, ok := e.do.(finish); ok && l.endsIt(&f, m, other, s, a) {
						all++
						if l.reached[e] {
							reached++
						}
					}
				}
			}
			if l.module, l.state = m, s; all > 0 && reached == 0 {
				l.find("never-ends", "there is a state that ends this, but nothing leads to it", "once begun it stays on the record for life", Certain)
			}
		}
	}
}

// endsIt reports whether an end state ends what an onset begins.
func (l *linter) endsIt(f *finish, home, of *module, s *state, a *onset) bool {
	if f.state != "" {
		return home == of && f.state == s.name
	}
	if f.attribute >= 0 {
		return f.attribute == a.attribute
	}
	for _, c := range f.codes {
		if c.id == a.codes[0].id {
			return true
		}
	}
	return false
}
