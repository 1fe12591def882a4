package mocks_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/fault"
	"sandpiper/mocks/world"
	"sandpiper/synthetic/chart"
)

// plan has the realm's faults be these rules.
func (b *bench) plan(rules ...fault.Rule) *fault.Plan {
	b.realm.Faults = fault.NewPlan(1, rules)
	return b.realm.Faults
}

// atClinic is every call of the service under test.
var atClinic = fault.On{Service: "clinic"}

func TestDelayIsRealTimeAndTheCallGoesOn(t *testing.T) {
	b := newBench(t, nil)
	p := b.plan(
		fault.Rule{ID: "slow", On: fault.On{Service: "clinic", ResourceType: "Patient"}, Do: fault.Delay{For: 250 * time.Millisecond}},
		fault.Rule{ID: "down", On: fault.On{Service: "clinic", First: 2, Last: 2}, Do: fault.Status{Code: 503}},
	)
	response, _ := b.get(clinicBase + "/Patient/3")
	assert.Equal(t, 200, response.StatusCode)
	assert.Equal(t, []time.Duration{250 * time.Millisecond}, b.slept)
	response, _ = b.get(clinicBase + "/Patient/3")
	assert.Equal(t, 503, response.StatusCode, "late, and then refused")
	assert.Equal(t, []string{"slow", "down"}, b.last().Faults)
	assert.Len(t, p.Fired(), 3)
}

func TestDelayEndsWithTheCaller(t *testing.T) {
	done := make(chan error, 1)
	b := newBench(t, func(s *mocks.Setup) {
		s.Sleep = func(ctx context.Context, _ time.Duration) error {
			<-ctx.Done()
			done <- ctx.Err()
			return ctx.Err()
		}
	})
	b.plan(fault.Rule{ID: "slow", On: atClinic, Do: fault.Delay{For: 10 * time.Minute}})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	err := b.send(ctx, clinicBase+"/Patient/3")
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.ErrorIs(t, <-done, context.Canceled)
	require.Eventually(t, func() bool {
		b.mu.Lock()
		defer b.mu.Unlock()
		return len(b.seen) == 1 && b.seen[0].Outcome == mocks.Abandoned && b.seen[0].Status == 0
	}, 5*time.Second, time.Millisecond)
}

func TestDelayWithoutASleepOfOnesOwn(t *testing.T) {
	b := newBench(t, func(s *mocks.Setup) { s.Sleep = nil })
	b.plan(fault.Rule{ID: "slow", On: atClinic, Do: fault.Delay{For: 30 * time.Millisecond}})
	began := time.Now()
	response, _ := b.get(clinicBase + "/Patient/3")
	assert.Equal(t, 200, response.StatusCode)
	assert.GreaterOrEqual(t, time.Since(began), 30*time.Millisecond)
}

func TestStaleShowsWhatWasAndFiresOnlyThen(t *testing.T) {
	b := newBench(t, nil)
	p := b.plan(fault.Rule{ID: "old", On: atClinic, Do: fault.Stale{Back: 1}})
	_, first := b.get(clinicBase + "/Patient/3")
	assert.Empty(t, p.Fired(), "there is only one version")
	assert.Empty(t, b.last().Faults)
	b.realm.World.Amend(3, func(q *world.Person) { q.Phone = "07700 900000" })
	response, second := b.get(clinicBase + "/Patient/3")
	assert.Equal(t, first, second)
	assert.Equal(t, `W/"1"`, response.Header.Get("ETag"))
	require.Len(t, p.Fired(), 1)
	assert.Equal(t, 2, p.Fired()[0].Nth)
	assert.Equal(t, []string{"old"}, b.last().Faults)
	_, _ = b.get(clinicBase + "/Patient/4")
	assert.Len(t, p.Fired(), 1)
}

