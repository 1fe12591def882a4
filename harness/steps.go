package harness

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"sandpiper/harness/judge"
	"sandpiper/harness/product"
	"sandpiper/harness/trace"
	"sandpiper/mocks/fault"
	"sandpiper/scenarios"
)

// settle is how long, in wall time, a step waits for calls that the product has under way when it has answered.
const settle = time.Second

// steps plays the steps in order.
func (r *play) steps(ctx context.Context) error {
	for i := range r.scenario.Steps {
		step := &r.scenario.Steps[i]
		turns, err := r.turns(step)
		if err != nil {
			return err
		}
		for k, loop := range turns {
			label := judge.Label(r.scenario, i)
			if len(step.ForEach) > 0 {
				label = fmt.Sprintf("%s[%d]", label, k)
			}
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := r.step(ctx, step, label, loop); err != nil {
				return err
			}
		}
	}
	return nil
}

// turns works out the turns of a for_each: every combination of its values, the last name going round fastest. A step without one has
// one turn.
func (r *play) turns(step *scenarios.Step) ([]map[string]any, error) {
	turns := []map[string]any{nil}
	for i := range step.ForEach {
		loop := &step.ForEach[i]
		v, err := scenarios.Resolve(loop.Values, r.scope.Vars())
		if err != nil {
			return nil, err
		}
		values, ok := v.([]any)
		if !ok {
			return nil, fmt.Errorf("%s: for_each %s gives %v, not a list", loop.Pos, loop.Name, v)
		}
		var next []map[string]any
		for _, turn := range turns {
			for _, value := range values {
				m := maps.Clone(turn)
				if m == nil {
					m = map[string]any{}
				}
				m[loop.Name] = value
				next = append(next, m)
			}
		}
		turns = next
	}
	return turns, nil
}

// step plays one turn of one step.
func (r *play) step(ctx context.Context, step *scenarios.Step, label string, loop map[string]any) error {
	for name, v := range loop {
		r.scope.Set(name, v)
	}
	if !step.If.IsZero() {
		play, err := step.If.True(r.scope.Vars())
		if err != nil {
			return err
		}
		if !play {
			_, err := r.event(trace.Act, label, trace.Acted{Loop: loop, Skipped: "not so in this run: " + step.If.Source}, nil)
			return err
		}
	}
	if err := r.tick(step, label); err != nil {
		return err
	}
	act := trace.Acted{Verb: step.When.String(), Loop: loop}
	if !step.With.IsZero() {
		v, err := scenarios.Resolve(step.With, r.scope.Vars())
		if err != nil {
			return err
		}
		with, ok := v.(map[string]any)
		if !ok {
			return fmt.Errorf("%s: with gives %v, not a mapping", step.With.Pos, v)
		}
		act.With, _ = spoken(with).(map[string]any)
		r.mask.GiveAll(act.With)
	}
	rules, err := rulesOf(step.Faults, r.world.Clock().Now(), r.scope.Vars())
	if err != nil {
		return err
	}
	for i := range rules {
		act.Faults = append(act.Faults, rules[i].ID)
	}
	r.plan.Add(rules...)
	defer r.lift(rules)
	switch {
	case step.When.Product == "world":
		return r.change(step, label, act)
	case step.When.IsZero():
		_, err := r.event(trace.Act, label, act, nil)
		return err
	}
	return r.speak(ctx, step, label, act)
}

// lift takes the faults of a step back. Faults of the whole run that share a name with one of them go on.
func (r *play) lift(rules []fault.Rule) {
	for i := range rules {
		if r.plan.Lift(rules[i].ID) < 2 {
			continue
		}
		for k := range r.rules {
			if r.rules[k].ID == rules[i].ID {
				r.plan.Add(r.rules[k])
			}
		}
	}
}

// tick moves the clock to where the step happens.
func (r *play) tick(step *scenarios.Step, label string) error {
	now := r.world.Clock().Now()
	to, err := step.At.From(now, r.scope.Vars())
	if err != nil {
		return err
	}
	switch {
	case step.Until.End:
		to = r.scenario.World.Clock.Horizon.Add(r.start)
	case !step.Until.IsZero():
		if to, err = step.Until.From(to, r.scope.Vars()); err != nil {
			return err
		}
	}
	if to = to.UTC(); !to.After(now) {
		return nil
	}
	r.world.Clock().AdvanceTo(to)
	_, err = r.event(trace.Clock, label, trace.Moved{From: now, To: to}, nil)
	return err
}

// change plays world.update.
func (r *play) change(step *scenarios.Step, label string, act trace.Acted) error {
	name := r.subject
	if v, ok := act.With["patient"]; ok {
		switch x := v.(type) {
		case string:
			name = x
		case map[string]any: // ${p}: the whole person
			for _, m := range r.begin.Cast {
				if m.Facts["id"] == x["id"] {
					name = m.Name
				}
			}
			act.With["patient"] = name
		}
	}
	person, ok := r.part.people[name]
	if !ok {
		return fmt.Errorf("%s: world.update: %q is no patient in the cast", step.Pos, name)
	}
	var err error
	if act.Changed, err = update(r.world, "step "+label, r.part.people, person, act.With); err != nil {
		return fmt.Errorf("%s: %w", step.Pos, err)
	}
	_, err = r.event(trace.Act, label, act, nil)
	return err
}

