package coherence_test

import (
	"fmt"
	"strings"
	"time"

	"sandpiper/mocks/world"
)

// facts is what must be so of somebody now, as the register of demographics holds it. Empty means that nothing is on record.
type facts struct {
	family, given, gender string
	born, died            string // days
	practice              string // where they are registered, unless removed
	removed               bool   // on no practice's list
	postcode, line        string // of the home; line is its first
	homeless              bool   // the register knows no home
	phone, email          string
	access                world.Access
	pharmacy              string
	nickname, nickFamily  string // another name that is in use
	card                  string // number of a health insurance card
	version               int
}

// day is a date as services write it.
func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.DateOnly)
}

// factsOf is what the population says of somebody before anything was written.
func factsOf(p *world.Person, q *world.Particulars, version int) facts {
	f := facts{
		family: p.Name.Family, gender: p.Sex.String(), born: day(p.Born), died: day(p.Died), practice: string(p.Practice), removed: q.Removal.Code != "",
		postcode: p.Address.Postcode, homeless: q.NoAddress, phone: p.Phone, email: p.Email, access: q.Access, pharmacy: string(q.Pharmacy), version: version,
	}
	if len(p.Name.Given) > 0 {
		f.given = p.Name.Given[0]
	}
	if len(p.Address.Lines) > 0 {
		f.line = p.Address.Lines[0]
	}
	if q.Gender != "" {
		f.gender = q.Gender
	}
	for _, n := range q.Names {
		if n.Use == "nickname" && len(n.Given) > 0 {
			f.nickname, f.nickFamily = n.Given[0], n.Family
		}
	}
	if q.Coverage.Personal != "" && q.Coverage.Institution != "" {
		f.card = q.Coverage.Card
	}
	return f
}

// shown is what anybody may be shown of the facts: the rule of restriction and of what is not known, said once more.
func (f facts) shown() facts {
	if f.removed {
		f.practice = ""
	}
	if f.homeless {
		f.postcode, f.line = "", ""
	}
	if f.hidden() {
		f.practice, f.postcode, f.line, f.phone, f.email, f.pharmacy = "", "", "", "", "", ""
	}
	return f
}

func (f facts) hidden() bool { return f.access == world.Restricted || f.access == world.VeryRestricted }

// lived is the facts after what the population has brought between two days: what differs between them has happened, the rest stays.
func (f facts) lived(was, is facts) facts {
	if f.died != "" || is.version <= was.version {
		return f
	}
	if was.postcode != is.postcode || was.line != is.line {
		f.postcode, f.line = is.postcode, is.line
	}
	if was.practice != is.practice {
		f.practice = is.practice
	}
	if was.removed != is.removed && f.removed == was.removed {
		f.removed = is.removed
	}
	f.died = is.died
	f.version += is.version - was.version
	return f
}

// contradictions gathers what differs.
type contradictions []string

// same notes a difference.
func (c *contradictions) same(what, got, want string) {
	if got != want {
		*c = append(*c, fmt.Sprintf("%s is %q, must be %q", what, got, want))
	}
}

// must notes something that does not hold.
func (c *contradictions) must(holds bool, format string, values ...any) {
	if !holds {
		*c = append(*c, fmt.Sprintf(format, values...))
	}
}

func (c contradictions) err() error {
	if len(c) == 0 {
		return nil
	}
	return fmt.Errorf("%s", strings.Join(c, "; "))
}
