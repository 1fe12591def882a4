package expr_test

import (
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/scenarios/expr"
)

// answer is what a CDS Hooks service said, decoded as a harness decodes it.
const answer = `{"status": 200, "cards": [
 {"indicator": "critical", "summary": "Penicillin ALLERGY recorded", "source": {"label": "x"},
  "suggestions": [{"label": "Use doxycycline", "actions": [{"type": "create", "description": "", "resource":
   {"resourceType": "MedicationRequest", "medicationCodeableConcept": {"text": "Doxycycline 100mg capsules"}}}]}]},
 {"indicator": "info", "summary": "Formulary note", "source": {"label": "x"}}]}`

func decoded(t testing.TB, text string) map[string]any {
	t.Helper()
	var m map[string]any
	require.NoError(t, json.Unmarshal([]byte(text), &m))
	return m
}

func scope() expr.Scope {
	return expr.Scope{
		Names: append(expr.Builtins(), "p", "choose", "cds", "flag"),
		Later: []string{"blind"},
		Spoil: []string{"other-routes"},
		Keys:  map[string][]string{"row": {"drug", "alert"}},
		Words: map[string][]string{"fired": {"records", "record-down"}, "breaches": {"HZ-ALL-01"}},
	}
}

func environment(t testing.TB) *expr.Env {
	t.Helper()
	env, err := expr.NewEnv("p", "choose", "cds", "flag", "blind")
	require.NoError(t, err)
	return env
}

func compile(t testing.TB, source string) *expr.Program {
	t.Helper()
	program, issues := environment(t).Compile(source, scope())
	require.Empty(t, issues, source)
	return program
}

func vars(t testing.TB) map[string]any {
	start := time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)
	return map[string]any{
		"choose": decoded(t, answer),
		"row":    map[string]any{"drug": "amoxicillin 500mg capsules", "alert": true},
		"p": map[string]any{"nhs_number": "9990000018", "age": int64(40), "truth": map[string]any{
			"allergies":  []any{"penicillin"},
			"conditions": []any{map[string]any{"is": "heart-failure", "onset": start.AddDate(-3, 0, 0)}, map[string]any{"is": "asthma", "ended": start}},
			"medicines":  []any{"Amoxicillin 500mg capsules", map[string]any{"name": "Doxycycline 100mg capsules", "until": "2026-01-01"}},
			"news2":      []any{map[string]any{"at": start, "value": 2}, map[string]any{"at": start.Add(time.Hour), "value": 8.0}},
		}},
		"flag":     map[string]any{"time": start},
		"faults":   map[string]any{"fired": map[string]any{"record-down": 2}},
		"breaches": map[string]any{"HZ-ALL-01": 1},
		"mocks":    map[string]any{"pds": map[string]any{"calls": []any{map[string]any{"authorised": true}}}},
		"leaks":    []any{"1 Canary Row"},
		"cds":      map[string]any{"text": "Contact your  GP surgery at ZZ1 1AA", "user": "9990000018", "page": "login"},
	}
}

func TestEval(t *testing.T) {
	at := time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)
	for source, want := range map[string]any{
		`choose.status == 200`: true,
		`choose.cards.exists(c, c.indicator == "critical" && mentions(c, "allerg")) == row.alert`:                                      true,
		`!row.alert || choose.cards.all(c, !has(c.suggestions) || c.suggestions.all(s, !drugs(s).exists(d, d.inClass("penicillin"))))`: true,
		`mentions(choose.cards[0], ["hypersensitiv", "Allerg"])`:                                                                       true,
		`mentions(choose.cards, ["formulary", "latex"])`:                                                                               true,
		`mentions(choose.cards, ["latex", "egg"])`:                                                                                     false,
		`mentions("Once a WEEK", ["every week", "once a week"])`:                                                                       true,
		`drugs(choose.cards)[0].name`:                                                                                                  "Doxycycline 100mg capsules",
		`drugs(choose.cards).map(d, d.inClass("tetracycline"))`:                                                                        []any{true},
		`row.drug.inClass("penicillin")`:                                                                                               true,
		`faults.fired("record-down")`:                                                                                                  true,
		`faults.fired("records")`:                                                                                                      false,
		`faults.count("record-down")`:                                                                                                  int64(2),
		`breaches("HZ-ALL-01")`:                                                                                                        true,
		`truth.allergic(p, "Penicillin")`:                                                                                              true,
		`truth.allergic(p, "latex")`:                                                                                                   false,
		`truth.has(p, "heart failure")`:                                                                                                true,
		`truth.has(p, "asthma")`:                                                                                                       false,
		`truth.has(p, "asthma", flag.time - days(1))`:                                                                                  true,
		`truth.takes(p, "penicillin")`:                                                                                                 true,
		`truth.takes(p, "tetracycline")`:                                                                                               false,
		`truth.first(p, "news2 >= 7")`:                                                                                                 at.Add(time.Hour),
		`truth.news2_at(p, flag.time + minutes(30)) <= 2`:                                                                              true,
		`truth.peak_news2(p) >= 7`:                                                                                                     true,
		`flag.time + minutes(1)`:                                                                                                       at.Add(time.Minute),
		`milliseconds(1500)`:                                                                                                           1500 * time.Millisecond,
		`mocks.pds.calls.all(c, c.authorised)`:                                                                                         true,
		`leaks("1 Canary Row")`:                                                                                                        true,
		`leaks({"lines": ["2 Other Row"]})`:                                                                                            false,
		`cds.shows("ZZ1 1AA")`:                                                                                                         true,
		`cds.readable("your gp surgery")`:                                                                                              true,
		`cds.signed_in_as(p) && cds.at_login_page()`:                                                                                   true,
		`is.nhs_number(p.nhs_number)`:                                                                                                  true,
		`is.uuid("x") || is.date("2026-04-31") || is.number("1")`:                                                                      false,
		`is.uuid("0b1c2d3e-0000-4000-8000-000000000000") && is.date("2026-04-30")`:                                                     true,
		`row.alert ? p : row`:                                                                                                          vars(t)["p"],
		`{"a": [1, 2.5, "x", null]}`:                                                                                                   map[string]any{"a": []any{int64(1), 2.5, "x", nil}},
	} {
		t.Run(source, func(t *testing.T) {
			got, err := compile(t, source).Eval(vars(t))
			require.NoError(t, err)
			assert.Equal(t, want, got)
		})
	}
}

