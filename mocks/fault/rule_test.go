package fault_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

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
		back, err := fault.ParseRule(c.want)
		require.NoError(t, err)
		assert.Equal(t, c.rule, back)
	}
}

func TestEveryKindPrintsAndParses(t *testing.T) {
	for _, name := range fault.Kinds() {
		do, err := fault.NewEffect(name)
		require.NoError(t, err)
		assert.Equal(t, name, do.Kind())
		assert.NotEmpty(t, fault.About(name))
		rule := fault.Rule{ID: name, On: fault.On{Service: "pds"}, Do: do}
		back, err := fault.ParseRule(rule.String())
		require.NoError(t, err, rule.String())
		assert.Equal(t, rule, back)
	}
	assert.Empty(t, fault.About("nothing"))
}

func TestParseErrorsSayWhereAndWhatIsNearest(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", "ends before its last bracket"},
		{"fault", "not a list"},
		{"(fault", "ends before its last bracket"},
		{"(fault x (do http-503)) y", `"y" after the end`},
		{"(fault x)", "it does nothing"},
		{"(fault x (do http-5030))", `did you mean "http-503"`},
		{"(fault x (du http-503))", `did you mean "do"`},
		{"(fault x (do http-503 now))", "takes no argument"},
		{"(fault x (do delay -1s))", "not a time such as 250ms"},
		{"(fault x (do stale many))", "not a number of versions"},
		{"(fault x (do truncate 1))", "share of the body"},
		{"(fault x (do))", "no effect named"},
		{"(fault x (do reset) (do reset))", "a second (do"},
		{"(fault x (do reset) (share 2))", "not between 0 and 1"},
		{"(fault x (do reset) (share NaN))", "not between 0 and 1"},
		{"(fault x (do reset) (nth 3 2))", "no window"},
		{"(fault x (do reset) (nth 3))", "1 words where 2"},
		{"(fault x (do reset) (from yesterday))", "not a time"},
		{"(fault x (do reset) (from 2026-04-02T00:00:00Z) (until 2026-04-01T00:00:00Z))", "ends before it begins"},
		{"(fault x (on pds tpye Patient) (do reset))", `did you mean "type"`},
		{"(fault x (on pds type) (do reset))", "pairs"},
		{"(fault x (on pds path [) (do reset))", "syntax error in pattern"},
		{`(fault "x (do reset))`, "does not end"},
		{"(fault x ((((((((((a", "deep"},
	} {
		_, err := fault.ParseRule(c.in)
		assert.ErrorContains(t, err, c.want, c.in)
	}
}

func TestRoundTripOfAnyRule(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.OneOf(rapid.StringMatching(`[a-z/*-]{0,8}`), rapid.StringN(0, 6, 20))
		id := text.Filter(func(s string) bool { return s != "" }).Draw(rt, "id")
		do, err := fault.NewEffect(rapid.SampledFrom(fault.Kinds()).Draw(rt, "kind"))
		require.NoError(rt, err)
		r := fault.Rule{ID: id, Do: do, Hazard: text.Draw(rt, "hazard"), On: fault.On{
			Service: text.Draw(rt, "service"), Operation: text.Draw(rt, "operation"), Method: text.Draw(rt, "method"),
			Share: rapid.Float64Range(0, 0.999999).Draw(rt, "share"), First: rapid.IntRange(0, 5).Draw(rt, "first"),
		}}
		if rapid.Bool().Draw(rt, "windowed") {
			r.On.Last = r.On.First + 1
			r.From = nine.Add(time.Duration(rapid.Int64Range(0, 1e15).Draw(rt, "from")))
		}
		back, err := fault.ParseRule(r.String())
		require.NoError(rt, err, r.String())
		require.Equal(rt, r, back, r.String())
	})
}

func FuzzParseRule(f *testing.F) {
	for _, name := range fault.Kinds() {
		f.Add("(fault x (on pds type Patient) (do " + name + "))")
	}
	f.Add(`(fault "a b" (on any method GET path "/x/*") (nth 1 2) (share 0.5) (from 2026-04-01T09:00:00.5+01:00) (do delay 1.5s) (hazard H))`)
	f.Fuzz(func(t *testing.T, s string) {
		r, err := fault.ParseRule(s)
		if err != nil {
			return
		}
		again, err := fault.ParseRule(r.String())
		require.NoError(t, err, r.String())
		require.Equal(t, r, again)
		require.Equal(t, r.String(), again.String())
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
