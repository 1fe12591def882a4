package fault

import (
	"cmp"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"sandpiper/synthetic/draw"
)

// Plan is the faults of one run: its rules, the calls that each actor has made so far, and what has fired. It is safe for many
// goroutines. A nil Plan has no rules.
type Plan struct {
	seed  uint64
	rules atomic.Pointer[[]*planned]

	mu    sync.Mutex
	fired []Firing
}

// planned is a rule in a plan with its count of matching calls, by actor.
type planned struct {
	Rule
	slot  int // place in the plan, the last word in ordering
	key   uint64
	mu    sync.Mutex
	calls map[string]int
}

// Hit is a rule that strikes one call. It becomes a Firing when the estate has seen it change something.
type Hit struct {
	Rule     *Rule
	Nth      int // of the actor's calls that the rule matched, from 1
	Occasion Occasion
	plan     *Plan
	slot     int
	key      uint64
}

// Firing is the proof that a fault happened: a rule struck a call and changed what the product got.
type Firing struct {
	Rule      string    `json:"rule"`
	Kind      string    `json:"kind"`
	Hazard    string    `json:"hazard,omitempty"`
	Actor     string    `json:"actor"`
	Nth       int       `json:"nth"`
	Service   string    `json:"service"`
	Operation string    `json:"operation"`
	At        time.Time `json:"at"` // virtual
	slot      int
}

// NewPlan plans rules under a seed. Rules should have passed Check; one without an effect never strikes.
func NewPlan(seed uint64, rules []Rule) *Plan {
	p := &Plan{seed: seed}
	p.Add(rules...)
	return p
}

// Add plans more rules, from now on. Their counts of calls begin now.
func (p *Plan) Add(rules ...Rule) {
	p.mu.Lock()
	defer p.mu.Unlock()
	old := p.all()
	next := slices.Clip(old)
	for _, r := range rules {
		slot := 0
		if len(next) > 0 {
			slot = next[len(next)-1].slot + 1
		}
		next = append(next, &planned{Rule: r, slot: slot, key: hash(p.seed, r.ID, ""), calls: make(map[string]int)})
	}
	p.rules.Store(&next)
}

// Lift takes the rules with an id out of the plan, and says how many there were. What they did stays in Fired.
func (p *Plan) Lift(id string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	old := p.all()
	next := slices.DeleteFunc(slices.Clone(old), func(r *planned) bool { return r.ID == id })
	p.rules.Store(&next)
	return len(old) - len(next)
}

// all is the planned rules; the slice is never written to.
func (p *Plan) all() []*planned {
	if p == nil {
		return nil
	}
	if rules := p.rules.Load(); rules != nil {
		return *rules
	}
	return nil
}

// Strike counts a call and gives the rules that strike it, in the order of the plan. A call counts for a rule when the rule matches
// it and is in force at its time.
func (p *Plan) Strike(o Occasion) []Hit {
	var hits []Hit
	for _, r := range p.all() {
		if r.Do == nil || !r.inForce(o.At) || !r.On.Matches(&o) {
			continue
		}
		r.mu.Lock()
		r.calls[o.Actor]++
		nth := r.calls[o.Actor]
		r.mu.Unlock()
		if r.strikes(p.seed, o.Actor, nth) {
			hits = append(hits, Hit{Rule: &r.Rule, Nth: nth, Occasion: o, plan: p, slot: r.slot, key: r.key})
		}
	}
	return hits
}

// inForce reports whether a rule holds at a virtual time.
func (r *planned) inForce(t time.Time) bool {
	return (r.From.IsZero() || !t.Before(r.From)) && (r.Until.IsZero() || t.Before(r.Until))
}

// strikes decides about the nth matching call of an actor, from nothing but its arguments.
func (r *planned) strikes(seed uint64, actor string, nth int) bool {
	if nth < r.On.First || (r.On.Last > 0 && nth > r.On.Last) {
		return false
	}
	if r.On.Share == 0 {
		return true
	}
	return float64(draw.Mix(hash(seed, r.ID, actor)+uint64(nth))>>11)*0x1p-53 < r.On.Share
}

// Key is a hash of the plan's seed and the rule, for effects that choose.
func (h *Hit) Key() uint64 { return h.key }

// Fire records that a hit changed what the product got.
func (h *Hit) Fire() {
	h.plan.mu.Lock()
	defer h.plan.mu.Unlock()
	h.plan.fired = append(h.plan.fired, Firing{
		Rule: h.Rule.ID, Kind: h.Rule.Do.Kind(), Hazard: h.Rule.Hazard, Actor: h.Occasion.Actor, Nth: h.Nth,
		Service: h.Occasion.Service, Operation: h.Occasion.Operation, At: h.Occasion.At, slot: h.slot,
	})
}

// Fired lists what has fired so far, ordered by actor, by the actor's count of calls and by the place of the rule in the plan: not by who was
// quicker.
func (p *Plan) Fired() []Firing {
	if p == nil {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	out := slices.Clone(p.fired)
	slices.SortFunc(out, func(a, b Firing) int {
		return cmp.Or(cmp.Compare(a.Actor, b.Actor), cmp.Compare(a.Nth, b.Nth), cmp.Compare(a.slot, b.slot))
	})
	return out
}

// hash mixes a seed and two names (FNV-1a over the bytes, then a finisher that spreads every bit).
func hash(seed uint64, a, b string) uint64 {
	h := uint64(14695981039346656037)
	for i := range 8 {
		h = (h ^ (seed >> (8 * i) & 0xff)) * 1099511628211
	}
	for i := range len(a) {
		h = (h ^ uint64(a[i])) * 1099511628211
	}
	h = (h ^ 0x1ff) * 1099511628211
	for i := range len(b) {
		h = (h ^ uint64(b[i])) * 1099511628211
	}
	return draw.Mix(h)
}
