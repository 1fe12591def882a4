package fault

import (
	"path"
	"slices"
	"strings"
)

// On is the predicate of a rule: which calls it is about. Empty fields match everything.
type On struct {
	Service      string // canonical: see Service; "ods" is also "ods-fhir", as a service's parts are named
	Operation    string
	Method       string
	Path         string // glob of package path, against the path without the realm
	ResourceType string // glob of package path: "AllergyIntolerance", "Allerg*"

	// First and Last narrow the rule to a window of the actor's matching calls, counted from 1. Zero is open-ended.
	First, Last int
	// Share is the part of the matching calls that is struck, 0 < Share < 1; zero is all of them.
	Share float64
}

// Matches reports whether an occasion is one that the rule is about. The window and the share are the Plan's business.
func (on *On) Matches(o *Occasion) bool {
	return (on.Service == "" || part(o.Service, on.Service)) &&
		(on.Operation == "" || on.Operation == o.Operation) &&
		(on.Method == "" || on.Method == o.Method) &&
		(on.ResourceType == "" || like(on.ResourceType, o.ResourceType)) &&
		(on.Path == "" || like(on.Path, o.Path))
}

// part reports whether a service is the one that is named or a part of it: "ods-fhir" is a part of "ods".
func part(service, named string) bool {
	rest, ok := strings.CutPrefix(service, named)
	return ok && (rest == "" || rest[0] == '-')
}

// like reports whether a glob matches; a glob that is malformed matches nothing (rules are checked before they are planned).
func like(glob, s string) bool {
	if glob == s {
		return true
	}
	ok, err := path.Match(glob, s)
	return err == nil && ok
}

// service is one word that scenarios use for a service.
type service struct{ name, canonical string }

// services are the words for services in scenarios, the canonical ones first.
func services() []service {
	return []service{
		{"records", "records"}, {"pds", "pds"}, {"login", "login"}, {"ods", "ods"}, {"ods-fhir", "ods-fhir"}, {"sds", "sds"}, {"servicesearch", "servicesearch"},
		{"dos", "dos"}, {"worker", "worker"}, {"nhs-login", "nhs-login"}, {"cis2", "cis2"}, {"keycloak", "keycloak"}, {"registers", "registers"}, {"citizen", "citizen"},
		{"gp-record", "records"}, {"epr", "records"},
	}
}

// Services lists the words that name a service in a scenario's on:, the canonical ones first.
func Services() []string {
	var out []string
	for _, s := range services() {
		out = append(out, s.name)
	}
	return out
}

// Service gives the canonical name of a service word: "records" for gp-record and epr. Words that it does not know it gives back.
func Service(word string) string {
	word = strings.ToLower(word)
	all := services()
	if i := slices.IndexFunc(all, func(s service) bool { return s.name == word }); i >= 0 {
		return all[i].canonical
	}
	return word
}
