package main

import (
	"strings"
	"sync"
	"time"

	"sandpiper/mocks/world"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/nhs"
)

// mostLookedAt is how many people are looked at to find examples: enough to meet each kind once, and over in a tenth of a second.
const mostLookedAt = 20_000

// example is one person, or one number, that a newcomer may want to try.
type example struct {
	Why    string // what is special
	Number string
	Name   string // empty: the number is nobody's
	Family string
	Born   string
	// Practice is where they are registered; empty for nowhere.
	Practice nhs.ODS
}

// examples finds somebody of each kind that a demographics client must cope with, once, when somebody first asks.
func examples(w *world.World) func() []example {
	return sync.OnceValue(func() []example {
		day := w.Clock().Now()
		kinds := []struct {
			why string
			is  func(*world.Person, *world.Particulars) bool
		}{
			{"an adult with nothing out of the way", func(p *world.Person, q *world.Particulars) bool {
				return p.Born.Before(day.AddDate(-30, 0, 0)) && q.Access == world.Unrestricted && p.Language == "en" && !q.NoAddress && q.Removal.Code == ""
			}},
			{"a child", func(p *world.Person, _ *world.Particulars) bool { return p.Born.After(day.AddDate(-5, 0, 0)) }},
			{"needs an interpreter", func(p *world.Person, _ *world.Particulars) bool { return p.Interpreter }},
			{"restricted: no address, telephone or practice is shown", func(_ *world.Person, q *world.Particulars) bool { return q.Access == world.Restricted }},
			{"no address on record", func(_ *world.Person, q *world.Particulars) bool { return q.NoAddress }},
			{"lives at a temporary address", func(_ *world.Person, q *world.Particulars) bool {
				for _, a := range q.Addresses {
					if a.Use == "temp" {
						return true
					}
				}
				return false
			}},
			{"has a nominated pharmacy", func(_ *world.Person, q *world.Particulars) bool { return q.Pharmacy != "" }},
			{"on no practice's list", func(_ *world.Person, q *world.Particulars) bool { return q.Removal.Code != "" }},
		}
		found := make([]*example, len(kinds))
		left := len(kinds)
		for i := 0; i < min(w.Population().Len(), mostLookedAt) && left > 0; i++ {
			p, q, _ := w.Registered(i)
			for k := range kinds {
				if found[k] == nil && p.Died.IsZero() && kinds[k].is(&p, q) {
					e := exampleOf(kinds[k].why, &p)
					found[k] = &e
					left--
					break
				}
			}
		}
		var out []example
		for _, e := range found {
			if e != nil {
				out = append(out, *e)
			}
		}
		return append(out, beyond(w)...)
	})
}

// beyond finds somebody who has died, and numbers that are not anybody's own any more.
func beyond(w *world.World) (out []example) {
	for i := demography.FirstOther; i < demography.FirstOther+1024; i++ {
		if !w.Population().Exists(i) {
			continue
		}
		if p, _, _ := w.Registered(i); !p.Died.IsZero() && p.Died.Before(w.Clock().Now()) {
			out = append(out, exampleOf("has died; cannot sign in at NHS login", &p))
			break
		}
	}
	for i := range min(w.Population().Len(), mostLookedAt) {
		if n, ok := w.FormerNumber(i); ok {
			out = append(out, example{Why: "an old number, superseded: PDS answers 200 with another id", Number: n.String()})
			break
		}
	}
	for k := range 64 {
		if n, ok := w.InvalidNumber(k); ok {
			return append(out, example{Why: "a number made in error: 404 INVALIDATED_RESOURCE", Number: n.String()})
		}
	}
	return out
}

func exampleOf(why string, p *world.Person) example {
	return example{
		Why: why, Number: p.Number.String(), Family: p.Name.Family, Born: p.Born.Format(time.DateOnly), Practice: p.Practice,
		Name: strings.TrimSpace(strings.Join(append([]string{p.Name.Prefix}, p.Name.Given...), " ") + " " + p.Name.Family),
	}
}

// member is a clinician who can sign in at CIS2.
type member struct{ User, Name, Role, Practice string }

// staff is the first clinician of the first practice.
func staff(w *world.World) (m member, ok bool) {
	for practice := range w.Population().Practices() {
		if practice.Practitioners == 0 {
			continue
		}
		who := w.Population().Practitioner(practice.Code, 0)
		return member{
			User: who.SDSUser, Name: strings.TrimSpace(who.Name.Prefix + " " + strings.Join(who.Name.Given, " ") + " " + who.Name.Family), Role: string(who.Role),
			Practice: string(practice.Code),
		}, true
	}
	return m, false
}
