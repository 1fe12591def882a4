package harness

import (
	"encoding/json"
	"fmt"
	"strings"

	"sandpiper/harness/trace"
)

// mostPaths is how many places of one event a comparison names.
const mostPaths = 3

// changes says where two bodies of events differ: "value.status was 412, is 200".
func changes(was, now json.RawMessage) string {
	var a, b any
	if json.Unmarshal(was, &a) != nil || json.Unmarshal(now, &b) != nil {
		return "the body differs"
	}
	var out []string
	walkBoth("", a, b, func(path, change string) bool {
		out = append(out, strings.TrimPrefix(path, ".")+" "+change)
		return len(out) <= mostPaths
	})
	if len(out) > mostPaths {
		out[mostPaths] = "and more"
	}
	return strings.Join(out, "; ")
}

// walkBoth tells of every place in which two plain JSON values differ, until it is told to stop.
func walkBoth(path string, a, b any, tell func(path, change string) bool) bool {
	if x, ok := a.(map[string]any); ok {
		if y, ok := b.(map[string]any); ok {
			keys := map[string]bool{}
			for k := range x {
				keys[k] = true
			}
			for k := range y {
				keys[k] = true
			}
			for _, k := range sortedKeys(keys) {
				v, had := x[k]
				w, has := y[k]
				at := path + "." + k
				switch {
				case !had:
					if !tell(at, "is new: "+printed(w)) {
						return false
					}
				case !has:
					if !tell(at, "is gone: it was "+printed(v)) {
						return false
					}
				case !walkBoth(at, v, w, tell):
					return false
				}
			}
			return true
		}
	}
	if x, ok := a.([]any); ok {
		if y, ok := b.([]any); ok {
			for i := range min(len(x), len(y)) {
				if !walkBoth(fmt.Sprintf("%s[%d]", path, i), x[i], y[i], tell) {
					return false
				}
			}
			return len(x) == len(y) || tell(path, fmt.Sprintf("had %d items, has %d", len(x), len(y)))
		}
	}
	p, q := printed(a), printed(b)
	return p == q || tell(path, "was "+p+", is "+q)
}

// printed is a value as JSON, shortened.
func printed(v any) string {
	text, err := trace.Canonical(v)
	if err != nil {
		return "something that is no json"
	}
	return clip(string(text), 100)
}
