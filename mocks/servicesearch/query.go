package servicesearch

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Paging where a request says nothing, and what it may say at most: the limits of the search engine behind the service.
const (
	DefaultTop = 50
	MostTop    = 1000
	MostSkip   = 100_000
)

// query is a search that has been checked.
type query struct {
	text      *fulltext
	filter    condition
	order     []order
	fields    []string // nil for all
	top, skip int
	count     bool
	topGiven  bool
	raw       parts
}

// parts is a search as it was sent, under the names of a POST body.
type parts struct {
	Search       string          `json:"search"`
	SearchMode   string          `json:"searchMode"`
	SearchFields string          `json:"searchFields"`
	QueryType    string          `json:"queryType"`
	Filter       string          `json:"filter"`
	OrderBy      string          `json:"orderby"`
	Select       string          `json:"select"`
	Top          json.RawMessage `json:"top"`
	Skip         json.RawMessage `json:"skip"`
	Count        json.RawMessage `json:"count"`
}

// fromURL takes the parameters of a GET, whose names may be in any case ("$orderBy", "$orderby", "searchfields": the specification has all three).
func fromURL(values url.Values) parts {
	var p parts
	for name, list := range values {
		if len(list) == 0 {
			continue
		}
		v := list[0]
		switch strings.ToLower(name) {
		case "search":
			p.Search = v
		case "searchmode":
			p.SearchMode = v
		case "searchfields":
			p.SearchFields = v
		case "querytype":
			p.QueryType = v
		case "$filter":
			p.Filter = v
		case "$orderby":
			p.OrderBy = v
		case "$select":
			p.Select = v
		case "$top":
			p.Top = json.RawMessage(v)
		case "$skip":
			p.Skip = json.RawMessage(v)
		case "$count":
			p.Count = json.RawMessage(v)
		}
	}
	return p
}

// fromBody reads the body of a POST; an empty one asks for everything.
func fromBody(r *http.Request) (parts, error) {
	var p parts
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		return p, fmt.Errorf("read the body: %w", err)
	}
	if len(strings.TrimSpace(string(raw))) == 0 {
		return p, nil
	}
	if err := json.Unmarshal(raw, &p); err != nil {
		var odd *json.UnmarshalTypeError
		switch {
		case errors.As(err, &odd) && odd.Field != "":
			return p, fmt.Errorf("the request is invalid: a %s is not a value for '%s'", odd.Value, odd.Field)
		case errors.As(err, &odd):
			return p, errors.New("the request is invalid: an object was expected")
		}
		return p, fmt.Errorf("the request is invalid: %w", err)
	}
	return p, nil
}

// check reads the parts. The errors name the parameter as the search engine does.
func (p parts) check() (query, error) {
	q := query{top: DefaultTop, raw: p}
	var err error
	if q.text, err = parseText(p.Search, p.SearchFields, p.QueryType, p.SearchMode); err != nil {
		return q, parameterError{"search", err}
	}
	if q.filter, err = parseFilter(p.Filter); err != nil {
		return q, parameterError{"$filter", err}
	}
	if q.order, err = parseOrder(p.OrderBy); err != nil {
		return q, parameterError{"$orderby", err}
	}
	for _, name := range names(p.Select) {
		if !slices.Contains(fieldNames(), name) {
			return q, parameterError{"$select", unknownField(name)}
		}
		q.fields = append(q.fields, name)
	}
	if slices.Contains(strings.Split(strings.ReplaceAll(p.Select, " ", ""), ","), "*") {
		q.fields = nil
	}
	if q.top, q.topGiven, err = number(p.Top, DefaultTop, MostTop); err != nil {
		return q, parameterError{"$top", err}
	}
	if q.skip, _, err = number(p.Skip, 0, MostSkip); err != nil {
		return q, parameterError{"$skip", err}
	}
	switch v := strings.TrimSuffix(strings.Trim(string(p.Count), `"`), ","); v {
	case "", "false", "null":
	case "true":
		q.count = true
	default:
		return q, parameterError{"$count", errors.New("the value must be true or false")}
	}
	return q, nil
}

// number reads a whole number from 0 to most. The text "10," of the published examples, a slip of theirs, is one too.
func number(raw json.RawMessage, without, most int) (n int, given bool, err error) {
	text := strings.TrimSuffix(strings.Trim(string(raw), `" `), ",")
	if text == "" || text == "null" {
		return without, false, nil
	}
	n, err = strconv.Atoi(text)
	if err != nil || n < 0 || n > most {
		return 0, true, fmt.Errorf("the value must be between 0 and %d", most)
	}
	return n, true, nil
}

// parameterError is what is wrong with a parameter, in the form of the search engine.
type parameterError struct {
	name string
	err  error
}

// Error is as the engine words it.
func (e parameterError) Error() string {
	return "Invalid expression: " + e.err.Error() + "\r\nParameter name: " + e.name
}

// Unwrap is what is wrong.
func (e parameterError) Unwrap() error { return e.err }

// order is one expression to sort by.
type order struct {
	of         func(*subject) any
	descending bool
}

// parseOrder reads expressions with commas between, each a field or a distance, asc or desc.
func parseOrder(expression string) ([]order, error) {
	if strings.TrimSpace(expression) == "" {
		return nil, nil
	}
	tokens, err := lex(expression)
	if err != nil {
		return nil, err
	}
	p := &parser{tokens: tokens}
	var out []order
	for {
		if p.word("search.score") {
			if err := p.expect("("); err != nil {
				return nil, err
			}
			if err := p.expect(")"); err != nil {
				return nil, err
			}
			out = append(out, order{}) // the score itself
		} else {
			v, err := p.value()
			if err != nil {
				return nil, err
			}
			if v.test != nil {
				return nil, p.wrong("a field or a distance")
			}
			out = append(out, order{of: v.of})
		}
		if !p.word("asc") {
			out[len(out)-1].descending = p.word("desc")
		}
		if !p.word(",") {
			break
		}
	}
	if p.peek().kind != tokenEnd {
		return nil, p.wrong("the end")
	}
	return out, nil
}
