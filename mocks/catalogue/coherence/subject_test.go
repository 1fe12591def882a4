package coherence_test

import (
	"sandpiper/mocks/ods"
	"sandpiper/mocks/world"
	"sandpiper/synthetic/nhs"
)

// subject is one person of a round, with all that the rig knows of them.
type subject struct {
	index   int
	number  string
	base    basis // what the population says, of the last day that was asked about
	touched bool  // something about who they are was written; facts are then those of the day at
	at      int   // day up to which the facts are lived
	held    facts // once touched
	born    bool  // of the population, so that life goes on
	there   bool  // has been born by now

	merged  *subject // whose record theirs was merged into
	invalid bool
	former  []string // numbers that lead to them besides their own

	entries  []*written // what the rig has put into their record
	last     look       // the newest call about them
	practice string     // another organisation that has a legitimate relationship with them
	subject  string     // sub at NHS login, which stays the same
	metadata string     // what the application keeps about them at NHS login
	citizen  *session   // their tokens, while they are good
	login    *session
	spent    string // the refresh token that was used last
}

// look is a call about somebody, as their own log must have it.
type look struct {
	app, service, user string
	known              bool
}

// written is an entry that the rig has written, of a type.
type written struct {
	kind, id, text string
	version        int
	gone           bool
	secret         bool // confidential: for its authors only
}

// now is the facts as they must be at this moment.
func (r *round) now(s *subject) facts {
	today := r.day()
	if !s.touched {
		return r.base(s, today)
	}
	if s.born && s.at < today {
		s.held = s.held.lived(r.base(s, s.at), r.base(s, today))
		s.at = today
	}
	return s.held
}

// basis is what the population says of somebody on a day.
type basis struct {
	day   int
	known bool
	facts facts
}

// base is what the population says of somebody on a day.
func (r *round) base(s *subject, day int) facts {
	if !s.base.known || s.base.day != day {
		p, q, v := r.rig.root.Base(s.index, day)
		s.base = basis{day, true, r.known(factsOf(&p, q, v.N))}
	}
	return s.base.facts
}

// known is what the population says, less a pharmacy next to the practice that had not opened by the population's own day.
func (r *round) known(f facts) facts {
	if _, known := r.rig.directory.Find(f.pharmacy, ods.DayOf(r.rig.asOf)); !known {
		f.pharmacy = ""
	}
	return f
}

// write changes the facts, as a new version.
func (r *round) write(s *subject, change func(*facts)) {
	f := r.now(s)
	change(&f)
	f.version++
	s.touched, s.at, s.held = true, r.day(), f
}

// exists reports whether somebody has been born by now.
func (r *round) exists(s *subject) bool {
	s.there = s.there || !s.born || r.rig.population.At(r.clock().Now()).Exists(s.index)
	return s.there
}

// holder is who a number of the subject leads to, and how: the end of the chain of mergers.
func (r *round) holder(s *subject) (*subject, world.Holding) {
	how := world.Current
	for range 100 {
		switch {
		case !r.exists(s):
			return s, world.Unissued
		case s.invalid:
			return s, world.Invalidated
		case s.merged == nil:
			return s, how
		}
		s, how = s.merged, world.Superseded
	}
	panic("the rig has merged records into a ring")
}

// current reports whether a subject's own record is in use.
func (r *round) current(s *subject) bool {
	_, how := r.holder(s)
	return how == world.Current
}

// alive reports whether somebody's record is in use and they live.
func (r *round) alive(s *subject) bool { return r.current(s) && r.now(s).died == "" }

// open is alive, of somebody whom everybody may change.
func (r *round) open(s *subject) bool { return r.alive(s) && !r.now(s).hidden() }

func number(text string) nhs.Number {
	n, err := nhs.ParseNumber(text)
	if err != nil {
		panic(err)
	}
	return n
}
