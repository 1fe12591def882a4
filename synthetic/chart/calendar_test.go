package chart_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"sandpiper/synthetic/chart"
)

// Surgeries are closed on bank holidays, those of Easter among them, and what falls on a weekend is not all seen to on the Monday.
func TestBankHolidaysAndWeekdays(t *testing.T) {
	holidays := map[string]bool{
		"2016-12-27": true, "2017-01-02": true, "2018-03-30": true, "2018-04-02": true, "2019-04-19": true, "2019-04-22": true, "2020-04-10": true,
		"2021-04-02": true, "2021-04-05": true, "2021-12-27": true, "2021-12-28": true, "2022-01-03": true, "2023-05-01": true, "2023-05-29": true,
		"2023-08-28": true, "2024-03-29": true, "2024-04-01": true, "2025-04-18": true, "2025-04-21": true, "2025-05-05": true, "2025-08-25": true,
	}
	var days [7]int
	all := 0
	for _, l := range village() {
		for _, e := range l.chart.Of(chart.Contact) {
			if holidays[e.Recorded.Format(time.DateOnly)] {
				t.Fatalf("a contact on the bank holiday %s", e.Recorded)
			}
			days[e.Recorded.Weekday()]++
			all++
		}
	}
	for wd := time.Monday; wd <= time.Friday; wd++ {
		assert.InDelta(t, 0.2, float64(days[wd])/float64(all), 0.06, "%s", wd)
	}
}
