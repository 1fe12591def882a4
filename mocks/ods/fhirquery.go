package ods

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// valid is the lists that the real service gives in its error for an unknown parameter: of Organization as published; of OrganizationAffiliation
// those of its published parameters with the ones that every resource of that server has.
var valid = map[string]string{
	"Organization": "[_content, _id, _lastUpdated, _profile, _security, _source, _tag, _text, active, activeRoleCode, address, address-city, " +
		"address-country, address-postalcode, address-state, address-use, endpoint, identifier, lastChangeDate, name, partof, phonetic, " +
		"roleCode, type]",
	"OrganizationAffiliation": "[_content, _id, _lastUpdated, _profile, _security, _source, _tag, _text, active, date, endpoint, identifier, location, " +
		"network, participating-organization, primary-organization, role, service, specialty, telecom]",
}

const (
	primary       = "primary"
	participating = "participating"
)

// test is one condition of a search about an organisation, or about one of its relationships.
type test func(s scene, o *Organisation, r *Rel) bool

// fhirQuery is a search of the FHIR interface that has been checked. Every condition must hold.
type fhirQuery struct {
	tests               []test
	count, offset       int
	summary, accurate   bool
	include, revinclude []string // primary, participating
	codes               []string // the only organisations that can match, if any are named
	sources, targets    []string // of relationships, likewise
}

func (q *fhirQuery) matches(s scene, o *Organisation) bool { return q.matchesRel(s, o, nil) }

func (q *fhirQuery) matchesRel(s scene, o *Organisation, r *Rel) bool {
	for _, holds := range q.tests {
		if !holds(s, o, r) {
			return false
		}
	}
	return true
}

func (q *fhirQuery) also(holds test) { q.tests = append(q.tests, holds) }

// candidates is the organisations among which a search must look.
func (s scene) candidates(q fhirQuery) []*Organisation {
	if q.codes == nil {
		return s.All()
	}
	var out []*Organisation
	for _, code := range q.codes {
		if o, ok := s.byCode[code]; ok && !slices.Contains(out, o) {
			out = append(out, o)
		}
	}
	return out
}

// readSearch checks the parameters of a search for resources of a type; why is the diagnostics of the error.
func readSearch(resourceType string, values url.Values) (q fhirQuery, why string) {
	q.count = DefaultCount
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		bare, modifier, _ := strings.Cut(name, ":")
		for _, v := range values[name] {
			known, ok := q.result(bare, v)
			switch {
			case known:
			case resourceType == "Organization":
				known, ok = q.organization(bare, modifier, v)
			default:
				known, ok = q.affiliation(bare, v)
			}
			if !known || !takes(bare, modifier) {
				return q, `HAPI-0524: Unknown search parameter "` + name + `" for resource type "` + resourceType + `". ` +
					"Valid search parameters for this search are: " + valid[resourceType]
			}
			if !ok {
				return q, `HAPI-1940: Invalid value for parameter "` + name + `": "` + v + `"`
			}
		}
	}
	return q, ""
}

// takes reports whether a parameter may carry a modifier (specification, parameters of GET /Organization; FHIR R4 §3.1.1.4.4 for the names of types). One
// that it may not is answered as an unknown parameter, whose words are published: to pass over it would find what was not asked for.
func takes(name, modifier string) bool {
	switch {
	case modifier == "":
		return true
	case name == "name" || strings.HasPrefix(name, "address"):
		return modifier == "contains" || modifier == "exact"
	case name == "roleCode", name == "activeRoleCode", name == "active":
		return modifier == "not"
	case strings.HasSuffix(name, "-organization"):
		return modifier == "Organization"
	}
	return false
}

// result reads a parameter that says what to give rather than what to look for.
func (q *fhirQuery) result(name, v string) (known, ok bool) {
	switch name {
	case "_count":
		q.count, ok = number(v, 0, 1<<30)
	case "_offset":
		q.offset, ok = number(v, 0, 1<<30)
	case "_summary":
		ok, q.summary = v == "count" || v == "false", v == "count"
	case "_total":
		ok, q.accurate = v == "accurate" || v == "none" || v == "estimate", v == "accurate"
	case "_format":
		ok = strings.Contains(v, "json") || strings.Contains(v, "xml")
	case "_include", "_revinclude":
		which, found := strings.CutPrefix(v, "OrganizationAffiliation:")
		which, whole := strings.CutSuffix(which, "-organization")
		ok = found && whole && (which == primary || which == participating)
		if name == "_include" {
			q.include = append(q.include, which)
		} else {
			q.revinclude = append(q.revinclude, which)
		}
	default:
		return false, false
	}
	return true, ok
}

