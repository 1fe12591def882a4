package hazard_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/reports/hazard"
	"sandpiper/reports/stats"
)

func mappings(t *testing.T) []hazard.Mapping {
	t.Helper()
	m, err := hazard.Mappings()
	require.NoError(t, err)
	require.Len(t, m, 2)
	return m
}

func TestMappingsAreDeclaredWithTheConservativeOneFirst(t *testing.T) {
	m := mappings(t)
	assert.Equal(t, "sandbox-conservative-v1", m[0].ID)
	assert.Equal(t, "literal-wording-v1", m[1].ID)
	s := nhs(t)
	for _, one := range m {
		for _, b := range one.Bands {
			_, err := s.Level(b.Likelihood, "minor")
			assert.NoError(t, err, "%s names a likelihood of the scheme", one.ID)
		}
		assert.Equal(t, "very-high", one.Likelihood(1))
		assert.Equal(t, "very-low", one.Likelihood(0))
	}
}

func TestSuggestedLikelihood(t *testing.T) {
	for _, c := range []struct {
		name              string
		exposures, events int
		cautious, literal string
	}{
		{"not measured", 0, 0, "medium", "medium"},
		{"five clean", 5, 0, "high", "medium"},
		{"28 clean, one short of 29", 28, 0, "high", "medium"},
		{"29 clean", 29, 0, "medium", "low"},
		{"298 clean", 298, 0, "medium", "low"},
		{"299 clean", 299, 0, "low", "low"},
		{"2,995 clean", 2995, 0, "very-low", "very-low"},
		{"half went wrong", 100, 50, "very-high", "high"},
		{"one in a hundred", 100, 1, "medium", "low"},
	} {
		t.Run(c.name, func(t *testing.T) {
			measured := hazard.Measured{Exposures: c.exposures, Events: c.events, Confidence: 0.95}
			for i, want := range []string{c.cautious, c.literal} {
				got, err := nhs(t).Suggest(mappings(t)[i], measured, "major")
				require.NoError(t, err)
				assert.Equal(t, want, got.Likelihood)
				level, err := nhs(t).Level(want, "major")
				require.NoError(t, err)
				assert.Equal(t, level, got.Level)
			}
		})
	}
}

func TestFewExposuresAreNeverBelowMediumEvenUnderALaxMapping(t *testing.T) {
	lax, err := hazard.ReadMappings(strings.NewReader("mapping,title,likelihood,lower,upper,clean_runs_at_95,source\nlax,Lax,very-low,0,1,,test\n"))
	require.NoError(t, err)
	few, err := nhs(t).Suggest(lax[0], hazard.Measured{Exposures: 28, Confidence: 0.95}, "major")
	require.NoError(t, err)
	assert.Equal(t, "medium", few.Likelihood)
	assert.Contains(t, few.Why, "Fewer than 29")
	enough, err := nhs(t).Suggest(lax[0], hazard.Measured{Exposures: 29, Confidence: 0.95}, "major")
	require.NoError(t, err)
	assert.Equal(t, "very-low", enough.Likelihood)
}

func logged() hazard.Logged {
	return hazard.Logged{ID: "HZ-1", Name: "Missed alert", Severity: "major", InitialLikelihood: "medium"}
}

