package product

import "strings"

// ruleDose checks the one dose that kills most reliably when it is misread: methotrexate, which is taken once a week.
func ruleDose(s *situation) []card {
	if s.bug == NoDoseCheck {
		return nil
	}
	for _, d := range s.order.drugs {
		if !d.inClass("methotrexate") {
			continue
		}
		if len(s.order.doses) == 0 {
			return []card{{Indicator: warning, topic: "dose",
				Summary: "Methotrexate: say which day of the week it is taken",
				Detail:  "The order has no dose. Outside cancer care methotrexate is taken once a week, on a named day."}}
		}
		for _, dose := range s.order.doses {
			if dose.weekly() > 1 {
				return []card{{Indicator: critical, topic: "dose",
					Summary: "Methotrexate more than once a week: this can be fatal",
					Detail:  "Outside cancer care methotrexate is taken once a week. Daily doses have killed. Write the day of the week on the order."}}
			}
		}
	}
	return nil
}

// weekly is how many times in seven days the dose is taken, by its timing or, failing that, by its words. Zero means that
// neither says.
func (d dose) weekly() float64 {
	r := d.Timing.Repeat
	if r.Period > 0 && r.PeriodUnit != "" {
		days := map[string]float64{"h": 1.0 / 24, "d": 1, "wk": 7, "mo": 30}[r.PeriodUnit]
		if days > 0 {
			return max(r.Frequency, 1) * 7 / (r.Period * days)
		}
	}
	text := strings.ToLower(d.Text)
	for _, daily := range []string{"daily", "a day", "each day", "every day", "once day", "per day", "at night", "in the morning"} {
		if strings.Contains(text, daily) {
			return 7
		}
	}
	if strings.Contains(text, "week") {
		return 1
	}
	return 0
}