// organization reads a condition about organisations.
func (q *fhirQuery) organization(name, modifier, v string) (known, ok bool) {
	ok = true
	switch name {
	case "_id", "identifier":
		list := tokens(v, odsSystem)
		if slices.Contains(list, anyCode) {
			break
		}
		q.codes = append(q.codes, list...)
		if q.codes == nil {
			q.codes = []string{}
		}
		q.also(func(_ scene, o *Organisation, _ *Rel) bool { return slices.Contains(list, o.Code) })
	case "name", "phonetic":
		ok = long(v, 3, 100, " &()’'+-_./:@")
		q.also(wording(v, modifier, func(o *Organisation) string { return strings.ToUpper(o.Name) }))
	case "address-postalcode":
		ok = long(v, 2, 100, " ")
		q.also(wording(v, modifier, func(o *Organisation) string { return o.Postcode }))
	case "address-city":
		ok = long(v, 2, 100, " -'")
		q.also(wording(v, modifier, func(o *Organisation) string { return strings.ToUpper(o.Town) }))
	case "address":
		q.also(func(s scene, o *Organisation, r *Rel) bool {
			for _, part := range append([]string{o.Town, o.Postcode, "ENGLAND"}, o.Lines...) {
				if wording(v, modifier, func(*Organisation) string { return strings.ToUpper(part) })(s, o, r) {
					return true
				}
			}
			return false
		})
	case "address-country":
		ok = long(v, 2, 100, " ")
		q.also(wording(v, modifier, func(*Organisation) string { return "ENGLAND" }))
	case "active":
		ok = v == "true" || v == "false"
		q.also(func(s scene, o *Organisation, _ *Rel) bool {
			return o.Active(s.on) == ((v == "true") == (modifier != "not"))
		})
	case "roleCode", "activeRoleCode":
		list := tokens(v, odsCodes+"ODSOrganisationRole")
		q.also(func(s scene, o *Organisation, _ *Rel) bool {
			return slices.ContainsFunc(list, func(id string) bool { return id == anyCode || o.Holds(id, s.on, name == "activeRoleCode") }) == (modifier != "not")
		})
	case "lastChangeDate", "_lastUpdated":
		var holds func(Day) bool
		holds, ok = dateTest(v)
		q.also(func(s scene, o *Organisation, _ *Rel) bool { return holds(o.Changed(s.on)) })
	case "type":
		list := tokens(v, odsCodes+"ODSRecordClass")
		q.also(func(_ scene, o *Organisation, _ *Rel) bool {
			return slices.Contains(list, o.Class) || slices.Contains(list, "Full")
		})
	case "partof", "endpoint", "address-state", "address-use", "_content", "_profile", "_security", "_source", "_tag", "_text":
		q.also(func(scene, *Organisation, *Rel) bool { return false }) // known to the server, and no record has any
	default:
		return false, false
	}
	return true, ok
}

// anyCode stands in a list of tokens for every code of the system: one whose system was named alone.
const anyCode = ""

// tokens reads a list with commas of codes, each with or without its system; those of another system are left out, and so are those that say that they
// have none (FHIR R4 §3.1.1.4.10: |code).
func tokens(list, system string) []string {
	var out []string
	for token := range strings.SplitSeq(list, ",") {
		before, code, has := strings.Cut(token, "|")
		switch {
		case !has:
			out = append(out, token)
		case before == system:
			out = append(out, code)
		}
	}
	return out
}

// dateTest reads a date with one of FHIR's prefixes. A year or a month stands for all of its days (FHIR R4 §3.1.1.4.7).
func dateTest(v string) (holds func(Day) bool, ok bool) {
	prefix := "eq"
	if len(v) > 2 && v[0] >= 'a' && v[0] <= 'z' {
		prefix, v = v[:2], v[2:]
	}
	date, _, _ := strings.Cut(v, "T")
	from, to, ok := daysOf(date)
	if !ok {
		return func(Day) bool { return false }, false
	}
	tests := map[string]func(Day) bool{
		"eq": func(x Day) bool { return from <= x && x <= to }, "ne": func(x Day) bool { return x < from || x > to },
		"gt": func(x Day) bool { return x > to }, "ge": func(x Day) bool { return x >= from }, "sa": func(x Day) bool { return x > to },
		"lt": func(x Day) bool { return x < from }, "le": func(x Day) bool { return x <= to }, "eb": func(x Day) bool { return x < from },
	}
	holds, ok = tests[prefix]
	if !ok {
		return func(Day) bool { return false }, false
	}
	return holds, true
}

// daysOf is the first and the last day of a date, a month or a year.
func daysOf(text string) (from, to Day, ok bool) {
	for _, one := range []struct {
		layout              string
		years, months, days int
	}{{time.DateOnly, 0, 0, 1}, {"2006-01", 0, 1, 0}, {"2006", 1, 0, 0}} {
		if t, err := time.Parse(one.layout, text); err == nil {
			return DayOf(t), DayOf(t.AddDate(one.years, one.months, one.days)) - 1, true
		}
	}
	return 0, 0, false
}

// wording compares a string parameter as FHIR does: from the start by default, anywhere with :contains, whole and by case with :exact; a comma parts
// texts of which any will do (FHIR R4 §3.1.1.4.3).
func wording(v, modifier string, of func(*Organisation) string) test {
	texts := strings.Split(v, ",")
	if modifier != "exact" {
		texts = strings.Split(strings.ToUpper(v), ",")
	}
	return func(_ scene, o *Organisation, _ *Rel) bool {
		have := of(o)
		return slices.ContainsFunc(texts, func(text string) bool {
			switch modifier {
			case "exact":
				return have == text
			case "contains":
				return strings.Contains(have, text)
			}
			return strings.HasPrefix(have, text)
		})
	}
}

// long reports whether each text of a string parameter has a length that the service takes, and only characters that it does (specification, parameters
// of GET /Organization: "Search expressions must").
func long(v string, least, most int, besides string) bool {
	for text := range strings.SplitSeq(v, ",") {
		if n := utf8.RuneCountInString(text); n < least || n > most || strings.ContainsFunc(text, func(c rune) bool {
			return !strings.ContainsRune(besides, c) && (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z')
		}) {
			return false
		}
	}
	return true
}

// number10 writes a whole number.
func number10(n int) string { return strconv.Itoa(n) }
