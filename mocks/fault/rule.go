package fault

import (
	"errors"
	"fmt"
	"path"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Rule is a fault: when it strikes and what it does.
type Rule struct {
	ID     string
	On     On
	Do     Effect
	Hazard string    // id in the hazard log of what this tests, or empty
	From   time.Time // virtual time at which it begins; zero for always
	Until  time.Time // virtual time at which it has ended; zero for never
}

// Check reports what keeps a rule from being planned.
func (r *Rule) Check() error {
	switch {
	case r.ID == "":
		return errors.New("a fault needs an id")
	case r.Do == nil:
		return fmt.Errorf("fault %s: it does nothing", r.ID)
	case r.On.First < 0 || r.On.Last < 0 || (r.On.Last > 0 && r.On.Last < r.On.First):
		return fmt.Errorf("fault %s: calls %d to %d are no window (the first call is 1)", r.ID, r.On.First, r.On.Last)
	case !(r.On.Share >= 0 && r.On.Share < 1):
		return fmt.Errorf("fault %s: a share of %v is not between 0 and 1", r.ID, r.On.Share)
	case !r.From.IsZero() && !r.Until.IsZero() && !r.Until.After(r.From):
		return fmt.Errorf("fault %s: it ends before it begins", r.ID)
	}
	for _, glob := range []string{r.On.Path, r.On.ResourceType} {
		if _, err := path.Match(glob, ""); err != nil {
			return fmt.Errorf("fault %s: pattern %q: %w", r.ID, glob, err)
		}
	}
	return nil
}

// String is the printed form, as evidence shows it.
func (r Rule) String() string {
	var b strings.Builder
	b.WriteString("(fault " + atom(r.ID))
	b.WriteString(" (on")
	word(&b, "", r.On.Service, "any")
	word(&b, "operation", r.On.Operation, "")
	word(&b, "method", r.On.Method, "")
	word(&b, "type", r.On.ResourceType, "")
	word(&b, "path", r.On.Path, "")
	b.WriteByte(')')
	if r.On.First != 0 || r.On.Last != 0 {
		b.WriteString(" (nth " + strconv.Itoa(r.On.First) + " " + strconv.Itoa(r.On.Last) + ")")
	}
	if r.On.Share != 0 {
		b.WriteString(" (share " + strconv.FormatFloat(r.On.Share, 'g', -1, 64) + ")")
	}
	if !r.From.IsZero() {
		b.WriteString(" (from " + r.From.UTC().Format(time.RFC3339Nano) + ")")
	}
	if !r.Until.IsZero() {
		b.WriteString(" (until " + r.Until.UTC().Format(time.RFC3339Nano) + ")")
	}
	if r.Do != nil {
		b.WriteString(" (do " + r.Do.String() + ")")
	}
	if r.Hazard != "" {
		b.WriteString(" (hazard " + atom(r.Hazard) + ")")
	}
	b.WriteByte(')')
	return b.String()
}

// word writes one field of the (on …) list, or the word for its absence.
func word(b *strings.Builder, name, value, none string) {
	switch {
	case value == "" && none == "":
		return
	case value == "":
		b.WriteString(" " + none)
		return
	}
	if name == "" && value == none {
		b.WriteString(" " + strconv.Quote(value)) // a service that is really called "any"
		return
	}
	if name != "" {
		b.WriteString(" " + name)
	}
	b.WriteString(" " + atom(value))
}

// atom prints a word, in quotes where it could be read as something else.
func atom(s string) string {
	if s == "" || !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool {
		return r <= ' ' || r == '(' || r == ')' || r == '"' || r == '\\' || r == 0x7f || r > 0x7e
	}) {
		return strconv.Quote(s)
	}
	return s
}
