package pds

import (
	"encoding/json"
	"strconv"
	"time"
)

// notification is the entries of a birth notification's bundle.
type notification struct{ entries []*object }

// bundleOf reads the entries of a bundle; what is none has none.
func bundleOf(tree any) notification {
	var out notification
	root, _ := tree.(*object)
	if root == nil {
		return out
	}
	l, _ := root.values["entry"].(*list)
	if l == nil {
		return out
	}
	for _, item := range l.items {
		entry, _ := item.(*object)
		resource := (*object)(nil)
		if entry != nil {
			resource, _ = entry.values["resource"].(*object)
		}
		if resource == nil {
			resource = &object{} // it keeps its number
		}
		out.entries = append(out.entries, resource)
	}
	return out
}

// place is the path of the k-th entry's resource.
func (n notification) place(k int) string { return "entry/" + strconv.Itoa(k) + "/resource" }

// child is the first patient without an NHS number; nil for none.
func (n notification) child() (who *object, at string) {
	for k, o := range n.entries {
		if o.values["resourceType"] == "Patient" && !numbered(o) {
			return o, n.place(k)
		}
	}
	return nil, ""
}

// mother is the first other patient; nil for none.
func (n notification) mother(child *object) (who *object, at string) {
	for k, o := range n.entries {
		if o.values["resourceType"] == "Patient" && o != child {
			return o, n.place(k)
		}
	}
	return nil, ""
}

// numbered reports whether one of a resource's identifiers is said to be an NHS number.
func numbered(o *object) bool {
	l, _ := o.values["identifier"].(*list)
	if l == nil {
		return false
	}
	for _, item := range l.items {
		if id, _ := item.(*object); id != nil && id.values["system"] == numberSystem {
			return true
		}
	}
	return false
}

// observation is what was observed of a concept of SNOMED CT; nil for nothing.
func (n notification) observation(concept string) (what *object, at string) {
	for k, o := range n.entries {
		if o.values["resourceType"] == "Observation" && firstCode(o.values["code"]) == concept {
			return o, n.place(k)
		}
	}
	return nil, ""
}

// code is the code that was observed of a concept; empty for none.
func (n notification) code(concept string) string {
	o, _ := n.observation(concept)
	if o == nil {
		return ""
	}
	return firstCode(o.values["valueCodeableConcept"])
}

// firstCode is the code of a concept's first coding.
func firstCode(v any) string {
	c, _ := v.(*object)
	if c == nil {
		return ""
	}
	l, _ := c.values["coding"].(*list)
	if l == nil || len(l.items) == 0 {
		return ""
	}
	one, _ := l.items[0].(*object)
	if one == nil {
		return ""
	}
	code, _ := one.values["code"].(string)
	return code
}

// identified is the value of a resource's first identifier.
func identified(o *object) string {
	if o == nil {
		return ""
	}
	l, _ := o.values["identifier"].(*list)
	if l == nil || len(l.items) == 0 {
		return ""
	}
	first, _ := l.items[0].(*object)
	if first == nil {
		return ""
	}
	value, _ := first.values["value"].(string)
	return value
}

// complete makes the checks of a notification in the order and the words of the sandbox (post-pdsRecordAtBirth.js): what is missing, then what is
// wrong. Paths are those of the published payload, where the child is the first entry.
func (n notification) complete(baby *object, at string) (Outcome, bool) {
	first := func(key string) any {
		l, _ := baby.values[key].(*list)
		if l == nil || len(l.items) == 0 {
			return nil
		}
		return l.items[0]
	}
	name, _ := first("name").(*object)
	if name == nil || name.values["use"] == nil {
		return missingField(at + "/name/0/use"), false
	}
	for _, key := range []string{"address", "gender", "birthDate"} {
		if baby.values[key] == nil {
			return missingField(at + "/" + key), false
		}
	}
	weight, weighed := n.observation(birthWeight)
	if weight != nil && amount(weight) == nil {
		return missingField(weighed + "/valueQuantity/value"), false
	}
	address, isAddress := first("address").(*object)
	if !isAddress {
		return invalidField(plain(first("address")), at+"/address/0"), false
	}
	if address.values["period"] == nil {
		return missingField("address/0/period"), false
	}
	if _, isList := name.values["given"].(*list); !isList {
		return invalidField(plain(name.values["given"]), at+"/name/0/given"), false
	}
	switch baby.values["gender"] {
	case "male", "female", "unknown":
	default:
		return invalidField(plain(baby.values["gender"]), "gender"), false
	}
	if day, _ := baby.values["birthDate"].(string); day == "" || !isDay(day) {
		return invalidField(plain(baby.values["birthDate"]), "birthDate"), false
	}
	mother, where := n.mother(baby)
	switch {
	case mother != nil && identified(mother) == "":
		return missingField(where + "/identifier/0/value"), false
	case len(n.entries) < leastEntries, mother == nil, weight == nil, n.code(stillbirth) == "":
		return tooFew(tooLong, "entry"), false
	}
	if !between(amount(weight), leastWeight, mostWeight) {
		return invalidField(plain(amount(weight)), weighed+"/valueQuantity/value"), false
	}
	if order := baby.values["multipleBirthInteger"]; !between(order, 1, 9) {
		return invalidField(plain(order), at+"/multipleBirthInteger"), false
	}
	return Outcome{}, true
}

// amount is an observed quantity's value.
func amount(o *object) any {
	q, _ := o.values["valueQuantity"].(*object)
	if q == nil {
		return nil
	}
	return q.values["value"]
}

// between reports whether a value is a whole number within bounds.
func between(v any, least, most int) bool {
	n, ok := v.(json.Number)
	if !ok {
		return false
	}
	i, err := strconv.Atoi(n.String())
	return err == nil && i >= least && i <= most
}

// isDay reports whether a text is a date.
func isDay(text string) bool {
	_, err := time.Parse(time.DateOnly, text)
	return err == nil
}
