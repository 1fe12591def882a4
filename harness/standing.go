package harness

import (
	"fmt"
	"strings"
	"time"

	"sandpiper/mocks/world"
	"sandpiper/scenarios"
	"sandpiper/synthetic"
	"sandpiper/synthetic/near"
	"sandpiper/synthetic/nhs"
)

// standing is how somebody stands in the demographics register, as a scenario asks for it in the cast or in world.update. What is empty is left as it is.
type standing struct {
	flag         scenarios.DemographicsFlag
	supersededBy string    // name of the member of the cast whose number took over
	died         time.Time // zero: not said
	lives        bool      // a death on record is taken back
	temporary    string    // kind of the temporary address, or none
	noAddress    *bool
	pharmacy     string // near, none or a code
	interpreter  *bool
}

// standingOf is what a member of the cast asks for.
func (s *scene) standingOf(m *scenarios.Member) (standing, error) {
	out := standing{flag: m.Flag, supersededBy: m.SupersededBy, temporary: string(m.TemporaryAddress), noAddress: m.NoAddress, pharmacy: m.NominatedPharmacy, interpreter: m.Interpreter}
	var err error
	out.died, err = s.moment(m.Died, time.Time{})
	return out, err
}

// words says what is asked for, one thing each, for the trace.
func (x *standing) words() []string {
	var out []string
	say := func(asked bool, format string, args ...any) {
		if asked {
			out = append(out, fmt.Sprintf(format, args...))
		}
	}
	say(x.flag != "", "demographics %s", x.flag)
	say(x.supersededBy != "", "superseded by %s", x.supersededBy)
	say(!x.died.IsZero(), "died %s", x.died.Format(time.DateOnly))
	say(x.temporary != "", "temporary address %s", x.temporary)
	say(x.noAddress != nil, "no address %t", x.noAddress != nil && *x.noAddress)
	say(x.pharmacy != "", "nominated pharmacy %s", x.pharmacy)
	say(x.interpreter != nil, "interpreter %t", x.interpreter != nil && *x.interpreter)
	return out
}

// stand writes it into the register.
func (s *scene) stand(x standing) error {
	if len(x.words()) == 0 && !x.lives {
		return nil
	}
	_, err := s.world.By(s.actor).Register(s.person, 0, func(p *world.Person, q *world.Particulars) error {
		if access, ok := accessOf(x.flag); ok {
			q.Access = access
		}
		if x.supersededBy != "" {
			other, ok := s.people[x.supersededBy]
			if !ok || other == s.person {
				return fmt.Errorf("superseded_by: %q is nobody else of the cast", x.supersededBy)
			}
			who, _ := s.world.Person(other)
			q.SupersededBy = who.Number
		}
		switch {
		case !x.died.IsZero():
			p.Died, q.DeathNotice, q.DeathNoticed = day(x.died), world.FormalDeath, day(x.died)
		case x.lives:
			p.Died, q.DeathNotice, q.DeathNoticed = time.Time{}, world.RemovedDeath, s.start
		}
		if x.noAddress != nil {
			q.NoAddress = *x.noAddress
		}
		if x.interpreter != nil {
			p.Interpreter = *x.interpreter
		}
		s.stay(q, x.temporary)
		return supply(p, q, x.pharmacy)
	})
	if err != nil {
		return fmt.Errorf("write into the register: %w", err)
	}
	return nil
}

// accessOf is the kind of access that a flag stands for.
func accessOf(flag scenarios.DemographicsFlag) (world.Access, bool) {
	switch flag {
	case "unrestricted":
		return world.Unrestricted, true
	case "restricted":
		return world.Restricted, true
	case "very-restricted":
		return world.VeryRestricted, true
	case "redacted":
		return world.Invalid, true
	}
	return 0, false
}

