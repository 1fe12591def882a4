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

// plan has the realm's faults be rules in their printed form.
func (b *bench) plan(rules ...string) *fault.Plan {
	b.Helper()
	var all []fault.Rule
	for _, s := range rules {
		r, err := fault.ParseRule(s)
		require.NoError(b, err)
		all = append(all, r)
	}
	b.realm.Faults = fault.NewPlan(1, all)
	return b.realm.Faults
}

func TestDelayIsRealTimeAndTheCallGoesOn(t *testing.T) {
	b := newBench(t, nil)
	p := b.plan("(fault slow (on clinic type Patient) (do delay 250ms))", "(fault down (on clinic) (nth 2 2) (do http-503))")
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
	b.plan("(fault slow (on clinic) (do delay 10m))")
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
	b.plan("(fault slow (on clinic) (do delay 30ms))")
	began := time.Now()
	response, _ := b.get(clinicBase + "/Patient/3")
	assert.Equal(t, 200, response.StatusCode)
	assert.GreaterOrEqual(t, time.Since(began), 30*time.Millisecond)
}

func TestStaleShowsWhatWasAndFiresOnlyThen(t *testing.T) {
	b := newBench(t, nil)
	p := b.plan("(fault old (on clinic) (do stale 1))")
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
	p := b.plan("(fault none (on clinic) (do missing-allergies) (hazard HZ-1))")
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
	p := b.plan("(fault swap (on clinic) (do wrong-patient))")
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
		p := b.plan("(fault some (on clinic type Patient) (share 0.3) (do http-503))", "(fault cut (on clinic) (nth 10 19) (share 0.5) (do truncate))",
			"(fault gone (on clinic) (nth 30 33) (do reset))")
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
	p := b.plan("(fault once (on clinic) (nth 1 1) (do http-429))")
	response, _, err := b.do("GET", clinicBase+"/metadata", "", "Authorization", "")
	require.NoError(t, err)
	assert.Equal(t, 429, response.StatusCode)
	require.Len(t, p.Fired(), 1)
	assert.Equal(t, fault.Anonymous, p.Fired()[0].Actor)
}
