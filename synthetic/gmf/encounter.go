package gmf

import "strings"

// States that begin and end contacts.
type (
	encounter struct {
		checkUp bool // wait for a health check of the host's and take part in it
		codes   []Code
		reason  string
		tele    string // none, possible, always
		detail  *Detail
		virtual *Detail // the same, held at a distance
	}
	encounterEnd struct{ discharge *Code }
)

// joined is how a module stands to the check that is going on.
type joined uint8

const (
	notAsked joined = iota // the module has ended its part
	mayJoin
	hasJoined
)

func (c *compiler) encounter(o *object) action {
	a := &encounter{checkUp: o.flag("wellness"), reason: o.reason(), tele: strings.ToLower(o.word("telemedicine_possibility", "none", "possible", "always"))}
	class := strings.ToLower(o.text("encounter_class"))
	o.list("codes")
	if a.checkUp {
		return a
	}
	if o.must("encounter_class"); class == "" {
		class = "ambulatory"
	}
	a.codes = o.codes("codes")
	a.detail, a.virtual = &Detail{Class: class}, &Detail{Class: "virtual"}
	return a
}

func (c *compiler) encounterEnd(o *object) action {
	return encounterEnd{o.codeIn("discharge_disposition")}
}

// run begins an encounter, for which nobody else may hold one, or joins a health check when there is one. A module that comes
// to wait for a check while it holds an encounter of its own ends that first: else there would never be a check again.
func (a *encounter) run(s *stay, t int64) bool {
	g := s.guest
	if s.lock == g.order {
		s.endEncounter(t)
	}
	if a.checkUp {
		if s.lock != host || g.joined != mayJoin || s.entries[s.open].Start.UnixMilli() > t {
			s.alarm.keys = append(s.alarm.keys, checkKey)
			return false
		}
		g.joined, g.within = hasJoined, s.stateNow().name
		s.diagnose(t)
		s.renew(t)
		return true
	}
	if s.lock != free {
		s.alarm.keys = append(s.alarm.keys, lockKey)
		return false
	}
	detail := a.detail
	if a.tele == "always" || a.tele == "possible" && g.rand.Float64() < careAt(t).telemedicine {
		detail = a.virtual
	}
	e := s.write(Encounter, t)
	s.entries[e].Codes, s.entries[e].Detail, s.entries[e].Reason, s.entries[e].Encounter = a.codes, detail, s.reason(a.reason), outside
	s.lock, s.open = g.order, e
	g.within = s.stateNow().name
	s.diagnose(t)
	return true
}

// run ends the module's encounter or its part in a check; if another module holds an encounter, it waits.
func (a encounterEnd) run(s *stay, t int64) bool {
	g := s.guest
	switch {
	case s.lock == g.order:
		s.entries[s.open].EndReason = a.discharge
		s.endEncounter(t)
	case s.lock == host || g.joined != notAsked:
		g.joined, g.within = notAsked, ""
	case s.lock != free:
		s.alarm.keys = append(s.alarm.keys, lockKey)
		return false
	}
	return true
}

// endEncounter ends the open encounter and lets go of the lock.
func (s *stay) endEncounter(t int64) {
	s.entries[s.open].End = moment(t)
	s.lock, s.open = free, outside
	if s.guest != nil {
		s.guest.within = ""
	}
	s.dirty(lockKey)
}

// renew renews chronic medication, once in a check.
func (s *stay) renew(t int64) {
	if s.renewed {
		return
	}
	s.renewed = true
	for _, e := range s.chronic {
		s.entries[e].Renewed = append(s.entries[e].Renewed, moment(t))
	}
}