func TestMissingAllergiesFiresOnlyWhenOneWasWithheld(t *testing.T) {
	b := newBench(t, nil)
	b.realm.World.Graft(3, chart.Entry{ID: chart.ID{Kind: chart.Allergy}, Text: "penicillin"})
	for _, r := range b.realm.World.Chart(4) {
		if r.Entry.ID.Kind == chart.Allergy {
			_, err := b.realm.World.Remove(r.Entry.ID, 0)
			require.NoError(t, err)
		}
	}
	p := b.plan(fault.Rule{ID: "none", On: atClinic, Do: fault.MissingAllergies{}, Hazard: "HZ-1"})
	_, _ = b.get(clinicBase + "/Condition?patient=3")
	_, _ = b.get(clinicBase + "/Patient/3")
	_, _ = b.get(clinicBase + "/AllergyIntolerance?patient=4")
	assert.Empty(t, p.Fired(), "nothing was withheld")
	response, body := b.get(clinicBase + "/AllergyIntolerance?patient=3")
	assert.Equal(t, 200, response.StatusCode)
	assert.JSONEq(t, `{"entry":[]}`, body)
	require.Len(t, p.Fired(), 1)
	assert.Equal(t, "HZ-1", p.Fired()[0].Hazard)
	assert.Equal(t, 4, p.Fired()[0].Nth)
}

func TestWrongPatientIsOneOtherPersonOfTheSameSex(t *testing.T) {
	b := newBench(t, nil)
	_, honest := b.get(clinicBase + "/Patient/3")
	p := b.plan(fault.Rule{ID: "swap", On: atClinic, Do: fault.WrongPatient{}})
	_, first := b.get(clinicBase + "/Patient/3")
	_, second := b.get(clinicBase + "/Patient/3")
	assert.Equal(t, first, second, "always the same other")
	assert.NotEqual(t, honest, first)
	assert.Len(t, p.Fired(), 2)
	want, _ := b.realm.World.Person(3)
	assert.Contains(t, first, `"sex":"`+want.Sex.String()+`"`)
	assert.Equal(t, []int{3}, b.last().People, "whose data were asked for")
	response, _ := b.get(clinicBase + "/metadata")
	assert.Equal(t, 200, response.StatusCode)
	assert.Len(t, p.Fired(), 2, "nobody was shown")
}

func TestFaultsAreTheSameWithOneCallerAndWithEight(t *testing.T) {
	play := func(callers int) ([]fault.Firing, map[int]int) {
		b := newBench(t, nil)
		p := b.plan(
			fault.Rule{ID: "some", On: fault.On{Service: "clinic", ResourceType: "Patient", Share: 0.3}, Do: fault.Status{Code: 503}},
			fault.Rule{ID: "cut", On: fault.On{Service: "clinic", First: 10, Last: 19, Share: 0.5}, Do: fault.Truncate{Share: 0.5}},
			fault.Rule{ID: "gone", On: fault.On{Service: "clinic", First: 30, Last: 33}, Do: fault.Reset{}},
		)
		statuses := map[int]int{}
		var wg sync.WaitGroup
		work := make(chan int, 60)
		for n := range 60 {
			work <- n
		}
		close(work)
		for range callers {
			wg.Go(func() {
				for n := range work {
					_, _, _ = b.do("GET", fmt.Sprintf("%s/Patient/%d", clinicBase, n), "")
				}
			})
		}
		wg.Wait()
		for _, x := range b.seen {
			statuses[x.Status]++
		}
		return p.Fired(), statuses
	}
	fired, statuses := play(1)
	require.NotEmpty(t, fired)
	assert.Equal(t, 60, statuses[200]+statuses[503]+statuses[0])
	for range 2 {
		again, same := play(8)
		assert.Equal(t, fired, again)
		assert.Equal(t, statuses, same)
	}
}

func TestAnonymousCallersAreOneActor(t *testing.T) {
	b := newBench(t, nil)
	p := b.plan(fault.Rule{ID: "once", On: fault.On{Service: "clinic", First: 1, Last: 1}, Do: fault.Throttle{Why: fault.OverQuota}})
	response, _, err := b.do("GET", clinicBase+"/metadata", "", "Authorization", "")
	require.NoError(t, err)
	assert.Equal(t, 429, response.StatusCode)
	require.Len(t, p.Fired(), 1)
	assert.Equal(t, fault.Anonymous, p.Fired()[0].Actor)
}
