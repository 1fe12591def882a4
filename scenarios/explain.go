package scenarios

import (
	"fmt"
	"strings"
	"time"
)

// Explain tells a scenario in plain English for a clinical safety officer: what is given, what happens, what must hold, in which
// cases, with how many people, what is claimed, and what is not tested. Every expression is said in words. log supplies the names of
// hazards and controls, or is nil.
func (s *Scenario) Explain(log *HazardLog) string {
	t := &teller{s: s, log: log}
	t.line(0, s.Title)
	t.line(0, "("+s.ID+")")
	if s.About != "" {
		t.gap()
		t.wrap(0, s.About)
	}
	t.covers()
	t.given()
	t.when()
	t.then()
	t.vary()
	t.claims()
	t.review()
	t.untested()
	return t.out.String()
}

// teller writes the telling of one scenario.
type teller struct {
	s   *Scenario
	log *HazardLog
	out strings.Builder
}

// lineWidth is how wide a telling is.
const lineWidth = 100

func (t *teller) line(indent int, text string) {
	t.out.WriteString(strings.Repeat(" ", indent) + text + "\n")
}

func (t *teller) gap() { t.out.WriteByte('\n') }

func (t *teller) heading(text string) {
	t.gap()
	t.line(0, text)
}

// wrap breaks text into lines; lines after the first are indented a little more if the text is an item.
func (t *teller) wrap(indent int, text string) {
	hang := indent
	if mark, _, _ := strings.Cut(text, " "); mark == "-" || strings.HasSuffix(mark, ".") && strings.Trim(mark, "0123456789.") == "" {
		hang += len(mark) + 1
	}
	line, at := "", indent
	for word := range strings.FieldsSeq(text) {
		if line != "" && at+len([]rune(line))+1+len([]rune(word)) > lineWidth {
			t.line(at, line)
			line, at = "", hang
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	t.line(at, line)
}

// item is an entry of a list.
func (t *teller) item(indent int, format string, args ...any) {
	t.wrap(indent, "- "+fmt.Sprintf(format, args...))
}

func (t *teller) hazard(id string) string {
	if t.log != nil {
		if h, ok := t.log.Hazard(id); ok {
			return fmt.Sprintf("%s (%s)", id, h.Name)
		}
	}
	return id
}

func (t *teller) control(id string) string {
	if t.log == nil {
		return id
	}
	for _, h := range t.log.Hazards {
		for _, c := range h.Controls {
			if c.ID == id {
				return fmt.Sprintf("%s (%s)", id, c.Text)
			}
		}
	}
	return id
}

func (t *teller) covers() {
	c := t.s.Covers
	if len(c.Hazards)+len(c.Controls)+len(c.Obligations) == 0 {
		return
	}
	t.heading("This is evidence about")
	for _, id := range c.Hazards {
		t.item(2, "hazard %s", t.hazard(id))
	}
	for _, id := range c.Controls {
		t.item(2, "control %s", t.control(id))
	}
	for _, id := range c.Obligations {
		t.item(2, "obligation %s", id)
	}
}

func (t *teller) given() {
	s := t.s
	t.heading("Given")
	t.item(2, "%s", t.clock())
	for i := range s.Cast {
		t.item(2, "%s", person(&s.Cast[i]))
	}
	for _, d := range s.Devices {
		t.item(2, "%s, worn by %s, which measures %s every %s", d.Name, d.Wearer, and(d.Reads), length(d.Every))
	}
	for _, c := range s.Product {
		t.item(2, "the product under test, spoken to as %s: %s%s", c.Name, conversation(c.Adapter), settings(c.Settings))
	}
	for _, b := range s.Let {
		t.item(2, "%s, which is %s", b.Name, inEnglish(&b.Expr))
	}
	for i := range s.Faults {
		t.item(2, "%s", t.fault(&s.Faults[i]))
	}
}

func (t *teller) clock() string {
	c := t.s.World.Clock
	text := "a clock that stands still until the story moves it"
	switch c.Mode {
	case Scaled:
		text = fmt.Sprintf("a clock that runs %v times as fast as a real one", c.Scale)
	case Wall:
		text = "a clock that runs as a real one"
	}
	if !c.Start.IsZero() {
		text += ", at first on " + day(c.Start)
	}
	if !c.Horizon.IsZero() {
		text += ", for at most " + length(c.Horizon)
	}
	return text
}

func day(at time.Time) string {
	if at.Hour() == 0 && at.Minute() == 0 && at.Location() == time.UTC {
		return at.Format("2 January 2006")
	}
	return at.Format("2 January 2006 at 15:04 (UTC-07:00)")
}

func conversation(a Adapter) string {
	words := map[Adapter]string{
		HTTP: "an HTTP service", CDSHooks: "a CDS Hooks service", Browser: "an app in a browser", Telemetry: "a receiver of device readings",
		Inbox: "a worklist of staff", Outbox: "the messages that it sends", Model: "a model that answers questions",
		Subscription: "a receiver of notifications", ProcessPort: "a program", ContainerPort: "a container",
	}
	return words[a]
}

func settings(fields []Field) string {
	var out []string
	for _, f := range fields {
		out = append(out, strings.ReplaceAll(f.Name, "_", " ")+" "+valueInWords(f.Value))
	}
	if len(out) == 0 {
		return ""
	}
	return " (" + strings.Join(out, ", ") + ")"
}

// person tells who a member of the cast is.
func person(m *Member) string {
	var b strings.Builder
	b.WriteString(m.Name)
	if m.About != "" {
		b.WriteString(" (" + strings.TrimRight(strings.Join(strings.Fields(m.About), " "), ".") + ")")
	}
	b.WriteString(", ")
	if m.Staff() {
		b.WriteString("a member of staff (" + strings.ReplaceAll(m.Role, "-", " ") + ")")
	} else {
		b.WriteString("a made-up patient")
	}
	if !m.Age.IsZero() {
		b.WriteString(" aged " + strings.Replace(m.Age.String(), "..", " to ", 1))
	}
	if m.Sex != "" {
		b.WriteString(", " + string(m.Sex))
	}
	if len(m.Ethnicity) > 0 {
		b.WriteString(", of ethnic category " + strings.Join(m.Ethnicity, " or "))
	}
	if !m.IMD.IsZero() {
		b.WriteString(", living in deprivation quintile " + strings.Replace(m.IMD.String(), "..", " to ", 1))
	}
	if m.Language != "" {
		b.WriteString(", speaking " + m.Language)
	}
	if m.Pregnant != nil {
		b.WriteString(map[bool]string{true: ", pregnant", false: ", not pregnant"}[*m.Pregnant])
	}
	if m.Login != "" && m.Login != "none" {
		b.WriteString(", signing in with " + string(m.Login))
	}
	for _, fact := range facets(m) {
		b.WriteString("; " + fact)
	}
	return b.String()
}

// facets tells a member's clinical facts, each with how it stands in the record.
func facets(m *Member) []string {
	var out []string
	add := func(written Written, at Moment, format string, args ...any) {
		text := fmt.Sprintf(format, args...)
		if !at.IsZero() {
			text += " " + since(at)
		}
		out = append(out, text+inRecord(written))
	}
	for _, c := range m.Conditions {
		add(c.Written, c.Onset, "has %s", c.Is)
	}
	for _, a := range m.Allergies {
		text := "allergic to " + a.To
		var how []string
		if a.Verification != "" {
			how = append(how, string(a.Verification))
		}
		if a.Criticality != "" {
			how = append(how, "criticality "+string(a.Criticality))
		}
		if a.Reaction != "" {
			how = append(how, a.Reaction)
		}
		if len(how) > 0 {
			text += " (" + strings.Join(how, ", ") + ")"
		}
		add(a.Written, a.Onset, "%s", text)
	}
	for _, x := range m.Medicines {
		text := "takes " + x.Name
		if x.Dose != "" {
			text += ", " + x.Dose
		}
		add(x.Written, x.Since, "%s", text)
	}
	for _, x := range m.Measurements {
		text := fmt.Sprintf("%s of %s", x.Of, valueInWords(x.Value))
		if x.Unit != "" {
			text += " " + x.Unit
		}
		if !x.At.IsZero() {
			text += " measured " + when(x.At)
		}
		add(x.Written, Moment{}, "%s", text)
	}
	if m.Physiology != nil && m.Physiology.Course.Model != "" {
		out = append(out, "going through "+m.Physiology.Course.Model+", which the product is never told")
	}
	for _, c := range []struct {
		canary *Canary
		what   string
	}{{m.Address, "address"}, {m.Phone, "telephone number"}} {
		if c.canary != nil && c.canary.Canary {
			out = append(out, "with "+article(c.what)+" that nobody else has")
		}
	}
	if m.Flag != "" {
		out = append(out, "demographics flagged "+string(m.Flag))
	}
	if m.ProxyFor != "" {
		out = append(out, "who may act for "+m.ProxyFor)
	}
	return append(out, registered(m)...)
}

// registered says how a member stands in the registers of the NHS: at NHS login and in demographics.
func registered(m *Member) []string {
	var out []string
	say := func(asked bool, words string) {
		if asked {
			out = append(out, words)
		}
	}
	say(m.Proofing != "", "with an NHS login of level "+string(m.Proofing))
	say(m.IM1 != nil && *m.IM1, "with credentials of the GP's system")
	say(m.IM1 != nil && !*m.IM1, "without credentials of the GP's system")
	say(!m.Died.IsZero(), "who has died")
	say(m.SupersededBy != "", "whose record was merged into that of "+m.SupersededBy)
	say(m.TemporaryAddress == "none", "without a temporary address")
	say(m.TemporaryAddress != "" && m.TemporaryAddress != "none", "with a temporary address ("+string(m.TemporaryAddress)+")")
	say(m.NoAddress != nil && *m.NoAddress, "of no known address")
	say(m.NominatedPharmacy == "none", "without a nominated pharmacy")
	say(m.NominatedPharmacy == "near", "who has nominated the pharmacy next to the practice")
	say(m.NominatedPharmacy != "" && m.NominatedPharmacy != "none" && m.NominatedPharmacy != "near", "who has nominated the pharmacy "+m.NominatedPharmacy)
	say(m.Interpreter != nil && *m.Interpreter, "who needs an interpreter")
	say(m.Interpreter != nil && !*m.Interpreter, "who needs no interpreter")
	return out
}

func article(noun string) string {
	if strings.ContainsRune("aeiou", rune(noun[0])) {
		return "an " + noun
	}
	return "a " + noun
}

// inRecord tells how the record departs from what is so.
func inRecord(w Written) string {
	switch w {
	case FreeText:
		return " (written in words without a code)"
	case Missing:
		return " (so, but missing from the record)"
	case Late:
		return " (written down late)"
	case Duplicate:
		return " (written twice)"
	case Miscoded:
		return " (written under a neighbouring code)"
	case Unproven:
		return " (in the record, but not so)"
	}
	return ""
}

func since(at Moment) string {
	if at.Time.IsZero() && at.Expr == nil {
		return "since " + when(at)
	}
	return "since " + strings.TrimPrefix(when(at), "on ")
}

// when tells a moment.
func when(m Moment) string {
	switch {
	case m.Expr != nil:
		return inEnglish(m.Expr)
	case !m.Time.IsZero():
		return "on " + day(m.Time)
	case m.Offset.Negative:
		d := m.Offset
		d.Negative = false
		return length(d) + " before the start"
	}
	return length(m.Offset) + " later"
}

// length tells a duration: "2 days and 3 hours".
func length(d Duration) string {
	var parts []string
	add := func(n int64, unit string) {
		if n == 1 {
			parts = append(parts, "1 "+unit)
		} else if n > 1 {
			parts = append(parts, fmt.Sprintf("%d %ss", n, unit))
		}
	}
	add(int64(d.Years), "year")
	add(int64(d.Months), "month")
	add(int64(d.Days), "day")
	add(int64(d.Exact/time.Hour), "hour")
	add(int64(d.Exact%time.Hour/time.Minute), "minute")
	switch rest := d.Exact % time.Minute; {
	case rest%time.Second == 0:
		add(int64(rest/time.Second), "second")
	case rest < time.Second && rest%time.Millisecond == 0:
		add(int64(rest/time.Millisecond), "millisecond")
	default:
		parts = append(parts, fmt.Sprintf("%v seconds", rest.Seconds()))
	}
	if len(parts) == 0 {
		return "no time"
	}
	return and(parts)
}

// and joins words as English does.
func and(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

func inEnglish(e *Expr) string {
	if e.Program == nil {
		return e.Source
	}
	return e.Program.Words()
}

// valueInWords tells a value: settings, arguments, cells.
func valueInWords(v Value) string {
	switch v.Kind {
	case Expression:
		return inEnglish(v.parts[0].expr)
	case Template:
		var b strings.Builder
		for _, p := range v.parts {
			if p.expr != nil {
				b.WriteString("‹" + inEnglish(p.expr) + "›")
			}
			b.WriteString(p.text)
		}
		return b.String()
	case List:
		var out []string
		for _, item := range v.items {
			out = append(out, valueInWords(item))
		}
		if len(out) == 0 {
			return "nothing"
		}
		return and(out)
	case Map:
		var out []string
		for _, f := range v.fields {
			out = append(out, strings.ReplaceAll(f.Name, "_", " ")+" "+valueInWords(f.Value))
		}
		return "(" + strings.Join(out, ", ") + ")"
	}
	if v.scalar == nil {
		return "nothing"
	}
	return fmt.Sprint(v.scalar)
}
