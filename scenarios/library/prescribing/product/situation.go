package product

import (
	"strings"
	"time"
)

// The hooks that the product answers.
const (
	hookPatientView = "patient-view"
	hookOrderSelect = "order-select"
	hookOrderSign   = "order-sign"
)

// situation is one medicine weighed against everything known about the person: the question that every rule answers.
type situation struct {
	know   *knowledge
	bug    Bug
	hook   string
	now    time.Time
	record *record
	order  medicine
	others []medicine // taken already, or ordered in the same breath
}

// rule looks at a situation and says what is wrong with it, if anything.
type rule struct {
	name string
	on   []string // hooks that it speaks on
	look func(*situation) []card
}

// rules lists them in the order in which their cards are shown when equally urgent.
func rules() []rule {
	orders := []string{hookOrderSelect, hookOrderSign}
	all := []string{hookOrderSelect, hookOrderSign, hookPatientView}
	return []rule{
		{"unknown", orders, ruleUnknown},
		{"allergy", all, ruleAllergy},
		{"interaction", all, ruleInteraction},
		{"condition", all, ruleCondition},
		{"renal", all, ruleRenal},
		{"dose", []string{hookOrderSign}, ruleDose},
		{"duplicate", orders, ruleDuplicate},
	}
}

// ruleUnknown admits that a medicine was not checked. Saying nothing would read as "nothing found".
func ruleUnknown(s *situation) []card {
	if len(s.order.drugs) > 0 {
		return nil
	}
	name := s.order.name
	if name == "" {
		name = "the medicine ordered"
	}
	return []card{{
		Indicator: warning,
		Summary:   clip("Not checked: " + name + " is not a medicine this service knows"),
		Detail:    "No allergy, interaction, kidney or dose check was made for this order.",
		topic:     "unknown",
	}}
}

// ruleInteraction looks for pairs that should not be together.
func ruleInteraction(s *situation) []card {
	var out []card
	for _, other := range s.others {
		for _, i := range s.know.interactions {
			mine, theirs := i.between(s.order, other)
			if mine == nil {
				continue
			}
			out = append(out, i.card(map[string]string{"a": mine.Name, "b": theirs.Name}, "interaction", offer(s, mine)))
		}
	}
	return out
}

// between finds the two drugs that make the pair, or nil.
func (i interaction) between(order, other medicine) (mine, theirs *drug) {
	for _, m := range order.drugs {
		for _, t := range other.drugs {
			if (m.inClass(i.a) && t.inClass(i.b)) || (m.inClass(i.b) && t.inClass(i.a)) {
				return m, t
			}
		}
	}
	return nil, nil
}

// ruleCondition looks for problems that forbid the medicine.
func ruleCondition(s *situation) []card {
	if s.bug == IgnoresConditions {
		return nil
	}
	var out []card
	for _, c := range s.know.conditions {
		for _, d := range s.order.drugs {
			if !d.inClass(c.drug) {
				continue
			}
			for _, p := range s.record.problems {
				if p.is == c.condition {
					out = append(out, c.card(map[string]string{"a": d.Name}, "condition", nil))
					break
				}
			}
		}
	}
	return out
}

// ruleRenal weighs medicines that the kidney clears against the latest result. The strictest row that applies speaks.
func ruleRenal(s *situation) []card {
	for _, d := range s.order.drugs {
		known := false
		for _, limit := range s.know.renal {
			if !d.inClass(limit.drug) {
				continue
			}
			known = true
			if s.record.egfr != nil && s.record.egfr.value < limit.below {
				return []card{limit.card(map[string]string{"egfr": s.record.egfr.egfrText()}, "renal", offer(s, d))}
			}
		}
		if known && s.record.egfr == nil && s.hook != hookPatientView {
			return []card{{
				Indicator: info,
				Summary:   clip("No kidney function on record: check before " + d.Name),
				Detail:    "The record holds no estimated glomerular filtration rate.",
				topic:     "renal",
			}}
		}
	}
	return nil
}

// duplicateClasses are those of which a person seldom needs two.
var duplicateClasses = [...]string{"nsaid", "anticoagulant", "statin", "ace-inhibitor", "ssri", "proton-pump-inhibitor"}

// ruleDuplicate remarks on the same medicine, or another of its class, that is taken already.
func ruleDuplicate(s *situation) []card {
	if s.bug == NoDuplicateCheck {
		return nil
	}
	for _, other := range s.others {
		for _, m := range s.order.drugs {
			for _, t := range other.drugs {
				if m.Name == t.Name {
					return []card{{Indicator: warning, topic: "duplicate",
						Summary: clip("Already prescribed: " + t.Name),
						Detail:  "The record shows " + other.name + " as a current medicine. Two orders of one medicine are easily both taken."}}
				}
				for _, class := range duplicateClasses {
					if m.inClass(class) && t.inClass(class) {
						return []card{{Indicator: warning, topic: "duplicate",
							Summary: clip("Already taking " + t.Name + ", of the same class as " + m.Name),
							Detail:  "Two medicines of the class " + s.know.say(class) + " are seldom meant together."}}
					}
				}
			}
		}
	}
	return nil
}

// card fills an advice's sentences and makes a card of it.
func (a advice) card(fill map[string]string, topic string, offers []suggestion) card {
	pairs := make([]string, 0, 2*len(fill))
	for _, name := range []string{"a", "b", "egfr"} {
		if v, ok := fill[name]; ok {
			pairs = append(pairs, "{"+name+"}", v)
		}
	}
	r := strings.NewReplacer(pairs...)
	return card{Indicator: a.severity, Summary: clip(r.Replace(a.summary)), Detail: r.Replace(a.detail), topic: topic, Suggestions: offers}
}
