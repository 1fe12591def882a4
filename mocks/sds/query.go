package sds

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// query is a lookup that has been checked; an empty member was not asked for.
type query struct {
	organisation, service, partyKey, maker string
}

// pair is a parameter as it stands in the query string.
type pair struct{ name, value string }

// pairs are the parameters in the order in which they were sent, in which they are checked too. What is not well escaped is left out.
func pairs(raw string) []pair {
	var out []pair
	for part := range strings.SplitSeq(raw, "&") {
		if part == "" {
			continue
		}
		name, value, _ := strings.Cut(part, "=")
		n, err := url.QueryUnescape(name)
		v, wrong := url.QueryUnescape(value)
		if err == nil && wrong == nil {
			out = append(out, pair{n, strings.TrimSpace(v)})
		}
	}
	return out
}

// The service's own words for what is wrong with a query.
func illegal(name string) string { return "Illegal query parameter '" + name + "'" }

func missing(name, system string) string {
	return "Missing or invalid '" + name + "' query parameter. Should be '" + name + "=" + system + "|value'"
}

func neither() string {
	return "Missing or invalid 'identifier' query parameter. Should be one or both of: ['identifier=" + serviceID +
		"|value', 'identifier=" + partyKeyID + "|value']"
}

// combinations has no commas between its parts, like the original.
func combinations() string {
	organisation, service, party := "organization="+odsSystem+"|value", "identifier="+serviceID+"|value", "identifier="+partyKeyID+"|value"
	return "Missing or invalid query parameters. Should one of following combinations: [" +
		"'" + organisation + "&" + service + "&" + party + "''" + organisation + "&" + service + "''" + organisation + "&" + party +
		"''" + service + "&" + party + "']"
}

// read checks parameters against those that an operation takes: what they begin with first, in the order of sending.
func read(raw string, takes ...string) (q query, wrong string) {
	for _, p := range pairs(raw) {
		switch {
		case !slices.Contains(takes, p.name):
			return q, illegal(p.name)
		case p.name == "identifier":
			if !starts(p.value, serviceID) && !starts(p.value, partyKeyID) {
				return q, neither()
			}
			take(&q.service, p.value, serviceID)
			take(&q.partyKey, p.value, partyKeyID)
		default:
			if !starts(p.value, odsSystem) {
				return q, missing(p.name, odsSystem)
			}
			if p.name == "organization" {
				take(&q.organisation, p.value, odsSystem)
			} else {
				take(&q.maker, p.value, odsSystem)
			}
		}
	}
	return q, ""
}

func starts(value, system string) bool { return strings.HasPrefix(value, system+"|") }

// take keeps the last value that a system has and that is not blank.
func take(into *string, value, system string) {
	if rest, ok := strings.CutPrefix(value, system+"|"); ok && strings.TrimSpace(rest) != "" {
		*into = rest
	}
}

// readDevice checks a lookup of systems: organisation and interaction must be there.
func readDevice(raw string) (query, string) {
	q, wrong := read(raw, "organization", "identifier", "manufacturing-organization")
	switch {
	case wrong != "":
	case q.organisation == "":
		wrong = missing("organization", odsSystem)
	case q.service == "":
		wrong = missing("identifier", serviceID)
	}
	return q, wrong
}

// readEndpoint checks a lookup of endpoints: any two of organisation, interaction and party key.
func readEndpoint(raw string) (query, string) {
	q, wrong := read(raw, "organization", "identifier")
	given := 0
	for _, v := range [...]string{q.organisation, q.service, q.partyKey} {
		if v != "" {
			given++
		}
	}
	if wrong == "" && given < 2 {
		wrong = combinations()
	}
	return q, wrong
}

// accepted is the media type of the answer that a request asks for; ok is false if the service has none such.
func accepted(r *http.Request) (media string, ok bool) {
	accept := r.Header.Get("Accept")
	if accept == "" {
		return "application/fhir+json", true
	}
	for part := range strings.SplitSeq(accept, ",") {
		kind, _, _ := strings.Cut(part, ";")
		switch strings.ToLower(strings.TrimSpace(kind)) {
		case "application/fhir+json", "*/*":
			return "application/fhir+json", true
		case "application/json":
			return "application/json", true
		}
	}
	return "", false
}