func TestAssess(t *testing.T) {
	s, m := nhs(t), mappings(t)

	t.Run("a clean measurement under a coarse table is band-limited", func(t *testing.T) {
		row, err := s.Assess(logged(), []string{"a/b"}, hazard.Measured{Exposures: 299, Confidence: 0.95}, m)
		require.NoError(t, err)
		assert.Equal(t, 3, row.InitialLevel)
		assert.Equal(t, "low", row.Suggested.Likelihood)
		assert.Equal(t, 3, row.Suggested.Level)
		assert.True(t, row.BandLimited)
		assert.Equal(t, hazard.NoEvent, row.Observed)
		assert.InDelta(t, 0.009969, *row.Upper, 1e-6)
		assert.Empty(t, row.Differing)
		assert.Empty(t, row.NotTested)
		assert.Equal(t, "very-low", row.NextBand)
		assert.Equal(t, 2995-299, row.MoreRuns)
	})

	t.Run("both answers are shown where the mappings differ", func(t *testing.T) {
		row, err := s.Assess(logged(), []string{"a/b"}, hazard.Measured{Exposures: 100, Confidence: 0.95}, m)
		require.NoError(t, err)
		assert.Equal(t, "medium", row.Suggested.Likelihood)
		require.Len(t, row.Differing, 1)
		assert.Equal(t, "low", row.Differing[0].Likelihood)
		assert.Equal(t, "literal-wording-v1", row.Differing[0].Mapping)
	})

	t.Run("too few runs for what people said", func(t *testing.T) {
		l := logged()
		l.InitialLikelihood = "very-low"
		row, err := s.Assess(l, []string{"a/b"}, hazard.Measured{Exposures: 300, Confidence: 0.95}, m)
		require.NoError(t, err)
		assert.True(t, row.TooFew)
		assert.False(t, row.BandLimited)
		row, err = s.Assess(l, []string{"a/b"}, hazard.Measured{Exposures: 2995, Confidence: 0.95}, m)
		require.NoError(t, err)
		assert.False(t, row.TooFew)
	})

	t.Run("an event is an event", func(t *testing.T) {
		row, err := s.Assess(logged(), []string{"a/b"}, hazard.Measured{Exposures: 100, Events: 90, Confidence: 0.95}, m)
		require.NoError(t, err)
		assert.Equal(t, hazard.Event, row.Observed)
		assert.Equal(t, 5, row.Suggested.Level)
		assert.False(t, row.BandLimited)
	})

	t.Run("not tested, and why", func(t *testing.T) {
		row, err := s.Assess(logged(), nil, hazard.Measured{Confidence: 0.95}, m)
		require.NoError(t, err)
		assert.Equal(t, hazard.NotExercised, row.Observed)
		assert.Nil(t, row.Upper)
		assert.Equal(t, "medium", row.Suggested.Likelihood)
		assert.Equal(t, "No scenario names this hazard yet.", row.NotTested)

		l := logged()
		l.NotTestable = "needs a real pharmacy"
		row, err = s.Assess(l, nil, hazard.Measured{Confidence: 0.95}, m)
		require.NoError(t, err)
		assert.Equal(t, "needs a real pharmacy", row.NotTested)

		row, err = s.Assess(logged(), []string{"a/b"}, hazard.Measured{Confidence: 0.95}, m)
		require.NoError(t, err)
		assert.Contains(t, row.NotTested, "no run reached it")
	})

	t.Run("a decision of people is kept beside the suggestion", func(t *testing.T) {
		l := logged()
		l.ResidualDecided = "very-low"
		row, err := s.Assess(l, []string{"a/b"}, hazard.Measured{Exposures: 10, Confidence: 0.95}, m)
		require.NoError(t, err)
		assert.Equal(t, "very-low", row.ResidualDecided)
		assert.Equal(t, 2, row.DecidedLevel)
		assert.Equal(t, "high", row.Suggested.Likelihood)
		assert.Equal(t, "medium", row.InitialLikelihood)
		assert.Equal(t, "major", row.Severity)
	})

	t.Run("what people have not scored is not scored for them", func(t *testing.T) {
		row, err := s.Assess(hazard.Logged{ID: "HZ-2"}, []string{"a/b"}, hazard.Measured{Exposures: 299, Confidence: 0.95}, m)
		require.NoError(t, err)
		assert.Zero(t, row.InitialLevel)
		assert.Zero(t, row.Suggested.Level)
		assert.Empty(t, row.Severity)
		assert.Equal(t, "low", row.Suggested.Likelihood)
	})

	t.Run("what cannot be assessed is refused by name", func(t *testing.T) {
		l := logged()
		l.Severity = "fatal"
		_, err := s.Assess(l, nil, hazard.Measured{Confidence: 0.95}, m)
		assert.ErrorContains(t, err, `assess hazard HZ-1: severity "fatal"`)
		_, err = s.Assess(logged(), nil, hazard.Measured{Exposures: 3, Events: 4, Confidence: 0.95}, m)
		assert.ErrorContains(t, err, "4 events in 3 exposures")
		_, err = s.Assess(logged(), nil, hazard.Measured{}, nil)
		assert.ErrorContains(t, err, "no likelihood mapping")
	})
}

func TestCleanRunsInTheFileMatchTheSum(t *testing.T) {
	for _, m := range mappings(t) {
		for _, b := range m.Bands[:4] {
			n, err := stats.ZeroFailureN(b.Upper, 0.95)
			require.NoError(t, err)
			bound, err := stats.Upper(0, n, 0.95)
			require.NoError(t, err)
			assert.Equal(t, b.Likelihood, m.Likelihood(bound), "%s: %d clean runs", m.ID, n)
		}
	}
}

func TestMappingsThatLeaveGapsAreRefused(t *testing.T) {
	const head = "mapping,title,likelihood,lower,upper,clean_runs_at_95,source\n"
	for name, c := range map[string]struct{ text, says string }{
		"gap":       {head + "m,M,low,0,0.1,,\nm,M,high,0.2,1,,\n", "band high begins at 0.2, the one before ends at 0.1"},
		"open end":  {head + "m,M,low,0,0.1,,\n", "the bands end at 0.1, not at 1"},
		"no number": {head + "m,M,low,zero,0.1,,\n", "row 2"},
		"falling":   {head + "m,M,low,0.2,0.1,,\n", "row 2"},
		"empty":     {head, "there are none"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := hazard.ReadMappings(strings.NewReader(c.text))
			assert.ErrorContains(t, err, c.says)
		})
	}
}
