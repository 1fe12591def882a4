package chart_test

import (
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/course"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/nhs"
)

var asOf = time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)

type life struct {
	person demography.Person
	life   course.Life
	truth  course.Truth // on the day
	chart  chart.Chart
}

// village is three thousand people of all places with their charts, made once.
var village = sync.OnceValue(func() []life {
	model, clerk := course.NewModel(1, asOf, country()), chart.NewClerk(1, asOf, country())
	out := make([]life, 3000)
	for i := range out {
		l := &out[i]
		l.person = country().Person(i * 17)
		l.life = model.Life(&l.person, asOf)
		l.truth = l.life.At(asOf)
		l.chart = clerk.Chart(&l.person, &l.life, asOf)
	}
	return out
})

func TestChartsAreInOrder(t *testing.T) {
	sizes := 0
	for _, l := range village() {
		next := map[chart.Kind]int{}
		contacts := map[int]chart.Entry{}
		for _, e := range l.chart.Of(chart.Contact) {
			contacts[e.ID.K] = e
		}
		last := time.Time{}
		practices := practicesOf(&l)
		for _, e := range l.chart.Entries {
			if fault := misplaced(&l, &e, last, practices); fault != "" {
				t.Fatalf("%s: %+v", fault, e)
			}
			last = e.Recorded
			if want := (chart.ID{Person: l.person.Index, Kind: e.ID.Kind, K: next[e.ID.Kind]}); e.ID != want {
				t.Fatalf("should be numbered %v: %+v", want, e)
			}
			next[e.ID.Kind]++
			if e.Contact < 0 {
				continue
			}
			in, ok := contacts[e.Contact]
			if !ok || in.Recorded.After(e.Recorded) || e.Recorded.Sub(in.Recorded) >= 4*24*time.Hour {
				t.Fatalf("%+v in %+v", e, in)
			}
		}
		sizes += len(l.chart.Entries)
	}
	assert.InDelta(t, 150, sizes/len(village()), 15, "entries per chart")
}

// misplaced says what is wrong with an entry's times, practice or codes.
func misplaced(l *life, e *chart.Entry, last time.Time, practices []nhs.ODS) string {
	appointment := e.ID.Kind == chart.Appointment
	switch {
	case e.Recorded.Before(last):
		return "out of order"
	case e.ID.K >= chart.FirstAdded, e.Text == "", !slices.Contains(practices, e.Source):
		return "not filled in"
	case !e.Recorded.Before(asOf), e.Recorded.Before(l.person.Born), e.Visible.Before(e.Recorded):
		return "recorded at an impossible time"
	case !e.Onset.IsZero() && (e.Onset.Before(l.person.Born) || e.Onset.After(asOf) && !appointment):
		return "began at an impossible time"
	case !e.Ended.IsZero() && (e.Ended.Before(e.Onset) || !e.Ended.Before(asOf.AddDate(0, 0, 1)) && !appointment):
		return "ended at an impossible time"
	}
	for _, c := range e.Coding {
		if c.Code == "" || c.System == "" {
			return "half a code"
		}
	}
	return ""
}

// practicesOf lists where a person has been registered since the window began.
func practicesOf(l *life) []nhs.ODS {
	out := []nhs.ODS{l.person.Practice}
	for _, m := range country().Moves(l.person.Index, asOf) {
		out = append(out, m.FromPractice, m.ToPractice)
	}
	return out
}

var country = sync.OnceValue(func() *demography.Country { return demography.NewCountry(1, asOf, nhs.NewNumbering(1)) })

// Whatever was written within the ten years was written in a contact.
func TestRecentEntriesHaveContacts(t *testing.T) {
	for _, l := range village() {
		for _, e := range l.chart.Entries {
			if e.ID.Kind != chart.Contact && e.ID.Kind != chart.Appointment && e.Recorded.After(asOf.AddDate(-10, 0, 5)) {
				require.GreaterOrEqual(t, e.Contact, 0, "%+v", e)
			}
		}
	}
}

