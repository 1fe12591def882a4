package product

import (
	"slices"
	"strings"
)

// ruleAllergy compares the classes of the medicine with those of every allergy on the record: first the very class, then
// its relatives. One card is enough; the gravest is kept.
func ruleAllergy(s *situation) []card {
	var best *card
	for _, a := range s.record.allergies {
		for _, d := range s.order.drugs {
			c, ok := direct(s, a, d)
			if !ok && s.bug != NoCrossSensitivity {
				c, ok = crossed(s, a, d)
			}
			if ok && (best == nil || graver(c.Indicator, best.Indicator)) {
				best = &c
			}
		}
	}
	if best == nil {
		return nil
	}
	return []card{*best}
}

// direct is the card for a medicine of the class that the person reacts to.
func direct(s *situation, a allergy, d *drug) (card, bool) {
	for _, class := range a.classes {
		if !d.inClass(class) {
			continue
		}
		c := card{
			Indicator:   critical,
			Summary:     clip(capital(s.know.say(class)) + " allergy on record: " + d.Name),
			Detail:      capital(d.Name) + " belongs to the medicines that this person is recorded as allergic to (" + s.know.say(class) + ").",
			topic:       "allergy",
			Suggestions: offer(s, d),
		}
		if a.doubt != "" {
			c.Indicator = warning
			c.Detail += " The entry is " + a.doubt + ": ask what happened before relying on it either way."
		}
		return c, true
	}
	return card{}, false
}

// crossed is the card for a medicine related to the class that the person reacts to.
func crossed(s *situation, a allergy, d *drug) (card, bool) {
	for _, x := range s.know.cross {
		if !slices.Contains(a.classes, x.allergy) || !d.inClass(x.drug) {
			continue
		}
		c := card{
			Indicator:   x.severity,
			Summary:     clip(capital(s.know.say(x.allergy)) + " allergy on record: " + d.Name + " may cross-react"),
			Detail:      x.detail,
			topic:       "allergy",
			Suggestions: offer(s, d),
		}
		if a.immediate {
			c.Indicator = x.immediate
		}
		if a.doubt != "" {
			c.Indicator = warning
		}
		return c, true
	}
	return card{}, false
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
