package harness

import (
	"fmt"
	"strings"
	"time"

	"sandpiper/mocks/world"
	"sandpiper/scenarios"
	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/course"
	"sandpiper/synthetic/demography"
)

// scene makes a branch of the world be what the cast asks for. What is so already is left alone; the rest is grafted under the
// story, into the truth and into the chart, as if it had always been there. It keeps a list of both, for the trace: a reader
// must be able to tell a person as they were found from what was arranged.
type scene struct {
	world  *world.World
	start  time.Time
	person int
	who    demography.Person
	found  []string
	given  []string
	people map[string]int // indices of the cast's patients, by name
	actor  string         // who writes, for the world's log; empty for the scene itself
	live   bool           // it happens in the story: facts begin now, and are added rather than grafted
}

// arrange sets one member of the cast up on the person who plays them.
func arrange(w *world.World, start time.Time, m *scenarios.Member, people map[string]int) (*scene, error) {
	person := people[m.Name]
	who, _ := w.Person(person)
	s := &scene{world: w, start: start, person: person, who: who, people: people}
	s.note(true, asked(m))
	stands, err := s.standingOf(m)
	if err == nil {
		err = s.stand(stands)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: give %s a standing in the register: %w", m.Pos, m.Name, err)
	}
	for _, what := range stands.words() {
		s.note(false, what)
	}
	for i := range m.Conditions {
		if err := s.condition(&m.Conditions[i]); err != nil {
			return nil, fmt.Errorf("%s: give %s a condition: %w", m.Conditions[i].Pos, m.Name, err)
		}
	}
	for i := range m.Allergies {
		if err := s.allergy(&m.Allergies[i]); err != nil {
			return nil, fmt.Errorf("%s: give %s an allergy: %w", m.Allergies[i].Pos, m.Name, err)
		}
	}
	for i := range m.Medicines {
		if err := s.medicine(&m.Medicines[i]); err != nil {
			return nil, fmt.Errorf("%s: give %s a medicine: %w", m.Medicines[i].Pos, m.Name, err)
		}
	}
	for i := range m.Measurements {
		if err := s.measure(&m.Measurements[i]); err != nil {
			return nil, fmt.Errorf("%s: give %s a measurement: %w", m.Measurements[i].Pos, m.Name, err)
		}
	}
	if m.Pregnant != nil {
		truth := w.Truth(person)
		if truth.Body.Pregnant != *m.Pregnant {
			w.AmendTruth(person, func(t *course.Truth) { t.Body.Pregnant = *m.Pregnant })
		}
		s.note(truth.Body.Pregnant == *m.Pregnant, fmt.Sprintf("pregnant %t", *m.Pregnant))
	}
	return s, nil
}

func (s *scene) note(found bool, what string) {
	what = strings.TrimSpace(what)
	if found {
		s.found = append(s.found, what)
	} else {
		s.given = append(s.given, what)
	}
}

// moment works out a moment of the cast, which counts from the start of the story; absent gives what a moment that was not
// written stands for.
func (s *scene) moment(m scenarios.Moment, absent time.Time) (time.Time, error) {
	if m.IsZero() {
		return absent, nil
	}
	return m.From(s.start, nil)
}

// write lays an entry into the chart in the way asked for. about is the truth that it is about, neighbour what a clerk who
// slipped would have coded instead.
func (s *scene) write(e chart.Entry, how scenarios.Written, about string, neighbour func() []chart.Coding) {
	e.Truth, e.Source, e.Author, e.Contact = about, s.who.Practice, s.who.GP, -1
	if e.Recorded.IsZero() {
		e.Recorded = e.Authored
	}
	switch how {
	case scenarios.Missing:
		return
	case scenarios.FreeText:
		e.Coding, e.Slip = nil, chart.FreeText
	case scenarios.Late:
		e.Recorded, e.Slip = s.start.Add(-24*time.Hour), chart.Late
	case scenarios.Miscoded:
		e.Coding, e.Slip = neighbour(), chart.Miscoded
	case scenarios.Unproven:
		e.Truth, e.Slip = "", chart.Unproven
	}
	e.Visible = e.Recorded
	s.lay(e)
	if how == scenarios.Duplicate {
		e.Slip, e.Recorded = chart.Duplicate, s.start.Add(-24*time.Hour)
		e.Visible = e.Recorded
		s.lay(e)
	}
}

func (s *scene) lay(e chart.Entry) {
	pen := s.world.By(s.actor)
	if !s.live {
		pen.Graft(s.person, e)
		return
	}
	e.Authored, e.Recorded, e.Visible = s.start, s.start, s.start
	pen.Add(s.person, e)
}

// since is when a fact began if nobody says: some years before the story, or just now if it happens in it.
func (s *scene) since(years int) time.Time {
	if s.live {
		return s.start
	}
	return s.start.AddDate(-years, 0, 0)
}

// entries are the person's entries of one kind that fit, as any service could show them now.
func (s *scene) entries(kind chart.Kind, fits func(*chart.Entry) bool) []chart.Entry {
	var out []chart.Entry
	for _, r := range s.world.View().Chart(s.person, kind) {
		if fits(&r.Entry) {
			out = append(out, r.Entry)
		}
	}
	return out
}

// clear takes entries out of the chart, where they stand against what the story asks for.
func (s *scene) clear(entries []chart.Entry) error {
	for _, e := range entries {
		if _, err := s.world.By(s.actor).Remove(e.ID, 0); err != nil {
			return err
		}
	}
	return nil
}

// written reports whether the entries show a fact in the way asked for.
func written(entries []chart.Entry, how scenarios.Written) bool {
	switch how {
	case scenarios.Missing:
		return len(entries) == 0
	case scenarios.FreeText:
		return len(entries) == 1 && len(entries[0].Coding) == 0
	case scenarios.Coded, "":
		return len(entries) > 0 && len(entries[0].Coding) > 0 && entries[0].Slip == chart.Faithful
	}
	return false // late, duplicate, miscoded and unproven are always arranged: what is there was written otherwise
}

// label says what a fact is and how it stands in the record: "allergy penicillin, free-text".
func label(kind, key string, how scenarios.Written) string {
	if how == "" || how == scenarios.Coded {
		return strings.TrimSpace(kind + " " + key)
	}
	return strings.TrimSpace(kind+" "+key) + ", " + string(how)
}

// day is a moment's calendar day at midnight UTC, which is how precisely the past is remembered.
func day(t time.Time) time.Time {
	t = t.UTC()
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}
