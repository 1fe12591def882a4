package ods

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"sandpiper/mocks"
)

// expansionAsked is the body of an expansion that has been read: which codes, which of their properties, which page.
type expansionAsked struct {
	include    []inclusion
	exclude    []inclusion
	activeOnly bool
	words      []string // each must begin a word of the display
	properties []string
	count      int // -1 for all
	offset     int
}

// inclusion is the codes of one code system: all, those that are named, or those that pass every filter.
type inclusion struct {
	System  string `json:"system"`
	Concept []struct {
		Code string `json:"code"`
	} `json:"concept"`
	Filter []propertyFilter `json:"filter"`
}

// propertyFilter is a condition on a property of a code.
type propertyFilter struct {
	Property string `json:"property"`
	Op       string `json:"op"`
	Value    string `json:"value"`

	holds func(values []string) bool
}

// expandBody is the Parameters resource of POST ValueSet/$expand.
type expandBody struct {
	ResourceType string `json:"resourceType"`
	Parameter    []struct {
		Name     string      `json:"name"`
		Text     string      `json:"valueString"`
		Code     string      `json:"valueCode"`
		Boolean  *bool       `json:"valueBoolean"`
		Integer  json.Number `json:"valueInteger"` // the specification's own example has it in quotes
		Resource *struct {
			ResourceType string `json:"resourceType"`
			Compose      struct {
				Inactive *bool       `json:"inactive"`
				Include  []inclusion `json:"include"`
				Exclude  []inclusion `json:"exclude"`
			} `json:"compose"`
		} `json:"resource"`
	} `json:"parameter"`
}

// readExpansion reads the body; why says what is wrong with it, in the words of nobody but ourselves.
func readExpansion(raw []byte) (asked expansionAsked, why string) {
	var body expandBody
	if err := json.Unmarshal(raw, &body); err != nil {
		return asked, "The body could not be read: " + mocks.Misread(err).Error()
	}
	if body.ResourceType != "Parameters" {
		return asked, fmt.Sprintf("The body is a %.40q, Parameters was expected.", body.ResourceType)
	}
	asked.count = -1
	seen := false
	for i := range body.Parameter {
		p := &body.Parameter[i]
		switch p.Name {
		case "valueSet":
			if p.Resource == nil || p.Resource.ResourceType != "ValueSet" {
				return asked, "The parameter valueSet has no ValueSet."
			}
			c := &p.Resource.Compose
			asked.include, asked.exclude, seen = c.Include, c.Exclude, true
			asked.activeOnly = asked.activeOnly || c.Inactive != nil && !*c.Inactive
		case "activeOnly":
			asked.activeOnly = asked.activeOnly || p.Boolean != nil && *p.Boolean
		case "property":
			asked.properties = append(asked.properties, p.Text+p.Code)
		case "filter":
			asked.words = strings.Fields(strings.ToUpper(p.Text))
		case "count", "offset":
			n, ok := number(p.Integer.String(), 0, 1<<30)
			if !ok {
				return asked, fmt.Sprintf("The parameter %s is %.40q, a whole number was expected.", p.Name, p.Integer.String())
			}
			if p.Name == "count" {
				asked.count = n
			} else {
				asked.offset = n
			}
		}
	}
	if !seen || len(asked.include) == 0 {
		return asked, "The parameter valueSet is missing, or its compose includes nothing."
	}
	return asked, ""
}

// filterable are the properties by which the codes of a system may be chosen; nil for a system that is not held.
func filterable(system string) []string {
	switch system {
	case odsSystem:
		out := []string{"status", "inactive", "country", "opStartDate", "opEndDate", "name", "address1", "address2", "town", "postcode", "telephone", "role",
			"primaryRole", "orgRecordClass", "lastChangeDate"}
		for _, r := range RelationshipConcepts() {
			out = append(out, r.ID)
		}
		return out
	case roleSystem:
		return []string{"primaryRole"}
	case relSystem:
		return []string{}
	}
	return nil
}

// mostPattern is how long a regular expression of a filter may be.
const mostPattern = 200

// ready works out what a filter asks for; why says that it cannot be asked of the system.
func (f *propertyFilter) ready(system string) (why string) {
	if !slices.Contains(filterable(system), f.Property) {
		return fmt.Sprintf("No declared filter on CodeSystem %s for the property %.60q.", system, f.Property)
	}
	switch f.Op {
	case "=":
		f.holds = func(values []string) bool { return slices.Contains(values, f.Value) }
		if strings.HasSuffix(f.Property, "Date") {
			test, ok := dateTest(f.Value)
			if !ok {
				return fmt.Sprintf("The value %.40q of the filter on %s is not a date.", f.Value, f.Property)
			}
			f.holds = func(values []string) bool {
				return slices.ContainsFunc(values, func(v string) bool {
					d, ok := parseDay(v)
					return ok && v != "" && test(d)
				})
			}
		}
	case "in":
		list := strings.Split(f.Value, ",")
		f.holds = func(values []string) bool {
			return slices.ContainsFunc(values, func(v string) bool { return slices.Contains(list, v) })
		}
	case "exists":
		f.holds = func(values []string) bool { return len(values) > 0 == (f.Value == "true") }
	case "regex":
		pattern, err := regexp.Compile("^(?:" + f.Value + ")$")
		if err != nil || len(f.Value) > mostPattern {
			return fmt.Sprintf("The value of the filter on %s is not a regular expression of at most %d characters.", f.Property, mostPattern)
		}
		f.holds = func(values []string) bool { return slices.ContainsFunc(values, pattern.MatchString) }
	default:
		return fmt.Sprintf("The operator %.20q of the filter on %s is not supported.", f.Op, f.Property)
	}
	return ""
}
