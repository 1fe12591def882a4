package pds

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"sandpiper/synthetic/nhs"
)

// Criteria is a search that has passed the service's checks.
type Criteria struct {
	Family   string
	Given    []string
	Gender   string
	Postcode string // without spaces, upper case
	Practice nhs.ODS
	Email    string
	Phone    string
	Born     Dates
	Died     Dates

	Fuzzy, Exact, History bool
	Most                  int // the largest number of matches that may be returned
}

// whereabouts reports whether a search asks for somebody by where they are or how to reach them.
func (c *Criteria) whereabouts() bool {
	return c.Postcode != "" || c.Practice != "" || c.Email != "" || c.Phone != ""
}

// Dates is a range of days, both ends included. A zero end is open; a zero Dates was not asked for.
type Dates struct{ From, To time.Time }

// Asked reports whether the range restricts anything.
func (d Dates) Asked() bool { return !d.From.IsZero() || !d.To.IsZero() }

// Holds reports whether the day lies in the range. A zero day lies in none.
func (d Dates) Holds(day time.Time) bool {
	return !day.IsZero() && (d.From.IsZero() || !day.Before(d.From)) && (d.To.IsZero() || !day.After(d.To))
}

// parameters are those that the service takes (patient-search.yaml).
func parameters() []string {
	return []string{"_fuzzy-match", "_exact-match", "_history", "_max-results", "family", "given", "gender", "birthdate", "death-date",
		"address-postalcode", "address-postcode", "general-practitioner", "email", "phone"}
}

const longestName = 35 // characters of family and given (patient-search.yaml)

// ReadCriteria checks a query string in the service's own order: nothing asked, unknown parameters, malformed values, missing
// birthdate, missing family, fuzzy rules. The Outcome says what is wrong; ok is false then.
func ReadCriteria(rawQuery string, mode Mode) (c Criteria, wrong Outcome, ok bool) {
	names, values, err := inOrder(rawQuery)
	if err != nil || len(names) == 0 {
		return c, unsupportedService(), false
	}
	var extra []string
	for _, name := range names {
		if !slices.Contains(parameters(), name) {
			extra = append(extra, name)
		}
	}
	if len(extra) > 0 {
		return c, additionalProperties(extra), false
	}
	if wrong, ok = c.readValues(values, mode); !ok {
		return c, wrong, false
	}
	if wrong, ok = c.enough(values); !ok {
		return c, wrong, false
	}
	return c, Outcome{}, true
}

// inOrder parses a query and keeps the order in which its parameters first came, which the error for unknown ones repeats.
func inOrder(rawQuery string) (names []string, values url.Values, err error) {
	values, err = url.ParseQuery(rawQuery)
	if err != nil {
		return nil, nil, err
	}
	for part := range strings.SplitSeq(rawQuery, "&") {
		name, _, _ := strings.Cut(part, "=")
		if name, err = url.QueryUnescape(name); err != nil {
			return nil, nil, err
		}
		if name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names, values, nil
}

// readValues turns each value into its type, or says which is malformed.
func (c *Criteria) readValues(values url.Values, mode Mode) (Outcome, bool) {
	for _, flag := range []struct {
		name string
		into *bool
	}{{"_fuzzy-match", &c.Fuzzy}, {"_exact-match", &c.Exact}, {"_history", &c.History}} {
		if !values.Has(flag.name) {
			continue
		}
		switch v := values.Get(flag.name); strings.ToLower(v) {
		case "true":
			*flag.into = true
		case "false":
		default:
			return invalidField(v, flag.name), false
		}
	}
	c.Most = mode.mostResults()
	if values.Has("_max-results") {
		v := values.Get("_max-results")
		n, err := strconv.Atoi(v)
		if err != nil || n < 1 || n > mode.mostResults() {
			return invalidField(v, "_max-results"), false
		}
		c.Most = n
	}
	for _, dates := range []struct {
		name string
		into *Dates
	}{{"birthdate", &c.Born}, {"death-date", &c.Died}} {
		for _, v := range values[dates.name] {
			if !dates.into.add(v) {
				return invalidField(v, dates.name), false
			}
		}
	}
	if v := values.Get("gender"); values.Has("gender") {
		if !slices.Contains([]string{"male", "female", "other", "unknown"}, v) {
			return invalidField(v, "gender"), false
		}
		c.Gender = v
	}
	c.Family = values.Get("family")
	for _, v := range values["given"] {
		if v != "" {
			c.Given = append(c.Given, v)
		}
	}
	for _, name := range append([]string{c.Family}, c.Given...) {
		if utf8.RuneCountInString(name) > longestName {
			field := "given"
			if name == c.Family {
				field = "family"
			}
			return invalidField(name, field), false
		}
	}
	c.Postcode = squeeze(values.Get("address-postalcode"))
	if c.Postcode == "" {
		c.Postcode = squeeze(values.Get("address-postcode"))
	}
	c.Practice = nhs.ODS(strings.ToUpper(values.Get("general-practitioner")))
	c.Email, c.Phone = values.Get("email"), values.Get("phone")
	return Outcome{}, true
}

// enough checks that what was asked is what a search needs.
func (c *Criteria) enough(values url.Values) (Outcome, bool) {
	if !c.Born.Asked() {
		return missingBirthdate(), false
	}
	if values.Has("address-postcode") && values.Has("address-postalcode") {
		return tooLittle(), false
	}
	wild := false
	for _, v := range append([]string{c.Family, c.Postcode}, c.Given...) {
		before, _, found := strings.Cut(v, "*")
		if found && utf8.RuneCountInString(before) < 2 {
			return tooLittle(), false
		}
		wild = wild || found
	}
	if !c.Fuzzy {
		if c.Family == "" {
			return tooLittle(), false
		}
		return Outcome{}, true
	}
	family, given, place := c.Family != "", len(c.Given) > 0, c.Gender != "" && c.Postcode != ""
	if !wild && (family && given || family && place || given && place) {
		return Outcome{}, true
	}
	return fuzzyTooLittle(), false
}

// add narrows the range by one value such as "ge1980-02-29". Values without a prefix mean the very day.
func (d *Dates) add(v string) bool {
	prefix := "eq"
	if len(v) == len("eq2006-01-02") {
		prefix, v = v[:2], v[2:]
	}
	day, err := time.Parse(time.DateOnly, v)
	if err != nil || day.Year() < 1 {
		return false
	}
	switch prefix {
	case "eq":
		d.narrow(day, day)
	case "ge":
		d.narrow(day, time.Time{})
	case "le":
		d.narrow(time.Time{}, day)
	default:
		return false
	}
	return true
}

// narrow keeps the later start and the earlier end.
func (d *Dates) narrow(from, to time.Time) {
	if from.After(d.From) {
		d.From = from
	}
	if !to.IsZero() && (d.To.IsZero() || to.Before(d.To)) {
		d.To = to
	}
}

// squeeze writes a postcode without spaces in upper case.
func squeeze(postcode string) string {
	return strings.ToUpper(strings.ReplaceAll(postcode, " ", ""))
}