// Every truth is on the chart or declared missing, and every entry that names a truth names one that is so.
func TestChartsAnswerToTheTruth(t *testing.T) {
	for _, l := range village() {
		written, so := map[string]bool{}, map[string]bool{"body/pregnant": l.truth.Body.Pregnant}
		for _, m := range l.chart.Missing {
			written[m] = true
		}
		for _, e := range l.chart.Entries {
			if e.Truth != "" && !strings.HasPrefix(e.Truth, "event/") && (e.Truth != "body/pregnant" || e.Status == chart.Active) {
				written[e.Truth] = true
			}
			if is, ok := strings.CutPrefix(e.Truth, "event/"); ok {
				require.True(t, happened(&l.life, is), "%s never happened", is)
			}
		}
		for _, c := range l.truth.Conditions {
			so["condition/"+c.Is] = true
		}
		for _, a := range l.truth.Allergies {
			so["allergy/"+a.To] = true
		}
		for _, m := range l.life.Medicines {
			so["medicine/"+m.Name] = so["medicine/"+m.Name] || m.Since.Before(asOf)
		}
		for truth, is := range so {
			require.True(t, !is || written[truth], "%s is neither written nor missing", truth)
		}
		for truth := range written {
			require.True(t, so[truth], "%s is written but not so", truth)
		}
	}
}

func happened(l *course.Life, is string) bool {
	return slices.ContainsFunc(l.Events, func(e course.Event) bool { return e.Is == is && e.At.Before(asOf) })
}

func TestSlipsComeAtTheirRates(t *testing.T) {
	counts, problems, missing := map[chart.Slip]float64{}, 0.0, 0.0
	for _, l := range village() {
		problems += float64(len(l.truth.Conditions))
		for _, m := range l.chart.Missing {
			if strings.HasPrefix(m, "condition/") {
				missing++
			}
		}
		for _, e := range l.chart.Of(chart.Problem) {
			if e.Truth != "" {
				counts[e.Slip]++
			}
			switch e.Slip {
			case chart.FreeText:
				require.Empty(t, e.Coding)
			case chart.Miscoded:
				own, _ := nhs.Conditions().Find(strings.TrimPrefix(e.Truth, "condition/"))
				require.NotEqual(t, own.Label, e.Text)
			case chart.Late:
				require.Greater(t, e.Recorded.Sub(e.Onset), 80*24*time.Hour)
			}
		}
	}
	for slip, want := range map[chart.Slip]float64{chart.Late: 0.055, chart.FreeText: 0.03, chart.Duplicate: 0.045, chart.Miscoded: 0.012} {
		assert.InDelta(t, want, counts[slip]/problems, 0.012, string(slip))
	}
	assert.InDelta(t, 0.05, missing/problems, 0.02)
}

// Old entries may carry the broad code that was usual then, and nobody calls that a slip.
func TestOldEntriesHaveBroadCodes(t *testing.T) {
	broad, _ := nhs.Conditions().Find("diabetes")
	old, fine := 0, 0
	for _, l := range village() {
		for _, e := range l.chart.Of(chart.Problem) {
			if e.Truth != "condition/type-2-diabetes" || e.Slip != chart.Faithful {
				continue
			}
			if e.Text == broad.Label {
				old++
				require.LessOrEqual(t, e.Recorded.Year(), 2004)
			} else {
				fine++
			}
		}
	}
	assert.Positive(t, old)
	assert.Greater(t, fine, 5*old)
}

// The penicillin label stands on 5.9 % of adults, more of them women, and nearly nine in ten of the labelled are not allergic.
func TestPenicillinLabels(t *testing.T) {
	adults, labelled, truly := [2]float64{}, [2]float64{}, 0.0
	for _, l := range village() {
		if l.person.Age(asOf) < 16 {
			continue
		}
		adults[l.person.Sex]++
		for _, e := range l.chart.Of(chart.Allergy) {
			if e.Substance == "penicillin" || e.Substance == "amoxicillin" {
				labelled[l.person.Sex]++
				truly += map[bool]float64{true: 1}[l.truth.Allergic("penicillin")]
				break
			}
		}
	}
	both := labelled[0] + labelled[1]
	assert.InDelta(t, 0.059, both/(adults[0]+adults[1]), 4*math.Sqrt(0.059/(adults[0]+adults[1])))
	assert.Greater(t, labelled[demography.Female]/adults[demography.Female], labelled[demography.Male]/adults[demography.Male])
	assert.InDelta(t, 0.11, truly/both, 0.07)
}

