package policy

import (
	"fmt"
	"slices"
	"strings"

	"sandpiper/synthetic/near"
)

// Question is a Request in the words of a policy file, as a person asks it. What is left empty is what is usual for who asks.
type Question struct {
	Actor         string   `json:"actor"`         // app, citizen or staff
	Role          string   `json:"role"`          // of staff: a role of the policy, or a job role code such as R8000
	Relationships []string `json:"relationships"` // all that hold; empty: in-scope, self or elsewhere
	Purpose       string   `json:"purpose"`       // empty: unattended, own-use or direct-care
	Kind          string   `json:"kind"`          // empty: demographics
	Act           string   `json:"act"`           // empty: read
	Sensitivity   string   `json:"sensitivity"`   // empty: ordinary
	Consent       string   `json:"consent"`       // empty: unstated
	BreakGlass    string   `json:"break_glass"`   // the reason; empty: none
}

// UnknownWord is a word of a Question that no policy has.
type UnknownWord struct {
	What, Word string
	Known      []string
}

// Error names the nearest right word.
func (u *UnknownWord) Error() string {
	if meant := near.Word(u.Word, u.Known); meant != "" {
		return fmt.Sprintf("unknown %s %q; did you mean %q?", u.What, u.Word, meant)
	}
	return fmt.Sprintf("unknown %s %q; known are %s", u.What, u.Word, strings.Join(u.Known, ", "))
}

// Full is the question with what is usual in the place of what was left empty.
func (q Question) Full() Question {
	fill := func(word *string, usual string) {
		if *word == "" {
			*word = usual
		}
	}
	purpose, relationship := string(DirectCare), "elsewhere"
	switch Actor(q.Actor) {
	case App:
		purpose, relationship = string(Unattended), "in-scope"
	case Citizen:
		purpose, relationship = string(OwnUse), "self"
	}
	fill(&q.Purpose, purpose)
	fill(&q.Kind, string(Demographics))
	fill(&q.Act, string(Read))
	fill(&q.Sensitivity, levels()[Ordinary])
	fill(&q.Consent, "unstated")
	if len(q.Relationships) == 0 {
		q.Relationships = []string{relationship}
	}
	return q
}

// Request is the question as this policy is asked it. It fails with *UnknownWord.
func (q Question) Request(p *Policy) (Request, error) {
	q = q.Full()
	for _, one := range []struct {
		what, word string
		known      []string
	}{
		{"actor", q.Actor, actors()}, {"purpose", q.Purpose, purposes()}, {"kind", q.Kind, kinds()[:len(kinds())-1]}, {"act", q.Act, acts()},
		{"sensitivity", q.Sensitivity, levels()}, {"consent", q.Consent, consents()},
	} {
		if !slices.Contains(one.known, one.word) {
			return Request{}, &UnknownWord{one.what, one.word, one.known}
		}
	}
	out := Request{
		Actor: Actor(q.Actor), Role: q.Role, Purpose: Purpose(q.Purpose), Subject: "somebody", Kind: Kind(q.Kind), Act: Act(q.Act),
		Sensitivity: Sensitivity(slices.Index(levels(), q.Sensitivity)), BreakGlass: q.BreakGlass,
	}
	if q.Consent != "unstated" {
		out.Consent = Consent(q.Consent)
	}
	for _, word := range q.Relationships {
		i := slices.Index(related(), word)
		if i < 0 {
			return Request{}, &UnknownWord{"relationship", word, related()}
		}
		if out.Relationship |= 1 << i; word == "elsewhere" {
			out.Relationship &^= Elsewhere // it is what holds when registered does not
		}
	}
	return out, q.role(p, &out)
}

// role turns the name of a role into one of its job role codes.
func (q Question) role(p *Policy, out *Request) error {
	if q.Role == "" || jobRole.MatchString(q.Role[strings.LastIndexByte(q.Role, ':')+1:]) {
		return nil
	}
	var known []string
	for _, role := range p.Roles {
		if role.Name == q.Role && len(role.Codes) > 0 {
			out.Role = role.Codes[0]
			return nil
		}
		known = append(known, role.Name)
	}
	return &UnknownWord{"role", q.Role, append(known, "a job role code such as R8000")}
}

// Opening is one change to a question under which the answer is more open.
type Opening struct {
	What     string   `json:"what"` // "relationship", "break-glass"
	Word     string   `json:"word"`
	Decision Decision `json:"decision"`
}

// Openings lists, for a question that is not answered with Allow, the single changes that would open more: another relationship, role, purpose or
// consent, a lesser sensitivity, a reason for breaking the glass. It fails as Question.Request does.
func (p *Policy) Openings(q Question) ([]Opening, error) {
	asked, err := q.Request(p)
	if err != nil {
		return nil, err
	}
	q = q.Full()
	now := p.Decide(asked)
	var roles []string
	for _, role := range p.Roles {
		roles = append(roles, role.Name)
	}
	if Actor(q.Actor) != Staff {
		roles = nil
	}
	var out []Opening
	try := func(what string, words []string, change func(*Question, string)) {
		for _, word := range words {
			other := q
			change(&other, word)
			request, err := other.Request(p)
			if err != nil {
				continue
			}
			if d := p.Decide(request); d.Outcome > now.Outcome {
				out = append(out, Opening{what, word, d})
			}
		}
	}
	try("relationship", related(), func(o *Question, w string) { o.Relationships = append(slices.Clone(q.Relationships), w) })
	try("role", roles, func(o *Question, w string) { o.Role = w })
	try("purpose", purposes(), func(o *Question, w string) { o.Purpose = w })
	try("sensitivity", levels()[:asked.Sensitivity], func(o *Question, w string) { o.Sensitivity = w })
	try("consent", consents(), func(o *Question, w string) { o.Consent = w })
	if asked.Reason() == "" {
		try("break-glass", []string{"a reason"}, func(o *Question, _ string) { o.BreakGlass = "a reason that is long enough" })
	}
	return out, nil
}

// DefaultText is the file of Default: a policy of one's own starts from it.
func DefaultText() []byte { return slices.Clone(defaultFile) }