// stay gives somebody a temporary address, at somebody else's home, or takes it away.
func (s *scene) stay(q *world.Particulars, kind string) {
	if kind == "" {
		return
	}
	kept := q.Addresses[:0:0]
	for _, a := range q.Addresses {
		if a.Use != "temp" {
			kept = append(kept, a)
		}
	}
	if q.Addresses = kept; kind == "none" {
		return
	}
	people := s.world.Population()
	host := people.Person((s.person + people.Len()/2) % people.Len())
	at := world.Address{Use: "temp", Text: kind, Address: host.Address}
	at.From, at.To = day(s.start.AddDate(0, 0, -7)), day(s.start.AddDate(0, 1, 0))
	q.Addresses = append(q.Addresses, at)
}

// supply nominates a pharmacy: the one next to the practice, one by its code, or none.
func supply(p *synthetic.Person, q *world.Particulars, pharmacy string) error {
	switch {
	case pharmacy == "":
	case pharmacy == "none":
		q.Pharmacy = ""
	case pharmacy == "near":
		q.Pharmacy = world.PharmacyOf(p.Practice)
	case world.IsPharmacy(nhs.ODS(pharmacy)):
		q.Pharmacy = nhs.ODS(pharmacy)
	default:
		return fmt.Errorf("nominated_pharmacy: %q is no code of a pharmacy here; write near, none, or a code such as ZXF0001", pharmacy)
	}
	return nil
}

// standingIn reads the keys of a world.update that are about the register, and takes them out of set.
func (s *scene) standingIn(set map[string]any) (standing, error) {
	var x standing
	for _, k := range sortedKeys(set) {
		text := fmt.Sprint(set[k])
		truth, isTruth := set[k].(bool)
		switch k {
		case "demographics_flag":
			x.flag = scenarios.DemographicsFlag(text)
			if _, ok := accessOf(x.flag); !ok {
				return x, notOneOf(k, text, scenarios.DemographicsFlag("").Words())
			}
		case "superseded_by":
			x.supersededBy = text
		case "died":
			at, err := time.Parse(time.RFC3339, text)
			if date, dateErr := time.Parse(time.DateOnly, text); dateErr == nil {
				at, err = date, nil
			}
			switch {
			case isTruth && truth:
				x.died = s.start
			case isTruth:
				x.lives = true
			case err != nil:
				return x, fmt.Errorf("world.update: set: died is true, false or a date such as 2026-04-01; this is %q", text)
			default:
				x.died = at
			}
		case "temporary_address":
			if x.temporary = text; text != "none" && near.Word(text, scenarios.TemporaryAddress("").Words()) != text {
				return x, notOneOf(k, text, scenarios.TemporaryAddress("").Words())
			}
		case "nominated_pharmacy":
			x.pharmacy = text
		case "no_address", "interpreter":
			if !isTruth {
				return x, fmt.Errorf("world.update: set: %s is true or false; this is %q", k, text)
			}
			if k == "interpreter" {
				x.interpreter = &truth
			} else {
				x.noAddress = &truth
			}
		default:
			continue
		}
		delete(set, k)
	}
	return x, nil
}

func notOneOf(key, found string, words []string) error {
	hint := ""
	if n := near.Word(found, words); n != "" {
		hint = fmt.Sprintf("; did you mean %q?", n)
	}
	return fmt.Errorf("world.update: set: %q is no %s; it is one of %s%s", found, key, strings.Join(words, ", "), hint)
}

// standingFacts is what expressions may read of how somebody stands in the register.
func standingFacts(facts map[string]any, w *world.World, person int) {
	p, q, _ := w.Registered(person)
	flags := map[world.Access]string{world.Unrestricted: "unrestricted", world.Restricted: "restricted", world.VeryRestricted: "very-restricted", world.Invalid: "redacted"}
	facts["demographics_flag"], facts["nominated_pharmacy"], facts["superseded_by"], facts["died"] = flags[q.Access], string(q.Pharmacy), "", ""
	if q.SupersededBy != 0 {
		facts["superseded_by"] = q.SupersededBy.String()
	}
	if !p.Died.IsZero() {
		facts["died"] = p.Died.Format(time.DateOnly)
	}
}
