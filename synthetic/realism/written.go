package realism

import (
	"strings"
	"time"

	"sandpiper/synthetic/chart"
)

// settled is how long after a death its record is still written to: letters come in, appointments are called off.
const settled = 90 * 24 * time.Hour

// contactYears is how far back the record keeps contacts.
const contactYears = 10

// chart checks what was written: the order, the times, and that every reference leads somewhere.
func (s *inspection) chart(c *chart.Chart) {
	var kinds [chart.Report + 1]int
	for i := range c.Entries {
		if k := c.Entries[i].ID.Kind; int(k) < len(kinds) {
			kinds[k]++
		}
	}
	since := s.at.AddDate(-contactYears, 0, 10)
	var last time.Time
	for i := range c.Entries {
		e := &c.Entries[i]
		if e.ID.Person != s.person.Index || c.Person != s.person.Index {
			s.say("reference", "an entry about person %d in the chart of %d", e.ID.Person, s.person.Index)
		}
		if e.Recorded.Before(last) {
			s.say("order", "%q of %s stands after one of %s", e.Text, day(e.Recorded), day(last))
		}
		last = e.Recorded
		s.written(e)
		switch {
		case e.Contact >= kinds[chart.Contact], e.Contact < -1:
			s.say("reference", "%q in contact %d, which is not there", e.Text, e.Contact)
		case e.Contact == -1 && e.Recorded.After(since) && (seen(e.ID.Kind) || e.ID.Kind == chart.Procedure || e.ID.Kind == chart.Report):
			s.say("encounter", "%q on %s outside of every contact", e.Text, day(e.Recorded))
		}
		for _, k := range e.Results {
			if k < 0 || k >= kinds[chart.Measurement] {
				s.say("reference", "%q holds result %d, which is not there", e.Text, k)
			}
		}
		if e.About != nil && (e.About.Person != e.ID.Person || int(e.About.Kind) >= len(kinds) || e.About.K >= kinds[e.About.Kind] || e.About.K < 0) {
			s.say("reference", "%q is about %v, which is not there", e.Text, *e.About)
		}
	}
}

// seen reports whether entries of a kind are only made when somebody is seen.
func seen(k chart.Kind) bool {
	switch k {
	case chart.Problem, chart.Allergy, chart.Medicine, chart.Measurement, chart.Vaccination:
		return true
	}
	return false
}

// written checks the times and the subject of an entry.
func (s *inspection) written(e *chart.Entry) {
	died := s.life.Died
	switch {
	case e.Recorded.Before(s.person.Born), !e.Onset.IsZero() && e.Onset.Before(s.person.Born):
		s.say("time", "%q on %s, before the birth", e.Text, day(e.Recorded))
	case !e.Recorded.Before(s.at):
		s.say("time", "%q on %s, which is yet to come", e.Text, day(e.Recorded))
	case !died.IsZero() && e.Recorded.After(died.Add(24*time.Hour)) && (seen(e.ID.Kind) || e.ID.Kind == chart.Contact && e.Mode != 0 || e.Recorded.After(died.Add(settled))):
		s.say("time", "%q on %s, after the death on %s", e.Text, day(e.Recorded), day(died))
	case !e.Ended.IsZero() && !e.Onset.IsZero() && e.Ended.Before(e.Onset):
		s.say("time", "%q ended on %s, before it began", e.Text, day(e.Ended))
	}
	if _, key, ok := strings.Cut(e.Truth, "/"); ok {
		s.sex(key)
	}
	if e.ID.Kind == chart.Medicine && e.Status != chart.EnteredInError {
		s.prescribed(e)
	}
}

// prescribed checks a medicine that was written for once, which is in nobody's list of medicines taken.
func (s *inspection) prescribed(e *chart.Entry) {
	d, ok := s.drugs[e.Text]
	if !ok || strings.HasPrefix(e.Truth, "medicine/") {
		return
	}
	t := e.Recorded
	for i := range s.life.Medicines {
		x := &s.life.Medicines[i]
		o, known := s.drugs[x.Name]
		if !known || x.Since.After(t) || !x.Until.IsZero() && !x.Until.After(t) {
			continue
		}
		if mask := d.one&o.other | d.other&o.one; mask != 0 {
			r := s.together[first(mask)]
			s.say("medicine", "%s written on %s for somebody who takes %s: %s with %s", e.Text, day(t), x.Name, r.one, r.other)
		}
	}
	for i := range s.life.Conditions {
		c := &s.life.Conditions[i]
		if s.despiteOf[c.Is]&d.despite != 0 && !c.Onset.After(t) && (c.Ended.IsZero() || c.Ended.After(t)) {
			s.say("medicine", "%s written on %s despite %s", e.Text, day(t), c.Is)
		}
	}
	for i := range s.life.Allergies {
		if a := &s.life.Allergies[i]; d.In(a.To) && a.Since.Before(t) {
			s.say("medicine", "%s written on %s with an allergy to %s since %s", e.Text, day(t), a.To, day(a.Since))
		}
	}
	for i := range d.rest {
		s.limit(&taken{d, t, t.AddDate(0, 0, 1)}, &d.rest[i])
	}
}
