package expr

import (
	"net/url"
	"regexp"
	"time"

	"sandpiper/synthetic/nhs"
)

// kind is a form that a value can have: is.uuid(x).
type kind struct {
	name string
	is   func(any) bool
}

var uuidForm = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)

// kinds lists the forms.
func kinds() []kind {
	return []kind{
		{"uuid", ofText(uuidForm.MatchString)},
		{"nhs_number", ofText(func(s string) bool {
			n, err := nhs.ParseNumber(s)
			return err == nil && n.Valid()
		})},
		{"date", ofText(func(s string) bool { return parses(time.DateOnly, s) })},
		{"instant", func(v any) bool {
			if _, ok := v.(time.Time); ok {
				return true
			}
			return ofText(func(s string) bool { return parses(time.RFC3339, s) })(v)
		}},
		{"url", ofText(func(s string) bool {
			u, err := url.Parse(s)
			return err == nil && u.Host != "" && (u.Scheme == "http" || u.Scheme == "https")
		})},
		{"text", ofText(func(s string) bool { return s != "" })},
		{"number", func(v any) bool {
			switch v.(type) {
			case int64, uint64, float64:
				return true
			}
			return false
		}},
	}
}

func ofText(is func(string) bool) func(any) bool {
	return func(v any) bool {
		s, ok := v.(string)
		return ok && is(s)
	}
}

func parses(layout, s string) bool {
	_, err := time.Parse(layout, s)
	return err == nil
}
