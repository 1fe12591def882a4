package mocks

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"sandpiper/synthetic/near"
)

// mostPath is how much of an unknown path is compared with the routes.
const mostPath = 256

// why says what would have matched a request that nothing did, in the paths of the way that it came by.
func (t *routes) why(way *Way, r *http.Request) string {
	path := r.URL.Path
	if len(path) > mostPath {
		path = path[:mostPath]
	}
	begins := firstSegment(path)
	if !t.begins(path) {
		known := t.beginnings()
		if begins = near.Word(begins, known); begins == "" && len(t.any) == 0 {
			return "no service lies at " + way.shown("/"+firstSegment(path)) + "; " + t.below(way, r.Method, path) + "paths begin with " + joined(way, known)
		}
	}
	var best shape
	least := 1 << 30
	for _, s := range t.shapes {
		if begins != "" && firstSegment(s.template) != begins {
			continue // another service's part of the tree
		}
		d := apart(path, s.template)
		if d == 0 && takes(s.methods, r.Method) {
			d-- // the path is right and so is the method: a query, a header or a pattern is not
		}
		if d < least {
			best, least = s, d
		}
	}
	nearest := strings.Join(best.methods, "|") + " " + way.shown(best.template) + " (" + best.service + ")"
	if least <= 0 && !takes(best.methods, r.Method) {
		return r.Method + " is not taken there; there is " + t.at(way, path)
	}
	return "no route matches " + r.Method + " " + way.shown(path) + "; the nearest is " + strings.TrimSpace(nearest)
}

// below names the routes that end as a path does that leaves out where its service lies: /Patient/1 for a client that was given the host alone.
func (t *routes) below(way *Way, method, path string) string {
	have := strings.Split(strings.Trim(path, "/"), "/")
	var out []string
	for _, s := range t.shapes {
		want := strings.Split(strings.Trim(s.template, "/"), "/")
		left := len(want) - len(have)
		if left > 0 && want[left] == have[0] && takes(s.methods, method) && apart(path, strings.Join(want[left:], "/")) == 0 {
			out = append(out, method+" "+way.shown(s.template)+" ("+s.service+")")
		}
	}
	if len(out) == 0 {
		return ""
	}
	return "there is " + strings.Join(out, ", ") + "; "
}

// beginnings are the first segments of the services' paths, in order.
func (t *routes) beginnings() []string { return slices.Sorted(maps.Keys(t.first)) }

// joined lists segments as the beginnings of paths.
func joined(way *Way, segments []string) string {
	out := make([]string, len(segments))
	for i, s := range segments {
		out[i] = way.shown("/" + s)
	}
	return strings.Join(out, " ")
}

// at lists what is taken at a path that some route has.
func (t *routes) at(way *Way, path string) string {
	var out []string
	for _, s := range t.shapes {
		if apart(path, s.template) == 0 {
			out = append(out, strings.Join(s.methods, "|")+" "+way.shown(s.template))
		}
	}
	return strings.Join(out, ", ")
}

// shown is a path or template of the tree as callers write it, with the host before it when that is another.
func (y *Way) shown(inside string) string {
	host, path := y.out(inside)
	return host + path
}

// takes reports whether a route takes a method; one that names none takes all.
func takes(methods []string, method string) bool {
	return len(methods) == 0 || slices.Contains(methods, method)
}

// apart is how many segments of a path must be changed, added or dropped to fit a template, a misspelt segment counting less
// than a missing one.
func apart(path, template string) int {
	have, want := strings.Split(strings.Trim(path, "/"), "/"), strings.Split(strings.Trim(template, "/"), "/")
	row := make([]int, len(want)+1)
	const whole = 8
	for j := range row {
		row[j] = j * whole
	}
	for i := 1; i <= len(have); i++ {
		diagonal := row[0]
		row[0] = i * whole
		for j := 1; j <= len(want); j++ {
			cost := diagonal + unlike(have[i-1], want[j-1], whole)
			diagonal = row[j]
			row[j] = min(cost, row[j]+whole, row[j-1]+whole)
		}
	}
	return row[len(want)]
}

// unlike is how far a segment is from the one in a template, from 0 (the same, or any non-empty one for a variable) to most.
func unlike(have, want string, most int) int {
	if have == want || (strings.HasPrefix(want, "{") && have != "") {
		return 0
	}
	if strings.EqualFold(have, want) {
		return 1
	}
	common := 0
	for common < len(have) && common < len(want) && have[common]|0x20 == want[common]|0x20 {
		common++
	}
	return max(2, most-1-common*(most-1)/max(len(have), len(want)))
}
