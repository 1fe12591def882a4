package chart_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/course"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/nhs"
)

// Every letter says where it is from and whom it is about, in plain text of several paragraphs.
func TestLettersCanBeRead(t *testing.T) {
	types := map[string]int{}
	for _, l := range village() {
		for _, e := range l.chart.Of(chart.Document) {
			require.NotNil(t, e.Letter)
			types[e.Letter.Type]++
			require.True(t, strings.HasPrefix(e.Letter.Text, e.Letter.From+"\n"), e.Letter.Text)
			require.Contains(t, e.Letter.Text, l.person.Name.Family)
			require.GreaterOrEqual(t, strings.Count(e.Letter.Text, "\n\n"), 3, e.Letter.Text)
			require.NotContains(t, e.Letter.Text, "\x00")
			require.Equal(t, chart.Current, e.Status)
		}
	}
	for _, kind := range []string{"clinic-letter", "emergency-letter", "discharge-summary"} {
		assert.Positive(t, types[kind], kind)
	}
}

// Reports hold results of their own sample, and every result of a laboratory lies in one report.
func TestReportsHoldTheirResults(t *testing.T) {
	reports := 0
	for _, l := range village() {
		results := l.chart.Of(chart.Measurement)
		held := map[int]int{}
		for _, e := range l.chart.Of(chart.Report) {
			reports++
			require.NotEmpty(t, e.Results, e.Text)
			for _, k := range e.Results {
				held[k]++
				require.Equal(t, e.Recorded, results[k].Recorded)
				require.Equal(t, e.Contact, results[k].Contact)
				require.Equal(t, "laboratory", results[k].Category)
				require.True(t, e.Authored.Before(e.Recorded), "filed before it was taken")
			}
		}
		for k, e := range results {
			want := 0
			if e.Category == "laboratory" {
				want = 1
			}
			require.Equal(t, want, held[k], "%+v", e)
		}
	}
	assert.Greater(t, reports, 3*len(village()))
}

// Referrals say whom they are to; what answers one points at one that is there and is not later.
func TestReferralsAndWhatAnswersThem(t *testing.T) {
	answered := 0
	for _, l := range village() {
		referrals := l.chart.Of(chart.Referral)
		for _, e := range referrals {
			require.NotNil(t, e.Request)
			require.NotEmpty(t, e.Request.Specialty)
			require.NotEmpty(t, e.Request.To)
			require.Contains(t, []string{"routine", "urgent", "two-week-wait"}, e.Request.Urgency)
			if e.Request.Urgency == "two-week-wait" && !e.Ended.IsZero() {
				require.Less(t, e.Ended.Sub(e.Onset), 40*24*time.Hour, "%+v", e)
			}
		}
		for _, e := range l.chart.Entries {
			if e.About == nil {
				continue
			}
			answered++
			require.Equal(t, chart.Referral, e.About.Kind)
			require.Less(t, e.About.K, len(referrals))
			require.False(t, e.Recorded.Before(referrals[e.About.K].Recorded), "%+v", e)
		}
	}
	assert.Greater(t, answered, len(village())/2)
}

// After a change of practice, what the former one wrote bears its code and was not to be seen before it arrived.
func TestRecordsInTransit(t *testing.T) {
	moved, travelled := 0, 0
	for _, l := range village() {
		var at, before time.Time // the last change of practice, and the one before
		var from nhs.ODS
		for _, m := range country().Moves(l.person.Index, asOf) {
			if m.FromPractice != m.ToPractice {
				before, at, from = at, m.At, m.FromPractice
			}
		}
		if at.IsZero() {
			for _, e := range l.chart.Entries {
				require.Equal(t, l.person.Practice, e.Source)
				require.Equal(t, e.Recorded, e.Visible)
			}
			continue
		}
		moved++
		for _, e := range l.chart.Entries {
			if e.Recorded.Before(at) {
				travelled++
				require.True(t, e.Visible.After(at), "%+v", e)
				if e.Recorded.After(before) {
					require.Equal(t, from, e.Source, "%+v", e)
				}
			} else {
				require.Equal(t, l.person.Practice, e.Source, "%+v", e)
			}
		}
	}
	assert.Greater(t, moved, 100)
	assert.Greater(t, travelled, 1000)
}

// Ethnicity is on most records as the person would say it, on some not stated, and on a few not at all.
func TestEthnicityOnRecord(t *testing.T) {
	counts := map[string]float64{}
	for _, l := range village() {
		switch code := l.chart.Ethnicity.Code; code {
		case "", "Z", "99":
			counts[code]++
		case l.person.Ethnicity:
			counts["own"]++
		default:
			counts["other"]++
		}
		require.True(t, l.chart.Ethnicity.Recorded.Before(asOf))
	}
	n := float64(len(village()))
	assert.InDelta(t, 0.04, counts[""]/n, 0.02)
	assert.InDelta(t, 0.065, (counts["Z"]+counts["99"])/n, 0.02)
	assert.InDelta(t, 0.018, counts["other"]/n, 0.012)
	assert.Greater(t, counts["own"]/n, 0.85)
}

// What is kept from view is kept from view with the contact that would tell of it.
func TestConfidentialEntries(t *testing.T) {
	people, problems := 0.0, 0
	for _, l := range village() {
		contacts, mine := l.chart.Of(chart.Contact), false
		for _, e := range l.chart.Entries {
			if !e.Confidential {
				continue
			}
			mine = true
			if e.ID.Kind == chart.Problem && e.Contact >= 0 {
				problems++
				require.True(t, contacts[e.Contact].Confidential, "%+v", e)
			}
		}
		people += map[bool]float64{true: 1}[mine]
	}
	assert.Positive(t, problems)
	assert.InDelta(t, 0.12, people/float64(len(village())), 0.05, "people with something confidential")
}

// A death ends the record: only the news of it comes after, and nothing goes on.
func TestTheDead(t *testing.T) {
	model, clerk := course.NewModel(1, asOf, country()), chart.NewClerk(1, asOf, country())
	dead, told := 0, 0
	for tile := range 30 {
		for j := 32; j < 64; j++ {
			i := demography.FirstOther + 64*tile + j
			person := country().PersonAt(i, asOf)
			whole := model.Life(&person, asOf)
			if whole.Died.IsZero() {
				continue
			}
			dead++
			for _, e := range clerk.Chart(&person, &whole, asOf).Entries {
				switch {
				case e.Text == "Notification of death":
					told++
					require.True(t, e.Recorded.After(whole.Died) && e.Recorded.Before(whole.Died.AddDate(0, 0, 15)), "%+v", e)
				default:
					require.True(t, e.Recorded.Before(whole.Died), "%+v", e)
				}
				require.NotEqual(t, chart.Booked, e.Status)
				require.False(t, e.ID.Kind == chart.Medicine && e.Status == chart.Active, "%+v", e)
			}
		}
	}
	assert.Greater(t, dead, 500)
	assert.Greater(t, told, dead)
}