func TestEvalSaysWhatIsThere(t *testing.T) {
	for source, want := range map[string]string{
		`choose.cards[0].severity == "high"`:                           `choose.cards[0] has no "severity"; it has indicator, source, suggestions, summary`,
		`choose.cards.exists(c, c.indicatr == "critical")`:             `choose.cards[0] has no "indicatr"; it has indicator, source, suggestions, summary; did you mean "indicator"?`,
		`choose.cards.all(c, size(c.suggestions) > 0)`:                 `choose.cards[1] has no "suggestions"; it has indicator, source, summary`,
		`choose.statu == 200`:                                          `choose has no "statu"; it has cards, status; did you mean "status"?`,
		`choose.cards.filter(c, true)[0]["nope"]`:                      `choose.cards.filter(c, true)[0] has no "nope"; it has indicator, source, suggestions, summary`,
		`choose.status == 412 && choose.none == 1 || choose.nein == 2`: `choose has no "nein"; it has cards, status`,
		`mentions(choose.cards, [])`:                                   `mentions needs something to look for; the list is empty`,
		`mentions(choose.cards, ["latex", 7])`:                         `mentions needs text, not 7`,
		`choose.cards[7].summary`:                                      `index out of bounds: 7`,
		`person.age > 3`:                                               `person has no value here`,
		`mentions(7, "x")`:                                             `mentions looks in a card or in text, not in 7`,
		`truth.first(p, "news2 >= 12")`:                                `never happens to this person`,
		`truth.first(p, "now()")`:                                      `is not a condition such as`,
	} {
		t.Run(source, func(t *testing.T) {
			_, err := compile(t, source).Eval(vars(t))
			require.Error(t, err)
			assert.Contains(t, err.Error(), want)
		})
	}
}

func TestCompileSaysWhereAndWhat(t *testing.T) {
	for _, c := range []struct {
		source, at, message, nearest string
	}{
		{`chose.status == 200`, `chose`, `"chose" is not declared here`, "choose"},
		{"row.alert &&\n  chose.status == 200", `chose`, `"chose" is not declared here`, "choose"},
		{`blind.status == 200`, `blind`, `"blind" comes later in the story`, ""},
		{`other-routes.status == 1`, `other`, `"other-routes" cannot be used in an expression because of the hyphen`, ""},
		{`row.alrt`, `alrt`, `row has no "alrt"; it has drug, alert`, "alert"},
		{`choose.cards.exists(row, row.anything)`, ``, ``, ""},
		{`mention(choose, "x")`, `mention`, `there is no function "mention"`, "mentions"},
		{`choose.cards.exist(c, c.x)`, `exist`, `there is no function "exist"`, "exists"},
		{`faults.fired("record-dwon")`, `"record-dwon"`, `fired("record-dwon") knows only records, record-down`, "record-down"},
		{`breaches("HZ-ALL-10")`, `"HZ-ALL-10"`, `breaches("HZ-ALL-10") knows only HZ-ALL-01`, "HZ-ALL-01"},
		{`choose.status ==`, ``, `the end of the expression`, ""},
		{`now() > 1`, `now`, `there is no function "now"`, ""},
		{`1 + "a"`, ``, `no matching overload`, ""},
	} {
		t.Run(c.source, func(t *testing.T) {
			_, issues := environment(t).Compile(c.source, scope())
			if c.message == "" {
				require.Empty(t, issues)
				return
			}
			require.NotEmpty(t, issues)
			assert.Contains(t, issues[0].Message, c.message)
			assert.Equal(t, c.nearest, issues[0].Nearest)
			if c.at != "" {
				assert.True(t, strings.HasPrefix(string([]rune(c.source)[issues[0].Offset:]), c.at), "points at %q", c.source[issues[0].Offset:])
			}
		})
	}
}

