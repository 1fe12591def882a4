package coherence_test

import (
	"errors"
	"fmt"
	"hash"
	"math/rand/v2"
	"runtime/debug"
	"time"

	"sandpiper/mocks"
	"sandpiper/mocks/fault"
	"sandpiper/mocks/front"
	"sandpiper/mocks/world"
	"sandpiper/synthetic/clock"
	"sandpiper/synthetic/draw"
)

// streamRound is what is drawn in a round; the index is its number, and k the pair's.
const streamRound draw.Stream = 0xfe10

// sort is what a writer writes about and a reader reads about; bits add up.
type sort uint8

const (
	aPerson   sort = 1 << iota
	aPlace         // an organisation
	aWorker        // a member of staff
	anApp          // an application
	aRegister      // a key of a register
	anything  = aPerson | aPlace | aWorker | anApp | aRegister
)

// writer is a way in which something can change. do makes one change, and tells the model; it leaves in the round's target what it has written about.
type writer struct {
	name  string
	about sort
	do    func(*round) error
}

// reader is a place where it can be seen. do looks there for the round's target and says what contradicts the model.
type reader struct {
	name string
	of   sort
	do   func(*round) error
}

// combination is one writer and one reader by their places.
type combination struct{ writer, reader int }

// combinations are all that make sense: the reader could show what the writer writes about.
func combinations(writers []writer, readers []reader) (out []combination) {
	for i, w := range writers {
		for k, r := range readers {
			if w.about&r.of != 0 {
				out = append(out, combination{i, k})
			}
		}
	}
	return out
}

// errNobody is what a writer or reader fails with for whom there is nobody left in the population: no pair is made.
var errNobody = errors.New("nobody fits")

// target is what the last write was about.
type target struct {
	person   *subject
	place    string // ODS code
	staff    *staff
	app      *application
	register *keyed
}

// round is one realm with its people and the model of it.
type round struct {
	rig       *rig
	n         int
	draw      *rand.Rand
	estate    *mocks.Estate
	realm     *mocks.Realm
	close     func()
	cast      []*subject
	byNumber  map[string]*subject
	target    target
	app       session            // of the application by itself
	workers   map[string]*worker // signed in, by SDS user id
	staff     []*staff
	duty      *staff // who is at work at the moment
	apps      []*application
	desk      *front.Desk // where applications are registered while the estate runs
	keys      []*keyed
	appended  map[string]int // entries of registers that the rig has made
	serial    int
	newcomers int
	other     *elsewhere
	trace     hash.Hash // of every answer; nil for none
}

// inRound is how many pairs a round has: few enough that its people do not become a crowd.
const inRound = 200

// parts is how many rounds it takes to try every combination once.
func (r *rig) parts() int { return (len(r.combos) + inRound - 1) / inRound }

// part is the combinations of a round: so many rounds in a row share one order of all.
func (r *rig) part(n int) []int {
	whole, k := n/r.parts(), n%r.parts()
	seeded := draw.Key(r.population.Recipe().Seed, uint64(whole), streamRound, 1)
	order := rand.New(rand.NewPCG(seeded.Uint64(), seeded.Uint64())).Perm(len(r.combos))
	return order[k*inRound : min(len(order), (k+1)*inRound)]
}

// play plays a round and counts each combination that was tried. It stops at the first contradiction.
func (r *rig) play(estate *mocks.Estate, n int, hits []int) (played int, err error) {
	return r.traced(estate, n, hits, nil, nil)
}

// traced is play under a plan of faults, and writes every answer to a digest; nil for none.
func (r *rig) traced(estate *mocks.Estate, n int, hits []int, faults *fault.Plan, trace hash.Hash) (played int, err error) {
	seeded := draw.Key(r.population.Recipe().Seed, uint64(n), streamRound, 0)
	in := &round{rig: r, n: n, draw: rand.New(rand.NewPCG(seeded.Uint64(), seeded.Uint64())), estate: estate, byNumber: map[string]*subject{},
		workers: map[string]*worker{}, appended: map[string]int{}, trace: trace}
	in.realm = &mocks.Realm{Name: fmt.Sprintf("round-%d", n), World: r.root.Branch(r.asOf.Add(9 * time.Hour)), Faults: faults}
	_, in.close = estate.Open(in.realm)
	in.desk = in.newDesk()
	defer in.leave()
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("round %d, pair %d: about %s: panic: %v\n%s", n, played, in.target, v, debug.Stack())
		}
	}()
	in.gather()
	in.hire()
	for _, at := range r.part(n) {
		c := r.combos[at]
		switch err := in.pair(&r.writers[c.writer], &r.readers[c.reader]); {
		case errors.Is(err, errNobody):
			continue
		case err != nil:
			return played, fmt.Errorf("round %d, pair %d: %w\nplay it again with SANDPIPER_ROUND=%d", n, played, err, n)
		}
		hits[at]++
		played++
	}
	return played, nil
}

// pair writes and reads.
func (r *round) pair(w *writer, q *reader) error {
	r.target = target{}
	if err := w.do(r); err != nil {
		return fmt.Errorf("write through %s, about %s: %w", w.name, r.target, err)
	}
	if err := q.do(r); err != nil {
		return fmt.Errorf("write through %s, read through %s, about %s at %s: %w", w.name, q.name, r.target, r.clock().Now().Format(time.RFC3339), err)
	}
	return nil
}

func (t target) String() string {
	switch {
	case t.person != nil:
		return fmt.Sprintf("person %d (%s)", t.person.index, t.person.number)
	case t.staff != nil:
		return "staff " + t.staff.user
	case t.app != nil:
		return "application " + t.app.id
	case t.register != nil:
		return "register " + t.register.register + "/" + t.register.key
	}
	return "organisation " + t.place
}

// leave closes the realm and takes the round's applications from the estate.
func (r *round) leave() {
	if r.other != nil {
		r.other.close()
	}
	r.close()
	for _, app := range r.apps {
		r.estate.Dismiss(app.id)
	}
}

func (r *round) clock() *clock.Virtual { return r.realm.World.Clock() }

// day is the world's day, counted from the population's own.
func (r *round) day() int { return int(r.clock().Now().Sub(r.rig.asOf) / (24 * time.Hour)) }

// pen writes as a scenario does.
func (r *round) pen() world.Pen { return r.realm.World.By("story") }

// next is a number that the round has not used.
func (r *round) next() int {
	r.serial++
	return r.serial
}
