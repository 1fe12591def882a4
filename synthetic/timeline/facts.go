package timeline

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"sandpiper/synthetic/course"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/nhs"
)

// facts puts down what was so.
func (t *teller) facts(moves []demography.Move) {
	p := t.person
	t.fact(p.Born, 0, Fact{Kind: "birth", Text: "is born"})
	for _, m := range moves {
		t.fact(m.At, 1, Fact{Kind: "move", Text: "moves to " + address(m.To)})
	}
	for i := range t.life.Conditions {
		x := &t.life.Conditions[i]
		about, name := "condition/"+x.Is, condition(x.Is)
		t.fact(x.Onset, 2, Fact{Kind: "condition", Text: name + " begins", About: about, Mark: t.unwritten(about, x.Onset)})
		t.fact(x.Ended, 2, Fact{Kind: "condition", Text: name + " is over", About: about})
	}
	for i := range t.life.Allergies {
		x := &t.life.Allergies[i]
		about, how := "allergy/"+x.To, words(x.Reaction)
		if x.Severe {
			how += ", severe"
		}
		t.fact(x.Since, 3, Fact{Kind: "allergy", Text: "becomes allergic to " + words(x.To) + " (" + how + ")", About: about, Mark: t.unwritten(about, x.Since)})
	}
	for i := range t.life.Medicines {
		x := &t.life.Medicines[i]
		about := "medicine/" + x.Name
		text := "starts " + x.Name
		if x.For != "" {
			text += " for " + lower(condition(x.For))
		}
		t.fact(x.Since, 4, Fact{Kind: "medicine", Text: text, About: about, Mark: t.unwritten(about, x.Since)})
		t.fact(x.Until, 4, Fact{Kind: "medicine", Text: "stops " + x.Name, About: about})
	}
	for i := range t.life.Events {
		t.fact(t.life.Events[i].At, 5, Fact{Kind: "event", Text: happened(&t.life.Events[i])})
	}
	for i := range t.life.Pregnancies {
		x := &t.life.Pregnancies[i]
		t.fact(x.Conceived, 6, Fact{Kind: "pregnancy", Text: "becomes pregnant"})
		text := "a pregnancy ends in a miscarriage"
		if x.Outcome == "birth" {
			text = "gives birth"
			if x.Child >= 0 {
				text += fmt.Sprintf(" to person %d", x.Child)
			}
		}
		t.fact(x.Ended, 6, Fact{Kind: "pregnancy", Text: text})
	}
	if died := t.died(); !died.IsZero() {
		text := "dies"
		if t.life.Cause != "" {
			text += " of " + lower(condition(t.life.Cause))
		}
		t.fact(died, 9, Fact{Kind: "death", Text: text})
	}
}

func (t *teller) fact(at time.Time, order int, f Fact) {
	if t.told(at) {
		f.order = order
		d := t.day(at)
		d.Facts = append(d.Facts, f)
	}
}

// died is when the person died, zero if they had not by the story's day.
func (t *teller) died() time.Time {
	died := t.life.Died
	if died.IsZero() {
		died = t.person.Died
	}
	if died.IsZero() || died.After(t.at) {
		return time.Time{}
	}
	return died
}

// late is how long an entry may come after what it is about before a story remarks on it.
const late = 75 * 24 * time.Hour

// unwritten is the mark of a truth that nobody wrote down, or wrote down late.
func (t *teller) unwritten(about string, onset time.Time) string {
	written, ok := t.written[about]
	switch {
	case !ok && slices.Contains(t.chart.Missing, about):
		return "never written"
	case !ok:
		return ""
	case written.Sub(onset) > late:
		return "written " + apart(onset, written) + " late"
	}
	return ""
}

// happened is an event in words.
func happened(e *course.Event) string {
	what := lower(thing(e.Is))
	var text string
	switch e.Kind {
	case course.Attendance:
		text = "goes to the emergency department with " + what
	case course.Emergency:
		text = "is taken into hospital with " + what
	case course.Admission:
		text = "is admitted as planned: " + what
	case course.Operation:
		text = "has an operation: " + what
	case course.Delivery:
		text = "is in hospital to give birth"
	default:
		text = words(e.Kind) + ": " + what
	}
	if e.Why != "" && e.Why != e.Is && !strings.Contains(text, lower(condition(e.Why))) {
		text += ", because of " + lower(condition(e.Why))
	}
	if nights := int(e.Until.Sub(e.At).Hours() / 24); nights > 0 {
		text += ", " + count(nights, "night")
	}
	return text
}

// before lists what had begun by the first day that is told and still held.
func (t *teller) before() []string {
	out := []string{}
	for _, x := range t.life.Conditions {
		if x.Onset.Before(t.from) && (x.Ended.IsZero() || x.Ended.After(t.from)) {
			out = append(out, fmt.Sprintf("%s since %d", condition(x.Is), x.Onset.Year()))
		}
	}
	for _, x := range t.life.Allergies {
		if x.Since.Before(t.from) {
			out = append(out, fmt.Sprintf("allergic to %s since %d", words(x.To), x.Since.Year()))
		}
	}
	for _, x := range t.life.Medicines {
		if x.Since.Before(t.from) && (x.Until.IsZero() || x.Until.After(t.from)) {
			out = append(out, fmt.Sprintf("takes %s since %d", x.Name, x.Since.Year()))
		}
	}
	return out
}

// subject is who the person is on the story's day.
func (t *teller) subject() Subject {
	p := t.person
	s := Subject{Index: p.Index, Number: p.Number.Spaced(), Name: strings.Join(append(slices.Clone(p.Name.Given), p.Name.Family), " "),
		Sex: p.Sex.String(), Born: p.Born, Died: t.died(), Ethnicity: ethnicity(p.Ethnicity), Recorded: ethnicity(t.chart.Ethnicity.Code),
		Decile: p.Decile, Home: address(p.Address), Practice: string(p.Practice)}
	s.Age = p.Age(t.at)
	if !s.Died.IsZero() {
		s.Age = p.Age(s.Died)
	}
	return s
}

func ethnicity(code string) string {
	if c, ok := nhs.Ethnicities().Find(code); ok && code != "" {
		return c.Label
	}
	return code
}

func address(a demography.Address) string {
	return strings.Join(append(slices.Clone(a.Lines), a.Postcode), ", ")
}
