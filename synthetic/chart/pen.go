package chart

import (
	"math"
	"time"

	"sandpiper/synthetic/course"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/draw"
)

// window is how many years before the recipe's day contacts, measurements and short courses begin. Problems, allergies and
// vaccinations go back to the beginning; those written before the window have no contact in the chart.
const window = 10

// pen writes one chart. It writes on until a little after the moment that the chart is for, paying no attention to it, and
// leaves out at the end what was not yet written: so a later chart cannot differ in what went before. Whatever it writes for
// a moment may depend only on what was so by then. Contacts are named by their place in entries until the chart is bound.
type pen struct {
	*Clerk
	person *demography.Person
	life   *course.Life
	at     moment // the chart is of what was written before
	born   moment
	from   moment // start of the window, or birth
	died   moment // far away while alive
	end    moment // the earlier of at and died: there is nothing to write for later, but for what lies a little ahead

	stays          []stay
	moved, arrived moment // the last change of practice by the recipe's day, and when the record followed

	conditions []condition
	marks      []mark // allergens on the record, true or not
	entries    []Entry
	visits     []visit // contacts that were meetings
	away       visit   // the last session at a school
	reports    []run
	links      []link
	claims     []claim
	texts      []span
	ink        []byte // what texts are cut from
	inked      int    // where the letter under way began
	order      []uint64
	place      []int32 // in the chart, of each entry of the draft; -1 for none

	quantities []Quantity // the next ones to be given out
	parts      []Part
	letters    []Letter
	requests   []Request

	days        []day
	chances     []occasion
	dueMeasures []*observable
	duePanels   []*panel

	body       course.Body // as it was at bodyAt
	bodyAt     moment
	truth      course.Truth // of the last question whether something is barred
	medicine   []course.Medicine
	known      []course.Allergy
	posthumous int // first entry that was written after the death
}

type (
	// visit is a meeting and where it lies in the draft.
	visit struct {
		day   day
		entry int
	}
	// run is a report and how many results follow it in the draft.
	run struct{ entry, results int }
	// link says that an entry is about another.
	link struct{ entry, of int }
	// claim is a truth and the entry that says so first, -1 for none.
	claim struct {
		truth string
		entry int
	}
	// span is a stretch of ink that is an entry's text, or its letter's.
	span struct {
		entry, from, to int
		letter          bool
	}
	// mark is an allergen on the record from one moment to another.
	mark struct {
		allergen string
		from, to moment
		entry    int
	}
)

// condition is a condition of the life as the pen needs it.
type condition struct {
	*matter
	course       *course.Condition
	onset, ended moment // ended is far away while it lasts
	listed       moment // when it came on the problem list, far away if it never does
	k            uint64 // names it in draws
}

// never is further off than any moment.
const never moment = math.MaxInt64

func (w *pen) open(k *Clerk, p *demography.Person, l *course.Life, at time.Time) {
	w.life = l
	w.about(k, p, l.Died, at)
	w.away.entry = -1
	w.bodyAt, w.posthumous = never, math.MaxInt
	w.register()
	w.conditions = w.conditions[:0]
	for i := range l.Conditions {
		c := &l.Conditions[i]
		m := k.library.matter(c.Is)
		onset, ended := momentOf(c.Onset), never
		if !c.Ended.IsZero() {
			ended = momentOf(c.Ended)
		}
		if onset < w.at {
			w.conditions = append(w.conditions, condition{m, c, onset, ended, never, m.hash ^ uint64(onset)})
		}
	}
}

// about sets whose record it is, and the moments between which it is written. died is zero for those who live.
func (w *pen) about(k *Clerk, p *demography.Person, died, at time.Time) {
	w.Clerk, w.person, w.at = k, p, momentOf(at)
	w.born, w.died = momentOf(p.Born), never
	if !died.IsZero() {
		w.died = momentOf(died)
	}
	w.end = min(w.at, w.died)
	w.from = max(w.born, (dayOf(k.asOf) - years(window)).at(0))
}

