package citizen

import (
	"strings"
	"time"

	"sandpiper/mocks/policy"
)

// notice stands on every answer.
const notice = "This is not an NHS service. It is a rehearsal: the people are made up."

// answer is a page of the log, as JSON and for the page.
type answer struct {
	Notice    string `json:"notice"`
	Name      string `json:"name"`
	NHSNumber string `json:"nhsNumber"`
	Consent   string `json:"consent,omitempty"` // unstated, given or refused: to what other organisations see; empty where nobody is asked
	Page      int    `json:"page"`
	Pages     int    `json:"pages"`
	Total     int    `json:"total"`           // entries about this person that are kept
	FellOut   int    `json:"fellOut"`         // entries about anybody that are no longer kept
	Since     string `json:"since,omitempty"` // nothing is missing from then on
	Entries   []line `json:"entries"`
}

// line is an entry in words.
type line struct {
	At           string `json:"at"`
	When         string `json:"-"`
	Application  string `json:"application"`
	Name         string `json:"applicationName,omitempty"`
	User         string `json:"user,omitempty"`
	Role         string `json:"role,omitempty"`
	Organisation string `json:"organisation,omitempty"`
	Service      string `json:"service"`
	Kind         string `json:"kind"`
	Act          string `json:"act"`
	Outcome      string `json:"outcome"`
	Purpose      string `json:"purpose,omitempty"`
	Reason       string `json:"breakGlassReason,omitempty"`
	Rule         string `json:"rule,omitempty"`
	Because      string `json:"because,omitempty"`
}

// refusal is what JSON callers get who may not read.
type refusal struct {
	Notice string `json:"notice"`
	Error  string `json:"error"`
}

// answer puts a view into words.
func (s *Service) answer(v View, page int, name, number string) answer {
	rules := s.Policy
	if rules == nil {
		rules = policy.Default()
	}
	a := answer{
		Notice: notice, Name: name, NHSNumber: number, Page: page, Pages: max(1, (v.Total+pageSize-1)/pageSize), Total: v.Total,
		FellOut: v.FellOut, Entries: make([]line, len(v.Entries)),
	}
	if !v.Since.IsZero() {
		a.Since = v.Since.UTC().Format(time.RFC3339)
	}
	for k := range v.Entries {
		e := &v.Entries[k]
		l := line{
			At: e.At.UTC().Format(time.RFC3339), When: when(e.At), Application: e.App, Name: e.AppName, User: e.User, Role: e.Role,
			Organisation: e.Organisation, Service: e.Service, Kind: strings.ReplaceAll(e.Kind, "-", " "), Act: e.Act, Outcome: e.Outcome,
			Purpose: strings.ReplaceAll(e.Purpose, "-", " "), Reason: e.Reason, Rule: e.Rule,
		}
		if role := rules.RoleOf(e.Role); e.Role != "" && role != "" {
			l.Role = role + " (" + e.Role + ")"
		}
		if rule, ok := rules.Rule(e.Rule); ok {
			l.Because = rule.Why
		} else if e.Rule == policy.NoRule {
			l.Because = "no rule opens it"
		} else if e.Rule == policy.NotUnderstood {
			l.Because = "it was not clear who asked, or for what"
		}
		a.Entries[k] = l
	}
	return a
}
