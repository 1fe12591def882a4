package policy

import (
	"fmt"
	"slices"
	"strings"
)

// Review is what is doubtful about a policy that can be read: its rules that never decide. It is worked out by going through requests, not guessed.
type Review struct {
	Never    []Mistake // no request at all is decided by the rule, since others always decide before it: proven
	Unasked  []Mistake // some requests are decided by it, but the services of this rehearsal put none of them
	Unproven []Mistake // others overlap with it in so many ways that the search was given up
}

// Review looks for rules that never decide. What a rule that refuses stands in front of is not looked at: one that closes what nothing opens
// still decides, since it is named as the reason. A rule that decides is not asked whether each of its words is needed.
func (p *Policy) Review() Review {
	var out Review
	left := patience
	for k := range p.Rules {
		rule := &p.Rules[k]
		note := func(list *[]Mistake, message string) {
			*list = append(*list, Mistake{rule.Line, rule.Column, message})
		}
		switch found, instead := p.deciding(k, p.everything(), &left); found {
		case never:
			note(&out.Never, fmt.Sprintf("the rule %q never decides: %s", rule.ID, p.before(rule, instead)))
		case unproven:
			note(&out.Unproven, fmt.Sprintf("it could not be found out whether the rule %q ever decides: too many rules overlap with it", rule.ID))
		case sometimes:
			if found, instead := p.deciding(k, p.asked(), &left); found == never {
				note(&out.Unasked, fmt.Sprintf("the rule %q is never asked for here: %s", rule.ID, p.unasked(rule, instead)))
			}
		}
	}
	return out
}

// before says which rules decide in the place of one.
func (p *Policy) before(rule *Rule, instead []int) string {
	const most = 3
	var names []string
	for _, k := range instead[:min(most, len(instead))] {
		other := &p.Rules[k]
		does := "opens it as far and stands before it"
		switch {
		case other.Outcome == Deny && rule.Outcome != Deny:
			does = "refuses it"
		case other.Outcome == Deny:
			does = "refuses it already"
		case other.Outcome > rule.Outcome:
			does = "opens more of it"
		}
		names = append(names, fmt.Sprintf("%q on line %d %s", other.ID, other.Line, does))
	}
	if more := len(instead) - most; more > 0 {
		names = append(names, fmt.Sprintf("%d more", more))
	}
	return strings.Join(names, ", ")
}

// unasked says why no service asks for a rule.
func (p *Policy) unasked(rule *Rule, instead []int) string {
	if len(instead) > 0 {
		return "of what the services ask, " + p.before(rule, instead)
	}
	return "no service puts a request that fits all of its conditions (" + describeAsked + ")"
}

// finding is what a search for a request that a rule decides has come to.
type finding uint8

const (
	never finding = iota
	sometimes
	unproven
)

// How many times rules are held against a word before a search is given up: for one rule, and for all of a policy, which is a second or so.
const (
	patienceForOne = 1_000_000
	patience       = 10_000_000
)

// deciding looks, among some requests, for one that a rule decides; and, if there is none, which rules decide those that fit it.
func (p *Policy) deciding(k int, among []box, left *int) (found finding, instead []int) {
	s := search{policy: p, rule: &p.Rules[k], patience: min(patienceForOne, *left)}
	granted := s.patience
	defer func() { *left -= granted - max(s.patience, 0) }()
	var rivals []int
	for other := range p.Rules {
		if p.Rules[other].precedes(s.rule, other < k) {
			rivals = append(rivals, other)
		}
	}
	for i := range among {
		if s.free(rivals, among[i].facets()) {
			return sometimes, nil
		}
	}
	if s.patience < 0 {
		return unproven, nil
	}
	slices.Sort(s.instead)
	return never, s.instead
}

// precedes reports whether a rule decides what it and another one are both about. Earlier is whether it stands before the other in the file.
func (r *Rule) precedes(other *Rule, earlier bool) bool {
	switch {
	case r == other:
		return false
	case r.Outcome == other.Outcome:
		return earlier
	}
	return r.Outcome == Deny || other.Outcome != Deny && r.Outcome > other.Outcome
}

// search looks for a request that fits a rule and none of its rivals.
type search struct {
	policy   *Policy
	rule     *Rule
	patience int
	instead  []int // rivals that decided in the rule's place
}

// free reports whether the facets that are left can be filled so that the rule fits and no rival does. Values that leave the same rivals, or more than
// another one does, are not tried: what fails with few rivals fails with those and others.
func (s *search) free(rivals []int, left []facet) bool {
	if len(left) == 0 {
		if len(rivals) > 0 {
			s.note(rivals)
		}
		return len(rivals) == 0
	}
	var choices [][]int
	for value := range left[0].values {
		if !left[0].fits(s.rule, value) {
			continue
		}
		if s.patience -= len(rivals) + 1; s.patience < 0 {
			return false
		}
		still := []int{}
		for _, k := range rivals {
			if left[0].fits(&s.policy.Rules[k], value) {
				still = append(still, k)
			}
		}
		choices = append(choices, still)
	}
	slices.SortStableFunc(choices, func(a, b []int) int { return len(a) - len(b) })
	for i, still := range choices {
		if slices.ContainsFunc(choices[:i], func(tried []int) bool { return within(tried, still) }) {
			continue
		}
		if s.free(still, left[1:]) {
			return true
		}
	}
	return false
}

// note keeps which of the rivals decides: the first that refuses, or else the first of those that open most.
func (s *search) note(rivals []int) {
	best := rivals[0]
	for _, k := range rivals[1:] {
		if s.policy.Rules[k].precedes(&s.policy.Rules[best], false) {
			best = k
		}
	}
	if !slices.Contains(s.instead, best) {
		s.instead = append(s.instead, best)
	}
}

// within reports whether all of a sorted list are in another.
func within(few, many []int) bool {
	for _, k := range few {
		if _, there := slices.BinarySearch(many, k); !there {
			return false
		}
	}
	return true
}
