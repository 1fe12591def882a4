package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"sandpiper/mocks/fault"
	"sandpiper/scenarios/expr"
	"sandpiper/synthetic/nhs"
)

// compiler gives every expression of a scenario its program. What an expression may speak of grows along the story.
type compiler struct {
	s     *Scenario
	env   *expr.Env
	scope expr.Scope // grows: names of the cast and the product, then lets, then steps
}

// compile checks the names that a scenario gives out, makes the environment and compiles every expression.
func (s *Scenario) compile() {
	declared := s.declarations()
	var names []string
	for _, d := range declared {
		names = append(names, d.name)
	}
	env, err := expr.NewEnv(names...)
	if err != nil {
		s.file.problemAt(s.Pos, "", err.Error())
		return
	}
	s.env = env
	c := &compiler{s: s, env: env}
	c.scope = expr.Scope{
		Names: slices.DeleteFunc(expr.Builtins(), func(n string) bool { return n == "person" }),
		Spoil: s.spoiled(),
		Keys:  map[string][]string{"row": s.columns(), "mocks": Services(), "truth": {}, "is": {}, "faults": {"fired"}},
		Words: s.words(),
	}
	for _, m := range s.Cast {
		c.scope.Names = append(c.scope.Names, m.Name)
	}
	for _, p := range s.Product {
		c.scope.Names = append(c.scope.Names, p.Name)
	}
	for _, b := range s.Let {
		c.scope.Later = append(c.scope.Later, b.Name)
	}
	for _, step := range s.Steps {
		if expr.IsName(step.ID) {
			c.scope.Later = append(c.scope.Later, step.ID)
		}
	}
	c.story()
}

// story compiles in the order in which things become known.
func (c *compiler) story() {
	s := c.s
	for i := range s.Let {
		b := &s.Let[i]
		c.one(&b.Expr, "let."+b.Name)
		c.known(b.Name)
	}
	for i := range s.Cast {
		for j := range s.Cast[i].Measurements {
			c.value(s.Cast[i].Measurements[j].Value, fmt.Sprintf("cast.%s.measurements[%d].value", s.Cast[i].Name, j))
		}
	}
	for i := range s.Devices {
		c.value(s.Devices[i].Noise, "devices."+s.Devices[i].Name+".noise")
		c.value(s.Devices[i].Drift, "devices."+s.Devices[i].Name+".drift")
	}
	for _, p := range s.Product {
		for _, f := range p.Settings {
			c.value(f.Value, join("product."+p.Name, f.Name))
		}
	}
	c.faults(s.Faults, "faults")
	for i := range s.Steps {
		c.step(&s.Steps[i], fmt.Sprintf("steps[%d]", i))
	}
	c.checks(s.Then, "then")
	for i := range s.Claims {
		at := fmt.Sprintf("claims[%d]", i)
		c.truth(&s.Claims[i].Where, at+".where")
		c.truth(&s.Claims[i].Event, at+".event")
	}
	for i := range s.Review {
		for j := range s.Review[i].Show {
			c.one(&s.Review[i].Show[j], fmt.Sprintf("review[%d].show[%d]", i, j))
		}
	}
}

func (c *compiler) step(st *Step, at string) {
	before := c.scope.Names
	for i := range st.ForEach {
		l := &st.ForEach[i]
		c.value(l.Values, join(at+".for_each", l.Name))
	}
	for _, l := range st.ForEach {
		c.scope.Names = append(slices.Clone(c.scope.Names), l.Name)
	}
	c.truth(&st.If, at+".if")
	c.moment(st.At, at+".at")
	c.moment(st.Until.Moment, at+".until")
	c.faults(st.Faults, at+".faults")
	c.value(st.With, at+".with")
	if expr.IsName(st.ID) {
		c.known(st.ID)
		before = append(slices.Clone(before), st.ID)
	}
	c.checks(st.Then, at+".then")
	c.scope.Names = before
}

// known moves a name from what comes later to what can be spoken of.
func (c *compiler) known(name string) {
	c.scope.Later = slices.DeleteFunc(slices.Clone(c.scope.Later), func(n string) bool { return n == name })
	c.scope.Names = append(slices.Clone(c.scope.Names), name)
}

func (c *compiler) faults(faults []Fault, at string) {
	for i := range faults {
		c.moment(faults[i].At, fmt.Sprintf("%s[%d].at", at, i))
	}
}

