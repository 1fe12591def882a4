package policy

import (
	"bytes"
	_ "embed" // for the default policy
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"sync"

	yaml "go.yaml.in/yaml/v4"
)

//go:embed data/default.yaml
var defaultFile []byte

// Default is the policy of the rehearsal NHS.
var Default = sync.OnceValue(func() *Policy {
	p, err := Parse("default.yaml", defaultFile)
	if err != nil {
		panic(err) // the file is part of the program, and a test reads it
	}
	return p
})

// Limits on a policy file.
const (
	maxFile     = 256 << 10 // bytes
	maxMistakes = 20        // that are reported
)

// name is the form of the names that a policy file gives.
var name = regexp.MustCompile(`^[a-z][a-z0-9-]{0,63}$`)

// jobRole is the last part of a job role code.
var jobRole = regexp.MustCompile(`^R[0-9]{4}$`)

// Parse reads a policy file. It is strict: what it does not know is an error, with line, column and the nearest right name. It fails
// with *Mistakes; file is only for those.
func Parse(file string, text []byte) (*Policy, error) {
	r := &reader{file: file}
	root := r.root(text)
	var p *Policy
	if root != nil {
		p = r.policy(root)
	}
	if len(r.mistakes) > 0 {
		slices.SortStableFunc(r.mistakes, func(a, b Mistake) int {
			if a.Line != b.Line {
				return a.Line - b.Line
			}
			return a.Column - b.Column
		})
		return nil, &Mistakes{File: file, List: r.mistakes[:min(len(r.mistakes), maxMistakes)]}
	}
	return p, nil
}

// reader reads one file and gathers what is wrong with it.
type reader struct {
	file     string
	mistakes []Mistake
}

func (r *reader) wrong(n *yaml.Node, format string, args ...any) {
	r.mistakes = append(r.mistakes, Mistake{max(n.Line, 1), max(n.Column, 1), fmt.Sprintf(format, args...)})
}

// root is the file's one mapping.
func (r *reader) root(text []byte) *yaml.Node {
	top := &yaml.Node{Line: 1, Column: 1}
	if len(text) > maxFile {
		r.wrong(top, "the file is longer than %d bytes", maxFile)
		return nil
	}
	loader, err := yaml.NewLoader(bytes.NewReader(text), yaml.WithUniqueKeys(false))
	if err != nil {
		r.syntax(err)
		return nil
	}
	var first, second yaml.Node
	if err := loader.Load(&first); err != nil && !errors.Is(err, io.EOF) {
		r.syntax(err)
		return nil
	}
	if first.Kind != yaml.DocumentNode || len(first.Content) != 1 {
		r.wrong(top, "the file is empty")
		return nil
	}
	if err := loader.Load(&second); err == nil && second.Kind != 0 {
		r.wrong(&second, "a second document; a file holds one policy")
		return nil
	} else if err != nil && !errors.Is(err, io.EOF) {
		r.syntax(err)
		return nil
	}
	return first.Content[0]
}

func (r *reader) syntax(err error) {
	at := &yaml.Node{Line: 1, Column: 1}
	message := err.Error()
	if bad, ok := errors.AsType[*yaml.LoadError](err); ok {
		message, at.Line, at.Column = bad.Message, bad.Mark.Line, bad.Mark.Column
	}
	r.wrong(at, "not YAML: %s", message)
}

// policy reads the whole.
func (r *reader) policy(n *yaml.Node) *Policy {
	m := r.fields(n, "a policy", "policy", "title", "roles", "rules")
	p := &Policy{Name: r.named(m["policy"]), Title: r.text(m["title"])}
	r.wants(n, m, "policy", "title", "rules")
	if list := m["roles"]; list != nil {
		p.Roles = r.roles(list)
	}
	list := m["rules"]
	if list == nil {
		return p
	}
	if list.Kind != yaml.SequenceNode || len(list.Content) == 0 {
		r.wrong(list, "rules is a list of rules, and not empty; found %s", found(list))
		return p
	}
	seen := map[string]int{NoRule: 0, NotUnderstood: 0}
	for _, one := range list.Content {
		rule := r.rule(one, p)
		if line, twice := seen[rule.ID]; twice && rule.ID != "" {
			if line == 0 {
				r.wrong(one, "the id %q is the name of a rule that every policy has", rule.ID)
			} else {
				r.wrong(one, "the id %q is taken by the rule on line %d", rule.ID, line)
			}
		}
		seen[rule.ID] = one.Line
		p.Rules = append(p.Rules, rule)
	}
	return p
}

// roles reads which job roles go by which name.
func (r *reader) roles(n *yaml.Node) (out []Role) {
	if n.Kind != yaml.MappingNode {
		r.wrong(n, "roles maps a name to job roles, such as clinician: [R8000]; found %s", found(n))
		return nil
	}
	holder := map[string]string{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		role := Role{Name: r.named(n.Content[i])}
		if slices.ContainsFunc(out, func(x Role) bool { return x.Name == role.Name }) {
			r.wrong(n.Content[i], "the role %q is there twice", role.Name)
		}
		for _, code := range r.list(n.Content[i+1]) {
			text := r.text(code)
			switch other := holder[text]; {
			case !jobRole.MatchString(text):
				r.wrong(code, "%s is no job role: R and four digits, such as R8000", found(code))
			case other != "":
				r.wrong(code, "job role %s is already among %s", text, other)
			default:
				holder[text] = role.Name
				role.Codes = append(role.Codes, text)
			}
		}
		out = append(out, role)
	}
	return out
}
