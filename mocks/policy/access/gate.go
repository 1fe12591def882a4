package access

import (
	"sandpiper/mocks"
	"sandpiper/mocks/policy"
	"sandpiper/mocks/world"
	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/nhs"
)

// Gate asks the policy for one call. It belongs to that call. A nil Gate opens everything.
type Gate struct {
	desk    *Desk
	call    *mocks.Call
	user    *mocks.User
	base    policy.Request
	act     policy.Act
	trouble string // why nothing is opened: the role is not clear

	subject *subject // the last person asked about
}

// subject is how who asks stands to one person.
type subject struct {
	person   int
	number   string
	relation policy.Relationship
	hidden   bool
	consent  policy.Consent
}

// who fills in who asks.
func (g *Gate) who(user *mocks.User, urid string) {
	g.user = user
	if user.Kind == mocks.Citizen {
		g.base.Actor, g.base.Purpose = policy.Citizen, policy.OwnUse
		return
	}
	g.base.Actor, g.base.Purpose = policy.Staff, policy.DirectCare
	role, trouble := user.Acting(urid)
	g.base.Role, g.base.Organisation, g.trouble = role.Code, role.Organisation, trouble
}

// Holds reports whether a user stands behind the call, who is held to the policy.
func (g *Gate) Holds() bool { return g != nil && g.user != nil }

// Writes says that what follows is to be written, not only read.
func (g *Gate) Writes() {
	if g != nil {
		g.act = policy.Write
	}
}

// Person decides about who somebody is: demographics.
func (g *Gate) Person(person int) policy.Decision {
	if !g.Holds() {
		return g.whoever(person)
	}
	sensitivity := policy.Ordinary
	if g.about(person).hidden {
		sensitivity = policy.Restricted
	}
	return g.ask(person, policy.Demographics, sensitivity, 0)
}

// Drawer decides about one drawer of somebody's record as a whole: whether anything in it may be seen.
func (g *Gate) Drawer(person int, kind chart.Kind) policy.Decision {
	if !g.Holds() {
		return g.unattended(KindOf(kind))
	}
	return g.ask(person, KindOf(kind), policy.Ordinary, 0)
}

// Entry reports whether one entry may be seen.
func (g *Gate) Entry(record *world.Record) bool {
	if !g.Holds() {
		return g.unattended(KindOf(record.Entry.ID.Kind)).Outcome == policy.Allow
	}
	e := &record.Entry
	sensitivity, author := policy.Ordinary, policy.Relationship(0)
	if e.Confidential {
		sensitivity = policy.Confidential
	}
	if e.Source != "" && string(e.Source) == g.base.Organisation {
		author = policy.Author
	}
	return g.ask(e.ID.Person, KindOf(e.ID.Kind), sensitivity, author).Outcome == policy.Allow
}

// Note notes a decision about a person, for whoever watches.
func (g *Gate) Note(person int, kind policy.Kind, d policy.Decision) {
	if g == nil {
		return
	}
	g.call.Note(mocks.Access{
		Person: person, Role: g.base.Role, ODS: g.base.Organisation, Kind: string(kind), Act: string(g.act), Purpose: string(g.base.Purpose), Reason: g.base.Reason(),
		Outcome: d.Outcome.String(), Rule: d.Rule,
	})
}

// unattended is the decision about an application by itself.
func (g *Gate) unattended(kind policy.Kind) policy.Decision {
	if g == nil {
		return policy.Decision{Outcome: policy.Allow}
	}
	return g.desk.byItself(appAsk{kind: kind, act: g.act})
}

// whoever is the decision about an application by itself that asks who somebody is. Nobody is looked up where the register's flag makes no difference.
func (g *Gate) whoever(person int) policy.Decision {
	if g == nil {
		return policy.Decision{Outcome: policy.Allow}
	}
	shown, hidden := g.desk.byItself(appAsk{policy.Demographics, g.act, false}), g.desk.byItself(appAsk{policy.Demographics, g.act, true})
	if shown != hidden && g.call.View.World().Particulars(person).Access.Hidden() {
		return hidden
	}
	return shown
}

// Newcomer decides about somebody who is not in the register yet: whether their demographics may be entered.
func (g *Gate) Newcomer() policy.Decision {
	if !g.Holds() {
		return g.unattended(policy.Demographics)
	}
	if g.trouble != "" {
		return g.unclear()
	}
	q := g.base
	q.Subject, q.Kind, q.Act = "a newcomer", policy.Demographics, g.act
	return g.desk.policy().Decide(q)
}

// unclear is the refusal of staff of whom it is not known in which of their roles they act.
func (g *Gate) unclear() policy.Decision {
	return policy.Decision{Rule: policy.NotUnderstood, Why: "it is not clear in which role they act: " + g.trouble}
}

// ask puts one question.
func (g *Gate) ask(person int, kind policy.Kind, sensitivity policy.Sensitivity, more policy.Relationship) policy.Decision {
	if g.trouble != "" {
		return g.unclear()
	}
	s := g.about(person)
	q := g.base
	q.Relationship, q.Subject, q.Kind, q.Act, q.Sensitivity, q.Consent = s.relation|more, s.number, kind, g.act, sensitivity, s.consent
	return g.desk.policy().Decide(q)
}

// about works out how who asks stands to a person. Facts come from the world as it is, not as a fault shows it.
func (g *Gate) about(person int) *subject {
	if g.subject != nil && g.subject.person == person {
		return g.subject
	}
	w := g.call.View.World()
	who, particulars, _ := w.Registered(person)
	s := &subject{person: person, number: w.Number(person).String(), hidden: particulars.Access.Hidden()}
	if g.base.Actor == policy.Citizen {
		if g.user.Assurance == "P9" && holds(w, g.user.NHSNumber, person) {
			s.relation = policy.Self
			if g.user.Actor != "" {
				s.relation = policy.Proxy
			}
		}
	} else if organisation := nhs.ODS(g.base.Organisation); organisation != "" {
		if who.Practice == organisation && particulars.Removal.Code == "" {
			s.relation |= policy.Registered
		}
		tied, consent := g.desk.ledger(g.call.Realm).stated(person, organisation, w.Clock().Now())
		if s.consent = consent; tied {
			s.relation |= policy.Legitimate
		}
	}
	g.subject = s
	return s
}

// holds reports whether a number is that of a person, or one that was merged into it.
func holds(w *world.World, number string, person int) bool {
	n, err := nhs.ParseNumber(number)
	if err != nil {
		return false
	}
	holder, how := w.Holder(n)
	return holder == person && (how == world.Current || how == world.Superseded)
}

// KindOf is the policy's kind for a drawer of a chart.
func KindOf(kind chart.Kind) policy.Kind {
	switch kind {
	case chart.Problem:
		return policy.Problems
	case chart.Allergy:
		return policy.Allergies
	case chart.Medicine:
		return policy.Medicines
	case chart.Measurement:
		return policy.Results
	case chart.Contact:
		return policy.Contacts
	case chart.Vaccination:
		return policy.Immunisations
	case chart.Procedure:
		return policy.Procedures
	case chart.Document:
		return policy.Documents
	case chart.Referral:
		return policy.Referrals
	case chart.Appointment:
		return policy.Appointments
	case chart.Report:
		return policy.Reports
	}
	return "unknown" // a drawer that the policy has no word for stays closed
}
