package fhir

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Page sizes of a Search. A client that asks for more than MaxCount gets MaxCount, as FHIR allows.
const (
	DefaultCount = 100
	MaxCount     = 1000
)

// Search is a parsed search of one resource type. A resource must satisfy every term; a term is satisfied by any of its
// comma-separated values.
type Search struct {
	Type   string
	Count  int     // resources on a page, 0 for the total alone
	Offset int     // resources before this page
	Order  []Order // how to sort; empty for the order in which the resources come

	terms  []term
	values url.Values // as the client gave them, for links
}

// Order is one key of a sort.
type Order struct {
	Param      Param
	Descending bool
}

// ParseSearch reads the query of a search of one resource type. Nothing is ignored: a parameter, modifier or value that is
// not understood, and a parameter with no value, is a *SearchError, because a filter that silently does not filter
// returns somebody else's record.
func ParseSearch(resourceType string, values url.Values) (*Search, error) {
	params := Params(resourceType)
	if params == nil {
		return nil, &SearchError{Type: resourceType, Code: "not-supported", Reason: "the type is not served",
			Nearest: nearest(resourceType, ServedTypes())}
	}
	s := &Search{Type: resourceType, Count: DefaultCount, values: values}
	for _, key := range slices.Sorted(maps.Keys(values)) {
		for _, value := range values[key] {
			if err := s.add(params, key, value); err != nil {
				return nil, err
			}
		}
	}
	return s, nil
}

func (s *Search) add(params []Param, key, value string) error {
	refuse := func(code, reason string, args ...any) error {
		return &SearchError{Type: s.Type, Param: key, Code: code, Reason: fmt.Sprintf(reason, args...)}
	}
	if value == "" {
		return refuse("value", "it has no value")
	}
	switch key {
	case "_count", "_offset":
		n, err := strconv.Atoi(value)
		if err != nil || n < 0 {
			return refuse("value", "%q is not a whole number of 0 or more", clip(value))
		}
		if key == "_offset" {
			s.Offset = n
		} else {
			s.Count = min(n, MaxCount)
		}
		return nil
	case "_format":
		if value != "json" && !strings.Contains(value, "fhir") && value != "application/json" || strings.Contains(value, "xml") {
			return refuse("not-supported", "%q is not offered, only application/fhir+json", clip(value))
		}
		return nil
	case "_sort":
		return s.sortBy(params, value)
	case "_has", "_include", "_revinclude", "_summary", "_elements", "_filter", "_query", "_contained":
		return refuse("not-supported", "it is not offered by this server")
	}
	name, modifier, _ := strings.Cut(key, ":")
	if strings.Contains(key, ".") {
		return refuse("not-supported", "chained parameters are not offered; find the %s first and search by its id", strings.SplitN(name, ".", 2)[0])
	}
	i := slices.IndexFunc(params, func(p Param) bool { return p.Name == name })
	if i < 0 {
		known := names(params)
		return &SearchError{Type: s.Type, Param: key, Code: "not-supported", Reason: "there is no such parameter",
			Nearest: nearest(name, known), Known: known}
	}
	t, code, err := newTerm(params[i], modifier, value)
	if err != nil {
		return refuse(code, "%v", err)
	}
	s.terms = append(s.terms, t)
	return nil
}

func (s *Search) sortBy(params []Param, value string) error {
	for field := range strings.SplitSeq(value, ",") {
		name, descending := strings.CutPrefix(field, "-")
		i := slices.IndexFunc(params, func(p Param) bool { return p.Name == name })
		if i < 0 {
			known := names(params)
			return &SearchError{Type: s.Type, Param: "_sort", Code: "not-supported", Reason: fmt.Sprintf("there is no parameter %q to sort by", clip(name)),
				Nearest: nearest(name, known), Known: known}
		}
		s.Order = append(s.Order, Order{params[i], descending})
	}
	return nil
}

// Match reports whether a resource satisfies every term. Resources of another type never match.
func (s *Search) Match(r Resource) bool {
	if r.Type != s.Type {
		return false
	}
	for i := range s.terms {
		if !s.terms[i].match(r) {
			return false
		}
	}
	return true
}

// Patients are the ids that the search restricts patient or subject to, for a server that keeps records by patient;
// nil if it does not restrict them. Match still checks the term.
func (s *Search) Patients() []string {
	for _, t := range s.terms {
		if (t.param.only == "Patient" || t.param.Name == "subject") && t.modifier != "missing" && t.modifier != "not" {
			var ids []string
			for _, v := range t.values {
				ids = append(ids, v.id)
			}
			return ids
		}
	}
	return nil
}

// IDs are the ids that the search restricts _id to; nil if it does not.
func (s *Search) IDs() []string {
	for _, t := range s.terms {
		if t.param.Name == "_id" && t.modifier == "" {
			var ids []string
			for _, v := range t.values {
				ids = append(ids, v.code)
			}
			return ids
		}
	}
	return nil
}

// Tokens are the values of a token parameter without a modifier, such as identifier; nil if it was not given. Each is a
// system, which may be empty, and a code.
func (s *Search) Tokens(name string) []Coding {
	for _, t := range s.terms {
		if t.param.Name == name && t.param.Type == TokenParam && t.modifier == "" {
			var out []Coding
			for _, v := range t.values {
				out = append(out, Coding{System: v.system, Code: v.code})
			}
			return out
		}
	}
	return nil
}

// Words are the values of a string parameter, such as family, without regard to its modifier; nil if it was not given.
func (s *Search) Words(name string) []string {
	for _, t := range s.terms {
		if t.param.Name == name && t.param.Type == StringParam && t.modifier != "missing" {
			var out []string
			for _, v := range t.values {
				out = append(out, v.code)
			}
			return out
		}
	}
	return nil
}

// Page is the part of the sorted matches that the search asks for, and whether more follow.
func (s *Search) Page(matches []Resource) (page []Resource, more bool) {
	if s.Count == 0 || s.Offset >= len(matches) {
		return nil, false
	}
	end := min(s.Offset+s.Count, len(matches))
	return matches[s.Offset:end], end < len(matches)
}

// query is the search as a query string for the page that starts at offset.
func (s *Search) query(offset int) string {
	v := maps.Clone(s.values)
	delete(v, "_offset")
	if offset > 0 {
		if v == nil {
			v = url.Values{}
		}
		v.Set("_offset", strconv.Itoa(offset))
	}
	if len(v) == 0 {
		return ""
	}
	return "?" + v.Encode()
}

func names(params []Param) []string {
	out := make([]string, 0, len(params)+len(resultParams))
	for _, p := range params {
		out = append(out, p.Name)
	}
	return append(out, resultParams...)
}

func clip(s string) string {
	if len(s) > 60 {
		return s[:60] + "…"
	}
	return s
}
