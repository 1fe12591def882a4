package policy

import (
	"slices"
	"strings"
)

// Policy is a set of rules. It is never changed once made, so any number of goroutines may ask it.
type Policy struct {
	Name  string
	Title string
	Roles []Role
	Rules []Rule
}

// Role names job roles together, so that rules can speak of clinicians.
type Role struct {
	Name  string
	Codes []string // the last part of job role codes: R8000
}

// RoleOf is the name of the role that a job role code belongs to; empty for one that no role names.
func (p *Policy) RoleOf(code string) string {
	if i := strings.LastIndexByte(code, ':'); i >= 0 {
		code = code[i+1:]
	}
	for k := range p.Roles {
		if slices.Contains(p.Roles[k].Codes, code) {
			return p.Roles[k].Name
		}
	}
	return ""
}

// Decide answers a request. It looks at nothing but the policy and the request.
func (p *Policy) Decide(q Request) Decision {
	if trouble := q.trouble(); trouble != "" {
		return Decision{Rule: NotUnderstood, Why: "the request is refused because " + trouble}
	}
	role, glass := "", q.Reason() != ""
	if q.Actor == Staff {
		role = p.RoleOf(q.Role)
	}
	d, decided := p.weigh(&q, role, glass)
	if !decided {
		return Decision{Rule: NoRule, Why: "no rule opens it"}
	}
	if glass && d.Outcome != Deny {
		without, _ := p.weigh(&q, role, false)
		d.BreakGlass = without.Outcome < d.Outcome
	}
	return d
}

// weigh finds the rule that decides: the first that denies, or else the first of those that open most.
func (p *Policy) weigh(q *Request, role string, glass bool) (d Decision, decided bool) {
	for k := range p.Rules {
		r := &p.Rules[k]
		if decided && r.Outcome != Deny && r.Outcome <= d.Outcome || !r.matches(q, role, glass) {
			continue
		}
		d, decided = Decision{Outcome: r.Outcome, Rule: r.ID, Why: r.Why}, true
		if r.Outcome == Deny {
			break
		}
	}
	return d, decided
}

// Rule finds a rule by its id.
func (p *Policy) Rule(id string) (*Rule, bool) {
	for k := range p.Rules {
		if p.Rules[k].ID == id {
			return &p.Rules[k], true
		}
	}
	return nil, false
}
