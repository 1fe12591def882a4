package policy

import (
	"slices"
	"strings"

	yaml "go.yaml.in/yaml/v4"
)

// ruleFields are the keys of a rule, in the order in which they are best written.
func ruleFields() []string {
	return []string{"id", "then", "actor", "role", "relationship", "purpose", "kind", "act", "up-to", "from", "consent", "break-glass", "why", "source"}
}

// rule reads one rule. One that opens must say for whom, what and how far, so that nothing is opened by leaving a line out.
func (r *reader) rule(n *yaml.Node, p *Policy) Rule {
	m := r.fields(n, "a rule", ruleFields()...)
	out := Rule{ID: r.named(m["id"]), Why: r.text(m["why"]), Source: r.text(m["source"]), Line: n.Line, Column: n.Column}
	r.wants(n, m, "id", "then", "why", "source")
	outcome := r.word(m["then"], "then", outcomes())
	out.Outcome = Outcome(max(slices.Index(outcomes(), outcome), 0))
	opens := out.Outcome != Deny
	out.Actors = words[Actor](r, m["actor"], "actor", actors())
	out.Purposes = words[Purpose](r, m["purpose"], "purpose", purposes())
	out.Kinds = words[Kind](r, m["kind"], "kind", kinds())
	out.Acts = words[Act](r, m["act"], "act", acts())
	out.Consents = words[Consent](r, m["consent"], "consent", consents())
	for i, c := range out.Consents {
		if c == "unstated" {
			out.Consents[i] = Unstated
		}
	}
	r.ruleRoles(m["role"], p, &out)
	if m["relationship"] != nil {
		for _, one := range r.list(m["relationship"]) {
			out.Relationships = append(out.Relationships, r.relationship(one))
		}
	}
	if outcome != "" {
		r.ruleLevel(n, m, &out, opens)
	}
	if outcome == "redact" && slices.ContainsFunc(out.Kinds, func(k Kind) bool { return k != Demographics }) {
		r.wrong(m["kind"], "only demographics can be redacted: an entry of a record is shown or it is not")
	}
	return out
}

// ruleRoles reads the roles of a rule.
func (r *reader) ruleRoles(n *yaml.Node, p *Policy, out *Rule) {
	if n == nil {
		return
	}
	names := make([]string, len(p.Roles))
	for i := range p.Roles {
		names[i] = p.Roles[i].Name
	}
	out.Roles = words[string](r, n, "role", names)
	if !slices.Equal(out.Actors, []Actor{Staff}) {
		r.wrong(n, "only staff have roles: a rule with role says actor: staff")
	}
}

// ruleLevel reads how sensitive a thing may be and what a broken glass does, in the words that fit the outcome.
func (r *reader) ruleLevel(n *yaml.Node, m map[string]*yaml.Node, out *Rule, opens bool) {
	level, other, glass := "from", "up-to", "lifts"
	if opens {
		level, other, glass = "up-to", "from", "needed"
		r.wants(n, m, "actor", "kind", "act", "up-to")
	}
	if wrong := m[other]; wrong != nil {
		r.wrong(wrong, "a rule that says then: %s has %s and not %s", out.Outcome, level, other)
	}
	if at := m[level]; at != nil {
		out.Level = Sensitivity(max(slices.Index(levels(), r.word(at, level, levels())), 0))
	}
	if at := m["break-glass"]; at != nil {
		out.Glass = r.word(at, "break-glass", []string{glass}) != ""
	}
}

// relationship reads one relationship, or several that must hold at once, with a + between them.
func (r *reader) relationship(n *yaml.Node) (out Relationship) {
	for part := range strings.SplitSeq(r.text(n), "+") {
		if i := slices.Index(related(), strings.TrimSpace(part)); i >= 0 {
			out |= 1 << i
		} else {
			r.unknown(n, strings.TrimSpace(part), "relationship", related())
		}
	}
	if out&(Registered|Elsewhere) == Registered|Elsewhere {
		r.wrong(n, "nobody is registered and elsewhere at once")
	}
	return out
}

// words reads one word or a list of them.
func words[T ~string](r *reader, n *yaml.Node, what string, known []string) (out []T) {
	if n == nil {
		return nil
	}
	for _, one := range r.list(n) {
		word := T(r.word(one, what, known))
		if word != "" && slices.Contains(out, word) {
			r.wrong(one, "%s is there twice", found(one))
		}
		out = append(out, word)
	}
	return out
}
