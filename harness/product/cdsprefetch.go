package product

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// prefetch reads what the product asked to be given, as an EHR would before it calls (CDS Hooks 2.0, "Prefetch
// Template"). The setting prefetch is
//
//	full     every template that the service announced (the default)
//	none     nothing: the product must read for itself
//	partial  the first template by name only
//	[…]      the templates with these keys, or about these resource types
//
// What cannot be read is given as null, as the specification allows.
func prefetch(ctx context.Context, call *Call, service *cdsService) (map[string]json.RawMessage, error) {
	keys, err := prefetchKeys(call, service)
	if err != nil || len(keys) == 0 {
		return nil, err
	}
	if call.Fetch == nil {
		return nil, errors.New("prefetch: the harness gave no way to read the record; use prefetch: none")
	}
	out := map[string]json.RawMessage{}
	for _, key := range keys {
		query, ok := fill(service.Prefetch[key], call)
		if !ok {
			continue // a token that this context does not have: such a template is left out
		}
		body, err := call.Fetch(ctx, call.FHIRBase+"/"+query)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil || !json.Valid(body) {
			body = []byte("null")
		}
		out[key] = body
	}
	return out, nil
}

// prefetchKeys works out which templates are wanted, in alphabetical order.
func prefetchKeys(call *Call, service *cdsService) ([]string, error) {
	v, ok := call.setting("prefetch")
	if !ok {
		return service.keys(), nil
	}
	all := service.keys()
	switch want := v.(type) {
	case string:
		switch want {
		case "full":
			return all, nil
		case "none":
			return nil, nil
		case "partial":
			return all[:min(1, len(all))], nil
		}
		return nil, fmt.Errorf("prefetch: %q is none of full, partial, none, nor a list of keys", want)
	case []any:
		return someKeys(want, all, service)
	}
	return nil, fmt.Errorf("prefetch must be full, partial, none or a list of keys, not %T", v)
}

func someKeys(want []any, all []string, service *cdsService) ([]string, error) {
	chosen := map[string]bool{}
	for _, w := range want {
		name, hit := fmt.Sprint(w), false
		for _, key := range all {
			if key == name || resourceType(service.Prefetch[key]) == name {
				chosen[key], hit = true, true
			}
		}
		if !hit {
			return nil, fmt.Errorf("prefetch: the service announces no %q; its keys are %s", name, strings.Join(all, ", "))
		}
	}
	var out []string
	for _, key := range all {
		if chosen[key] {
			out = append(out, key)
		}
	}
	return out, nil
}

// resourceType is what a template reads: "AllergyIntolerance" of "AllergyIntolerance?patient=…".
func resourceType(template string) string {
	if i := strings.IndexAny(template, "?/"); i >= 0 {
		return template[:i]
	}
	return template
}

var token = regexp.MustCompile(`\{\{\s*([^{}]+?)\s*\}\}`)

// fill replaces the tokens of a template; ok is false when the context does not have one of them.
func fill(template string, call *Call) (query string, ok bool) {
	ok = true
	query = token.ReplaceAllStringFunc(template, func(t string) string {
		kind, id, _ := strings.Cut(call.User, "/")
		switch name := token.FindStringSubmatch(t)[1]; {
		case name == "context.patientId":
			return call.Patient.ID
		case name == "context.userId":
			return call.User
		case name == "userPractitionerId" && kind == "Practitioner":
			return id
		case name == "today()":
			return call.At.Format("2006-01-02")
		}
		ok = false
		return ""
	})
	return query, ok
}
