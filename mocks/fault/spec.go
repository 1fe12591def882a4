package fault

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Spec is a fault as a scenario writes it.
type Spec struct {
	ID     string        // empty: On without its resource type
	On     string        // a service word, or with a resource type: "gp-record", "records/AllergyIntolerance"; "any" for all
	Kind   string        // one of Kinds
	Args   []string      // the kind's arguments, if any: "250ms"
	At     time.Time     // virtual; zero for always
	For    time.Duration // virtual, from At; zero for ever
	Share  float64       // 0 or 1: every matching call
	Nth    int           // this one of the actor's matching calls; 0 for all
	First  int           // or a window of them
	Last   int
	Method string // HTTP method; empty for all
	// Operation narrows to a route by name, "read", "search" …; empty for all.
	Operation string
	Hazard    string
}

// FromSpec makes a rule of what a scenario says. The error names what is wrong and the nearest right word.
func FromSpec(s Spec) (Rule, error) {
	name, resourceType, _ := strings.Cut(s.On, "/")
	if name != "any" && !slices.Contains(Services(), strings.ToLower(name)) {
		return Rule{}, fmt.Errorf("fault on %q: %w", clip(s.On), unknown("service", name, append(Services(), "any")))
	}
	do, err := NewEffect(s.Kind, s.Args...)
	if err != nil {
		return Rule{}, fmt.Errorf("fault on %s: %w", s.On, err)
	}
	r := Rule{ID: s.ID, Do: do, Hazard: s.Hazard, From: s.At, On: On{
		Service: Service(name), ResourceType: resourceType, Operation: s.Operation, Method: strings.ToUpper(s.Method),
		First: s.First, Last: s.Last, Share: s.Share,
	}}
	if name == "any" {
		r.On.Service = ""
	}
	if r.ID == "" {
		r.ID = name
	}
	if s.Nth > 0 {
		if s.First != 0 || s.Last != 0 {
			return Rule{}, fmt.Errorf("fault %s: nth and a window of calls are both given", r.ID)
		}
		r.On.First, r.On.Last = s.Nth, s.Nth
	}
	if s.Share == 1 {
		r.On.Share = 0
	}
	if s.For < 0 {
		return Rule{}, fmt.Errorf("fault %s: for is negative", r.ID)
	}
	if s.For > 0 {
		if s.At.IsZero() {
			return Rule{}, fmt.Errorf("fault %s: for needs a time at which the fault begins", r.ID)
		}
		r.Until = s.At.Add(s.For)
	}
	return r, r.Check()
}
