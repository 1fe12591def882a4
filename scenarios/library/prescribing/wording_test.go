package prescribing_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/scenarios"
)

// said is a card as a product of somebody else might word it.
type said struct{ indicator, words string }

// answered is what a product gave back at one step.
type answered struct {
	status float64
	cards  []said
}

// hazardsOf holds the checks of a step against an answer and lists the hazards that were asked about and those that happened.
func hazardsOf(t *testing.T, set *scenarios.Set, story, step string, row int, medicines []any, a answered) (asked, happened []string) {
	t.Helper()
	at := slices.IndexFunc(set.Scenarios, func(s *scenarios.Scenario) bool { return s.ID == story })
	require.GreaterOrEqual(t, at, 0, story)
	s := set.Scenarios[at]
	vars := map[string]any{"p": map[string]any{"medicines": medicines, "allergies": []any{}}}
	if len(s.Vary.Table) > 0 {
		vars["row"] = s.Vary.Table[row].Values()
	}
	for i := range s.Let {
		v, err := s.Let[i].Expr.Eval(vars)
		require.NoError(t, err)
		vars[s.Let[i].Name] = v
	}
	value := map[string]any{"status": a.status}
	if a.status == 200 {
		cards := []any{}
		for _, c := range a.cards {
			cards = append(cards, map[string]any{"indicator": c.indicator, "summary": c.words, "detail": ""})
		}
		value["cards"] = cards
	}
	vars[step] = value
	st, ok := s.Step(step)
	require.True(t, ok)
	for i := range st.Then {
		c := &st.Then[i]
		if c.Breach == "" {
			continue
		}
		if !c.Where.IsZero() {
			in, err := c.Where.True(vars)
			require.NoError(t, err, c.Where.Source)
			if !in {
				continue
			}
		}
		asked = append(asked, c.Breach)
		if holds, err := c.Expr().True(vars); err != nil || !holds {
			happened = append(happened, c.Breach)
		}
	}
	return asked, happened
}

// Careful products word the same warning in their own way; none of them has missed anything.
func TestCarefulProductsMayChooseTheirWords(t *testing.T) {
	set := open(t)
	for _, c := range []struct {
		story, step string
		row         int
		indicator   string
		words       string
	}{
		{"allergy/penicillin", "choose", 0, "critical", "This patient is ALLERGIC to Amoxicillin (anaphylaxis 2009)"},
		{"allergy/penicillin", "choose", 1, "critical", "Hypersensitivity to penicillins: co-amoxiclav contraindicated"},
		{"allergy/penicillin", "choose", 2, "critical", "Beta-lactam: previous anaphylaxis recorded"},
		{"allergy/in-plain-words", "choose", 0, "critical", "Adverse reaction to penicillin noted in free text"},
		{"allergy/order-in-words", "choose", 1, "critical", "Augmentin: recorded sensitivity"},
		{"allergy/order-in-words", "riddle", 0, "info", "Unobtainium is not recognised; no checks were made"},
		{"allergy/doubtful", "choose", 0, "info", "Unconfirmed allergy to penicillin on record"},
		{"allergy/cephalosporin-after-penicillin", "choose", 0, "critical", "Avoid cefalexin: anaphylaxis to a penicillin"},
		{"allergy/cephalosporin-after-penicillin", "choose", 2, "warning", "Possible cross-reaction with penicillin allergy (rash)"},
		{"interaction/anti-inflammatory-on-anticoagulant", "choose", 0, "critical", "Warfarin: risk of haemorrhage with naproxen"},
		{"interaction/anti-inflammatory-on-anticoagulant", "choose", 2, "critical", "Takes an anticoagulant; diclofenac may cause GI bleeding"},
		{"interaction/trimethoprim-on-methotrexate", "choose", 0, "critical", "Methotrexate + trimethoprim: pancytopenia"},
		{"condition/propranolol-in-asthma", "choose", 0, "critical", "Risk of bronchospasm"},
		{"renal/metformin-in-failing-kidneys", "choose", 0, "critical", "Metformin contraindicated: severe renal impairment"},
		{"dose/methotrexate-once-a-week", "sign", 0, "critical", "Methotrexate is a weekly medicine"},
		{"duplicate/already-taking-it", "choose", 0, "warning", "Duplicate therapy: ramipril"},
		{"duplicate/already-taking-it", "choose", 1, "warning", "Currently on another ACE inhibitor"},
		{"record/wrong-patient", "swapped", 0, "warning", "The allergies sent do not match this patient"},
		{"record/wrong-patient", "swapped", 0, "critical", "The record appears to be of another patient"},
		{"record/busy", "once", 0, "warning", "Allergies could not be read: check by hand"},
		{"record/slow", "choose", 0, "critical", "Anaphylaxis to penicillin on record"},
		{"record/long-list", "choose", 0, "critical", "On an anticoagulant: avoid"},
	} {
		asked, happened := hazardsOf(t, set, c.story, c.step, c.row, []any{}, answered{200, []said{{c.indicator, c.words}}})
		assert.NotEmpty(t, asked, c.words)
		assert.Empty(t, happened, "%s, case %d: %s", c.story, c.row+1, c.words)
		asked, happened = hazardsOf(t, set, c.story, c.step, c.row, []any{}, answered{200, nil})
		assert.Equal(t, asked, happened, "%s, case %d: silence brings about all that is asked about", c.story, c.row+1)
	}
}

