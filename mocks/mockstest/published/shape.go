package published

import "fmt"

// Shape is the kind of every member of a JSON value by its path, as in "/a/b": object, array, string, number, boolean or null. The items of
// an array share one path; where their kinds differ the last one's stands there.
func Shape(v any) map[string]string {
	out := make(map[string]string)
	shape("", v, out)
	return out
}

func shape(path string, v any, into map[string]string) {
	switch v := v.(type) {
	case map[string]any:
		for name, value := range v {
			into[path+"/"+name] = kind(value)
			shape(path+"/"+name, value, into)
		}
	case []any:
		for _, value := range v {
			into[path+"[]"] = kind(value)
			shape(path, value, into)
		}
	}
}

// kind names a JSON value as JSON Schema does.
func kind(v any) string {
	switch v.(type) {
	case map[string]any:
		return "object"
	case []any:
		return "array"
	case string:
		return "string"
	case float64:
		return "number"
	case bool:
		return "boolean"
	case nil:
		return "null"
	}
	return fmt.Sprintf("%T", v)
}
