package judge

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"sandpiper/harness/trace"
)

// longestDetail bounds what a finding quotes of a product's answer, in bytes.
const longestDetail = 600

// brief says in a line what an observation holds: its plain members, and of cards their indicators and summaries.
func brief(v map[string]any) string {
	var parts []string
	for _, k := range slices.Sorted(maps.Keys(v)) {
		if k == "error" { // what the product itself said was wrong: the first thing that its makers will look for
			if text, err := trace.Canonical(v[k]); err == nil && v[k] != nil {
				parts = append(parts, "error "+short(string(text), 300))
				continue
			}
		}
		switch x := v[k].(type) {
		case nil:
		case string:
			parts = append(parts, k+" "+strconv.Quote(short(x, 80)))
		case []any:
			parts = append(parts, listed(k, x))
		case map[string]any:
			parts = append(parts, fmt.Sprintf("%s {%s}", k, short(strings.Join(slices.Sorted(maps.Keys(x)), ", "), 80)))
		default:
			parts = append(parts, fmt.Sprintf("%s %v", k, x))
		}
	}
	if len(parts) == 0 {
		return "nothing"
	}
	return short(strings.Join(parts, ", "), longestDetail)
}

// listed says how long a list is, and what its items are about where they have a summary.
func listed(name string, items []any) string {
	var about []string
	for _, item := range items {
		card, ok := item.(map[string]any)
		if !ok || len(about) == 3 {
			break
		}
		if s, ok := card["summary"].(string); ok {
			about = append(about, strings.TrimSpace(fmt.Sprintf("%v %q", orNothing(card["indicator"]), short(s, 80))))
		}
	}
	if len(about) == 0 {
		return fmt.Sprintf("%d %s", len(items), name)
	}
	return fmt.Sprintf("%d %s (%s)", len(items), name, strings.Join(about, "; "))
}

func orNothing(v any) any {
	if v == nil {
		return ""
	}
	return v
}

// short cuts text between characters.
func short(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return s[:most] + "…"
}
