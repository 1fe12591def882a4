package chart

import (
	"cmp"
	"slices"
	"time"

	"sandpiper/synthetic/course"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/draw"
	"sandpiper/synthetic/nhs"
)

// years is how far back contacts, measurements and short courses go. Problems, allergies and childhood vaccinations go back
// to the beginning; those written before the window have no contact in the chart.
const years = 10

// pen writes one chart. Contacts are named by their place in entries until the chart is finished.
type pen struct {
	*Clerk
	person   *demography.Person
	truth    *course.Truth
	practice demography.Practice
	from     time.Time // start of the window
	entries  []Entry
	missing  []string
	visits   []visit  // written contacts in the window
	labels   []string // allergens on the record, true or not
	n        uint64   // decisions so far in the current stream
	stream   draw.Stream
	body     course.Body // as it was at bodyAt
	bodyAt   time.Time
}

// visit is a contact and where it lies.
type visit struct {
	at    time.Time
	entry int
}

// decide starts the next decision of the pen's stream.
func (w *pen) decide() draw.Rand {
	w.n++
	return draw.Key(w.seed, uint64(w.person.Index), w.stream, w.n)
}

// turn goes over to another stream.
func (w *pen) turn(s draw.Stream) { w.stream, w.n = s, 0 }

// age is the person's age in years at t.
func (w *pen) age(t time.Time) float64 { return t.Sub(w.person.Born).Hours() / 24 / 365.2425 }

// write adds an entry of a kind at t, in a contact or outside of all (-1), and returns its place.
func (w *pen) write(kind Kind, c coded, t time.Time, contact, author int) int {
	w.entries = append(w.entries, Entry{
		ID: ID{Person: w.person.Index, Kind: kind}, Coding: c.coding, Text: c.text, Status: Active,
		Authored: t, Recorded: t, Visible: t, Author: author, Source: w.person.Practice, Contact: contact,
	})
	return len(w.entries) - 1
}

// contact writes a contact on a day, in surgery hours, and returns its place. It is -1 for a day outside the window, before
// the birth or not yet over: such a contact is not in the chart.
func (w *pen) contact(r *draw.Rand, day time.Time, reason coded, author int) int {
	t, ok := w.hours(r, day)
	if !ok || t.Before(w.from) {
		return -1
	}
	i := w.write(Contact, reason, t, -1, author)
	w.entries[i].Status, w.entries[i].Ended = Completed, t.Add(time.Duration(r.Between(6, 20))*time.Minute)
	w.visits = append(w.visits, visit{t, i})
	return i
}

// hours moves a day to a working day and gives it a time between half past eight and six.
func (w *pen) hours(r *draw.Rand, day time.Time) (time.Time, bool) {
	day = time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, time.UTC)
	switch day.Weekday() {
	case time.Saturday:
		day = day.AddDate(0, 0, 2)
	case time.Sunday:
		day = day.AddDate(0, 0, 1)
	}
	t := day.Add(8*time.Hour + 30*time.Minute + time.Duration(r.IntN(114))*5*time.Minute)
	return t, t.Before(w.asOf) && !day.Before(w.person.Born)
}

// general is a general practitioner: mostly the usual one. nurse is one of the others.
func (w *pen) general(r *draw.Rand) int {
	if r.Chance(0.55) {
		return w.person.GP
	}
	return r.IntN(max(1, w.practice.GPs))
}

func (w *pen) nurse(r *draw.Rand) int {
	return w.practice.GPs + r.IntN(max(1, w.practice.Practitioners-w.practice.GPs))
}

// finish puts the entries in the order of writing, numbers them within their kinds and ties them to their contacts.
func (w *pen) finish() Chart {
	order := make([]int, len(w.entries))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		if c := w.entries[a].Recorded.Compare(w.entries[b].Recorded); c != 0 {
			return c
		}
		return cmp.Compare(rank(w.entries[a].ID.Kind), rank(w.entries[b].ID.Kind))
	})
	var next [Report + 1]int
	number := make([]int, len(w.entries)) // K by old place
	out := make([]Entry, len(order))
	for to, from := range order {
		out[to] = w.entries[from]
		k := out[to].ID.Kind
		out[to].ID.K, number[from] = next[k], next[k]
		next[k]++
	}
	for i := range out {
		if out[i].Contact >= 0 {
			out[i].Contact = number[out[i].Contact]
		}
	}
	return Chart{Person: w.person.Index, Entries: out, Missing: w.missing}
}

// rank puts a contact before what was written in it.
func rank(k Kind) Kind {
	if k == Contact {
		return 0
	}
	return k
}

// code is the coded form of a key such as "condition/asthma"; words alone if the lists do not know it.
func (w *pen) code(key, words string) coded {
	if c, ok := w.library.codes[key]; ok {
		return c
	}
	return coded{text: words}
}

// barred reports whether a medicine should not be given to the person: by what is so, or by what the record says.
func (w *pen) barred(m *nhs.Medicine) bool {
	for _, allergen := range w.labels {
		if m.In(allergen) || allergen == "penicillin" && m.In("cephalosporin") || allergen == "sulfonamide" && m.In("co-trimoxazole") {
			return true
		}
	}
	return course.Barred(m, w.person, w.truth, w.asOf) != ""
}
