package policy

import "slices"

// Rule opens or closes what it describes. A list that is empty leaves its question open, except where Parse wants one.
type Rule struct {
	ID      string
	Outcome Outcome
	Why     string
	Source  string // where the rule comes from; "assumed" if from nowhere

	Line, Column int // where it stands in its file, from 1

	Actors        []Actor
	Roles         []string       // names of Policy.Roles; only for staff
	Relationships []Relationship // one of them must hold, each with all of its parts
	Purposes      []Purpose
	Kinds         []Kind // Record for every drawer
	Acts          []Act
	Level         Sensitivity // of a rule that opens the greatest, of one that denies the least
	Consents      []Consent
	Glass         bool // one that opens: needs a reason for breaking the glass; one that denies: is lifted by it
}

// matches reports whether a rule is about a request. Role is the name of the actor's role in the policy, and glass whether there is a reason.
func (r *Rule) matches(q *Request, role string, glass bool) bool {
	return r.level(q.Sensitivity) && r.glass(glass) &&
		among(r.Actors, q.Actor) && among(r.Purposes, q.Purpose) && among(r.Acts, q.Act) && among(r.Consents, q.Consent) &&
		among(r.Roles, role) && r.kind(q.Kind) && r.relationship(q.Relationship)
}

func (r *Rule) level(s Sensitivity) bool {
	if r.Outcome == Deny {
		return s >= r.Level
	}
	return s <= r.Level
}

func (r *Rule) glass(broken bool) bool { return !r.Glass || broken == (r.Outcome != Deny) }

func (r *Rule) kind(k Kind) bool {
	return among(r.Kinds, k) || k != Demographics && slices.Contains(r.Kinds, Record)
}

func (r *Rule) relationship(held Relationship) bool {
	if held&Registered == 0 {
		held |= Elsewhere
	} else {
		held &^= Elsewhere
	}
	for _, wanted := range r.Relationships {
		if held&wanted == wanted {
			return true
		}
	}
	return len(r.Relationships) == 0
}

// among reports whether a value is among those wanted, or none are.
func among[T comparable](wanted []T, value T) bool {
	return len(wanted) == 0 || slices.Contains(wanted, value)
}