func TestNamesThatNobodyMayTake(t *testing.T) {
	for _, name := range []string{"", "a-b", "9a", "truth", "in", "string", "__x", "row", "é"} {
		assert.Error(t, expr.CheckName(name), name)
	}
	assert.NoError(t, expr.CheckName("p2_x"))
	_, err := expr.NewEnv("not a name")
	assert.Error(t, err)
}

func TestCostIsLimited(t *testing.T) {
	big := make([]any, 2000)
	for i := range big {
		big[i] = int64(i)
	}
	p := compile(t, `choose.all(a, choose.all(b, choose.all(c, a + b + c >= 0)))`)
	_, err := p.Eval(map[string]any{"choose": big})
	require.ErrorContains(t, err, "units of work")
}

func TestOneProgramForManyGoroutines(t *testing.T) {
	p := compile(t, `choose.cards.exists(c, mentions(c, "allerg")) && truth.allergic(p, "penicillin")`)
	v := vars(t)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 200 {
				got, err := p.Eval(v)
				assert.NoError(t, err)
				assert.Equal(t, true, got)
			}
		})
	}
	group.Wait()
}

func FuzzCompile(f *testing.F) {
	for _, s := range []string{`choose.cards.exists(c, c.x == "y")`, `a.b[c]{d: e}`, `"\u12`, `breaches()`, `p.map(x, x, x)`, `-9223372036854775808 - 1`, `leaks(p`, `has(p)`} {
		f.Add(s)
	}
	env := environment(f)
	f.Fuzz(func(t *testing.T, source string) {
		p, issues := env.Compile(source, scope())
		require.Equal(t, p == nil, len(issues) > 0)
		for _, i := range issues {
			require.GreaterOrEqual(t, i.Offset, 0)
			require.NotEmpty(t, i.Message)
		}
		if p != nil {
			_, _ = p.Eval(vars(t))
		}
	})
}

const threeClauses = `choose.cards.exists(c, c.indicator == "critical" && mentions(c, "allerg")) == row.alert`

func BenchmarkEval(b *testing.B) {
	p, v := compile(b, threeClauses), vars(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := p.Eval(v); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCompile(b *testing.B) {
	env := environment(b)
	for b.Loop() {
		if _, issues := env.Compile(threeClauses, scope()); len(issues) > 0 {
			b.Fatal(issues)
		}
	}
}

func BenchmarkNewEnv(b *testing.B) {
	for b.Loop() {
		if _, err := expr.NewEnv("p", "choose"); err != nil {
			b.Fatal(err)
		}
	}
}

func TestWords(t *testing.T) {
	for source, want := range map[string]string{
		`choose.status == 200`: `choose’s status is 200`,
		threeClauses:           `(for some c of choose’s cards, c’s indicator is “critical” and c mentions “allerg”) is row’s alert`,
		`!row.alert || choose.cards.all(c, !has(c.suggestions) || size(c.links) < 2)`: `not row’s alert or (for every c of choose’s cards, c has no suggestions or the number of c’s links is below 2)`,
		`breaches("HZ-ALL-01")`: `hazard HZ-ALL-01 happens`,
		`faults.fired("records") && truth.allergic(p, "penicillin")`:                   `the fault “records” has struck and p is truly allergic to “penicillin”`,
		`flag.time + minutes(1)`:                                                       `flag’s time plus 1 minute`,
		`choose.a == 1 || choose.b == 2 && row.alert`:                                  `choose’s a is 1 or (choose’s b is 2 and row’s alert)`,
		`row.alert ? p : null`:                                                         `p if row’s alert, else nothing`,
		`["allerg", "anaphyla"]`:                                                       `“allerg” or “anaphyla”`,
		`choose.cards.exists(c, mentions(c, ["allerg", "hypersensitiv", "anaphyla"]))`: `for some c of choose’s cards, c mentions “allerg”, “hypersensitiv” or “anaphyla”`,
		`choose.cards.filter(c, drugs(c).size() > 0).size() in [1,2]`:                  `the number of (each c of choose’s cards for which the number of the medicines in c is above 0) is one of 1 or 2`,
		`is.uuid(p.id)`: `p’s id has the form of a uuid`,
	} {
		assert.Equal(t, want, compile(t, source).Words(), source)
	}
}
