package servicesearch

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// parser reads a filter by recursive descent:
//
//	or    = and {"or" and}          and  = not {"and" not}        not = ["not"] one
//	one   = "(" or ")" | test | value [operator value]
//	test  = "search.ismatch(" … ")" | "search.in(" … ")" | path "/" ("any"|"all") "(" [name ":" or] ")"
//	value = text | number | "true" | "false" | "null" | "geo.distance(" … ")" | path
type parser struct {
	tokens []token
	at     int
	depth  int
	names  []string // of collections' items that are in scope
}

// mostDepth is how deep parentheses may nest.
const mostDepth = 64

// parseFilter reads a filter; nil for an empty one.
func parseFilter(expression string) (condition, error) {
	if strings.TrimSpace(expression) == "" {
		return nil, nil //nolint:nilnil // no filter is not a failure
	}
	tokens, err := lex(expression)
	if err != nil {
		return nil, err
	}
	p := &parser{tokens: tokens}
	c, err := p.or()
	if err == nil && p.peek().kind != tokenEnd {
		err = p.wrong("the end")
	}
	if err != nil {
		return nil, err
	}
	return c, nil
}

func (p *parser) peek() token { return p.tokens[p.at] }

func (p *parser) next() token {
	t := p.tokens[p.at]
	if t.kind != tokenEnd {
		p.at++
	}
	return t
}

// word takes a word or a sign if it comes next.
func (p *parser) word(text string) bool {
	t := p.peek()
	if (t.kind == tokenName || t.kind == tokenSign) && t.text == text {
		p.at++
		return true
	}
	return false
}

func (p *parser) wrong(want string) error {
	return fmt.Errorf("syntax error at position %d: %s was expected", p.peek().at, want)
}

func (p *parser) expect(text string) error {
	if !p.word(text) {
		return p.wrong("'" + text + "'")
	}
	return nil
}

func (p *parser) or() (condition, error) {
	p.depth++
	defer func() { p.depth-- }()
	if p.depth > mostDepth {
		return nil, errors.New("recursion depth exceeded allowed limit")
	}
	return p.chain("or", func() (condition, error) { return p.chain("and", p.not) })
}

// chain reads conditions between which the same word stands.
func (p *parser) chain(word string, one func() (condition, error)) (condition, error) {
	first, err := one()
	if err != nil {
		return nil, err
	}
	list := []condition{first}
	for p.word(word) {
		c, err := one()
		if err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	switch {
	case len(list) == 1:
		return first, nil
	case word == "and":
		return allOf(list), nil
	}
	return anyOf(list), nil
}

func (p *parser) not() (condition, error) {
	if p.word("not") {
		p.depth++
		defer func() { p.depth-- }()
		if p.depth > mostDepth {
			return nil, errors.New("recursion depth exceeded allowed limit")
		}
		c, err := p.not()
		if err != nil {
			return nil, err
		}
		return func(s *subject) bool { return !c(s) }, nil
	}
	return p.one()
}

func (p *parser) one() (condition, error) {
	if p.word("(") {
		c, err := p.or()
		if err != nil {
			return nil, err
		}
		return c, p.expect(")")
	}
	switch p.peek().text {
	case "search.ismatch", "search.ismatchscoring":
		return p.isMatch()
	case "search.in":
		return p.in()
	}
	left, err := p.value()
	if err != nil {
		return nil, err
	}
	if left.test != nil {
		return left.test, nil
	}
	operator := p.peek().text
	if p.peek().kind != tokenName || !slices.Contains([]string{"eq", "ne", "gt", "ge", "lt", "le"}, operator) {
		if left.path {
			return func(s *subject) bool { return left.of(s) == true }, nil // a field that is true or false stands alone
		}
		return nil, p.wrong("a comparison")
	}
	p.at++
	right, err := p.value()
	if err != nil {
		return nil, err
	}
	if right.test != nil {
		return nil, p.wrong("a value")
	}
	if err := comparison(left, operator, right); err != nil {
		return nil, err
	}
	return func(s *subject) bool { return compare(left.of(s), operator, right.of(s)) }, nil
}

// value is something that can be compared; test is set instead where a path ends in any() or all().
type value struct {
	of   func(*subject) any
	test condition
	path bool
	edm  string // its type in the search engine's words, such as Edm.String; empty where that is not known before a document is seen
	far  bool   // a distance
}

func constant(v any) value { return value{of: func(*subject) any { return v }, edm: edmOf(v)} }

func (p *parser) value() (value, error) {
	t := p.next()
	switch t.kind {
	case tokenText:
		return constant(t.text), nil
	case tokenNumber:
		return constant(t.number), nil
	case tokenPoint:
		return constant(t.point), nil
	case tokenName:
		switch t.text {
		case "true", "false":
			return constant(t.text == "true"), nil
		case "null":
			return constant(nil), nil
		case "geo.distance":
			return p.distance()
		}
		p.at--
		return p.path()
	}
	if t.kind != tokenEnd {
		p.at--
	}
	return value{}, p.wrong("a value")
}

// path reads a field, its members, and perhaps any() or all() of its items.
func (p *parser) path() (value, error) {
	t := p.next()
	steps := []string{t.text}
	if !slices.Contains(p.names, t.text) && !slices.Contains(fieldNames(), t.text) {
		return value{}, unknownField(t.text)
	}
	for p.word("/") {
		step := p.next()
		if step.kind != tokenName {
			if step.kind != tokenEnd {
				p.at--
			}
			return value{}, p.wrong("a name")
		}
		if (step.text == "any" || step.text == "all") && p.peek().text == "(" {
			test, err := p.items(steps, step.text)
			return value{test: test}, err
		}
		steps = append(steps, step.text)
	}
	out := value{of: func(s *subject) any { return s.at(steps) }, path: true}
	if len(steps) == 1 && !slices.Contains(p.names, steps[0]) {
		out.edm = edmOfField(steps[0])
	}
	return out, nil
}

// unknownField is the search engine's own words about a field that it does not have.
func unknownField(name string) error {
	return fmt.Errorf("Could not find a property named '%s' on type 'search.document'.", name) //nolint:revive,staticcheck // the engine's words
}