func TestAllergyEntriesAreComplete(t *testing.T) {
	verified, critical := map[string]int{}, map[string]int{}
	for _, l := range village() {
		for _, e := range l.chart.Of(chart.Allergy) {
			verified[e.Verification]++
			critical[e.Criticality]++
			require.NotEmpty(t, e.Verification)
			if e.Slip == chart.Unproven {
				require.Empty(t, e.Truth)
			}
			if e.Severity == "severe" {
				require.Equal(t, "high", e.Criticality)
			}
			if e.Reaction != nil {
				require.NotEmpty(t, e.Reaction.Display)
			}
			if e.Substance != "none-known" && e.Substance != "" {
				_, ok := nhs.Allergens().Find(e.Substance)
				require.True(t, ok, e.Substance)
			}
		}
	}
	for _, v := range []string{"confirmed", "unconfirmed", "refuted", "entered-in-error"} {
		assert.Positive(t, verified[v], v)
	}
	for _, v := range []string{"low", "high", "unable-to-assess"} {
		assert.Positive(t, critical[v], v)
	}
}

// Nothing on the record should be given to the person: neither what they take nor a short course, by what is so or written.
func TestPrescriptionsAreNotBarred(t *testing.T) {
	seen := 0
	for _, l := range village() {
		for _, e := range l.chart.Of(chart.Medicine) {
			m, ok := nhs.FindMedicine(e.Text)
			require.True(t, ok, e.Text)
			require.NotNil(t, e.Dose)
			require.NotEmpty(t, e.Dose.Text)
			require.NotEqual(t, "As directed", e.Dose.Text, "%+v", e)
			seen++
			for _, a := range l.truth.Allergies {
				require.False(t, m.In(a.To) && a.Since.Before(e.Recorded), "%s with an allergy to %s", m.Name, a.To)
			}
			for _, a := range l.chart.Of(chart.Allergy) {
				if a.Recorded.After(e.Recorded) || a.Status == chart.EnteredInError || a.Verification == "refuted" || !a.Ended.IsZero() && !a.Ended.After(e.Recorded) {
					continue
				}
				if a.Slip != chart.Unproven && a.Substance != "none-known" {
					require.False(t, m.In(a.Substance), "%s with %s on the record", m.Name, a.Text)
				}
				require.False(t, m.In("penicillin") && a.Substance == "penicillin", "%s with a penicillin label", m.Name)
			}
			if e.Repeat && e.Status == chart.Active {
				rest := l.truth
				rest.Medicines = nil
				for _, other := range l.truth.Medicines {
					if other.Name != m.Name {
						rest.Medicines = append(rest.Medicines, other)
					}
				}
				require.Empty(t, course.Barred(&m, &l.person, &rest, asOf), m.Name)
			}
		}
	}
	assert.Greater(t, seen, 3000)
}

