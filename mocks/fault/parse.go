package fault

import (
	"fmt"
	"strconv"
	"time"
)

// ParseRule reads the printed form of a rule. Errors say at which byte, what was found and what is the nearest right word.
func ParseRule(s string) (Rule, error) {
	r, err := parseRule(s)
	if err != nil {
		return Rule{}, fmt.Errorf("read fault rule: %w", err)
	}
	return r, nil
}

func parseRule(s string) (Rule, error) {
	top, err := read(s)
	if err != nil {
		return Rule{}, err
	}
	if len(top.list) < 2 || top.list[0].word != "fault" || top.list[1].isList {
		return Rule{}, fmt.Errorf("at byte %d: a rule begins with (fault ID", top.at)
	}
	r := Rule{ID: top.list[1].word}
	seen := make(map[string]bool)
	for _, part := range top.list[2:] {
		if !part.isList || len(part.list) == 0 || part.list[0].isList {
			return Rule{}, fmt.Errorf("at byte %d: %q is not a part of a rule: parts are lists such as (do http-503)", part.at, clip(part.word))
		}
		name := part.list[0].word
		if seen[name] {
			return Rule{}, fmt.Errorf("at byte %d: a second (%s …)", part.at, name)
		}
		seen[name] = true
		if err := r.part(name, part.list[1:]); err != nil {
			return Rule{}, fmt.Errorf("at byte %d: (%s …): %w", part.at, clip(name), err)
		}
	}
	return r, r.Check()
}

// part reads one of the lists of a rule into it.
func (r *Rule) part(name string, args []node) (err error) {
	words := make([]string, len(args))
	for i, a := range args {
		if a.isList {
			return fmt.Errorf("a list where a word should stand")
		}
		words[i] = a.word
	}
	want := map[string]int{"nth": 2, "share": 1, "from": 1, "until": 1, "hazard": 1}
	if n, ok := want[name]; ok && len(words) != n {
		return fmt.Errorf("%d words where %d should stand", len(words), n)
	}
	switch name {
	case "on":
		return r.on(args, words)
	case "nth":
		if r.On.First, err = strconv.Atoi(words[0]); err != nil {
			return err
		}
		r.On.Last, err = strconv.Atoi(words[1])
	case "share":
		r.On.Share, err = strconv.ParseFloat(words[0], 64)
	case "from":
		r.From, err = instant(words[0])
	case "until":
		r.Until, err = instant(words[0])
	case "hazard":
		r.Hazard = words[0]
	case "do":
		if len(words) == 0 {
			return fmt.Errorf("no effect named; there are %s", list(Kinds()))
		}
		r.Do, err = NewEffect(words[0], words[1:]...)
	default:
		return unknown("part", name, []string{"on", "nth", "share", "from", "until", "do", "hazard"})
	}
	return err
}

// on reads the predicate: a service word, then pairs of a name and a value.
func (r *Rule) on(args []node, words []string) error {
	if len(words)%2 != 1 {
		return fmt.Errorf("a service (or any) and then pairs such as type AllergyIntolerance")
	}
	if words[0] != "any" || args[0].quoted {
		r.On.Service = words[0]
	}
	for i := 1; i < len(words); i += 2 {
		field := map[string]*string{"operation": &r.On.Operation, "method": &r.On.Method, "type": &r.On.ResourceType, "path": &r.On.Path}[words[i]]
		if field == nil {
			return unknown("field", words[i], []string{"operation", "method", "type", "path"})
		}
		if *field != "" || words[i+1] == "" {
			return fmt.Errorf("%s is given twice or empty", words[i])
		}
		*field = words[i+1]
	}
	return nil
}

// instant reads a virtual time. Years outside 1 to 9999 have no printed form that reads back.
func instant(s string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return time.Time{}, fmt.Errorf("%q is not a time such as 2026-04-01T09:00:00Z", clip(s))
	}
	if t = t.UTC(); t.Year() < 1 || t.Year() > 9999 || t.IsZero() {
		return time.Time{}, fmt.Errorf("%q is not a time in the years 1 to 9999", clip(s))
	}
	return t, nil
}
