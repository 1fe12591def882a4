package demography

import (
	"strconv"
	"strings"

	"sandpiper/synthetic/draw"
)

// Telephone numbers come from the ranges that Ofcom keeps for drama, a thousand of each, so many people share one.

func mobile(r *draw.Rand) string { return "07700 900" + digits(r.IntN(1000), 3) }

func landline(r *draw.Rand, regionCode string) string {
	if regionCode == "E12000007" { // London
		return "020 7946 0" + digits(r.IntN(1000), 3)
	}
	return "01632 960" + digits(r.IntN(1000), 3)
}

// digits writes a number with zeros in front, up to a width of twelve.
func digits(n, width int) string {
	var b [12]byte
	for i := width - 1; i >= 0; i-- {
		b[i] = byte('0' + n%10)
		n /= 10
	}
	return string(b[:width])
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
		p.Email = plain(p.Name.Given[0]) + "." + plain(p.Name.Family) + strconv.Itoa(p.Index%1000) + "@example.org"
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
