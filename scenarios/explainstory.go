package scenarios

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"sandpiper/mocks/fault"
)

// The telling of what happens, what must hold, and what is not tested.

func (t *teller) fault(f *Fault) string {
	service, resource, _ := strings.Cut(f.On, "/")
	where := "the service " + fault.Service(service)
	switch {
	case service == "link":
		where, resource = "the link "+resource, ""
	case service == "any":
		where = "every service"
	}
	does := f.Kind.About()
	if by, exact := f.By.Clock(); exact && by > 0 { // said with the effect, which else says what such a time looks like
		does = "every answer comes late, by " + length(f.By) + " of real time"
	}
	text := fmt.Sprintf("a fault, %s, on %s: %s", f.Name(), where, does)
	var only []string
	if resource != "" || f.Resource != "" {
		only = append(only, "about "+resource+f.Resource)
	}
	if f.Operation != "" {
		only = append(only, "of the operation "+f.Operation)
	}
	if f.Method != "" {
		only = append(only, "with "+f.Method)
	}
	if f.Path != "" {
		only = append(only, "to "+f.Path)
	}
	if len(only) > 0 {
		text += "; only calls " + and(only)
	}
	if f.First > 0 || f.Last > 0 {
		text += "; " + window(f.First, f.Last)
	}
	if f.Share > 0 && f.Share < 1 {
		text += fmt.Sprintf("; in %v%% of them", f.Share*100)
	}
	if f.Versions > 0 {
		text += "; by " + count(f.Versions, "version")
	}
	if !f.At.IsZero() {
		text += "; from " + when(f.At)
	}
	if !f.For.IsZero() {
		text += "; for " + length(f.For)
	}
	if f.Hazard != "" {
		text += "; it provokes hazard " + t.hazard(f.Hazard)
	}
	return text
}

func window(first, last int) string {
	switch {
	case first > 0 && first == last:
		return fmt.Sprintf("only call %d", first)
	case last == 0:
		return fmt.Sprintf("from call %d on", first)
	case first <= 1:
		return fmt.Sprintf("only the first %d calls", last)
	}
	return fmt.Sprintf("only calls %d to %d", first, last)
}

func (t *teller) when() {
	t.heading("When")
	for i := range t.s.Steps {
		st := &t.s.Steps[i]
		t.wrap(2, fmt.Sprintf("%d. %s", i+1, t.act(st)))
		for j := range st.Faults {
			t.item(5, "while there is %s", t.fault(&st.Faults[j]))
		}
		for j := range st.Then {
			t.check(5, &st.Then[j])
		}
	}
}

// act tells what a step does.
func (t *teller) act(st *Step) string {
	var parts []string
	if st.About != "" {
		parts = append(parts, strings.TrimRight(strings.Join(strings.Fields(st.About), " "), ".")+".")
	}
	if !st.If.IsZero() {
		parts = append(parts, "Only in cases where "+inEnglish(&st.If)+":")
	}
	for _, l := range st.ForEach {
		parts = append(parts, fmt.Sprintf("For each %s of %s:", l.Name, valueInWords(l.Values)))
	}
	switch {
	case st.At.Expr != nil:
		parts = append(parts, "At the time "+when(st.At)+",")
	case !st.At.IsZero():
		parts = append(parts, upper(when(st.At))+",")
	}
	name := ""
	if st.ID != "" {
		name = " (called " + st.ID + " below)"
	}
	switch {
	case st.When.Product == "world":
		parts = append(parts, "the world is changed"+with(st.With)+name+".")
	case !st.When.IsZero():
		parts = append(parts, fmt.Sprintf("the product is asked through %s to %s%s%s.", st.When.Product, strings.ReplaceAll(st.When.Name, "_", " "), with(st.With), name))
	case st.Run != "":
		end := ""
		if st.Until.End {
			end = " until the end"
		} else if !st.Until.Moment.IsZero() {
			end = " until " + when(st.Until.Moment)
		}
		parts = append(parts, "the "+st.Run+" run by themselves"+end+name+".")
	case !st.At.IsZero():
		parts = append(parts, "time has passed"+name+".")
	default:
		parts = append(parts, "what has happened so far is looked at"+name+".")
	}
	return strings.Join(parts, " ")
}

