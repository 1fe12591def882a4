package world

import (
	"slices"

	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/course"
)

// sheet is all that a world holds about one person beyond the base population.
type sheet struct {
	people  []amended // versions 2, 3 … of the person
	truth   *course.Truth
	stories map[chart.ID]*story
	added   []chart.ID // in the order of adding
	next    [16]int32  // added so far, by kind
}

// amended is one later version of a person.
type amended struct {
	person  Person
	version Version
}

// story is what became of one entry: for a base entry versions 2 onward, for an added one all of them.
type story struct {
	versions []Record
	settled  bool // laid under the story by Graft: there is no time before it
}

// copy makes a sheet that can grow without touching the one that it came from. What is shared is never written to.
func (s *sheet) copy() *sheet {
	if s == nil {
		return &sheet{}
	}
	c := &sheet{people: slices.Clip(s.people), truth: s.truth, added: slices.Clip(s.added), next: s.next}
	if len(s.stories) > 0 {
		c.stories = make(map[chart.ID]*story, len(s.stories)+1)
		for id, t := range s.stories {
			c.stories[id] = &story{versions: slices.Clip(t.versions), settled: t.settled}
		}
	}
	return c
}

// write appends a version to an entry's story.
func (s *sheet) write(r Record) *story {
	t := s.stories[r.Entry.ID]
	if t == nil {
		t = &story{}
		if s.stories == nil {
			s.stories = make(map[chart.ID]*story, 1)
		}
		s.stories[r.Entry.ID] = t
	}
	if t.versions == nil {
		t.versions = make([]Record, 0, 1)
	}
	t.versions = append(t.versions, r)
	return t
}

// number gives the next identifier of an added entry. It depends only on what was added before for this person and kind.
func (s *sheet) number(person int, kind chart.Kind) chart.ID {
	k := int(s.next[kind&15])
	s.next[kind&15]++
	return chart.ID{Person: person, Kind: kind, K: chart.FirstAdded + k}
}

// tale puts an entry's versions together, oldest first: the base entry, if there is one, and its story, if there is one.
type tale struct {
	base  *Record
	story *story
}

// newest is the last version.
func (t tale) newest() *Record {
	if t.story != nil && len(t.story.versions) > 0 {
		return &t.story.versions[len(t.story.versions)-1]
	}
	return t.base
}

// back is the version some steps before the newest, and whether that differs from the newest. It is nil where there
// was nothing yet: an entry that was added later. What the base or a graft gives was always there.
func (t tale) back(steps int) (r *Record, earlier bool) {
	if t.story == nil || steps <= 0 {
		return t.newest(), false
	}
	n := len(t.story.versions) - 1 - steps
	switch {
	case n >= 0:
		return &t.story.versions[n], true
	case t.base != nil:
		return t.base, true
	case t.story.settled:
		return &t.story.versions[0], len(t.story.versions) > 1
	}
	return nil, true
}

// all is every version in a slice of its own.
func (t tale) all() []Record {
	var out []Record
	if t.base != nil {
		out = append(out, *t.base)
	}
	if t.story != nil {
		out = append(out, t.story.versions...)
	}
	return out
}
