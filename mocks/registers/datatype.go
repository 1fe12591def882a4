package registers

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"
)

// Datatypes lists the primitive datatypes of the specification (v2 datatypes; version 1 has all but boolean).
func Datatypes() []string {
	return []string{"boolean", "curie", "datetime", "hash", "integer", "name", "period", "string", "text", "timestamp", "url"}
}

// Conforms reports whether a value is one of a datatype, by the grammar of the datatype's page in the specification.
func Conforms(datatype, value string) bool {
	if !utf8.ValidString(value) || value == "" || strings.HasPrefix(value, "\ufeff") {
		return false
	}
	switch datatype {
	case "boolean":
		return value == "true" || value == "false"
	case "curie":
		prefix, reference, ok := strings.Cut(value, ":")
		return ok && grammars().prefix.MatchString(prefix) && relative(reference)
	case "datetime":
		return isDatetime(value)
	case "hash":
		return grammars().hash.MatchString(value)
	case "integer":
		return grammars().integer.MatchString(value)
	case "name":
		return isName(value)
	case "period":
		return isPeriod(value)
	case "string", "text":
		return strings.ContainsFunc(value, func(c rune) bool { return unicode.IsGraphic(c) && !unicode.IsSpace(c) }) // "advised to reject as well any string with no printable characters"
	case "timestamp":
		_, ok := parseTime(value)
		return ok
	case "url":
		u, err := url.Parse(value)
		return err == nil && u.IsAbs() && u.Host != ""
	}
	return false
}

// grammar is the expressions that values are held against.
type grammar struct{ id, prefix, hash, integer, date, clock, duration *regexp.Regexp }

var grammars = sync.OnceValue(func() *grammar {
	return &grammar{
		id:      regexp.MustCompile(`^[A-Za-z0-9]+([-_./][A-Za-z0-9]+)*$`),
		prefix:  regexp.MustCompile(`^[a-z][a-z0-9_-]*$`),
		hash:    regexp.MustCompile(`^(sha-256:[0-9a-f]{64}|([0-9a-f]{2})+)$`),
		integer: regexp.MustCompile(`^(0|-?[1-9][0-9]*)$`),
		date:    regexp.MustCompile(`^\d{4}(-\d{2}(-\d{2})?)?$`),
		clock:   regexp.MustCompile(`^\d{2}(:\d{2}(:\d{2})?)?Z$`),
		// Numbers of more than one digit are taken, which the specification's grammar leaves out although its own example has them.
		duration: regexp.MustCompile(`^P([1-9]\d*Y)?([1-9]\d*M)?([1-9]\d*D)?(T([1-9]\d*H)?([1-9]\d*M)?(\d+S)?)?$`),
	}
})

// isName holds an attribute name against the name datatype: a small letter, and then small letters, digits and hyphens. It is asked about every
// attribute of every item, and so has no expression.
func isName(s string) bool {
	for i := range len(s) {
		c := s[i]
		if (c < 'a' || c > 'z') && (i == 0 || (c < '0' || c > '9') && c != '-') {
			return false
		}
	}
	return s != ""
}

// mostKey is how many bytes a key may be; the specification sets no bound.
const mostKey = 256

// isKey holds a key against the ID type: letters and digits, with single delimiters between them (v2 key-def, "ID type"). The slash that the
// specification bears for old registers is taken too, but no path of ours reaches such a record.
func isKey(s string) bool { return len(s) <= mostKey && grammars().id.MatchString(s) }

// relative reports whether a CURIE's reference can stand in a URL's path.
func relative(reference string) bool {
	u, err := url.Parse("x/" + reference)
	return err == nil && u.RawQuery == "" && u.Fragment == "" && !strings.ContainsAny(reference, " \t\r\n")
}

// isDatetime takes a date of any accuracy, and a time of any accuracy after a whole date.
func isDatetime(s string) bool {
	date, clock, timed := strings.Cut(s, "T")
	g := grammars()
	if !g.date.MatchString(date) || timed && (len(date) != 10 || !g.clock.MatchString(clock)) {
		return false
	}
	if _, err := time.Parse("2006-01-02"[:len(date)], date); err != nil {
		return false
	}
	if !timed {
		return true
	}
	_, err := time.Parse("15:04:05Z"[:len(clock)-1]+"Z", clock)
	return err == nil
}

// isPeriod takes two datetimes, a datetime and a duration in either order, or a duration.
func isPeriod(s string) bool {
	parts := strings.Split(s, "/")
	durations := 0
	for _, p := range parts {
		if isDuration(p) {
			durations++
		} else if !isDatetime(p) {
			return false
		}
	}
	return len(parts) == 1 && durations == 1 || len(parts) == 2 && durations < 2
}

func isDuration(s string) bool {
	return grammars().duration.MatchString(s) && s != "P" && !strings.HasSuffix(s, "T")
}

// isDatatype reports whether the specification has a datatype.
func isDatatype(s string) bool { return slices.Contains(Datatypes(), s) }