// Saying that it does not know is a failure in fair weather, never a hazard; in foul weather it is the right answer.
func TestAnHonestRefusalMissesNothing(t *testing.T) {
	set := open(t)
	for _, s := range set.Scenarios {
		for _, st := range s.Steps {
			for row := range max(1, len(s.Vary.Table)) {
				if len(st.Then) > 0 {
					_, happened := hazardsOf(t, set, s.ID, st.ID, row, []any{}, answered{412, nil})
					assert.Empty(t, happened, "%s, step %s, case %d", s.ID, st.ID, row+1)
				}
			}
		}
	}
}

// Every story that has something to warn of has a case of which nothing may be said, and a product that always cries wolf, or
// warns of anything at all, is found out in each.
func TestWolvesAreHeardInEverySilentCase(t *testing.T) {
	set := open(t)
	silent := 0
	for _, s := range set.Scenarios {
		for row := range s.Vary.Table {
			if s.Vary.Table[row].Values()["alert"] != false {
				continue
			}
			silent++
			step := "choose"
			if _, ok := s.Step(step); !ok {
				step = "sign"
			}
			for _, indicator := range []string{"critical", "warning"} {
				_, happened := hazardsOf(t, set, s.ID, step, row, []any{}, answered{200, []said{{indicator, "STOP: check for allergies"}}})
				assert.Equal(t, []string{"HZ-RX-08"}, happened, "%s, case %d, %s", s.ID, row+1, indicator)
			}
			asked, happened := hazardsOf(t, set, s.ID, step, row, []any{}, answered{200, []said{{"info", "Formulary: first choice"}}})
			assert.Equal(t, []string{"HZ-RX-08"}, asked, "%s, case %d: nothing else can happen here", s.ID, row+1)
			assert.Empty(t, happened, "%s, case %d: information is no alert", s.ID, row+1)
		}
	}
	assert.GreaterOrEqual(t, silent, 13)
}

// Crying wolf is no warning either.
func TestAWolfIsNoWarning(t *testing.T) {
	set := open(t)
	for _, story := range []string{"allergy/penicillin", "allergy/in-plain-words", "allergy/doubtful", "interaction/anti-inflammatory-on-anticoagulant", "condition/propranolol-in-asthma"} {
		asked, happened := hazardsOf(t, set, story, "choose", 0, []any{}, answered{200, []said{{"critical", "STOP: check for allergies"}}})
		assert.Equal(t, asked, happened, story)
	}
}

// What a story states as an exception is one.
func TestStatedExceptions(t *testing.T) {
	set := open(t)
	paracetamol := func(words string, medicines ...any) []string {
		medicines = append([]any{}, medicines...)
		_, happened := hazardsOf(t, set, "interaction/anti-inflammatory-on-anticoagulant", "choose", 4, medicines, answered{200, []said{{"warning", words}}})
		return happened
	}
	assert.Empty(t, paracetamol("Regular paracetamol can raise the INR"))
	assert.Equal(t, []string{"HZ-RX-08"}, paracetamol("Risk of bleeding"))
	assert.Empty(t, paracetamol("Already taking paracetamol", "Paracetamol 500mg tablets"))
}
