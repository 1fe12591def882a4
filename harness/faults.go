package harness

import (
	"fmt"
	"strconv"
	"time"

	"sandpiper/mocks/fault"
	"sandpiper/scenarios"
)

// ruleOf makes a fault rule of what a scenario says. Offsets count from base: the start of the story, or of the step.
func ruleOf(f *scenarios.Fault, base time.Time, vars map[string]any) (fault.Rule, error) {
	spec := fault.Spec{ID: f.Name(), On: f.On, Kind: string(f.Kind), Share: f.Share, First: f.First, Last: f.Last,
		Method: f.Method, Operation: f.Operation, Hazard: f.Hazard}
	if f.Resource != "" {
		spec.On += "/" + f.Resource
	}
	if !f.At.IsZero() || !f.For.IsZero() {
		at, err := f.At.From(base, vars)
		if err != nil {
			return fault.Rule{}, fmt.Errorf("%s: when fault %s begins: %w", f.Pos, f.Name(), err)
		}
		spec.At = at.UTC()
		if !f.For.IsZero() {
			spec.For = f.For.Add(at).Sub(at)
		}
	}
	if !f.By.IsZero() {
		by, _ := f.By.Clock() // Load refuses what has no exact length
		spec.Args = []string{by.String()}
	}
	if f.Versions > 0 {
		spec.Args = []string{strconv.Itoa(f.Versions)}
	}
	r, err := fault.FromSpec(spec)
	if err != nil {
		return fault.Rule{}, fmt.Errorf("%s: %w", f.Pos, err)
	}
	r.On.Path = f.Path
	if err := r.Check(); err != nil {
		return fault.Rule{}, fmt.Errorf("%s: %w", f.Pos, err)
	}
	return r, nil
}

// rulesOf makes the rules of a list of faults.
func rulesOf(fs []scenarios.Fault, base time.Time, vars map[string]any) ([]fault.Rule, error) {
	var out []fault.Rule
	for i := range fs {
		r, err := ruleOf(&fs[i], base, vars)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}
