package fault_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/fault"
)

var nine = time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)

func TestPrintedForm(t *testing.T) {
	for _, c := range []struct {
		rule fault.Rule
		want string
	}{
		{fault.Rule{ID: "down", On: fault.On{Service: "records"}, Do: fault.Status{Code: 503}}, "(fault down (on records) (do http-503))"},
		{fault.Rule{ID: "slow one", Do: fault.Delay{For: 250 * time.Millisecond}}, `(fault "slow one" (on any) (do delay 250ms))`},
		{
			fault.Rule{
				ID: "x", Hazard: "HZ-ALL-02", From: nine, Until: nine.Add(2 * time.Minute), Do: fault.Stale{Back: 2},
				On: fault.On{Service: "pds", Operation: "read", Method: "GET", ResourceType: "Pat*", Path: "/a b/*", First: 2, Last: 3, Share: 0.25},
			},
			`(fault x (on pds operation read method GET type Pat* path "/a b/*") (nth 2 3) (share 0.25) (from 2026-04-01T09:00:00Z)` +
				` (until 2026-04-01T09:02:00Z) (do stale 2) (hazard HZ-ALL-02))`,
		},
		{fault.Rule{ID: "q", On: fault.On{Service: "any"}, Do: fault.Reset{}}, `(fault q (on "any") (do reset))`},
	} {
		assert.Equal(t, c.want, c.rule.String())
	}
}

func TestEveryKindHasItsEffect(t *testing.T) {
	for _, name := range fault.Kinds() {
		do, err := fault.NewEffect(name)
		require.NoError(t, err)
		assert.Equal(t, name, do.Kind())
		assert.Equal(t, name, strings.Fields(do.String())[0])
		assert.NotEmpty(t, fault.About(name))
	}
	assert.Empty(t, fault.About("nothing"))
}

func TestArgumentsOfEffects(t *testing.T) {
	for _, c := range []struct {
		kind, arg string
		want      fault.Effect
	}{
		{"delay", "250ms", fault.Delay{For: 250 * time.Millisecond}},
		{"truncate", "0.25", fault.Truncate{Share: 0.25}},
		{"stale", "3", fault.Stale{Back: 3}},
		{"clock-skew", "-1h", fault.Skew{By: -time.Hour}},
	} {
		do, err := fault.NewEffect(c.kind, c.arg)
		require.NoError(t, err)
		assert.Equal(t, c.want, do)
		_, err = fault.NewEffect(c.kind, c.arg, c.arg)
		assert.ErrorContains(t, err, "takes one argument, found 2")
	}
	for _, c := range []struct{ kind, arg, want string }{
		{"http-5030", "", `did you mean "http-503"`},
		{"http-503", "now", "takes no argument"},
		{"delay", "-1s", "not a time such as 250ms"},
		{"stale", "many", "not a number of versions"},
		{"truncate", "1", "share of the body"},
		{"clock-skew", "0s", "not a time such as 10m"},
	} {
		_, err := fault.NewEffect(c.kind, c.arg)
		assert.ErrorContains(t, err, c.want)
	}
}

func TestRulesThatCannotBePlanned(t *testing.T) {
	for want, r := range map[string]fault.Rule{
		"needs an id":             {Do: fault.Reset{}},
		"it does nothing":         {ID: "x"},
		"not between 0 and 1":     {ID: "x", Do: fault.Reset{}, On: fault.On{Share: math.NaN()}},
		"no window":               {ID: "x", Do: fault.Reset{}, On: fault.On{First: 3, Last: 2}},
		"ends before it begins":   {ID: "x", Do: fault.Reset{}, From: nine, Until: nine.Add(-time.Hour)},
		"syntax error in pattern": {ID: "x", Do: fault.Reset{}, On: fault.On{Path: "["}},
	} {
		assert.ErrorContains(t, r.Check(), want)
	}
}

// FuzzFromSpec gives the words of a scenario any letters: what is made of them can be planned.
func FuzzFromSpec(f *testing.F) {
	for _, name := range fault.Kinds() {
		f.Add("gp-record/Patient", name, "")
	}
	f.Add("any", "delay", "1.5s")
	f.Add("PDS/[a", "stale", "2")
	f.Fuzz(func(t *testing.T, on, kind, arg string) {
		spec := fault.Spec{On: on, Kind: kind}
		if arg != "" {
			spec.Args = []string{arg}
		}
		r, err := fault.FromSpec(spec)
		if err != nil {
			return
		}
		require.NoError(t, r.Check())
		require.Equal(t, kind, r.Do.Kind())
		require.Contains(t, r.String(), "(do "+kind)
		p := fault.NewPlan(1, []fault.Rule{r})
		assert.LessOrEqual(t, len(p.Strike(call("a"))), 1)
	})
}

func TestFromSpec(t *testing.T) {
	r, err := fault.FromSpec(fault.Spec{On: "gp-record", Kind: "http-503", At: nine, For: 2 * time.Minute, Hazard: "HZ-ALL-02"})
	require.NoError(t, err)
	assert.Equal(t, fault.Rule{
		ID: "gp-record", On: fault.On{Service: "records"}, Do: fault.Status{Code: 503}, From: nine, Until: nine.Add(2 * time.Minute), Hazard: "HZ-ALL-02",
	}, r)
	r, err = fault.FromSpec(fault.Spec{ID: "a", On: "epr/AllergyIntolerance", Kind: "delay", Args: []string{"250ms"}, Nth: 2, Share: 1, Method: "get"})
	require.NoError(t, err)
	assert.Equal(t, fault.Rule{
		ID: "a", Do: fault.Delay{For: 250 * time.Millisecond},
		On: fault.On{Service: "records", ResourceType: "AllergyIntolerance", Method: "GET", First: 2, Last: 2},
	}, r)
	r, err = fault.FromSpec(fault.Spec{On: "any", Kind: "reset"})
	require.NoError(t, err)
	assert.Empty(t, r.On.Service)

	for _, c := range []struct {
		spec fault.Spec
		want string
	}{
		{fault.Spec{On: "gp-recrod", Kind: "reset"}, `did you mean "gp-record"`},
		{fault.Spec{On: "pds", Kind: "missing-allergy"}, `did you mean "missing-allergies"`},
		{fault.Spec{On: "pds", Kind: "reset", For: time.Minute}, "needs a time"},
		{fault.Spec{On: "pds", Kind: "reset", For: -1, At: nine}, "negative"},
		{fault.Spec{On: "pds", Kind: "reset", Nth: 1, First: 2}, "both given"},
		{fault.Spec{On: "pds", Kind: "reset", Share: 1.5}, "not between 0 and 1"},
		{fault.Spec{On: "pds/[", Kind: "reset"}, "pattern"},
		{fault.Spec{On: strings.Repeat("x", 1<<16), Kind: "reset"}, "unknown service"},
	} {
		_, err := fault.FromSpec(c.spec)
		assert.ErrorContains(t, err, c.want)
	}
}
