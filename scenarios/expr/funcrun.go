package expr

import (
	"fmt"
	"slices"
	"strings"
)

// Functions about the run and about what a product shows.

// breached reports whether the run breached a hazard. args[0] is vars["breaches"]: ids, or counts by id.
func breached(args []any) (any, error) {
	id, err := text("breaches", args[1])
	if err != nil {
		return nil, err
	}
	return counted(args[0], id) > 0, nil
}

// counted looks an id up in counts by id, or in a list of ids.
func counted(in any, id string) int64 {
	switch x := in.(type) {
	case map[string]any:
		switch n := x[id].(type) {
		case int64:
			return n
		case int:
			return int64(n)
		case float64:
			return int64(n)
		case bool:
			if n {
				return 1
			}
		}
	case []any:
		var n int64
		for _, v := range x {
			if v == id {
				n++
			}
		}
		return n
	}
	return 0
}

// fired reports whether a fault has struck. args[0] is vars["faults"], whose "fired" holds counts by fault.
func fired(args []any) (any, error) {
	n, err := firings(args)
	if err != nil {
		return nil, err
	}
	return n.(int64) > 0, nil
}

func firings(args []any) (any, error) {
	id, err := text("faults.fired", args[1])
	if err != nil {
		return nil, err
	}
	faults, ok := args[0].(map[string]any)
	if !ok {
		return nil, fmt.Errorf("fired and count belong to faults, as in faults.fired(%q)", id)
	}
	return counted(faults["fired"], id), nil
}

// mentions looks for text in a card: in its summary and its detail, whatever the case. Given text instead of a card, it
// looks in the text; given a list of cards, in each. args[1] is what to look for, or a list of such, any of which will do.
func mentions(args []any) (any, error) {
	wanted, err := anyOf(args[1])
	if err != nil {
		return nil, err
	}
	return mentioned(args[0], wanted)
}

// anyOf is the one text, or the list of them, in small letters.
func anyOf(v any) ([]string, error) {
	list, many := v.([]any)
	if !many {
		list = []any{v}
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("mentions needs something to look for; the list is empty")
	}
	out := make([]string, 0, len(list))
	for _, item := range list {
		s, err := text("mentions", item)
		if err != nil {
			return nil, err
		}
		out = append(out, strings.ToLower(s))
	}
	return out, nil
}

func mentioned(in any, wanted []string) (bool, error) {
	switch x := in.(type) {
	case nil:
		return false, nil
	case string:
		low := strings.ToLower(x)
		return slices.ContainsFunc(wanted, func(want string) bool { return strings.Contains(low, want) }), nil
	case map[string]any:
		for _, key := range []string{"summary", "detail"} {
			if s, ok := x[key].(string); ok {
				if found, err := mentioned(s, wanted); found || err != nil {
					return found, err
				}
			}
		}
		return false, nil
	case []any:
		for _, item := range x {
			if found, err := mentioned(item, wanted); found || err != nil {
				return found, err
			}
		}
		return false, nil
	}
	return false, fmt.Errorf("mentions looks in a card or in text, not in %s", brieflyOf(in))
}

// leaked reports whether any of the texts in args[1] was seen where it should not be. args[0] is vars["leaks"]: the canary
// texts that were seen.
func leaked(args []any) (any, error) {
	seen, ok := args[0].([]any)
	if !ok {
		return nil, fmt.Errorf("leaks needs the canaries that were seen, which this run did not look for")
	}
	for _, s := range seen {
		for _, leaf := range leaves(args[1], 0) {
			if s == leaf {
				return true, nil
			}
		}
	}
	return false, nil
}

// leaves lists the texts in a value. Empty text is none.
func leaves(v any, depth int) []string {
	if depth > 8 {
		return nil
	}
	var out []string
	switch x := v.(type) {
	case string:
		if x != "" {
			out = append(out, x)
		}
	case []any:
		for _, item := range x {
			out = append(out, leaves(item, depth+1)...)
		}
	case map[string]any:
		for _, item := range x {
			out = append(out, leaves(item, depth+1)...)
		}
	}
	return out
}

// screen is what a browser shows: the "text" of the value before the dot.
func screen(function string, v any) (map[string]any, string, error) {
	m, ok := v.(map[string]any)
	if !ok {
		return nil, "", fmt.Errorf("%s belongs to a browser, not to %s", function, brieflyOf(v))
	}
	s, ok := m["text"].(string)
	if !ok {
		return nil, "", fmt.Errorf("%s: nothing has been shown yet", function)
	}
	return m, s, nil
}

// shows reports whether any of the texts in args[1] stands on the screen, letter for letter.
func shows(args []any) (any, error) {
	_, s, err := screen("shows", args[0])
	if err != nil {
		return nil, err
	}
	for _, leaf := range leaves(args[1], 0) {
		if strings.Contains(s, leaf) {
			return true, nil
		}
	}
	return false, nil
}

// readable reports whether words stand on the screen, whatever their case and spacing.
func readable(args []any) (any, error) {
	_, s, err := screen("readable", args[0])
	if err != nil {
		return nil, err
	}
	want, err := text("readable", args[1])
	if err != nil {
		return nil, err
	}
	plain := func(s string) string { return strings.Join(strings.Fields(strings.ToLower(s)), " ") }
	return strings.Contains(plain(s), plain(want)), nil
}

// signedInAs compares the NHS number of who is signed in.
func signedInAs(args []any) (any, error) {
	m, _, err := screen("signed_in_as", args[0])
	if err != nil {
		return nil, err
	}
	who, ok := args[1].(map[string]any)
	if !ok {
		return nil, fmt.Errorf("signed_in_as needs a member of the cast, not %s", brieflyOf(args[1]))
	}
	return m["user"] != nil && m["user"] == who["nhs_number"], nil
}

func atLoginPage(args []any) (any, error) {
	m, _, err := screen("at_login_page", args[0])
	if err != nil {
		return nil, err
	}
	return m["page"] == "login", nil
}

func accessibility(args []any) (any, error) {
	m, _, err := screen("accessibility", args[0])
	if err != nil {
		return nil, err
	}
	found, ok := m["accessibility"].(map[string]any)
	if !ok {
		return nil, fmt.Errorf("accessibility was not looked at in this run")
	}
	return found, nil
}
