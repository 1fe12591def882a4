package product

import (
	"fmt"
	"strconv"
	"time"

	"sandpiper/synthetic/nhs"
)

// sentOrder is a drafted order as the trace shows it.
type sentOrder struct {
	ID       string `json:"id"`
	Drug     string `json:"drug"`
	Coding   string `json:"coding"` // "vmp" with Code, or "words" alone
	Code     string `json:"code,omitempty"`
	Selected bool   `json:"selected"`
}

// order is a drafted order and the resource that says so.
type order struct {
	sentOrder
	resource map[string]any
}

// drafts turns the step's draft_orders into MedicationRequests. Each has
//
//	drug      name or dm+d identifier of a medicine, or any words when it is coded as free-text
//	coded_as  dmd-vmp (the default), dmd-amp or free-text
//	dose      text, or {text, quantity, unit, times, per: day|week|hour}
//	selected  false for an order that was drafted earlier; true by default
//
// The list of medicines holds no actual medicinal products. With dmd-amp the order is therefore written as one would be,
// the product's name with a maker's behind it, and coded with the virtual product where one is known.
func drafts(call *Call) ([]order, error) {
	v, ok := call.setting("draft_orders")
	if !ok {
		return nil, fmt.Errorf("draft_orders is missing: a hook about orders needs at least one")
	}
	list, ok := v.([]any)
	if !ok {
		return nil, fmt.Errorf("draft_orders must be a list, not %T", v)
	}
	out := make([]order, 0, len(list))
	for i, one := range list {
		m, ok := one.(map[string]any)
		if !ok {
			return nil, fmt.Errorf("draft_orders[%d] must be a mapping, not %T", i, one)
		}
		o, err := draft(call, i, m)
		if err != nil {
			return nil, fmt.Errorf("draft_orders[%d]: %w", i, err)
		}
		out = append(out, o)
	}
	return out, nil
}

func draft(call *Call, i int, m map[string]any) (order, error) {
	if err := only(m, "an order", "drug", "coded_as", "dose", "selected"); err != nil {
		return order{}, err
	}
	name, ok := m["drug"].(string)
	if !ok || name == "" {
		return order{}, fmt.Errorf("drug must be the name of a medicine")
	}
	o := order{sentOrder: sentOrder{ID: named(call.Key, "order", strconv.Itoa(i)), Drug: name, Coding: "words", Selected: true}}
	if s, ok := m["selected"].(bool); ok {
		o.Selected = s
	}
	medication, err := o.medication(m["coded_as"])
	if err != nil {
		return order{}, err
	}
	o.resource = map[string]any{
		"resourceType":              "MedicationRequest",
		"id":                        o.ID,
		"status":                    "draft",
		"intent":                    "order",
		"medicationCodeableConcept": medication,
		"subject":                   map[string]any{"reference": "Patient/" + call.Patient.ID},
		"authoredOn":                call.At.Format(time.RFC3339),
	}
	if call.User != "" {
		o.resource["requester"] = map[string]any{"reference": call.User}
	}
	if d, ok := m["dose"]; ok && d != nil {
		instruction, err := dosage(d)
		if err != nil {
			return order{}, fmt.Errorf("dose: %w", err)
		}
		o.resource["dosageInstruction"] = []any{instruction}
	}
	return o, nil
}

// medication writes the medicine in the way asked for.
func (o *order) medication(how any) (map[string]any, error) {
	if how == nil {
		how = "dmd-vmp"
	}
	if how == "free-text" {
		return map[string]any{"text": o.Drug}, nil
	}
	m, ok := nhs.FindMedicine(o.Drug)
	if !ok {
		return nil, fmt.Errorf("no medicine is called %q; the nearest is %q", o.Drug, nhs.NearestMedicine(o.Drug))
	}
	text := m.Name
	switch {
	case how == "dmd-amp":
		text += " (Example Generics Ltd)"
	case how != "dmd-vmp":
		return nil, fmt.Errorf("coded_as: %v is none of dmd-vmp, dmd-amp, free-text", how)
	case m.VMP == "":
		return nil, fmt.Errorf("no dm+d identifier of %q is known; write it as free-text", m.Name)
	}
	o.Drug = text
	out := map[string]any{"text": text}
	if m.VMP != "" {
		o.Coding, o.Code = "vmp", m.VMP
		out["coding"] = []any{map[string]any{"system": nhs.DMD, "code": m.VMP, "display": m.Name}}
	}
	return out, nil
}

// periodUnit is FHIR's code (UCUM) of a word for how often.
func periodUnit(per string) (code string, known bool) {
	for _, p := range [...][2]string{{"hour", "h"}, {"day", "d"}, {"week", "wk"}, {"month", "mo"}} {
		if p[0] == per {
			return p[1], true
		}
	}
	return "", false
}

// dosage writes how the medicine is to be taken. A part that is null is left out, so that a table may have rows without it.
func dosage(v any) (map[string]any, error) {
	if text, ok := v.(string); ok {
		return map[string]any{"text": text}, nil
	}
	m, ok := v.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("it must be text or a mapping, not %T", v)
	}
	if err := only(m, "a dose", "text", "quantity", "unit", "times", "per"); err != nil {
		return nil, err
	}
	out := map[string]any{}
	if text := m["text"]; text != nil {
		out["text"] = text
	}
	if times := m["times"]; times != nil {
		per, _ := m["per"].(string)
		unit, known := periodUnit(per)
		if !known {
			return nil, fmt.Errorf("per: %q is none of hour, day, week, month", per)
		}
		out["timing"] = map[string]any{"repeat": map[string]any{"frequency": times, "period": 1, "periodUnit": unit}}
	}
	if quantity := m["quantity"]; quantity != nil {
		out["doseAndRate"] = []any{map[string]any{"doseQuantity": map[string]any{"value": quantity, "unit": m["unit"]}}}
	}
	return out, nil
}