func upper(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	return strings.ToUpper(string(r)) + s[size:]
}

func with(v Value) string {
	if v.IsZero() || v.Kind == Map && len(v.fields) == 0 {
		return ""
	}
	return " with " + strings.TrimSuffix(strings.TrimPrefix(valueInWords(v), "("), ")")
}

// check tells one check: what must hold, why, and what it means if it does not.
func (t *teller) check(indent int, c *Check) {
	text := inEnglish(c.Expr())
	switch c.Kind() {
	case Plain:
		text = "it must hold that " + text
	case Measure:
		var limits []string
		for _, l := range c.Budget {
			limits = append(limits, l.String())
		}
		text = fmt.Sprintf("measured over all runs: %s, with %s", text, and(limits))
	case Eventually:
		text = "in the end it must hold that " + text
	case Never:
		text = "it must never happen that " + text
	case Always:
		text = "it must always hold that " + text
	case Sometimes:
		text = "in some run it must have happened that " + text + "; else this scenario proves nothing (vacuous)"
	}
	if !c.Where.IsZero() {
		text = "only where " + inEnglish(&c.Where) + ": " + text
	}
	if !c.After.IsZero() {
		text += ", from " + when(c.After) + " on"
	}
	if !c.Within.IsZero() {
		text += ", within " + length(c.Within)
	}
	if !c.During.IsZero() {
		text += ", in any " + length(c.During)
	}
	if len(c.In) > 0 {
		text += ", looking in " + and(c.In)
	}
	if c.Why != "" {
		text += " — " + strings.Join(strings.Fields(c.Why), " ")
	}
	if c.Breach != "" {
		text += ". If not: hazard " + t.hazard(c.Breach) + " has happened"
	}
	t.item(indent, "%s.", strings.TrimRight(text, "."))
}

func (t *teller) then() {
	if len(t.s.Then) == 0 {
		return
	}
	t.heading("Then, over the whole run")
	for i := range t.s.Then {
		t.check(2, &t.s.Then[i])
	}
}

func (t *teller) vary() {
	v := t.s.Vary
	if v.IsZero() {
		return
	}
	t.heading("This is played " + count(t.s.Runs(), "time"))
	if rows := len(v.Table); rows > 0 {
		t.item(2, "in %s, each time in one of them, going round in order:", count(rows, "case"))
		t.rows()
	}
	if v.Sample != nil {
		who := "people who fit"
		if v.Sample.Cohort != "" {
			who = "people of the cohort " + v.Sample.Cohort
		}
		text := fmt.Sprintf("with %d %s, a different one each time", v.Sample.People, who)
		if rows := len(v.Table); v.Sample.People < rows {
			text = fmt.Sprintf("with %d %s, because there are as many cases: a different one each time", rows, who)
		} else if rows > 1 {
			text += ", so that about " + count(v.Sample.People/rows, "person") + " meet each case"
		}
		if len(v.Sample.Over) > 0 {
			text += "; chosen so that " + and(readable(v.Sample.Over)) + " are covered as evenly as those who were looked at allow"
		}
		t.item(2, "%s", text)
	}
	if v.Twins != nil {
		t.item(2, "with twins who differ only in %s, for whom the %s must be the same", and(v.Twins.Change), v.Twins.MustKeep)
	}
}

