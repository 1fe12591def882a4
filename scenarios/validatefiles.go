package scenarios

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"sandpiper/scenarios/expr"
	"sandpiper/synthetic/near"
	"sandpiper/synthetic/nhs"
)

// validate checks a pack file by itself.
func (p *Pack) validate() {
	env, err := expr.NewEnv()
	if err != nil {
		p.file.problemAt(p.Pos, "", err.Error())
		return
	}
	scope := expr.Scope{Names: []string{"person", "truth", "is"}, Keys: map[string][]string{"truth": {}, "is": {}},
		Words: map[string][]string{"has": nhs.Conditions().Keys(), "allergic": nhs.Allergens().Keys(), "inClass": classes()}}
	for i := range p.Cohorts {
		c := &p.Cohorts[i]
		at := "cohorts." + c.Name + ".where"
		compileIn(p.file, env, scope, &c.Where, at)
		if c.Where.Program != nil && !c.Where.Program.Boolean() {
			p.file.problemAt(c.Where.Pos, at, "where must be true or false")
		}
	}
	if len(p.Scenarios) == 0 && p.file.places["scenarios"].Known() {
		p.file.problemAt(p.file.at("scenarios"), "scenarios", "a pack has at least one scenario")
	}
	for i, pattern := range p.Scenarios {
		if _, err := path.Match(pattern, ""); err != nil || path.IsAbs(pattern) || slices.Contains(strings.Split(pattern, "/"), "..") {
			at := fmt.Sprintf("scenarios[%d]", i)
			p.file.problemAt(p.file.at(at), at, fmt.Sprintf("%q is no file or pattern beside the pack file", short(pattern)))
		}
	}
}

// validate checks that ids in a hazard log are given out once.
func (l *HazardLog) validate() {
	seen := map[string]Pos{}
	once := func(id, path, what string) {
		if id == "" {
			return
		}
		at := l.file.at(path)
		if first, twice := seen[what+id]; twice {
			l.file.add(Problem{Pos: at, Path: path, Found: id, Message: fmt.Sprintf("the %s %q is on line %d already; an id is never used twice", what, id, first.Line)})
			return
		}
		seen[what+id] = at
	}
	for i := range l.Hazards {
		h := &l.Hazards[i]
		at := fmt.Sprintf("hazards[%d]", i)
		once(h.ID, at+".id", "hazard")
		if h.Severity != "" && h.SeverityBy == "" {
			l.file.problemAt(l.file.at(at+".severity"), at+".severity", "severity is a person's judgement: say whose in severity_by")
		}
		for j := range h.Controls {
			once(h.Controls[j].ID, fmt.Sprintf("%s.controls[%d].id", at, j), "control")
		}
	}
}

// validate checks what a product file says about itself.
func (p *ProductFile) validate() {
	bad := func(path, message string) { p.file.problemAt(p.file.at(path), path, message) }
	if p.Start.Process != nil && p.Start.Container != nil {
		bad("start", "a product is started as a process or as a container, not both")
	}
	if p.Start.Process != nil && len(p.Start.Process.Command) == 0 {
		bad("start.process.command", "the command is empty")
	}
	if c := p.Start.Container; c != nil && (c.Port < 1 || c.Port > 65535) {
		bad("start.container.port", "a port is a number from 1 to 65535")
	}
	for i := range p.Serves {
		s := &p.Serves[i]
		if err := expr.CheckName(s.Name); err != nil {
			bad("serves."+s.Name, err.Error())
		}
		a, known := adapterOf(s.Adapter)
		for _, f := range s.Settings {
			if all := append([]string{"adapter"}, a.settings...); known && !slices.Contains(a.settings, f.Name) {
				p.file.add(Problem{Pos: f.Pos, Path: join("serves."+s.Name, f.Name), Found: f.Name, Nearest: near.Word(f.Name, all),
					Message: fmt.Sprintf("the adapter %s has no setting %q; it has %s", s.Adapter, short(f.Name), listed(all))})
			}
		}
	}
	seen := map[string]int{}
	for i := range p.Variants {
		v := &p.Variants[i]
		at := fmt.Sprintf("variants[%d]", i)
		if line, twice := seen[v.Bug]; twice {
			bad(at+".bug", fmt.Sprintf("the bug %q is on line %d already", v.Bug, line))
		}
		seen[v.Bug] = v.Line
		if len(v.Env) == 0 && len(v.Args) == 0 {
			bad(at, "nothing switches this bug on: write env or args")
		}
	}
}
