package demography

import (
	"fmt"
	"strings"

	"sandpiper/synthetic/draw"
)

// Telephone numbers come from the ranges that Ofcom keeps for drama, a thousand of each, so many people share one.

func mobile(r *draw.Rand) string { return fmt.Sprintf("07700 900%03d", r.IntN(1000)) }

func landline(r *draw.Rand, regionCode string) string {
	if regionCode == "E12000007" {
		return fmt.Sprintf("020 7946 0%03d", r.IntN(1000))
	}
	return fmt.Sprintf("01632 960%03d", r.IntN(1000))
}

// contact fills in telephone and e-mail. Children are reached through the home's landline; the old have e-mail less often.
func (c *Country) contact(p *Person, age int) {
	r := draw.Key(c.seed, uint64(p.Index), streamContact, 0)
	switch {
	case age < 16 || age >= 75 && r.Chance(0.5):
		h := draw.Key(c.seed, p.Household.ID, streamContact, 1)
		p.Phone = landline(&h, p.Region)
	default:
		p.Phone = mobile(&r)
	}
	online := 0.86
	switch {
	case age < 16:
		online = 0
	case age >= 75:
		online = 0.45
	}
	if r.Chance(online) {
		p.Email = fmt.Sprintf("%s.%s%d@example.org", plain(p.Name.Given[0]), plain(p.Name.Family), p.Index%1000)
	}
}

// plain keeps the letters a … z of a name.
func plain(s string) string {
	return strings.Map(func(c rune) rune {
		if c >= 'a' && c <= 'z' {
			return c
		}
		return -1
	}, strings.ToLower(s))
}
