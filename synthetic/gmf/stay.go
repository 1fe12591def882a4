package gmf

import (
	"fmt"
	"math"
	"slices"
	"time"

	"sandpiper/synthetic/draw"
)

// The decisions of this package. A constant is never given another meaning.
const (
	streamModule draw.Stream = 0x6f00 + iota // a module's own sequence; index is the person's, k the module's
	streamSigns                              // a vital sign that a module generates, drawn anew at each step
	streamSeek                               // whether somebody with symptoms sees a doctor
	streamHost                               // what hosts make up for lack of a figure
)

const (
	unset  = math.MinInt64
	never  = math.MaxInt
	week   = int64(7 * day) // a step of the framework
	host   = -1             // the order of the host, who comes before every module
	free   = -2             // of nobody
	bottom = math.MaxInt    // after every module

	maxDepth = 32      // of submodules
	maxIdle  = 10_000  // transitions at one moment
	maxMoves = 200_000 // transitions in one step
)

// stay is the time that the modules spend with one person, from birth. Its memory is used again for the next.
type stay struct {
	library *Library
	rules   Rules
	seed    uint64
	host    Host
	index   int
	born    time.Time
	gender  string
	race    string
	status  string

	step  int       // since birth
	now   int64     // time of the step
	known time.Time // up to when the host is asked: the step before, so that nothing depends on what comes after it
	turn  int       // order of who is being run
	guest *guest
	depth int // of the frame of the guest that is being run
	alarm alarm
	idle  int // transitions since time last went on
	moves int

	guests     []guest
	calendar   calendar
	waits      []wait
	entries    []Entry
	here       []here
	chronic    []int // entries
	attributes []Value
	signs      []*amount
	observed   map[int32]Value
	ailments   []ailment
	faults     []Fault
	dying      int64

	lock     int // order of who holds the encounter
	open     int // entry of the encounter that is going on
	renewed  bool
	checked  int64 // time of the last check
	ailing   bool  // symptoms have changed since the host last thought of them
	rethink  bool  // the next check may be at another time than planned
	hostWake int
}

// guest is one module in a person.
type guest struct {
	module  *module
	order   int
	frames  []frame // the module, and the submodules that it is in
	rand    draw.Rand
	pending []pending
	joined  joined
	within  string // name of the Encounter state that it is in
	wake    int    // the next step at which it is run, in the calendar
	seen    int    // sightings so far
	done    bool
}

// frame is where a guest is in a module or submodule.
type frame struct {
	module  *module
	at      int32
	entered bool
	exited  int64
	due     int64
	seen    []sighting
}

// sighting is when a watched state was last entered and left.
type sighting struct {
	name   int32
	exited int64
	order  int
}

func (f *frame) sighting(name int32) (sighting, bool) {
	for _, at := range f.seen {
		if at.name == name {
			return at, true
		}
	}
	return sighting{}, false
}

func (f *frame) see(at sighting) {
	for i := range f.seen {
		if f.seen[i].name == at.name {
			f.seen[i] = at
			return
		}
	}
	f.seen = append(f.seen, at)
}

// tick orders the sightings of a guest.
func (g *guest) tick() int {
	g.seen++
	return g.seen
}

// push enters a module at its beginning.
func (g *guest) push(m *module) {
	n := len(g.frames)
	g.frames = slices.Grow(g.frames, 1)[:n+1]
	f := &g.frames[n]
	*f = frame{module: m, exited: unset, due: unset, seen: f.seen[:0]}
	g.enter(f, m.start)
}

func (g *guest) pop() { g.frames = g.frames[:len(g.frames)-1] }

// enter goes to a state, which is not run yet.
func (g *guest) enter(f *frame, to int32) {
	f.at, f.entered, f.exited, f.due = to, false, unset, unset
	if w := f.module.states[to].watch; w >= 0 {
		f.see(sighting{name: w, exited: unset, order: g.tick()})
	}
}

// frame is where the guest that is being run is.
func (s *stay) frame() *frame { return &s.guest.frames[s.depth] }

