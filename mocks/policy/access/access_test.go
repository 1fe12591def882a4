package access_test

import (
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/policy"
	"sandpiper/mocks/policy/access"
	"sandpiper/mocks/world"
	"sandpiper/synthetic"
	"sandpiper/synthetic/chart"
)

var worldTime = time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)

func newCall(t *testing.T, user *mocks.User) *mocks.Call {
	t.Helper()
	population, err := synthetic.Open(synthetic.DefaultRecipe(10))
	require.NoError(t, err)
	w := world.New(population, worldTime)
	return &mocks.Call{Realm: &mocks.Realm{World: w}, View: w.View(), Token: &mocks.Token{User: user}}
}

func staff(organisation string) *mocks.User {
	return &mocks.User{Kind: mocks.Staff, Roles: []mocks.Role{{ID: "1", Code: "R8000", Organisation: organisation}}}
}

func TestWithoutAUserEverythingIsOpen(t *testing.T) {
	var none *access.Desk
	call, request := newCall(t, nil), httptest.NewRequest("GET", "/", nil)
	assert.Nil(t, none.Open(call, request))
	desk := new(access.Desk)
	app := desk.Open(call, request)
	require.NotNil(t, app)
	assert.False(t, app.Holds())
	d := app.Drawer(3, chart.Medicine)
	assert.Equal(t, policy.Allow, d.Outcome)
	assert.Equal(t, "app-in-scope", d.Rule)
	assert.True(t, app.Entry(&world.Record{Entry: chart.Entry{ID: chart.ID{Person: 3, Kind: chart.Medicine}, Confidential: true}}),
		"what an application sees the view decides")
	app.Note(3, policy.Medicines, d)
	app.Note(3, policy.Medicines, d)
	require.Len(t, call.Accesses, 1)
	assert.Equal(t, mocks.Access{Person: 3, Kind: "medicines", Act: "read", Purpose: "unattended", Outcome: "allow", Rule: "app-in-scope"}, call.Accesses[0])
	call.Token = nil
	open := desk.Open(call, request)
	assert.Nil(t, open)
	assert.Equal(t, policy.Allow, open.Person(3).Outcome)
	open.Writes()
	open.Note(3, policy.Demographics, d)
	assert.Len(t, call.Accesses, 1)
}

func TestATieEndsByTheWorldsClock(t *testing.T) {
	desk := new(access.Desk)
	call := newCall(t, staff("ZX9998"))
	desk.Tie(call.Realm, 3, "ZX9998", worldTime.Add(time.Hour))
	rule := func() string {
		return desk.Open(call, httptest.NewRequest("GET", "/", nil)).Drawer(3, chart.Problem).Rule
	}
	assert.Equal(t, "legitimate-relationship", rule())
	call.Realm.World.Clock().Advance(time.Hour)
	assert.Equal(t, policy.NoRule, rule())
}

func TestTheRemovedAreNobodysPatients(t *testing.T) {
	desk := new(access.Desk)
	call := newCall(t, nil)
	p, _ := call.Realm.World.Person(3)
	call.Token.User = staff(string(p.Practice))
	rule := func() string {
		return desk.Open(call, httptest.NewRequest("GET", "/", nil)).Drawer(3, chart.Problem).Rule
	}
	require.Equal(t, "own-practice", rule())
	_, err := call.Realm.World.By("").Register(3, 0, func(_ *world.Person, q *world.Particulars) error {
		q.Removal = world.Removal{Code: "EMB", From: worldTime}
		return nil
	})
	require.NoError(t, err)
	assert.Equal(t, policy.NoRule, rule())
}

// TestEveryDrawerHasAWord: a drawer that the policy does not know would stay closed without anybody noticing.
func TestEveryDrawerHasAWord(t *testing.T) {
	seen := map[policy.Kind]bool{}
	for k := chart.Problem; k <= chart.Report; k++ {
		kind := access.KindOf(k)
		assert.Contains(t, policy.Drawers(), kind)
		assert.False(t, seen[kind], kind)
		seen[kind] = true
	}
	assert.Len(t, seen, len(policy.Drawers()))
	assert.Equal(t, policy.Kind("unknown"), access.KindOf(chart.Report+1), "a new drawer wants a word of the policy")
}

// TestAPolicyOfOnesOwn is asked in place of the default.
func TestAPolicyOfOnesOwn(t *testing.T) {
	own, err := policy.Parse("own.yaml", []byte(`policy: closed
title: Nobody sees anything
rules:
  - {id: shut, then: deny, why: nothing is shown, source: assumed}
`))
	require.NoError(t, err)
	desk := &access.Desk{Policy: own}
	call := newCall(t, staff("ZX9998"))
	gate := desk.Open(call, httptest.NewRequest("GET", "/", nil))
	assert.Equal(t, "shut", gate.Person(3).Rule)
	entry := &world.Record{Entry: chart.Entry{ID: chart.ID{Person: 3, Kind: chart.Problem}}}
	assert.False(t, gate.Entry(entry))

	app := newCall(t, nil)
	assert.True(t, new(access.Desk).Open(app, httptest.NewRequest("GET", "/", nil)).Entry(entry), "the default lets applications do what their scopes say")
	gate = desk.Open(app, httptest.NewRequest("GET", "/", nil))
	assert.Equal(t, "shut", gate.Person(3).Rule, "an application by itself is held to the policy too")
	assert.Equal(t, policy.Deny, gate.Drawer(3, chart.Problem).Outcome)
	assert.False(t, gate.Entry(entry))
}

func TestWhatIsAskedOfAnApplicationAndOfANewcomer(t *testing.T) {
	p, err := policy.Parse("p.yaml", []byte(`
policy: own
title: Own
rules:
  - {id: apps, then: allow, actor: app, kind: demographics, act: read, up-to: ordinary, why: of a test, source: assumed}
  - {id: staff, then: allow, actor: staff, relationship: elsewhere, kind: demographics, act: write, up-to: ordinary, why: of a test, source: assumed}
`))
	require.NoError(t, err)
	desk := &access.Desk{Policy: p}
	call, request := newCall(t, nil), httptest.NewRequest("GET", "/", nil)
	_, err = call.Realm.World.By("").Register(3, 0, func(_ *world.Person, q *world.Particulars) error {
		q.Access = world.Restricted
		return nil
	})
	require.NoError(t, err)
	app := desk.Open(call, request)
	assert.Equal(t, "apps", app.Person(4).Rule)
	assert.Equal(t, policy.NoRule, app.Person(3).Rule)
	assert.Equal(t, "apps", app.Newcomer().Rule)
	call.Token.User = staff("ZX9998")
	worker := desk.Open(call, request)
	assert.Equal(t, policy.NoRule, worker.Newcomer().Rule)
	worker.Writes()
	assert.Equal(t, "staff", worker.Newcomer().Rule)
	call.Token.User = &mocks.User{Kind: mocks.Staff}
	assert.Equal(t, policy.NotUnderstood, desk.Open(call, request).Newcomer().Rule, "who has no role")
}
