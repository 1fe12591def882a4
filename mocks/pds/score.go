package pds

import (
	"math"
	"strings"
	"time"

	"sandpiper/synthetic/demography"
)

// How much each criterion counts in a score. The national formula is not published; this one is ours, so that the same search
// always gives the same order: the mean of the similarities of what was asked, weighted as below, to four decimals.
const (
	weightFamily   = 30
	weightGiven    = 25
	weightBorn     = 25
	weightPostcode = 10
	weightGender   = 5
	weightOther    = 5 // each of death date, practice, phone, e-mail
)

// Similarities of a name that is not letter for letter the one asked for.
const (
	likeWild       = 0.9  // matched by a wildcard
	likeSound      = 0.85 // another spelling of the same sound
	likeTransposed = 0.8  // family and given name the other way round
)

// score says how well a person matches, from 0 to 1; 1 is an exact match of everything asked, and ok is false when the person is not a match at all. Each
// thing asked weighs by whichever of what is held is most like it.
func (c *Criteria) score(s *sight) (score float64, ok bool) {
	if !c.Born.Holds(s.born) {
		return 0, false
	}
	t := tally{}
	t.add(weightBorn, 1)
	for _, asked := range []struct {
		text   string
		weight float64
		held   []string
		like   func(asked, held string) float64
	}{
		{c.Gender, weightGender, s.genders, exactly},
		{c.Postcode, weightPostcode, s.posts, func(asked, held string) float64 { return wildcard(asked, squeeze(held)) }},
		{c.Email, weightOther, s.emails, func(asked, held string) float64 { return truth(strings.EqualFold(asked, held)) }},
		{c.Phone, weightOther, s.phones, func(asked, held string) float64 { return truth(samePhone(asked, held)) }},
	} {
		if asked.text == "" {
			continue
		}
		best := 0.0
		for _, held := range asked.held {
			if held != "" {
				best = max(best, asked.like(asked.text, held))
			}
		}
		if best == 0 {
			return 0, false
		}
		t.add(asked.weight, best)
	}
	if !c.scoreNames(&t, s.names) || !c.scoreRest(&t, s) {
		return 0, false
	}
	return t.mean(), true
}

func exactly(asked, held string) float64 { return truth(asked == held) }

func truth(same bool) float64 {
	if same {
		return 1
	}
	return 0
}

// scoreRest weighs the death date and the practice, which filter a plain search but only lower the score of a fuzzy one.
func (c *Criteria) scoreRest(t *tally, s *sight) bool {
	for _, rest := range []struct{ asked, same bool }{
		{c.Died.Asked(), c.Died.Holds(day(s.died))},
		{c.Practice != "", c.Practice == s.practice},
	} {
		switch {
		case !rest.asked:
		case rest.same:
			t.add(weightOther, 1)
		case c.Fuzzy:
			t.add(weightOther, 0)
		default:
			return false
		}
	}
	return true
}

// scoreNames weighs the name that is most like the one asked for; false means that none matches.
func (c *Criteria) scoreNames(t *tally, names []demography.Name) bool {
	var best tally
	fits := false
	for k := range names {
		family, given, ok := c.likeName(&names[k])
		if !ok {
			continue
		}
		var one tally
		if c.Family != "" {
			one.add(weightFamily, family)
		}
		if len(c.Given) > 0 {
			one.add(weightGiven, given)
		}
		if !fits || one.sum > best.sum {
			best, fits = one, true
		}
	}
	t.sum, t.weight = t.sum+best.sum, t.weight+best.weight
	return fits
}

// likeName compares a name with what was asked of family and given names; ok is false where it does not match.
func (c *Criteria) likeName(name *demography.Name) (family, given float64, ok bool) {
	family, given = c.likeFamily(name.Family), c.likeGiven(name.Given)
	if c.Fuzzy && (family == 0 || given == 0) && c.transposed(name) {
		family, given = likeTransposed, likeTransposed
	}
	return family, given, family > 0 && given > 0
}

func (c *Criteria) likeFamily(family string) float64 {
	if c.Family == "" {
		return 1
	}
	return c.like(c.Family, family)
}

// likeGiven compares each given name asked for with the person's in the same place; names that were not asked for do not count.
func (c *Criteria) likeGiven(given []string) float64 {
	if len(c.Given) == 0 {
		return 1
	}
	if len(c.Given) > len(given) {
		return 0
	}
	sum := 0.0
	for i, asked := range c.Given {
		like := c.like(asked, given[i])
		if like == 0 {
			return 0
		}
		sum += like
	}
	return sum / float64(len(c.Given))
}

func (c *Criteria) like(asked, held string) float64 {
	if !c.Fuzzy {
		return wildcard(strings.ToUpper(asked), strings.ToUpper(held))
	}
	if strings.EqualFold(asked, held) {
		return 1
	}
	if code := Soundex(asked); code != "" && code == Soundex(held) {
		return likeSound
	}
	return 0
}

// transposed reports whether family and first given name were asked for the other way round.
func (c *Criteria) transposed(name *demography.Name) bool {
	return c.Family != "" && len(c.Given) > 0 && len(name.Given) > 0 &&
		strings.EqualFold(c.Family, name.Given[0]) && strings.EqualFold(c.Given[0], name.Family)
}

// wildcard compares a pattern, in which * stands for any letters, with a value: 1 when equal without a wildcard, likeWild when
// the pattern fits, 0 when not.
func wildcard(pattern, value string) float64 {
	if !strings.Contains(pattern, "*") {
		if pattern == value {
			return 1
		}
		return 0
	}
	parts := strings.Split(pattern, "*")
	if !strings.HasPrefix(value, parts[0]) {
		return 0
	}
	value = value[len(parts[0]):]
	last := parts[len(parts)-1]
	for _, part := range parts[1 : len(parts)-1] {
		at := strings.Index(value, part)
		if at < 0 {
			return 0
		}
		value = value[at+len(part):]
	}
	if !strings.HasSuffix(value, last) {
		return 0
	}
	return likeWild
}

// samePhone compares two numbers by their digits, +44 being another way to write the leading nought.
func samePhone(a, b string) bool {
	return a != "" && digits(a) == digits(b)
}

func digits(number string) string {
	number = strings.Replace(number, "+44", "0", 1)
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, number)
}

// day cuts the time of day off.
func day(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

// tally is a weighted mean in the making.
type tally struct{ sum, weight float64 }

func (t *tally) add(weight, like float64) { t.sum, t.weight = t.sum+weight*like, t.weight+weight }

func (t *tally) mean() float64 { return round(t.sum / t.weight) }

// round keeps four decimals, as the service's own scores have.
func round(score float64) float64 { return math.Round(score*1e4) / 1e4 }
