package servicesearch

import (
	"errors"
	"fmt"
	"slices"
)

// The types of OData that a filter can compare.
const (
	edmText   = "Edm.String"
	edmNumber = "Edm.Double"
	edmFlag   = "Edm.Boolean"
	edmPoint  = "Edm.GeographyPoint"
)

// edmOf is the type of a constant; empty for null, which goes with any.
func edmOf(v any) string {
	switch v.(type) {
	case string:
		return edmText
	case float64:
		return edmNumber
	case bool:
		return edmFlag
	case place:
		return edmPoint
	}
	return ""
}

// edmOfField is the type of a field of a document; empty for those that have members of their own.
func edmOfField(name string) string {
	switch {
	case name == "Latitude" || name == "Longitude":
		return edmNumber
	case name == "Geocode":
		return edmPoint
	case slices.Contains([]string{
		"SearchKey", "ODSCode", "OrganisationName", "OrganisationTypeId", "OrganisationType", "OrganisationStatus", "OrganisationSubType", "Address1", "Address2",
		"Address3", "City", "County", "Postcode", "Country", "IsEpsEnabled",
	}, name):
		return edmText
	}
	return ""
}

// comparison says why two values cannot be compared: "standard OData syntax" (specification, $filter) knows no comparison between types, so that
// IsEpsEnabled eq true, which is a text, is an error and not a search that finds nobody; and the search engine orders distances, but does not ask whether two
// are the same (Azure Cognitive Search, OData geo-spatial functions).
func comparison(left value, operator string, right value) error {
	if left.far || right.far {
		if operator == "eq" || operator == "ne" {
			return errors.New("geo.distance can be compared with lt, le, gt and ge only")
		}
	}
	if left.edm == "" || right.edm == "" || left.edm == right.edm {
		return nil
	}
	kinds := map[string]string{
		"eq": "Equal", "ne": "NotEqual", "gt": "GreaterThan", "ge": "GreaterThanOrEqual", "lt": "LessThan", "le": "LessThanOrEqual",
	}
	return fmt.Errorf("A binary operator with incompatible types was detected. Found operand types '%s' and '%s' for operator kind '%s'.", //nolint:revive,staticcheck // the engine's words
		left.edm, right.edm, kinds[operator])
}
