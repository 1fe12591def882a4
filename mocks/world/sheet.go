package world

import (
	"cmp"
	"math"
	"slices"
	"time"

	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/course"
)

// sheet is all that a world holds about one person beyond the base population.
type sheet struct {
	people  []amended // versions 2, 3 … of the person; of a newcomer all
	truth   *course.Truth
	stories []*story // ascending by kind and K
}

// amended is one later version of a person.
type amended struct {
	person      Person
	particulars *Particulars // nil: as the base has them
	version     Version
}

// story is what became of one entry: for a base entry versions 2 onward, for an added one all of them.
type story struct {
	id       chart.ID
	versions []Record
	order    int  // among the person's stories, as they began
	settled  bool // laid under the story by Graft: there is no time before it
}

// copy makes a sheet that can grow without touching the one that it came from. What is shared is never written to.
func (s *sheet) copy() *sheet {
	if s == nil {
		return &sheet{}
	}
	c := &sheet{people: slices.Clip(s.people), truth: s.truth, stories: make([]*story, len(s.stories), len(s.stories)+1)}
	copies := make([]story, len(s.stories))
	for k, t := range s.stories {
		copies[k] = *t
		copies[k].versions = slices.Clip(t.versions)
		c.stories[k] = &copies[k]
	}
	return c
}

// find is where an entry's story is or would be.
func (s *sheet) find(id chart.ID) (at int, found bool) {
	return slices.BinarySearchFunc(s.stories, id, func(t *story, id chart.ID) int {
		return cmp.Or(cmp.Compare(t.id.Kind, id.Kind), cmp.Compare(t.id.K, id.K))
	})
}

// story is an entry's story; nil if nothing became of it.
func (s *sheet) story(id chart.ID) *story {
	if s == nil {
		return nil
	}
	if at, found := s.find(id); found {
		return s.stories[at]
	}
	return nil
}

// write appends a version to an entry's story.
func (s *sheet) write(r Record) *story {
	at, found := s.find(r.Entry.ID)
	if !found {
		s.stories = slices.Insert(s.stories, at, &story{id: r.Entry.ID, versions: make([]Record, 0, 1), order: len(s.stories)})
	}
	t := s.stories[at]
	t.versions = append(t.versions, r)
	return t
}

// size is how many entries have a story.
func (s *sheet) size() int {
	if s == nil {
		return 0
	}
	return len(s.stories)
}

// number gives the next identifier of an added entry. It depends only on what was added before for this person and kind.
func (s *sheet) number(person int, kind chart.Kind) chart.ID {
	id := chart.ID{Person: person, Kind: kind, K: chart.FirstAdded}
	if end, _ := s.find(chart.ID{Person: person, Kind: kind, K: math.MaxInt}); end > 0 {
		if last := s.stories[end-1].id; last.Kind == kind && last.K >= chart.FirstAdded {
			id.K = last.K + 1
		}
	}
	return id
}

// added lists the stories of entries of these kinds that the base does not have, by when they were recorded and then by when they
// were added.
func (s *sheet) added(kinds []chart.Kind) []tale {
	var out []tale
	for _, t := range s.stories {
		if t.id.K >= chart.FirstAdded && among(t.id.Kind, kinds) {
			out = append(out, tale{story: t})
		}
	}
	slices.SortFunc(out, func(a, b tale) int {
		return cmp.Or(a.recorded().Compare(b.recorded()), cmp.Compare(a.story.order, b.story.order))
	})
	return out
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
		if t.base.Version.N > 1 {
			out = append(out, first(t.base))
		}
		out = append(out, *t.base)
	}
	if t.story != nil {
		out = append(out, t.story.versions...)
	}
	return out
}

// recorded is when an added entry was first written down, so that a later version keeps its place.
func (t tale) recorded() time.Time { return t.story.versions[0].Entry.Recorded }
