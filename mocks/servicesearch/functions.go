package servicesearch

import (
	"math"
	"slices"
	"strings"
)

// items reads what stands in any(x: …) or all(x: …).
func (p *parser) items(steps []string, quantifier string) (condition, error) {
	if err := p.expect("("); err != nil {
		return nil, err
	}
	if quantifier == "any" && p.word(")") {
		return func(s *subject) bool {
			list, _ := s.at(steps).([]any)
			return len(list) > 0
		}, nil
	}
	t := p.next()
	if t.kind != tokenName || slices.Contains(p.names, t.text) {
		return nil, p.wrong("a name of its own")
	}
	if err := p.expect(":"); err != nil {
		return nil, err
	}
	p.names = append(p.names, t.text)
	c, err := p.or()
	p.names = p.names[:len(p.names)-1]
	if err == nil {
		err = p.expect(")")
	}
	if err != nil {
		return nil, err
	}
	return func(s *subject) bool {
		list, _ := s.at(steps).([]any)
		holds := func(item any) bool { return c(s.with(t.text, item)) }
		if quantifier == "any" {
			return slices.ContainsFunc(list, holds)
		}
		return !slices.ContainsFunc(list, func(item any) bool { return !holds(item) })
	}, nil
}

// distance reads geo.distance(field, point), in kilometres.
func (p *parser) distance() (value, error) {
	if err := p.expect("("); err != nil {
		return value{}, err
	}
	from, err := p.value()
	if err == nil {
		err = p.expect(",")
	}
	if err != nil {
		return value{}, err
	}
	to, err := p.value()
	if err == nil {
		err = p.expect(")")
	}
	if err != nil {
		return value{}, err
	}
	if from.test != nil || to.test != nil {
		return value{}, p.wrong("geo.distance(field, point)")
	}
	return value{edm: edmNumber, far: true, of: func(s *subject) any {
		a, one := from.of(s).(place)
		b, two := to.of(s).(place)
		if !one || !two {
			return nil
		}
		return kilometres(a, b)
	}}, nil
}

// kilometres is the distance between two points on a sphere of the earth's mean radius.
func kilometres(a, b place) float64 {
	const radius, degree = 6371.0088, math.Pi / 180
	y, x := math.Sin((b.latitude-a.latitude)*degree/2), math.Sin((b.longitude-a.longitude)*degree/2)
	h := y*y + x*x*math.Cos(a.latitude*degree)*math.Cos(b.latitude*degree)
	return 2 * radius * math.Asin(math.Sqrt(min(1, h)))
}

// texts reads texts with commas between them up to the closing parenthesis.
func (p *parser) texts(least, most int) ([]string, error) {
	var out []string
	for {
		t := p.peek()
		if t.kind != tokenText {
			return nil, p.wrong("a text")
		}
		p.at++
		if out = append(out, t.text); p.word(",") {
			continue
		}
		if err := p.expect(")"); err != nil {
			return nil, err
		}
		if len(out) < least || len(out) > most {
			return nil, p.wrong("another number of arguments")
		}
		return out, nil
	}
}

// isMatch reads search.ismatch('text', 'fields', 'queryType', 'searchMode').
func (p *parser) isMatch() (condition, error) {
	p.at++ // the function's name
	if err := p.expect("("); err != nil {
		return nil, err
	}
	a, err := p.texts(1, 4)
	if err != nil {
		return nil, err
	}
	for len(a) < 4 {
		a = append(a, "")
	}
	t, err := parseText(a[0], a[1], a[2], a[3])
	if err != nil {
		return nil, err
	}
	return func(s *subject) bool { return t.matches(s.document) }, nil
}

// in reads search.in(field, 'a,b', 'delimiters').
func (p *parser) in() (condition, error) {
	p.at++
	if err := p.expect("("); err != nil {
		return nil, err
	}
	field, err := p.path()
	if err == nil {
		err = p.expect(",")
	}
	if err != nil {
		return nil, err
	}
	a, err := p.texts(1, 2)
	if err != nil {
		return nil, err
	}
	if field.test != nil {
		return nil, p.wrong("search.in(field, values)")
	}
	delimiters := " ,"
	if len(a) == 2 {
		delimiters = a[1]
	}
	list := strings.FieldsFunc(a[0], func(c rune) bool { return strings.ContainsRune(delimiters, c) })
	return func(s *subject) bool {
		text, ok := field.of(s).(string)
		return ok && slices.Contains(list, text)
	}, nil
}