// stateNow is the state that is being run.
func (s *stay) stateNow() *state {
	f := s.frame()
	return f.module.states[f.at]
}

// alive reports whether no death that a module has brought about was before t, if such deaths count.
func (s *stay) alive(t int64) bool { return !s.rules.Fatal || t < s.dying }

// process runs a module at t until a state makes it wait; true if it has come to its end. A state that was left in the past
// sends the module there: it runs on from that moment first, and then at t (population.md 2.2).
func (s *stay) process(t int64) (ended bool) {
	if !s.alive(t) {
		return true
	}
	if s.guest.joined == notAsked {
		s.guest.joined = mayJoin
	}
	for !s.guest.done && s.alive(t) {
		state := s.stateNow()
		s.frame().entered = true
		if !state.do.run(s, t) {
			break
		}
		f := s.frame()
		if f.exited == unset {
			f.exited = t
		}
		exited := f.exited
		if state.watch >= 0 {
			if at, ok := f.sighting(state.watch); ok {
				at.exited = exited
				f.see(at)
			}
		}
		s.guest.enter(f, state.next.next(s, t))
		if !s.moved(exited, t) {
			break
		}
		if exited < t && s.process(exited) {
			return true
		}
	}
	f := s.frame()
	_, terminal := f.module.states[f.at].do.(terminal)
	return terminal || s.guest.done
}

// moved counts transitions, and stops a module that goes round without ever waiting: the framework would hang.
func (s *stay) moved(exited, t int64) bool {
	s.idle++
	s.moves++
	if exited < t {
		s.idle = 0
	}
	if s.idle < maxIdle && s.moves < maxMoves {
		return true
	}
	s.fault(t, "goes round without waiting: %d transitions in one step; the module is stopped", s.moves)
	s.guest.done = true
	return false
}

// visit runs a guest at the current step, and plans when it is to be run next.
func (s *stay) visit(g *guest) {
	g.wake = never
	s.waits = slices.DeleteFunc(s.waits, func(w wait) bool { return w.guest == g.order })
	s.guest, s.turn, s.depth = g, g.order, 0
	s.idle, s.moves = 0, 0
	s.alarm.next, s.alarm.every, s.alarm.keys = math.MaxInt64, false, s.alarm.keys[:0]
	ended := s.process(s.now)
	s.guest = nil
	if g.done = g.done || ended; g.done || s.rules.Strict {
		return
	}
	if s.alarm.every {
		s.plan(g, s.step+1)
	} else if s.alarm.next < math.MaxInt64 {
		s.plan(g, max(s.stepAt(s.alarm.next), s.step+1))
	}
	for _, k := range s.alarm.keys {
		s.waits = append(s.waits, wait{k, g.order})
	}
}

// stepAt is the first step not before t.
func (s *stay) stepAt(t int64) int { return int((t - s.born.UnixMilli() + week - 1) / week) }

// fault notes what a module did wrong, once.
func (s *stay) fault(t int64, format string, args ...any) {
	f := Fault{Module: s.guest.module.path, State: s.stateNow().name, Says: fmt.Sprintf(format, args...), At: moment(t)}
	for _, other := range s.faults {
		if other.Module == f.Module && other.State == f.State && other.Says == f.Says {
			return
		}
	}
	s.faults = append(s.faults, f)
}

// age is completed years and months at t, by the calendar.
func (s *stay) age(t int64) (years, months int) {
	y, m, d := moment(t).Date()
	by, bm, bd := s.born.Date()
	if months = 12*(y-by) + int(m-bm); d < bd {
		months--
	}
	if months < 0 {
		return 0, 0
	}
	return months / 12, months
}

// birthday is when somebody completes some months; the first of the next month, if the month has no such day.
func (s *stay) birthday(months int) int64 {
	y, m, d := s.born.Date()
	at := time.Date(y, m+time.Month(months), d, 0, 0, 0, 0, time.UTC)
	if at.Day() != d {
		at = time.Date(at.Year(), at.Month(), 1, 0, 0, 0, 0, time.UTC)
	}
	return at.UnixMilli()
}
