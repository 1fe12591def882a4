package scenarios

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Resolve gives the plain value of v: nil, bool, int64, float64, string, []any or map[string]any, or whatever an
// expression gives. A scalar that is one ${…} keeps the type of what it gives; in other text, what each ${…} gives is
// written as words. The shapes of vars are those that package expr documents.
func Resolve(v Value, vars map[string]any) (any, error) {
	switch v.Kind {
	case Scalar:
		return v.scalar, nil
	case Expression:
		return v.parts[0].expr.Eval(vars)
	case Template:
		var b strings.Builder
		for _, p := range v.parts {
			if p.expr == nil {
				b.WriteString(p.text)
				continue
			}
			got, err := p.expr.Eval(vars)
			if err != nil {
				return nil, err
			}
			text, err := inWords(got)
			if err != nil {
				return nil, fmt.Errorf("%s: ${%s} %w", p.expr.Pos, p.expr.Source, err)
			}
			b.WriteString(text)
		}
		return b.String(), nil
	case List:
		out := make([]any, len(v.items))
		for i, item := range v.items {
			got, err := Resolve(item, vars)
			if err != nil {
				return nil, err
			}
			out[i] = got
		}
		return out, nil
	case Map:
		return ResolveFields(v.fields, vars)
	}
	return nil, nil
}

// ResolveFields resolves named values, such as the settings of a connection.
func ResolveFields(fields []Field, vars map[string]any) (map[string]any, error) {
	out := make(map[string]any, len(fields))
	for _, f := range fields {
		got, err := Resolve(f.Value, vars)
		if err != nil {
			return nil, err
		}
		out[f.Name] = got
	}
	return out, nil
}

// inWords writes a value into text. Lists and maps have no one way of being words.
func inWords(v any) (string, error) {
	switch x := v.(type) {
	case nil:
		return "", nil
	case string:
		return x, nil
	case bool:
		return strconv.FormatBool(x), nil
	case int64:
		return strconv.FormatInt(x, 10), nil
	case uint64:
		return strconv.FormatUint(x, 10), nil
	case int:
		return strconv.Itoa(x), nil
	case float64:
		return strconv.FormatFloat(x, 'f', -1, 64), nil
	case time.Time:
		return x.Format(time.RFC3339Nano), nil
	case time.Duration:
		return Duration{Exact: x.Abs(), Negative: x < 0}.String(), nil
	}
	what := "a map"
	if _, list := v.([]any); list {
		what = "a list"
	}
	return "", fmt.Errorf("gives %s, which cannot be put into text; use it as the whole value", what)
}
