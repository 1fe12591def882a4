package harness

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"sandpiper/harness/trace"
	"sandpiper/mocks/world"
	"sandpiper/scenarios"
	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/course"
	"sandpiper/synthetic/near"
	"sandpiper/synthetic/nhs"
)

// The keys of world.update and of what is in it.
var (
	updateKeys = []string{"patient", "set", "add", "remove"}
	drawers    = []string{"conditions", "allergies", "medicines", "measurements"}
)

// update plays world.update: something happens to a person while the story runs. It is written now, as a client would
// write it, so that earlier versions stay to be seen by a service that lags.
//
//	with: { patient: p, set: { postcode: "ZZ99 3AB", demographics_flag: restricted }, add: { allergies: [ { to: penicillin } ] }, remove: { medicines: [ … ] } }
func update(w *world.World, actor string, people map[string]int, person int, with map[string]any) ([]trace.Changed, error) {
	if err := known("world.update", with, updateKeys); err != nil {
		return nil, err
	}
	before := len(w.Changes())
	s := &scene{world: w, start: w.Clock().Now(), person: person, people: people, actor: actor, live: true}
	if set, ok := with["set"].(map[string]any); ok {
		if err := known("world.update: set", set, scenarios.Settable()); err != nil {
			return nil, err
		}
		set = maps.Clone(set)
		stands, err := s.standingIn(set)
		if err == nil {
			err = s.stand(stands)
		}
		if err == nil {
			err = amend(w.By(actor), person, set)
		}
		if err != nil {
			return nil, err
		}
	}
	s.who, _ = w.Person(person)
	if gone, ok := with["remove"].(map[string]any); ok {
		if err := s.removeAll(gone); err != nil {
			return nil, err
		}
	}
	if more, ok := with["add"].(map[string]any); ok {
		if err := s.addAll(more); err != nil {
			return nil, err
		}
	}
	var out []trace.Changed
	for _, c := range w.Changes()[before:] {
		out = append(out, trace.Changed{Deed: string(c.Deed), Person: c.Person, Kind: int(c.Entry.Kind), K: c.Entry.K, Version: c.Version, Actor: c.Actor})
	}
	return out, nil
}

// known refuses keys that mean nothing here.
func known(what string, m map[string]any, keys []string) error {
	for _, k := range sortedKeys(m) {
		if !slices.Contains(keys, k) {
			hint := ""
			if n := near.Word(k, keys); n != "" {
				hint = fmt.Sprintf("; did you mean %q?", n)
			}
			return fmt.Errorf("%s does not know %q; it knows %s%s", what, k, strings.Join(keys, ", "), hint)
		}
	}
	return nil
}

func amend(pen world.Pen, person int, set map[string]any) error {
	if len(set) == 0 {
		return nil
	}
	if v, ok := set["pregnant"].(bool); ok {
		pen.AmendTruth(person, func(t *course.Truth) { t.Body.Pregnant = v })
		if len(set) == 1 {
			return nil
		}
	}
	pen.Amend(person, func(p *world.Person) {
		for _, k := range sortedKeys(set) {
			text := fmt.Sprint(set[k])
			switch k {
			case "prefix":
				p.Name.Prefix = text
			case "given":
				p.Name.Given = strings.Fields(text)
			case "family":
				p.Name.Family = text
			case "postcode":
				p.Address.Postcode = text
			case "address":
				p.Address.Lines = strings.Split(text, ", ")
			case "phone":
				p.Phone = text
			case "email":
				p.Email = text
			case "language":
				p.Language = text
			case "practice":
				p.Practice = nhs.ODS(text)
			}
		}
	})
	return nil
}

func (s *scene) addAll(more map[string]any) error {
	if err := known("world.update: add", more, drawers); err != nil {
		return err
	}
	for _, drawer := range drawers {
		for _, item := range listOf(more[drawer]) {
			m, ok := item.(map[string]any)
			if !ok {
				return fmt.Errorf("world.update: add: %s holds %v; each must be a mapping as in the cast", drawer, item)
			}
			if err := s.addOne(drawer, m); err != nil {
				return fmt.Errorf("world.update: add to %s: %w", drawer, err)
			}
		}
	}
	return nil
}

func (s *scene) addOne(drawer string, m map[string]any) error {
	word := func(key string) string {
		if v, ok := m[key]; ok && v != nil {
			return fmt.Sprint(v)
		}
		return ""
	}
	how := scenarios.Written(word("written"))
	switch drawer {
	case "conditions":
		if err := known(drawer, m, []string{"is", "written"}); err != nil {
			return err
		}
		return s.condition(&scenarios.CastCondition{Is: word("is"), Written: how})
	case "allergies":
		if err := known(drawer, m, []string{"to", "verification", "criticality", "reaction", "severity", "written"}); err != nil {
			return err
		}
		return s.allergy(&scenarios.CastAllergy{To: word("to"), Verification: scenarios.Verification(word("verification")),
			Criticality: scenarios.Criticality(word("criticality")), Reaction: word("reaction"), Severity: scenarios.Severity(word("severity")), Written: how})
	case "medicines":
		if err := known(drawer, m, []string{"name", "dose", "for", "repeat", "written"}); err != nil {
			return err
		}
		med := &scenarios.CastMedicine{Name: word("name"), Dose: word("dose"), For: word("for"), Written: how}
		if repeat, ok := m["repeat"].(bool); ok {
			med.Repeat = &repeat
		}
		return s.medicine(med)
	}
	if err := known(drawer, m, []string{"of", "value", "unit", "written"}); err != nil {
		return err
	}
	return s.measured(word("of"), m["value"], word("unit"), s.start, how)
}

func (s *scene) removeAll(gone map[string]any) error {
	if err := known("world.update: remove", gone, drawers); err != nil {
		return err
	}
	kinds := map[string]chart.Kind{"conditions": chart.Problem, "allergies": chart.Allergy, "medicines": chart.Medicine, "measurements": chart.Measurement}
	for _, drawer := range drawers {
		for _, item := range listOf(gone[drawer]) {
			name := fmt.Sprint(item)
			there := s.entries(kinds[drawer], func(e *chart.Entry) bool {
				_, about, _ := strings.Cut(e.Truth, "/")
				return e.Substance == name || about == name || strings.EqualFold(e.Text, name)
			})
			if err := s.clear(there); err != nil {
				return fmt.Errorf("world.update: remove %s from %s: %w", name, drawer, err)
			}
		}
	}
	return nil
}

// listOf is a list, or one thing as a list of one.
func listOf(v any) []any {
	switch x := v.(type) {
	case nil:
		return nil
	case []any:
		return x
	}
	return []any{v}
}
