package expr

import (
	"fmt"
	"slices"
	"strings"

	"sandpiper/synthetic/nhs"
)

// drugs finds the medicines in a suggestion, a card, an action, a FHIR resource, a draft order, or a list of them. Each is
// a map with name, code (dm+d, or "") and classes (our own groupings, empty for a medicine that is not in the list).
func drugs(args []any) (any, error) {
	switch args[0].(type) {
	case nil, map[string]any, []any:
	default:
		return nil, fmt.Errorf("drugs looks in a card or a suggestion, not in %s", brieflyOf(args[0]))
	}
	out := []any{}
	gather(args[0], 0, &out)
	return out, nil
}

// holders are the keys under which medicines lie: from cards down to resources, and in draft orders.
func holders() []string {
	return []string{"suggestions", "actions", "resource", "entry", "contained", "systemActions", "draft_orders"}
}

// maxDrugs bounds the work on a hostile answer.
const maxDrugs = 1000

func gather(v any, depth int, out *[]any) {
	if depth > 12 || len(*out) >= maxDrugs {
		return
	}
	switch x := v.(type) {
	case []any:
		for _, item := range x {
			gather(item, depth+1, out)
		}
	case map[string]any:
		if d, ok := drug(x); ok {
			*out = append(*out, d)
		}
		for _, key := range holders() {
			if inner, ok := x[key]; ok {
				gather(inner, depth+1, out)
			}
		}
	}
}

// drug reads the medicine of one resource or draft order.
func drug(m map[string]any) (map[string]any, bool) {
	switch m["resourceType"] {
	case "MedicationRequest", "MedicationStatement", "MedicationAdministration", "MedicationDispense":
		if concept, ok := m["medicationCodeableConcept"].(map[string]any); ok {
			return fromConcept(concept), true
		}
		if ref, ok := m["medicationReference"].(map[string]any); ok {
			name, _ := ref["display"].(string)
			return describe(name, ""), name != ""
		}
		return nil, false
	case "Medication":
		concept, ok := m["code"].(map[string]any)
		return fromConcept(concept), ok
	case nil:
		if name, ok := m["drug"].(string); ok {
			return describe(name, ""), true
		}
	}
	return nil, false
}

// fromConcept names a medicine by its text, or else by a coding's display, and codes it by its dm+d coding.
func fromConcept(c map[string]any) map[string]any {
	name, _ := c["text"].(string)
	code := ""
	codings, _ := c["coding"].([]any)
	for _, item := range codings {
		coding, _ := item.(map[string]any)
		id, _ := coding["code"].(string)
		display, _ := coding["display"].(string)
		if system := coding["system"]; id != "" && (system == nhs.DMD || code == "" && system == nhs.SNOMED) {
			code = id
		}
		if name == "" {
			name = display
		}
	}
	return describe(name, code)
}

// describe looks a medicine up, by code first and then by name. A product that is not in the list is matched by the
// ingredient in its name, so that a brand's own strength does not make a penicillin harmless.
func describe(name, code string) map[string]any {
	classes := []any{}
	found, ok := nhs.FindMedicine(code)
	if !ok || code == "" {
		found, ok = nhs.FindMedicine(name)
	}
	if !ok {
		found, ok = byIngredient(name)
	}
	if ok {
		if name == "" {
			name = found.Name
		}
		for _, class := range append([]string{found.Ingredient}, found.Classes...) {
			if !slices.Contains(classes, any(class)) {
				classes = append(classes, class)
			}
		}
	}
	return map[string]any{"name": name, "code": code, "classes": classes}
}

// byIngredient finds a medicine whose ingredient is a word of the name.
func byIngredient(name string) (nhs.Medicine, bool) {
	name = " " + strings.ToLower(name) + " "
	for _, m := range nhs.Medicines() {
		if m.Ingredient != "" && strings.Contains(name, " "+m.Ingredient+" ") {
			return m, true
		}
	}
	return nhs.Medicine{}, false
}

// inClass reports whether a medicine that drugs found, or one named by text, belongs to a class or is an ingredient.
func inClass(args []any) (any, error) {
	class, err := text("inClass", args[1])
	if err != nil {
		return nil, err
	}
	m, ok := args[0].(map[string]any)
	if name, named := args[0].(string); named {
		m, ok = describe(name, ""), true
	}
	if !ok {
		return nil, fmt.Errorf("inClass belongs to a medicine, not to %s", brieflyOf(args[0]))
	}
	classes, _ := m["classes"].([]any)
	return slices.Contains(classes, any(strings.ToLower(class))), nil
}
