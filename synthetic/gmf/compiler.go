package gmf

import (
	"fmt"
	"maps"
	"slices"
)

// compiler makes one file's module, and tells of what it finds.
type compiler struct {
	*loader
	file   string
	module *module
	state  *state // being read, nil outside
	index  map[string]int32
}

// fail tells of something that keeps the module from running.
func (c *compiler) fail(n *node, format string, args ...any) {
	c.problems = append(c.problems, Problem{File: c.file, State: c.stateName(), Line: n.line, Column: n.column, Says: fmt.Sprintf(format, args...)})
}

// warn tells of something that looks like a slip.
func (c *compiler) warn(n *node, rule, what, why, sure string) {
	c.library.slips = append(c.library.slips, Finding{File: c.file, State: c.stateName(), Line: n.line, Column: n.column, Rule: rule,
		What: what, Why: why, Sure: sure})
}

func (c *compiler) stateName() string {
	if c.state == nil {
		return ""
	}
	return c.state.name
}

// use notes that the state being read reads, sets, starts or ends something.
func (c *compiler) use(n *node, how usage, id int32) {
	c.library.uses = append(c.library.uses, use{how: how, id: id, module: c.module, state: c.state, line: n.line, column: n.column})
}

// compile reads a module's object into its graph.
func (c *compiler) compile(root *node) {
	o := c.object(root, "a module")
	c.module.name = o.text("name")
	if c.module.name == "" {
		c.module.name = c.module.path
	}
	o.get("gmf_version")
	o.text("specialty")
	states, ok := o.must("states")
	o.done()
	if !ok {
		return
	}
	body := c.object(states, "states")
	c.index = make(map[string]int32, len(states.keys))
	for i, name := range states.keys {
		if _, twice := c.index[name]; twice {
			c.fail(states.items[i], "there are two states %q", name)
			continue
		}
		c.index[name] = int32(len(c.module.states))
		c.module.states = append(c.module.states, &state{name: name, line: states.items[i].line, column: states.items[i].column, watch: -1})
	}
	if _, ok := c.index["Initial"]; !ok {
		c.fail(states, "there is no state %q to begin with", "Initial")
	}
	seen := make(map[string]bool, len(states.keys))
	for i, name := range body.node.keys {
		if !seen[name] {
			c.state = c.module.states[c.index[name]]
			c.read(c.object(body.node.items[i], "a state"))
		}
		seen[name] = true
	}
	c.state = nil
}

// read makes one state.
func (c *compiler) read(o *object) {
	s := c.state
	s.kind = o.text("type")
	s.remarks = remarksOf(o)
	reader, ok := stateTypes[s.kind]
	if !ok {
		n := o.get("type")
		if n == nil {
			n = o.node
		}
		c.fail(n, "%s", unknown("state type", s.kind, slices.Sorted(maps.Keys(stateTypes))))
		return
	}
	if s.kind == "Initial" && s.name != "Initial" {
		c.fail(o.node, "a state of type Initial must be called Initial")
	}
	s.do = reader(c, o)
	s.next = c.transition(o)
	o.done()
}

// remarksOf is what an author wrote for people, as one text.
func remarksOf(o *object) string {
	n := o.get("remarks")
	if n == nil {
		return ""
	}
	text, _ := n.token.(string)
	for _, item := range n.items {
		line, _ := item.token.(string)
		text += line + "\n"
	}
	return text
}

// goTo is the index of the state that a field names.
func (c *compiler) goTo(n *node) int32 {
	name, ok := n.token.(string)
	if !ok {
		c.fail(n, "a transition should name a state, found %s", n.is())
		return 0
	}
	i, ok := c.index[name]
	if !ok {
		c.fail(n, "transition to a state that is not there: %s", unknown("state", name, slices.Sorted(maps.Keys(c.index))))
	}
	return i
}

// attribute is the interned number of the attribute that a field names, noted as read or set; -1 if the field is missing.
func (o *object) attribute(field string, how usage) int32 {
	name := o.text(field)
	if name == "" {
		return -1
	}
	id := o.library.attributes.id(name)
	o.use(o.get(field), how, id)
	return id
}

// stateTypes are the framework's thirty.
var stateTypes = map[string]func(*compiler, *object) action{
	"Initial": (*compiler).pass, "Simple": (*compiler).pass, "Terminal": (*compiler).terminal, "CallSubmodule": (*compiler).call,
	"Delay": (*compiler).delay, "Guard": (*compiler).guard, "Physiology": (*compiler).physiology,
	"SetAttribute": (*compiler).setAttribute, "Counter": (*compiler).counter, "VitalSign": (*compiler).vitalSign, "Symptom": (*compiler).symptom,
	"Encounter": (*compiler).encounter, "EncounterEnd": (*compiler).encounterEnd,
	"ConditionOnset": (*compiler).conditionOnset, "ConditionEnd": (*compiler).conditionEnd,
	"AllergyOnset": (*compiler).allergyOnset, "AllergyEnd": (*compiler).allergyEnd,
	"MedicationOrder": (*compiler).order, "MedicationEnd": (*compiler).medicationEnd,
	"CarePlanStart": (*compiler).carePlan, "CarePlanEnd": (*compiler).carePlanEnd,
	"Procedure": (*compiler).procedure, "ImagingStudy": (*compiler).imaging, "Vaccine": (*compiler).vaccine,
	"Device": (*compiler).device, "DeviceEnd": (*compiler).deviceEnd, "SupplyList": (*compiler).supplies,
	"Observation": (*compiler).observation, "MultiObservation": (*compiler).multiObservation, "DiagnosticReport": (*compiler).report,
	"Death": (*compiler).death,
}
