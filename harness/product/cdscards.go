package product

import (
	"encoding/json"
	"fmt"
	"unicode/utf8"
)

// answerShape is as much of a hook answer as is held against the specification.
type answerShape struct {
	Cards []struct {
		UUID      string `json:"uuid"`
		Summary   string `json:"summary"`
		Indicator string `json:"indicator"`
		Source    struct {
			Label string `json:"label"`
		} `json:"source"`
		Selection   string `json:"selectionBehavior"`
		Suggestions []struct {
			Label   string        `json:"label"`
			Actions []actionShape `json:"actions"`
		} `json:"suggestions"`
		Links []struct {
			Label string `json:"label"`
			URL   string `json:"url"`
			Type  string `json:"type"`
		} `json:"links"`
	} `json:"cards"`
	SystemActions []actionShape `json:"systemActions"`
}

type actionShape struct {
	Type        string          `json:"type"`
	Description string          `json:"description"`
	Resource    json.RawMessage `json:"resource"`
	ResourceID  any             `json:"resourceId"`
}

// cardProblems lists how an answer departs from CDS Hooks 2.0 ("CDS Service Response"): a sentence each, with the place.
func cardProblems(body []byte) []string {
	var a answerShape
	if err := json.Unmarshal(body, &a); err != nil {
		return []string{"an attribute has the wrong type: " + err.Error()}
	}
	var out []string
	say := func(where, format string, args ...any) { out = append(out, where+" "+fmt.Sprintf(format, args...)) }
	for i, c := range a.Cards {
		at := fmt.Sprintf("cards[%d]", i)
		switch n := utf8.RuneCountInString(c.Summary); {
		case n == 0:
			say(at, "has no summary")
		case n > 140:
			say(at, "has a summary of %d characters; 140 are allowed", n)
		}
		if c.Indicator != "info" && c.Indicator != "warning" && c.Indicator != "critical" {
			say(at, "has the indicator %q; there are info, warning, critical", c.Indicator)
		}
		if c.Source.Label == "" {
			say(at, "has no source.label")
		}
		if len(c.Suggestions) > 0 && c.Selection != "at-most-one" && c.Selection != "any" {
			say(at, "has suggestions and the selectionBehavior %q; there are at-most-one, any", c.Selection)
		}
		for j, s := range c.Suggestions {
			if s.Label == "" {
				say(fmt.Sprintf("%s.suggestions[%d]", at, j), "has no label")
			}
			for k, action := range s.Actions {
				action.check(fmt.Sprintf("%s.suggestions[%d].actions[%d]", at, j, k), say)
			}
		}
		for j, l := range c.Links {
			if l.Label == "" || l.URL == "" || (l.Type != "absolute" && l.Type != "smart") {
				say(fmt.Sprintf("%s.links[%d]", at, j), "needs a label, a url and a type, absolute or smart")
			}
		}
	}
	for i, action := range a.SystemActions {
		action.check(fmt.Sprintf("systemActions[%d]", i), say)
	}
	return out
}

// check holds one action against the specification ("Action").
func (a *actionShape) check(at string, say func(where, format string, args ...any)) {
	switch a.Type {
	case "create", "update":
		if len(a.Resource) == 0 {
			say(at, "would %s and has no resource", a.Type)
		}
	case "delete":
		if a.ResourceID == nil && len(a.Resource) == 0 {
			say(at, "would delete and has no resourceId")
		}
	default:
		say(at, "has the type %q; there are create, update, delete", a.Type)
	}
	if a.Description == "" {
		say(at, "has no description")
	}
}
