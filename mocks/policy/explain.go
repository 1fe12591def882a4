package policy

import (
	"fmt"
	"io"
	"strings"
)

// Explain writes the policy in plain English: its roles, and a sentence or two for each rule.
func (p *Policy) Explain(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s\n\n", p.Title, strings.Repeat("=", len([]rune(p.Title))))
	b.WriteString("What no rule below opens is closed. A rule that refuses wins over all that open.\n")
	for _, role := range p.Roles {
		fmt.Fprintf(&b, "The role of %s is job role %s.\n", role.Name, either(role.Codes))
	}
	for k := range p.Rules {
		r := &p.Rules[k]
		fmt.Fprintf(&b, "\n%s\n  %s\n  Because %s.\n  Source: %s.\n", r.ID, r.Sentence(), strings.TrimRight(r.Why, "."), strings.TrimRight(r.Source, "."))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// Sentence is the rule in plain English, without its reason.
func (r *Rule) Sentence() string {
	var b strings.Builder
	who := r.who()
	if r.Outcome == Deny && who == "Anybody" {
		who = "Nobody"
	}
	b.WriteString(who)
	switch {
	case who == "Nobody":
		b.WriteString(" may ")
	case r.Outcome == Allow:
		b.WriteString(" may ")
	case r.Outcome == Redact:
		b.WriteString(" may, with whereabouts left out, ")
	default:
		b.WriteString(" may not ")
	}
	b.WriteString(orAll(r.Acts, "read or write") + " " + r.what())
	if r.Outcome != Deny {
		b.WriteString(", " + upTo()[r.Level])
	} else if r.Level > Ordinary {
		fmt.Fprintf(&b, " that is %s or more sensitive", r.Level)
	}
	if len(r.Purposes) > 0 {
		b.WriteString(", for " + either(purposeWords(r.Purposes)))
	}
	if len(r.Consents) > 0 {
		b.WriteString(", if the patient's consent is " + either(consentWords(r.Consents)))
	}
	switch {
	case r.Glass && r.Outcome == Deny:
		b.WriteString(", unless somebody gives a reason for breaking the glass")
	case r.Glass:
		b.WriteString(", if they give a reason for breaking the glass")
	}
	return b.String() + "."
}

// who is the subject of the sentence.
func (r *Rule) who() string {
	var out []string
	for _, a := range r.Actors {
		switch {
		case a == App:
			out = append(out, "an application by itself")
		case a == Citizen:
			out = append(out, "a citizen")
		case len(r.Roles) > 0:
			out = append(out, "staff in the role of "+either(r.Roles))
		default:
			out = append(out, "staff in any role")
		}
	}
	who := "anybody"
	if len(out) > 0 {
		who = either(out)
	}
	var how []string
	for _, set := range r.Relationships {
		var parts []string
		for i, words := range relationWords() {
			if set&(1<<i) != 0 {
				parts = append(parts, words)
			}
		}
		how = append(how, strings.Join(parts, " and "))
	}
	if len(how) > 0 {
		who += " " + strings.Join(how, ", or ")
	}
	return strings.ToUpper(who[:1]) + who[1:]
}

// what is what may or may not be seen.
func (r *Rule) what() string {
	if len(r.Kinds) == 0 {
		return "anything"
	}
	out := make([]string, len(r.Kinds))
	for i, k := range r.Kinds {
		switch k {
		case Demographics:
			out[i] = "who somebody is"
		case Record:
			out[i] = "any part of the record"
		default:
			out[i] = string(k)
		}
	}
	return either(out)
}

// upTo words how far a rule opens, by Sensitivity.
func upTo() []string {
	return []string{
		"as long as it is ordinary",
		"also if the person's whereabouts are restricted",
		"also if it was told by or about somebody else, but not if it is confidential",
		"also if it is confidential",
	}
}

func relationWords() []string {
	return []string{
		"whose own it is", "who acts for the patient", "of the practice at which the patient is registered",
		"of an organisation with a legitimate relationship to the patient", "of the organisation that wrote the entry",
		"whose token has the scope for it", "of another organisation than the patient's practice",
	}
}

func purposeWords(list []Purpose) []string {
	out := make([]string, len(list))
	for i, p := range list {
		out[i] = strings.ReplaceAll(string(p), "-", " ")
		if p == OwnUse {
			out[i] = "their own use"
		} else if p == Unattended {
			out[i] = "work that nobody attends"
		}
	}
	return out
}

func consentWords(list []Consent) []string {
	out := make([]string, len(list))
	for i, c := range list {
		if out[i] = string(c); c == Unstated {
			out[i] = "not stated"
		}
	}
	return out
}

func orAll(list []Act, all string) string {
	if len(list) == 0 || len(list) == len(acts()) {
		return all
	}
	return string(list[0])
}

// either lists words: a, b or c.
func either(list []string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:len(list)-1], ", ") + " or " + list[len(list)-1]
}
