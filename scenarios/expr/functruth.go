package expr

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"sandpiper/synthetic/nhs"
)

// Functions about the truth of a person: what is so, whatever the record says.

// truthOf gives the part of a person's truth under a key, as a list.
func truthOf(function string, person any, key string) ([]any, error) {
	p, ok := person.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("truth.%s needs a person, not %s", function, brieflyOf(person))
	}
	truth, ok := p["truth"].(map[string]any)
	if !ok {
		return nil, fmt.Errorf("truth.%s: nothing is known of this person's truth", function)
	}
	list, ok := truth[key].([]any)
	if !ok && truth[key] != nil {
		return nil, fmt.Errorf("truth.%s: %s is not a list", function, key)
	}
	return list, nil
}

// truthAllergic reports whether the person truly reacts to a substance or class.
func truthAllergic(args []any) (any, error) {
	to, err := text("truth.allergic", args[2])
	if err != nil {
		return nil, err
	}
	list, err := truthOf("allergic", args[1], "allergies")
	return slices.ContainsFunc(list, func(a any) bool { return same(a, "to", to) }), err
}

// truthHas reports whether the person truly has a condition, at a moment if one is given and now otherwise. A condition
// that has ended is not had, unless at a moment before its end.
func truthHas(args []any) (any, error) {
	is, err := text("truth.has", args[2])
	if err != nil {
		return nil, err
	}
	list, err := truthOf("has", args[1], "conditions")
	if err != nil {
		return nil, err
	}
	return slices.ContainsFunc(list, func(c any) bool {
		if !same(c, "is", is) {
			return false
		}
		onset, began := moment(c, "onset")
		ended, over := moment(c, "ended")
		if len(args) < 4 {
			return !over
		}
		at, ok := args[3].(time.Time)
		return ok && (!began || !onset.After(at)) && (!over || ended.After(at))
	}), nil
}

// truthTakes reports whether the person truly takes a medicine, named by product, ingredient or class.
func truthTakes(args []any) (any, error) {
	name, err := text("truth.takes", args[2])
	if err != nil {
		return nil, err
	}
	list, err := truthOf("takes", args[1], "medicines")
	return slices.ContainsFunc(list, func(m any) bool {
		if _, stopped := moment(m, "until"); stopped {
			return false
		}
		if same(m, "name", name) {
			return true
		}
		found, ok := nhs.FindMedicine(named(m, "name"))
		return ok && found.In(strings.ToLower(name))
	}), err
}

// named is the text of a thing that is written as text, or as a map that holds the text under a key.
func named(in any, key string) string {
	if m, ok := in.(map[string]any); ok {
		in = m[key]
	}
	s, _ := in.(string)
	return s
}

// same compares the name of a thing as keys of concepts are compared: "heart failure" is "heart-failure".
func same(in any, key, name string) bool {
	s := named(in, key)
	return s != "" && nhs.Key(s) == nhs.Key(name)
}

// moment reads a time of a map, as a time or as RFC 3339 text.
func moment(in any, key string) (time.Time, bool) {
	m, ok := in.(map[string]any)
	if !ok {
		return time.Time{}, false
	}
	switch at := m[key].(type) {
	case time.Time:
		return at, !at.IsZero()
	case string:
		t, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t, err = time.Parse(time.DateOnly, at)
		}
		return t, err == nil
	}
	return time.Time{}, false
}

var condition = regexp.MustCompile(`^([a-z][a-z0-9_]*) *(>=|<=|==|>|<) *(-?[0-9]+(?:\.[0-9]+)?)$`)

// truthFirst finds when a latent value first met a condition such as "news2 >= 7".
func truthFirst(args []any) (any, error) {
	when, err := text("truth.first", args[2])
	if err != nil {
		return nil, err
	}
	m := condition.FindStringSubmatch(strings.TrimSpace(when))
	if m == nil {
		return nil, fmt.Errorf("truth.first: %q is not a condition such as \"news2 >= 7\"", when)
	}
	list, err := truthOf("first", args[1], m[1])
	if err != nil {
		return nil, err
	}
	limit, _ := strconv.ParseFloat(m[3], 64)
	for _, sample := range list {
		v, ok := amount(sample)
		at, dated := moment(sample, "at")
		if ok && dated && holds(v, m[2], limit) {
			return at, nil
		}
	}
	return nil, fmt.Errorf("truth.first: %s never happens to this person", when)
}

func holds(v float64, op string, limit float64) bool {
	switch op {
	case ">=":
		return v >= limit
	case "<=":
		return v <= limit
	case ">":
		return v > limit
	case "<":
		return v < limit
	}
	return v == limit
}

func amount(sample any) (float64, bool) {
	m, ok := sample.(map[string]any)
	if !ok {
		return 0, false
	}
	switch v := m["value"].(type) {
	case float64:
		return v, true
	case int64:
		return float64(v), true
	case int:
		return float64(v), true
	}
	return 0, false
}

// truthNews2At is the person's true NEWS2 score at a moment: the last one at or before it.
func truthNews2At(args []any) (any, error) {
	list, err := truthOf("news2_at", args[1], "news2")
	if err != nil {
		return nil, err
	}
	at, ok := args[2].(time.Time)
	if !ok {
		return nil, fmt.Errorf("truth.news2_at needs a time, not %s", brieflyOf(args[2]))
	}
	score, known := 0.0, false
	for _, sample := range list {
		when, dated := moment(sample, "at")
		if v, ok := amount(sample); ok && dated && !when.After(at) {
			score, known = v, true
		}
	}
	if !known {
		return nil, fmt.Errorf("truth.news2_at: nothing is known of this person's NEWS2 then")
	}
	return score, nil
}

// truthPeakNews2 is the highest NEWS2 score that the person truly reaches.
func truthPeakNews2(args []any) (any, error) {
	list, err := truthOf("peak_news2", args[1], "news2")
	if err != nil {
		return nil, err
	}
	peak, known := 0.0, false
	for _, sample := range list {
		if v, ok := amount(sample); ok && (!known || v > peak) {
			peak, known = v, true
		}
	}
	if !known {
		return nil, fmt.Errorf("truth.peak_news2: nothing is known of this person's NEWS2")
	}
	return peak, nil
}