func (c *compiler) checks(checks []Check, at string) {
	for i := range checks {
		k := &checks[i]
		path := fmt.Sprintf("%s[%d].%s", at, i, k.Kind())
		if k.Kind() == Measure {
			c.one(k.Expr(), path)
		} else {
			c.truth(k.Expr(), path)
		}
		c.truth(&k.Where, fmt.Sprintf("%s[%d].where", at, i))
		c.moment(k.After, fmt.Sprintf("%s[%d].after", at, i))
	}
}

func (c *compiler) moment(m Moment, path string) {
	if m.Expr != nil {
		c.one(m.Expr, path)
	}
}

func (c *compiler) value(v Value, path string) {
	v.walk(func(e *Expr) { c.one(e, path) })
}

// truth compiles an expression that must give true or false.
func (c *compiler) truth(e *Expr, path string) {
	if c.one(e, path); e.Program != nil && !e.Program.Boolean() {
		c.s.file.problemAt(e.Pos, path, fmt.Sprintf("%s must be true or false; %s is neither", last(path), short(e.Source)))
	}
}

// one compiles an expression. One that is not written stays as it is.
func (c *compiler) one(e *Expr, path string) { compileIn(c.s.file, c.env, c.scope, e, path) }

func compileIn(f *file, env *expr.Env, scope expr.Scope, e *Expr, path string) {
	if strings.TrimSpace(e.Source) == "" {
		return
	}
	program, issues := env.Compile(e.Source, scope)
	for _, i := range issues {
		f.add(Problem{Pos: e.at(i.Offset), Path: path, Message: i.Message, Found: i.Found, Nearest: i.Nearest})
	}
	e.Program = program
}

// columns are the columns of the table.
func (s *Scenario) columns() []string {
	out := []string{}
	for _, row := range s.Vary.Table {
		for _, c := range row.Cells {
			if !slices.Contains(out, c.Name) {
				out = append(out, c.Name)
			}
		}
	}
	return out
}

// words are the texts that functions know: names of faults, of hazards that a check can breach, of concepts.
func (s *Scenario) words() map[string][]string {
	var faults, hazards []string
	s.eachFault(func(f *Fault, _ string) { faults = append(faults, f.Name(), f.On) })
	s.eachCheck(func(c *Check, _ string) {
		if c.Breach != "" && !slices.Contains(hazards, c.Breach) {
			hazards = append(hazards, c.Breach)
		}
	})
	faults = slices.Compact(slices.Sorted(slices.Values(faults)))
	conditions, allergens := nhs.Conditions().Keys(), nhs.Allergens().Keys()
	for _, m := range s.Cast {
		for _, c := range m.Conditions {
			conditions = append(conditions, nhs.Key(c.Is))
		}
		for _, a := range m.Allergies {
			allergens = append(allergens, nhs.Key(a.To))
		}
	}
	return map[string][]string{
		"fired": faults, "breaches": hazards, "has": conditions, "allergic": allergens, "inClass": classes(),
	}
}

// Services are the mock services under the one name that expressions have for each: mocks.NAME.
func Services() []string {
	var out []string
	for _, word := range fault.Services() {
		if fault.Service(word) == word {
			out = append(out, ServiceName(word))
		}
	}
	return out
}

// ServiceName is what expressions call a mock service: mocks.nhs_login is nhs-login, which would read as a difference.
func ServiceName(service string) string { return strings.ReplaceAll(service, "-", "_") }

// classes are the classes and ingredients of the medicines that are known.
func classes() []string {
	var out []string
	for _, m := range nhs.Medicines() {
		out = append(append(out, m.Classes...), m.Ingredient)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// eachFault visits the faults of the scenario and of its steps, with their paths.
func (s *Scenario) eachFault(visit func(*Fault, string)) {
	for i := range s.Faults {
		visit(&s.Faults[i], fmt.Sprintf("faults[%d]", i))
	}
	for i := range s.Steps {
		for j := range s.Steps[i].Faults {
			visit(&s.Steps[i].Faults[j], fmt.Sprintf("steps[%d].faults[%d]", i, j))
		}
	}
}

// eachCheck visits the checks of the steps and of the run, with their paths.
func (s *Scenario) eachCheck(visit func(*Check, string)) {
	for i := range s.Steps {
		for j := range s.Steps[i].Then {
			visit(&s.Steps[i].Then[j], fmt.Sprintf("steps[%d].then[%d]", i, j))
		}
	}
	for i := range s.Then {
		visit(&s.Then[i], fmt.Sprintf("then[%d]", i))
	}
}
