package chart_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/course"
	"sandpiper/synthetic/demography"
)

// What stands on the record on a day stands there later, with the same numbers and words; only what was going on may have
// ended since.
func TestNothingAnticipates(t *testing.T) {
	model, clerk := course.NewModel(1, asOf, country()), chart.NewClerk(1, asOf, country())
	days := []time.Time{asOf, asOf.AddDate(0, 0, 1), asOf.AddDate(0, 3, 7), asOf.AddDate(1, 0, 0), asOf.AddDate(0, 0, 400), asOf.AddDate(6, 0, 0)}
	grew := 0
	for i := range 340 {
		index := i*173 + 5
		if i >= 300 { // somebody who is yet to be born
			index = demography.FirstOther + (i-300)*64 + i%32
		}
		var earlier chart.Chart
		for k, day := range days {
			person := country().PersonAt(index, day)
			if !person.Born.Before(day) {
				continue
			}
			life := model.Life(&person, day)
			later := clerk.Chart(&person, &life, day)
			if k > 0 {
				require.GreaterOrEqual(t, len(later.Entries), len(earlier.Entries), "person %d on %v", index, day)
				for n, was := range earlier.Entries {
					is := later.Entries[n]
					if is.Status != was.Status || !is.Ended.Equal(was.Ended) {
						require.Contains(t, []chart.Status{chart.Active, chart.Booked}, was.Status, "person %d on %v: %+v", index, day, is)
						require.False(t, is.Ended.Before(days[k-1]) && is.ID.Kind != chart.Appointment, "ended before it was seen going on: %+v", is)
					}
					is.Status, is.Ended = was.Status, was.Ended
					if !reflect.DeepEqual(was, is) {
						t.Fatalf("person %d, entry %d, on %v:\n%s", index, n, day, cmp.Diff(was, is))
					}
				}
				if earlier.Ethnicity.Code != "" {
					require.Equal(t, earlier.Ethnicity, later.Ethnicity)
				}
				grew += len(later.Entries) - len(earlier.Entries)
			}
			earlier = later
		}
	}
	require.Greater(t, grew, 300*20)
}
