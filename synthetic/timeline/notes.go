package timeline

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/nhs"
)

// drawers are the kinds of entry in words.
var drawers = map[chart.Kind]string{
	chart.Problem: "problem", chart.Allergy: "allergy", chart.Medicine: "medicine", chart.Measurement: "results", chart.Contact: "contact",
	chart.Vaccination: "vaccination", chart.Procedure: "procedure", chart.Document: "letter", chart.Referral: "referral",
	chart.Appointment: "appointment", chart.Report: "report",
}

// notes puts down what was written. The results of one contact share a line.
func (t *teller) notes() {
	var results *Note
	contact := -1
	for i := range t.chart.Entries {
		e := &t.chart.Entries[i]
		if !t.told(e.Recorded) || e.ID.Kind == chart.Report {
			continue
		}
		if e.ID.Kind == chart.Measurement {
			d := t.day(e.Recorded)
			if results != nil && contact == e.Contact && len(d.Notes) > 0 && results == &d.Notes[len(d.Notes)-1] {
				results.Text += "; " + result(e)
				continue
			}
			d.Notes = append(d.Notes, Note{Kind: drawers[e.ID.Kind], Text: result(e)})
			results, contact = &d.Notes[len(d.Notes)-1], e.Contact
			continue
		}
		results = nil
		t.note(e)
	}
}

func (t *teller) note(e *chart.Entry) {
	n := Note{Kind: drawers[e.ID.Kind], Text: e.Text, About: e.Truth, Mark: t.mark(e)}
	if len(e.Coding) > 0 {
		n.Code, n.System = e.Coding[0].Code, e.Coding[0].System
	}
	switch {
	case e.ID.Kind == chart.Contact && e.Mode != 0 && !strings.Contains(strings.ToLower(e.Text), e.Mode.String()):
		n.Text += " (" + e.Mode.String() + ")"
	case e.ID.Kind == chart.Medicine && e.Repeat:
		n.Text += ", on repeat"
	case e.ID.Kind == chart.Appointment && e.Status != "":
		n.Text += meant(e) + " (" + appointment(e.Status) + ")"
	case e.ID.Kind == chart.Document && e.Letter != nil && e.Letter.From != "":
		n.Text += ", from " + e.Letter.From
	case e.ID.Kind == chart.Referral && e.Request != nil:
		n.Text += ", " + e.Request.To + " (" + e.Request.Urgency + ")"
	}
	if e.ID.Kind == chart.Medicine && e.Dose != nil && e.Dose.Text != "" {
		n.Text += ": " + e.Dose.Text
	}
	d := t.day(e.Recorded)
	d.Notes = append(d.Notes, n)
}

// meant is the day that an appointment is for; an entry lies on the day that it was made.
func meant(e *chart.Entry) string {
	if e.Onset.IsZero() {
		return ""
	}
	return " for " + e.Onset.Format("2 January 2006")
}

// mark says how an entry departs from what is so.
func (t *teller) mark(e *chart.Entry) string {
	var marks []string
	switch e.Slip {
	case chart.Late:
		marks = append(marks, "late by "+apart(t.onset(e), e.Recorded))
	case chart.FreeText:
		marks = append(marks, "words only, no code")
	case chart.Duplicate:
		marks = append(marks, "a second entry for one thing")
	case chart.Miscoded:
		marks = append(marks, "not quite that: it is "+lower(named(e.Truth)))
	case chart.Unproven:
		if e.ID.Kind == chart.Allergy {
			marks = append(marks, "label without an allergy")
		} else {
			marks = append(marks, "not so")
		}
	case chart.Faithful:
	default:
		marks = append(marks, string(e.Slip))
	}
	if e.Status == chart.EnteredInError {
		marks = append(marks, "entered in error")
	}
	if e.Confidential {
		marks = append(marks, "confidential")
	}
	return strings.Join(marks, ", ")
}

// onset is when what an entry is about began.
func (t *teller) onset(e *chart.Entry) time.Time {
	if x, ok := t.onsets[e.Truth]; ok {
		return x
	}
	return e.Onset
}

// appointment is the status of an appointment in words.
func appointment(s chart.Status) string {
	switch s {
	case chart.NoShow:
		return "did not come"
	case chart.Fulfilled:
		return "kept"
	}
	return string(s)
}

// result is a measurement in a few words, its value among them once.
func result(e *chart.Entry) string {
	var value, unit string
	switch {
	case e.Value != nil:
		value, unit = number(e.Value.Value), e.Value.Code
	case e.Answer != nil:
		return e.Text
	case len(e.Parts) > 0:
		parts := make([]string, len(e.Parts))
		for i, p := range e.Parts {
			parts[i] = number(p.Value.Value)
		}
		value, unit = strings.Join(parts, "/"), e.Parts[0].Value.Code
	default:
		return e.Text
	}
	if strings.HasPrefix(unit, "{") {
		unit = ""
	}
	text := e.Text
	if !strings.Contains(text, value) {
		text += " " + value
	}
	return strings.TrimRight(text+" "+unit, " ")
}

func number(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// named is a truth in words: "condition/asthma" is Asthma.
func named(truth string) string {
	kind, key, ok := strings.Cut(truth, "/")
	switch {
	case !ok:
		return truth
	case kind == "condition":
		return condition(key)
	case kind == "allergy":
		return "allergy to " + words(key)
	case kind == "medicine":
		return key
	}
	return words(key)
}

// condition is a condition's label, or its key in words.
func condition(key string) string {
	if c, ok := nhs.Conditions().Find(key); ok {
		return c.Label
	}
	return words(key)
}

// thing is the label of whatever has a key: a condition, a procedure or a finding.
func thing(key string) string {
	for _, list := range []nhs.Concepts{nhs.Conditions(), nhs.Procedures(), nhs.Findings()} {
		if c, ok := list.Find(key); ok {
			return c.Label
		}
	}
	return words(key)
}

func words(key string) string { return strings.ReplaceAll(key, "-", " ") }

// lower takes the capital off a label in the middle of a sentence, unless it is a name or an abbreviation.
func lower(s string) string {
	if len(s) < 2 || s[1] < 'a' || s[1] > 'z' || strings.Contains(s, "'s ") {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

func count(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return fmt.Sprintf("%d %s", n, thing)
}