func TestMeasurements(t *testing.T) {
	seen := map[string]int{}
	for _, l := range village() {
		creatinine := map[int]float64{}
		for _, e := range l.chart.Of(chart.Measurement) {
			require.NotEmpty(t, e.Category, "%+v", e)
			switch {
			case len(e.Parts) == 2:
				require.Greater(t, e.Parts[0].Value.Value, e.Parts[1].Value.Value)
				require.Equal(t, "mm[Hg]", e.Parts[0].Value.Code)
				seen["bp"]++
			case e.Answer != nil:
				require.NotEmpty(t, e.Answer.Code)
				seen["answer"]++
			default:
				require.NotNil(t, e.Value, "%+v", e)
				require.NotEmpty(t, e.Value.Code, "%+v", e)
				require.True(t, e.Value.Value > 0 || e.Value.Value == 0 && e.Category == "survey", "%+v", e)
				seen[e.Value.Code]++
				if strings.Contains(e.Text, "Serum creatinine") {
					creatinine[e.Contact] = e.Value.Value
				}
			}
		}
		// The filtration rate and the creatinine of one sample tell the same story.
		for _, e := range l.chart.Of(chart.Measurement) {
			if c, ok := creatinine[e.Contact]; ok && strings.Contains(e.Text, "glomerular") {
				require.InDelta(t, ckdEPI(c, l.person, e.Recorded), e.Value.Value, 3, "%+v", e)
			}
		}
	}
	for _, unit := range []string{"bp", "answer", "kg", "cm", "mmol/mol", "mmol/L", "umol/L", "g/L", "%", "/min"} {
		assert.Positive(t, seen[unit], unit)
	}
}

// ckdEPI is the 2009 equation, forwards, for adults.
func ckdEPI(umol float64, p demography.Person, at time.Time) float64 {
	kappa, alpha, factor := 0.9, -0.411, 141.0
	if p.Sex == demography.Female {
		kappa, alpha, factor = 0.7, -0.329, 141*1.018
	}
	s := umol / 88.42 / kappa
	age := math.Max(18, at.Sub(p.Born).Hours()/24/365.2425)
	return factor * math.Pow(math.Min(s, 1), alpha) * math.Pow(math.Max(s, 1), -1.209) * math.Pow(0.993, age)
}

func TestVaccinationsFollowTheSchedule(t *testing.T) {
	due, had := 0.0, 0.0
	for _, l := range village() {
		age := l.person.Age(asOf)
		for _, e := range l.chart.Of(chart.Vaccination) {
			require.Equal(t, chart.Completed, e.Status)
			if strings.Contains(e.Text, "-in-one vaccination (") { // but for the fourth dose at 18 months
				old := e.Recorded.Sub(l.person.Born)
				require.True(t, old < 200*24*time.Hour || old > 540*24*time.Hour && e.Recorded.Year() >= 2026, "%v %v", l.person.Born, e.Recorded)
				require.Equal(t, strings.HasPrefix(e.Text, "Six"), l.person.Born.After(time.Date(2017, 7, 31, 23, 0, 0, 0, time.UTC)))
			}
			if strings.Contains(e.Text, "papilloma") {
				require.GreaterOrEqual(t, e.Recorded.Year()-l.person.Born.Year(), 11)
			}
		}
		if age >= 70 {
			due++
			for _, e := range l.chart.Of(chart.Vaccination) {
				if strings.Contains(e.Text, "Influenza") && e.Recorded.Year() == 2025 {
					had++
					break
				}
			}
		}
	}
	assert.InDelta(t, 0.75, had/due, 0.06, "flu vaccination of the over 70s last autumn")
}

func TestSexAndRecordAgree(t *testing.T) {
	for _, l := range village() {
		for _, e := range l.chart.Entries {
			if l.person.Sex == demography.Male {
				require.NotContains(t, e.Text, "Pregnant")
				require.NotContains(t, strings.ToLower(e.Text), "levonorgestrel")
			} else {
				require.NotContains(t, strings.ToLower(e.Text), "prostat")
			}
		}
	}
}

func TestEveryRowSaysWhereItIsFrom(t *testing.T) {
	paths, err := filepath.Glob("data/*.csv")
	require.NoError(t, err)
	require.NotEmpty(t, paths)
	for _, path := range paths {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		r := csv.NewReader(strings.NewReader(string(text)))
		r.Comment = '#'
		rows, err := r.ReadAll()
		require.NoError(t, err, path)
		require.Equal(t, "source", rows[0][len(rows[0])-1], path)
		for _, row := range rows[1:] {
			require.NotEmpty(t, row[len(row)-1], "%s: %v", path, row)
		}
	}
}
