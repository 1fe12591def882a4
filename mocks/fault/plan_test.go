package fault_test

import (
	"fmt"
	"math"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"sandpiper/mocks/fault"
)

func call(actor string) fault.Occasion {
	return fault.Occasion{Actor: actor, Service: "records", Operation: "read", Method: "GET", ResourceType: "AllergyIntolerance", Path: "/records/FHIR/R4/AllergyIntolerance/1", At: nine}
}

// strikes makes calls of several actors, spread over goroutines, and fires all that strikes.
func strikes(seed uint64, workers int) *fault.Plan {
	p := fault.NewPlan(seed, []fault.Rule{
		{ID: "some", On: fault.On{Share: 0.3}, Do: fault.Reset{}},
		{ID: "window", On: fault.On{First: 5, Last: 9}, Do: fault.Status{Code: 503}},
		{ID: "half", On: fault.On{Service: "records", Share: 0.5, First: 100}, Do: fault.Stale{Back: 1}, Hazard: "H"},
	})
	const calls = 400
	work := make(chan int, calls*3)
	for n := range calls * 3 {
		work <- n
	}
	close(work)
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for n := range work {
				for _, h := range p.Strike(call(fmt.Sprint("app", n%3))) {
					h.Fire()
				}
			}
		})
	}
	wg.Wait()
	return p
}

func TestSameStrikesUnderAnyConcurrency(t *testing.T) {
	one := strikes(7, 1)
	for range 5 {
		assert.Equal(t, one.Fired(), strikes(7, 8).Fired())
	}
	assert.NotEqual(t, one.Fired(), strikes(8, 1).Fired(), "another seed strikes elsewhere")
	count := map[string]int{}
	for _, f := range one.Fired() {
		count[f.Rule]++
	}
	assert.Equal(t, 15, count["window"], "calls 5 to 9 of each of three actors")
	sd := math.Sqrt(1200 * 0.3 * 0.7)
	assert.InDelta(t, 1200*0.3, count["some"], 4*sd)
	assert.InDelta(t, 903*0.5, count["half"], 4*math.Sqrt(903*0.25))
}

func TestFiredIsInTheOrderOfActorsAndTheirCalls(t *testing.T) {
	p := fault.NewPlan(1, []fault.Rule{{ID: "b", Do: fault.Reset{}}, {ID: "a", Do: fault.Reset{}}})
	second := p.Strike(call("z"))
	first := p.Strike(call("y"))
	third := p.Strike(call("z"))
	for _, hits := range [][]fault.Hit{third, second, first} {
		hits[1].Fire()
		hits[0].Fire()
	}
	var got []string
	for _, f := range p.Fired() {
		got = append(got, fmt.Sprint(f.Actor, f.Nth, f.Rule))
	}
	assert.Equal(t, []string{"y1b", "y1a", "z1b", "z1a", "z2b", "z2a"}, got)
}

func TestRulesMatchWhatTheySay(t *testing.T) {
	for _, c := range []struct {
		on   fault.On
		want bool
	}{
		{fault.On{}, true},
		{fault.On{Service: "records", Operation: "read", Method: "GET", ResourceType: "Allerg*", Path: "/records/*/*/*/*"}, true},
		{fault.On{Service: "pds"}, false},
		{fault.On{Service: "rec"}, false},
		{fault.On{Operation: "search"}, false},
		{fault.On{Method: "POST"}, false},
		{fault.On{ResourceType: "Condition"}, false},
		{fault.On{Path: "/records/*"}, false},
		{fault.On{Path: "["}, false},
		{fault.On{First: 2}, false},
	} {
		p := fault.NewPlan(1, []fault.Rule{{ID: "r", On: c.on, Do: fault.Reset{}}})
		assert.Equal(t, c.want, len(p.Strike(call("a"))) == 1, "%+v", c.on)
	}
}

func TestARuleOnAServiceIsOnItsParts(t *testing.T) {
	for service, want := range map[string]bool{"ods": true, "ods-fhir": true, "odsx": false, "od": false} {
		on := fault.On{Service: "ods"}
		assert.Equal(t, want, on.Matches(&fault.Occasion{Service: service}), service)
	}
}

func TestRulesHoldBetweenTheirTimesAndCountOnlyThere(t *testing.T) {
	p := fault.NewPlan(1, []fault.Rule{{ID: "r", On: fault.On{First: 1, Last: 1}, Do: fault.Reset{}, From: nine, Until: nine.Add(time.Minute)}})
	at := func(d time.Duration) int {
		o := call("a")
		o.At = nine.Add(d)
		return len(p.Strike(o))
	}
	assert.Equal(t, 0, at(-time.Second))
	assert.Equal(t, 1, at(0), "the first call while it holds")
	assert.Equal(t, 0, at(time.Second))
	assert.Equal(t, 0, at(time.Minute))
}

func TestRulesCanBeAddedAndLifted(t *testing.T) {
	var none *fault.Plan
	assert.Empty(t, none.Strike(call("a")))
	assert.Empty(t, none.Fired())
	p := fault.NewPlan(1, nil)
	assert.Empty(t, p.Strike(call("a")))
	p.Add(fault.Rule{ID: "r", Do: fault.Reset{}}, fault.Rule{ID: "s", Do: fault.Reset{}})
	assert.Len(t, p.Strike(call("a")), 2)
	assert.Equal(t, 1, p.Lift("r"))
	assert.Len(t, p.Strike(call("a")), 1)
	assert.Equal(t, "s", p.Strike(call("a"))[0].Rule.ID)
	p.Add(fault.Rule{ID: "r", Do: fault.Reset{}})
	assert.Len(t, p.Strike(call("a")), 2)
	assert.Equal(t, 0, p.Lift("none"))
}

func BenchmarkStrike(b *testing.B) {
	p := fault.NewPlan(1, []fault.Rule{{ID: "r", On: fault.On{Service: "records", Share: 0.01}, Do: fault.Reset{}}})
	o := call("a")
	b.ReportAllocs()
	for b.Loop() {
		p.Strike(o)
	}
}
