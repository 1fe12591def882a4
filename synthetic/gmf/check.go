package gmf

import (
	"math"

	"sandpiper/synthetic/draw"
)

// hostTurn is the host's part of a step: a contact because of symptoms, or a health check that is due. While either lasts, which
// is to the end of the step, modules that wait for a check take part in it. There is none while a module holds an encounter.
func (s *stay) hostTurn() {
	s.hostWake, s.turn, s.guest, s.rethink = never, host, nil, false
	if s.lock != free {
		return // letting go of the lock makes the host think again
	}
	if class := s.seek(); class != "" {
		s.beginCheck(class)
	} else if s.now-s.checked >= s.interval(s.now) {
		s.checked = s.now
		s.beginCheck("wellness")
	}
	if !s.rules.Strict {
		s.planHost(max(s.nextCheck(), s.step+1))
	}
}

func (s *stay) beginCheck(class string) {
	e := s.write(Encounter, s.now)
	s.entries[e].Detail = &Detail{Class: class}
	s.lock, s.open, s.renewed = host, e, false
	s.dirty(checkKey)
}

// endCheck ends what the host began in this step.
func (s *stay) endCheck() {
	if s.lock != host {
		return
	}
	s.turn, s.guest = bottom, nil
	for i := range s.guests {
		g := &s.guests[i]
		if g.joined == hasJoined {
			g.joined, g.within = mayJoin, ""
		}
	}
	s.endEncounter(s.now)
}

// seek is the class of contact that the person seeks because of symptoms; empty if none. It is thought of once after each change.
func (s *stay) seek() string {
	if !s.ailing {
		return ""
	}
	s.ailing = false
	sum, worst := 0.0, outside
	for i, a := range s.ailments {
		if a.addressed {
			continue
		}
		sum += a.severity
		if worst < 0 || a.severity > s.ailments[worst].severity {
			worst = i
		}
	}
	for _, way := range care().seeking {
		if sum <= way.above {
			continue
		}
		if r := draw.Key(s.seed, uint64(s.index), streamSeek, uint64(s.step)); !r.Chance(way.chance) {
			return ""
		}
		s.ailments[worst].addressed = true
		return way.class
	}
	return ""
}

// interval is the time between checks at t.
func (s *stay) interval(t int64) int64 {
	since, longest := t-s.born.UnixMilli(), int64(math.MaxInt64)
	if len(s.chronic) > 0 {
		longest = care().chronic
	}
	for _, b := range care().checks {
		if since <= b.to {
			return min(b.interval, longest)
		}
	}
	return longest
}

// nextCheck is the step of the next check, if nothing changes but age.
func (s *stay) nextCheck() int {
	longest, from := int64(math.MaxInt64), int64(0)
	if len(s.chronic) > 0 {
		longest = care().chronic
	}
	for _, b := range care().checks {
		if due := s.stepAt(max(s.checked+min(b.interval, longest), s.born.UnixMilli()+from, s.now+1)); s.born.UnixMilli()+int64(due)*week <= s.born.UnixMilli()+b.to || b.to == math.MaxInt64 {
			return due
		}
		from = b.to + 1
	}
	return never
}
