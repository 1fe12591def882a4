package policy

import "slices"

// box is a set of requests: every combination of its values.
type box struct {
	actors        []Actor
	roles         []string // names in the policy; empty for a job role that none names, and for who has no role
	relationships []Relationship
	purposes      []Purpose
	kinds         []Kind
	acts          []Act
	sensitivities []Sensitivity
	consents      []Consent
	glass         []bool
}

// facet is one side of a box.
type facet struct {
	values int // how many
	fits   func(r *Rule, value int) bool
}

// facets are the sides of a box. A rule is about a request when it fits on every side, as in Rule.matches.
func (b *box) facets() []facet {
	return []facet{
		side(b.actors, func(r *Rule, v Actor) bool { return among(r.Actors, v) }),
		side(b.acts, func(r *Rule, v Act) bool { return among(r.Acts, v) }),
		side(b.purposes, func(r *Rule, v Purpose) bool { return among(r.Purposes, v) }),
		side(b.glass, (*Rule).glass),
		side(b.sensitivities, (*Rule).level),
		side(b.consents, func(r *Rule, v Consent) bool { return among(r.Consents, v) }),
		side(b.kinds, (*Rule).kind),
		side(b.roles, func(r *Rule, v string) bool { return among(r.Roles, v) }),
		side(b.relationships, (*Rule).relationship),
	}
}

func side[T any](values []T, fits func(*Rule, T) bool) facet {
	return facet{len(values), func(r *Rule, i int) bool { return fits(r, values[i]) }}
}

// everything is all requests in the policy's words.
func (p *Policy) everything() []box {
	whole := box{
		actors: []Actor{App, Citizen}, roles: []string{""}, relationships: subsets(Elsewhere - 1),
		purposes: []Purpose{DirectCare, Administration, OwnUse, Unattended, Research},
		kinds:    append([]Kind{Demographics}, Drawers()...), acts: []Act{Read, Write},
		sensitivities: []Sensitivity{Ordinary, Restricted, ThirdParty, Confidential},
		consents:      []Consent{Unstated, Given, Refused}, glass: []bool{false, true},
	}
	staff := whole
	staff.actors, staff.roles = []Actor{Staff}, p.staffRoles()
	return []box{whole, staff}
}

// describeAsked is asked in words.
const describeAsked = "applications ask by themselves, unattended and within their scopes, without a reason for breaking the glass; citizens stand to " +
	"the patient as self, proxy or nobody; staff as registered, legitimate or author; only staff meet a patient's consent; who somebody is may be " +
	"restricted, an entry of a record confidential (to users: applications never see such), and nothing is third-party yet"

// asked is what mocks/policy/access may ask: fewer requests, since each actor comes with relationships and purposes of its own.
func (p *Policy) asked() []box {
	who := box{
		actors: []Actor{Citizen}, roles: []string{""}, relationships: []Relationship{0, Self, Proxy},
		purposes: []Purpose{DirectCare, Administration, OwnUse, Unattended, Research},
		kinds:    []Kind{Demographics}, acts: []Act{Read, Write},
		sensitivities: []Sensitivity{Ordinary, Restricted}, consents: []Consent{Unstated}, glass: []bool{false, true},
	}
	staff := who
	staff.actors, staff.roles, staff.consents = []Actor{Staff}, p.staffRoles(), []Consent{Unstated, Given, Refused}
	staff.relationships = subsets(Registered | Legitimate)
	app := who
	app.actors, app.relationships, app.purposes = []Actor{App}, []Relationship{InScope}, []Purpose{Unattended}
	app.glass = []bool{false}
	out := []box{app, who, staff}
	for _, b := range slices.Clone(out) {
		b.kinds = Drawers()
		b.sensitivities = []Sensitivity{Ordinary}
		if b.actors[0] != App {
			b.sensitivities = append(b.sensitivities, Confidential)
		}
		if b.actors[0] == Staff {
			b.relationships = subsets(Registered | Legitimate | Author)
		}
		out = append(out, b)
	}
	return out
}

// staffRoles are the roles that staff may have, and that none of them fits.
func (p *Policy) staffRoles() []string {
	out := []string{""}
	for k := range p.Roles {
		out = append(out, p.Roles[k].Name)
	}
	return out
}

// subsets lists every set of some relationships, the empty one among them.
func subsets(of Relationship) (out []Relationship) {
	for set := Relationship(0); ; set = (set - of) & of {
		out = append(out, set)
		if set == of {
			return out
		}
	}
}