// count tells a number of things: "1 time", "3 times", "2 people".
func count(n int, what string) string {
	switch {
	case n == 1:
		return "1 " + what
	case what == "person":
		return fmt.Sprintf("%d people", n)
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func readable(names []string) []string {
	var out []string
	for _, n := range names {
		out = append(out, strings.ReplaceAll(n, "_", " "))
	}
	return out
}

// rows tells the table, one column under the other.
func (t *teller) rows() {
	columns := t.s.columns()
	lines := [][]string{append([]string{""}, columns...)}
	for i, row := range t.s.Vary.Table {
		cells := []string{fmt.Sprintf("%d.", i+1)}
		for _, column := range columns {
			text := ""
			for _, c := range row.Cells {
				if c.Name == column {
					text = valueInWords(c.Value)
				}
			}
			cells = append(cells, text)
		}
		lines = append(lines, cells)
	}
	widths := make([]int, len(columns)+1)
	for _, l := range lines {
		for i, cell := range l {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	for _, l := range lines {
		var b strings.Builder
		for i, cell := range l {
			b.WriteString(cell + strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell)+2))
		}
		t.line(4, strings.TrimRight(b.String(), " "))
	}
}

func (t *teller) claims() {
	if len(t.s.Claims) == 0 {
		return
	}
	t.heading("Claims about all runs together")
	for i := range t.s.Claims {
		c := &t.s.Claims[i]
		text := fmt.Sprintf("%s: counted per %s", c.ID, c.Per)
		if !c.Where.IsZero() {
			text += " where " + inEnglish(&c.Where)
		}
		text += fmt.Sprintf(", the rate at which %s is at most %v, with one-sided confidence %v. It takes %d of them in which nothing goes wrong to show it",
			inEnglish(&c.Event), c.AtMost, c.Level(), ZeroFailureRuns(c.AtMost, c.Level()))
		if len(c.By) > 0 {
			text += "; reported by " + and(readable(c.By))
		}
		if c.StopEarly {
			text += "; it would be enough to stop once the answer is certain, but this version plays every run"
		}
		t.item(2, "%s.", text)
		if c.About != "" {
			t.wrap(4, c.About)
		}
	}
	t.wrap(2, "These are rates among made-up people and made-up cases, not rates in care.")
}

func (t *teller) review() {
	if len(t.s.Review) == 0 {
		return
	}
	t.heading("Clinical reviewers are asked")
	for _, q := range t.s.Review {
		text := strings.Join(strings.Fields(q.Ask), " ")
		if len(q.Scale) > 0 {
			text += " (" + strings.Join(q.Scale, " / ") + ")"
		}
		if q.Raters > 0 {
			text += fmt.Sprintf(" %d reviewers answer", q.Raters)
			if q.Blinded {
				text += ", blinded"
			}
			text += "."
		}
		if q.Agreement.Alpha != "" {
			text += " Their agreement (Krippendorff’s alpha) must be " + q.Agreement.Alpha + "."
		}
		t.item(2, "%s", text)
	}
}

// untested tells what the scenario leaves open.
func (t *teller) untested() {
	var gaps []string
	for _, n := range t.s.Needs() {
		if n.Aside {
			gaps = append(gaps, "this version leaves out: "+n.What)
		} else {
			gaps = append(gaps, "this version cannot play: "+n.What)
		}
	}
	breached := t.s.words()["breaches"]
	for _, id := range t.s.Covers.Hazards {
		if !contains(breached, id) {
			gaps = append(gaps, "hazard "+t.hazard(id)+" is named, but nothing here could show that it happens")
		}
	}
	if t.s.Vary.Sample == nil {
		gaps = append(gaps, "how the product does for different people: the cases are played with one person each")
	}
	if len(t.s.Claims) == 0 {
		gaps = append(gaps, "how often anything goes wrong: there is no claim about a rate")
	}
	struck := false
	t.s.eachFault(func(*Fault, string) { struck = true })
	if !struck {
		gaps = append(gaps, "what happens when something around the product fails: there are no faults")
	}
	if len(gaps) == 0 {
		return
	}
	t.heading("Not tested here")
	for _, g := range gaps {
		t.item(2, "%s", g)
	}
}