// close lets go of what the chart has taken, and keeps the paper.
func (w *pen) close() {
	clear(w.entries)
	clear(w.conditions)
	w.entries, w.visits, w.marks, w.reports, w.links = w.entries[:0], w.visits[:0], w.marks[:0], w.reports[:0], w.links[:0]
	w.claims, w.texts, w.ink = w.claims[:0], w.texts[:0], w.ink[:0]
	w.quantities, w.parts, w.letters, w.requests = nil, nil, nil, nil
	w.person, w.life, w.truth = nil, nil, course.Truth{}
}

// decide starts the decision of a stream that k names.
func (w *pen) decide(s draw.Stream, k uint64) draw.Rand {
	return draw.Key(w.seed, uint64(w.person.Index), s, k)
}

// apart is a generator of its own that starts from another, for what may or may not be needed.
func apart(r *draw.Rand) draw.Rand { return draw.Key(r.Uint64(), 0, streamPerson, 0) }

// age is the person's age in years on a day.
func (w *pen) age(d day) float64 { return float64(d-w.born.day()) / yearDays }

// write adds an entry of a kind, in a contact or outside of all (-1), and returns its place.
func (w *pen) write(kind Kind, c *coded, m moment, contact, author int) int {
	t := m.time()
	w.entries = append(w.entries, Entry{
		ID: ID{Person: w.person.Index, Kind: kind}, Coding: c.coding, Text: c.text, Status: Active,
		Authored: t, Recorded: t, Visible: w.visible(m), Author: author, Source: w.stay(m).practice, Contact: contact,
	})
	return len(w.entries) - 1
}

// slot is a time in surgery hours on a day or one soon after it.
func (w *pen) slot(r *draw.Rand, d day) moment { return w.surgery(d).at(8*60 + 30 + 5*r.IntN(114)) }

// weekend is how what falls on a weekend is spread over the week after it, adding up: the first days take the most.
var weekend = [...]float64{0.35, 0.60, 0.80, 0.90, 1}

// surgery is the day itself, or the one soon after it on which the person is seen to as the surgery was closed.
func (w *pen) surgery(d day) day {
	if wd := d.weekday(); wd >= 5 {
		r := w.decide(streamWeekend, uint64(d))
		u := r.Float64()
		d += day(7 - wd)
		for i := 0; u >= weekend[i]; i++ {
			d++
		}
	}
	return d.working()
}

// meet writes a contact on a day and returns its place: -1 before the window. A mode of 0 is paper work. Whether the person
// lives to see the day is no matter here: what would come after the death is left out when the chart is bound.
func (w *pen) meet(r *draw.Rand, d day, text string, coding []Coding, mode Mode, by who) int {
	m := w.slot(r, d)
	s := w.stay(m)
	author, length := w.author(r, by, s), moment(r.Between(6, 20))*60
	if m < w.from {
		return -1
	}
	t := m.time()
	w.entries = append(w.entries, Entry{
		ID: ID{Person: w.person.Index, Kind: Contact}, Coding: coding, Text: text, Status: Completed, Mode: mode,
		Authored: t, Recorded: t, Visible: w.visible(m), Ended: (m + length).time(), Author: author, Source: s.practice, Contact: -1,
	})
	if mode != 0 {
		w.visits = append(w.visits, visit{m.day(), len(w.entries) - 1})
	}
	return len(w.entries) - 1
}

// consult is a contact about a coded thing, held in some manner.
func (w *pen) consult(r *draw.Rand, d day, c *coded, how manner) int {
	by, mode := gp, [...]Mode{FaceToFace, Telephone, Video, Online, HomeVisit, FaceToFace, Telephone}[how]
	switch how {
	case byNurse:
		by = nurse
	case byPharmacist:
		by = pharmacist
	}
	return w.meet(r, d, c.said[how], c.coding, mode, by)
}

// when is the moment that an entry was written at.
func (w *pen) when(entry int) moment { return momentOf(w.entries[entry].Recorded) }

// managed reports whether the practice looks after a condition at a moment: it lasts, and it is on the problem list.
func (c *condition) managed(m moment) bool { return c.listed <= m && c.onset <= m && c.ended > m }

// has reports whether a condition is there at a moment.
func (w *pen) has(key string, m moment) bool {
	for i := range w.conditions {
		if c := &w.conditions[i]; c.key == key && c.onset <= m && c.ended > m {
			return true
		}
	}
	return false
}
