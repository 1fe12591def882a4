package scenarios_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"sandpiper/scenarios"
)

func TestParseDuration(t *testing.T) {
	for text, want := range map[string]scenarios.Duration{
		"PT5M":           {Exact: 5 * time.Minute},
		"+PT90M":         {Exact: 90 * time.Minute},
		"-P3Y":           {Years: 3, Negative: true},
		"P1Y2M3DT4H5M6S": {Years: 1, Months: 2, Days: 3, Exact: 4*time.Hour + 5*time.Minute + 6*time.Second},
		"P2W":            {Days: 14},
		"PT0.5S":         {Exact: 500 * time.Millisecond},
		"PT1.000000001S": {Exact: time.Second + 1},
		"PT0S":           {},
		"-PT0S":          {},
	} {
		got, err := scenarios.ParseDuration(text)
		require.NoError(t, err, text)
		assert.Equal(t, want, got, text)
	}
	for _, text := range []string{"", "P", "PT", "5m", "P5", "PT5", "P5H", "PT5D", "P1D2Y", "PT1M1H", "P-1D", "PT.5S", "PT1.S", "PT1.5M", "PT1.0000000001S",
		"P1.5D", "P999Y", "PT99999999999H", "PT9999999999H", "p1d", "P1D ", "--P1D", "P1DT"} {
		_, err := scenarios.ParseDuration(text)
		assert.Error(t, err, text)
	}
}

func TestDurationsFollowTheCalendar(t *testing.T) {
	at := time.Date(2024, 2, 29, 9, 0, 0, 0, time.UTC)
	for text, want := range map[string]string{
		"-P1Y": "2023-02-28", "P1M": "2024-03-29", "-P1M": "2024-01-29", "P1Y1D": "2025-03-01", "P4Y": "2028-02-29", "-P2D": "2024-02-27",
	} {
		d, err := scenarios.ParseDuration(text)
		require.NoError(t, err)
		assert.Equal(t, want, d.Add(at).Format(time.DateOnly), text)
		assert.Equal(t, at.Hour(), d.Add(at).Hour())
	}
	january := time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC)
	month := scenarios.Duration{Months: 1}
	assert.Equal(t, "2026-02-28", month.Add(january).Format(time.DateOnly), "the last day of a shorter month")
	_, exact := month.Clock()
	assert.False(t, exact)
}

func TestDurationPrintsAndReads(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := scenarios.Duration{
			Years: rapid.IntRange(0, 400).Draw(t, "years"), Months: rapid.IntRange(0, 20).Draw(t, "months"), Days: rapid.IntRange(0, 5000).Draw(t, "days"),
			Exact: time.Duration(rapid.Int64Range(0, int64(1000*time.Hour)).Draw(t, "exact")), Negative: rapid.Bool().Draw(t, "negative"),
		}
		if d.IsZero() {
			d.Negative = false
		}
		got, err := scenarios.ParseDuration(d.String())
		if err != nil || got != d {
			t.Fatalf("%s reads back as %#v, %v", d, got, err)
		}
	})
}

func FuzzParseDuration(f *testing.F) {
	for _, s := range []string{"PT5M", "-P3Y", "P1Y2M3W4DT5H6M7.8S", "PT0.000000001S", "P"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := scenarios.ParseDuration(s)
		if err != nil {
			return
		}
		again, err := scenarios.ParseDuration(d.String())
		require.NoError(t, err)
		require.Equal(t, d, again)
		d.Add(time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC))
	})
}

func TestMoments(t *testing.T) {
	base := time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)
	for text, want := range map[string]time.Time{
		"+PT5M": base.Add(5 * time.Minute), "-P2D": base.AddDate(0, 0, -2), "2026-05-06": time.Date(2026, 5, 6, 0, 0, 0, 0, time.UTC),
		"2026-05-06T12:00:00+01:00": time.Date(2026, 5, 6, 11, 0, 0, 0, time.UTC),
	} {
		m, err := scenarios.ParseMoment(text)
		require.NoError(t, err)
		got, err := m.From(base, nil)
		require.NoError(t, err)
		assert.True(t, want.Equal(got), "%s gives %s", text, got)
	}
	for _, text := range []string{"2026-05-06T12:00:00", "2026-02-30", "noon", "5m"} {
		_, err := scenarios.ParseMoment(text)
		assert.Error(t, err, text)
	}
	got, err := scenarios.Moment{}.From(base, nil)
	require.NoError(t, err)
	assert.Equal(t, base, got)
}
