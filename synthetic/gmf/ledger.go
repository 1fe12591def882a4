package gmf

import (
	"slices"
	"time"
)

// outside is the place of no entry.
const outside = -1

// here is something present: a condition, an allergy, a medication, a device, a care plan or a procedure that is not over. The
// framework keeps one list of them by code alone, so that two modules that begin one thing share it and either may end it.
type here struct {
	code  int32
	entry int
	state string // that began it last
}

func moment(t int64) time.Time { return time.UnixMilli(t).UTC() }

// write adds an entry, within the encounter that is going on at t.
func (s *stay) write(k Kind, t int64) int {
	e := Entry{Kind: k, Start: moment(t), Encounter: outside, seq: int32(len(s.entries))}
	if s.guest != nil {
		e.Module, e.State = s.guest.module.path, s.stateNow().name
	}
	if s.open != outside && !s.entries[s.open].Start.After(e.Start) {
		e.Encounter = s.open
	}
	s.entries = append(s.entries, e)
	return len(s.entries) - 1
}

// present is the entry that is present under a code, -1 if none.
func (s *stay) present(code int32) int {
	for i := range s.here {
		if s.here[i].code == code {
			return s.here[i].entry
		}
	}
	return outside
}

// start begins something, unless anything is present under its first code: then that goes on, under this state's name.
func (s *stay) start(k Kind, codes []Code, by *state, t int64) (entry int, fresh bool) {
	for i := range s.here {
		if h := &s.here[i]; h.code == codes[0].id {
			h.state = by.name
			return h.entry, false
		}
	}
	e := s.write(k, t)
	s.entries[e].Codes, s.entries[e].State = codes, by.name
	s.here = append(s.here, here{codes[0].id, e, by.name})
	s.dirty(codeKey + key(codes[0].id))
	return e, true
}

// end ends the i-th of what is present.
func (s *stay) end(i int, t int64, why *Code) {
	h := s.here[i]
	e := &s.entries[h.entry]
	e.End, e.EndReason = moment(max(t, e.Start.UnixMilli())), why
	s.here = slices.Delete(s.here, i, i+1)
	if n := slices.Index(s.chronic, h.entry); n >= 0 {
		s.chronic = slices.Delete(s.chronic, n, n+1)
		s.rethink = true
	}
	s.dirty(codeKey + key(h.code))
}

func (s *stay) endCode(code int32, t int64, why *Code) {
	for i := range s.here {
		if s.here[i].code == code {
			s.end(i, t, why)
			return
		}
	}
}

// assign puts an entry into an attribute.
func (s *stay) assign(attribute int32, entry int, t int64) {
	if attribute >= 0 {
		s.set(attribute, Value{Kind: Coded, Code: &s.entries[entry].Codes[0]}, t)
	}
}

// attribute is an attribute as modules see it now: what a module set, or else what the host supplies.
func (s *stay) attribute(id int32) Value {
	v := s.attributes[id]
	if v.Kind == Nil && s.library.supplied[id] {
		return s.host.Attribute(s.library.attributes.list[id], s.known)
	}
	return v
}

// tableValue is an attribute as lookup tables ask for it, which know the person by name of attributes too.
func (s *stay) tableValue(id int32) Value {
	switch s.library.attributes.list[id] {
	case "gender":
		return TextOf(s.gender)
	case "race":
		return TextOf(s.race)
	case "socioeconomic_category":
		return TextOf(s.status)
	}
	return s.attribute(id)
}

// set changes an attribute; a nil value takes it away.
func (s *stay) set(id int32, v Value, t int64) {
	if s.attributes[id] == v {
		return
	}
	s.attributes[id] = v
	e := s.write(Attribute, t)
	s.entries[e].Name, s.entries[e].Value, s.entries[e].Encounter = s.library.attributes.list[id], v, outside
	s.dirty(attributeKey + key(id))
}

// codesOf is the code that a value holds, as a list.
func (s *stay) codesOf(v Value) []Code {
	if v.Kind != Coded {
		return nil
	}
	return []Code{*v.Code}
}

// reason is what a state gives as the reason for something: an attribute's code, or the codes of what a state began that is
// present, or of a ConditionOnset of this module.
func (s *stay) reason(name string) []Code {
	if name == "" {
		return nil
	}
	if id := s.library.attributes.find(name); id >= 0 {
		if v := s.attribute(id); v.Kind == Coded {
			return s.codesOf(v)
		}
	}
	for i := range s.here {
		if s.here[i].state == name {
			return s.entries[s.here[i].entry].Codes
		}
	}
	for _, other := range s.frame().module.states {
		if a, ok := other.do.(*onset); ok && other.name == name {
			return a.codes
		}
	}
	return nil
}

// latest is the newest value observed under a code.
func (s *stay) latest(code int32) Value { return s.observed[code] }

// note keeps a value for conditions to ask for.
func (s *stay) note(code int32, v Value) {
	s.observed[code] = v
	s.dirty(observationKey + key(code))
}

// ailment is a symptom from one cause.
type ailment struct {
	cause, symptom int32
	severity       float64
	addressed      bool
}

// suffer sets the severity of a symptom from a cause, 0 … 100.
func (s *stay) suffer(cause, symptom int32, severity float64, t int64) {
	e := s.write(Symptom, t)
	x := &s.entries[e]
	x.Name, x.Value, x.Encounter = s.library.symptoms.list[symptom], NumberOf(severity), outside
	s.dirty(symptomKey + key(symptom))
	s.ailing, s.rethink = true, true
	for i := range s.ailments {
		if a := &s.ailments[i]; a.cause == cause && a.symptom == symptom {
			a.severity, a.addressed = severity, false
			return
		}
	}
	s.ailments = append(s.ailments, ailment{cause, symptom, severity, false})
}

// symptom is the severity of a symptom: the highest of all causes.
func (s *stay) symptom(symptom int32) (severity float64, ok bool) {
	for _, a := range s.ailments {
		if a.symptom == symptom {
			severity, ok = max(severity, a.severity), true
		}
	}
	return severity, ok
}