// speak lets the product do something and writes down all that came of it: the calls that it made, the faults that struck
// them, and what it answered.
func (r *play) speak(ctx context.Context, step *scenarios.Step, label string, act trace.Acted) error {
	if _, err := r.event(trace.Act, label, act, nil); err != nil {
		return err
	}
	call, err := r.call(step, label, act.With)
	if err != nil {
		return err
	}
	seen, err := r.session.Do(ctx, call)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		return fmt.Errorf("%s: %w", step.Pos, err)
	}
	if r.gate != nil {
		r.gate.quiet(ctx, r.realm.Name, settle)
	}
	for _, made := range seen.MadeUp {
		r.mask.Luck(made)
	}
	for _, t := range transcript(r.calls.take(), r.mask, r.nth) {
		if _, err := r.eventAt(t.at, trace.Exchange, label, t.body, t.wall); err != nil {
			return err
		}
	}
	struck, err := r.strikes(label)
	if err != nil {
		return err
	}
	r.mask.GiveAll(seen.Value["sent"]) // by an adapter that says what it asked: those identifiers are the harness's own
	value, _ := r.mask.Value(seen.Value).(map[string]any)
	body := trace.Observed{Product: step.When.Product, Verb: step.When.Name, Outcome: string(seen.Outcome), Value: value}
	if seen.Message != "" {
		body.Message = step.When.String() + ": " + r.mask.Text(seen.Message)
	}
	body.MadeUp = r.mask.MadeUp()
	if _, err := r.event(trace.Observe, label, body, trace.ObservedWall{LatencyNS: int64(seen.Latency)}); err != nil {
		return err
	}
	if silent := seen.Outcome == product.Unreachable || seen.Outcome == product.TimedOut; silent && struck == 0 {
		return fmt.Errorf("%w: %s", errBlocked, body.Message)
	}
	return nil
}

// strikes writes down the faults that struck since it was last asked, and says how many. Their order is that of what they are.
func (r *play) strikes(label string) (int, error) {
	again := map[fault.Firing]int{}
	var fresh []fault.Firing
	for _, f := range r.plan.Fired() {
		if again[f]++; again[f] > r.struck[f] { // one rule can strike twice alike, in two steps
			r.struck[f]++
			fresh = append(fresh, f)
		}
	}
	slices.SortStableFunc(fresh, func(a, b fault.Firing) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Actor, b.Actor), cmp.Compare(a.Service, b.Service),
			cmp.Compare(a.Operation, b.Operation), cmp.Compare(a.Nth, b.Nth))
	})
	for _, f := range fresh {
		body := trace.Fired{Rule: f.Rule, Kind: f.Kind, Hazard: f.Hazard, Actor: f.Actor, Service: f.Service, Operation: f.Operation}
		if _, err := r.eventAt(f.At, trace.FaultFired, label, body, trace.FiredWall{Nth: f.Nth}); err != nil {
			return 0, err
		}
	}
	return len(fresh), nil
}

// call makes the product's call of a step.
func (r *play) call(step *scenarios.Step, label string, with map[string]any) (product.Call, error) {
	c := product.Call{Product: step.When.Product, Verb: step.When.Name, With: with, BaseURL: r.fetch.outside, FHIRBase: r.fetch.outside + "/records/FHIR/R4",
		At: r.world.Clock().Now(), RunID: r.id, Key: fmt.Sprintf("%d/%s/%s", r.seed, r.id, label), Timeout: r.timeout, Kept: r.kept}
	if r.gate != nil {
		c.Claim = func(value string) { r.gate.belonging.claim(r.realm.Name, value) }
	}
	c.Fetch = func(ctx context.Context, url string) ([]byte, error) {
		raw, err := r.fetch.fetch(ctx, url)
		r.mask.Give(string(raw))
		return raw, err
	}
	if connection, ok := r.scenario.Connection(step.When.Product); ok {
		settings, err := scenarios.ResolveFields(connection.Settings, r.scope.Vars())
		if err != nil {
			return c, err
		}
		c.Settings = settings
	}
	patient, user := r.subject, ""
	for _, from := range []map[string]any{c.Settings, with} {
		if v, ok := from["about_patient"].(string); ok {
			patient = v
		}
		for _, name := range []string{"as_user", "actor"} {
			if v, ok := from[name].(string); ok {
				user = v
			}
		}
	}
	for _, m := range r.begin.Cast {
		switch {
		case m.Name == patient && m.Role == "":
			c.Patient.ID, _ = m.Facts["id"].(string)
			c.Patient.NHSNumber, _ = m.Facts["nhs_number"].(string)
			if user == "" {
				c.SignsInAs = c.Patient.NHSNumber
			}
		case m.Role != "" && (user == m.Name || user == "" && c.User == ""):
			c.User = r.staff[m.Name]
			if user == m.Name {
				c.SignsInAs, _ = m.Facts["sds_user"].(string)
			}
		}
		if m.Name == user && m.Role == "" {
			id, _ := m.Facts["id"].(string)
			c.User = "Patient/" + id
			c.SignsInAs, _ = m.Facts["nhs_number"].(string)
		}
	}
	return c, nil
}

// spoken turns what expressions can give and JSON cannot say into text: times and lengths of time.
func spoken(v any) any {
	switch x := v.(type) {
	case time.Time:
		return x.Format(time.RFC3339Nano)
	case time.Duration:
		return scenarios.Duration{Exact: x.Abs(), Negative: x < 0}.String()
	case []any:
		out := make([]any, len(x))
		for i := range x {
			out[i] = spoken(x[i])
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(x))
		for k := range x {
			out[k] = spoken(x[k])
		}
		return out
	}
	return v
}
