package schema_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/invopop/jsonschema"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/fault"
	"sandpiper/scenarios"
	"sandpiper/scenarios/schema"
)

var update = flag.Bool("update", false, "write the schemas anew")

// documents are the types that the schemas are made from.
func documents() map[string]any {
	return map[string]any{
		"scenario": &scenarios.Scenario{}, "pack": &scenarios.Pack{}, "hazards": &scenarios.HazardLog{}, "product": &scenarios.ProductFile{},
	}
}

func TestSchemasAreUpToDate(t *testing.T) {
	comments := comments(t)
	for _, name := range schema.Names() {
		t.Run(name, func(t *testing.T) {
			want := generate(t, name, documents()[name], comments)
			path := name + ".v1.json"
			if *update {
				require.NoError(t, os.WriteFile(path, want, 0o644))
			}
			got, err := os.ReadFile(path)
			require.NoError(t, err)
			assert.Equal(t, string(want), string(got), "run go generate ./scenarios/schema")
		})
	}
}

// comments reads what the fields of the types are for, from the source.
func comments(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob("../*.go")
	require.NoError(t, err)
	out := map[string]string{}
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments)
		require.NoError(t, err)
		ast.Inspect(parsed, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok {
				return true
			}
			if st, ok := spec.Type.(*ast.StructType); ok {
				for _, f := range st.Fields.List {
					for _, name := range f.Names {
						out["sandpiper/scenarios."+spec.Name.Name+"."+name.Name] = strings.TrimSpace(f.Comment.Text())
					}
				}
			}
			return true
		})
	}
	return out
}

// generator turns types into a schema: forms that YAML gives to a type are said here, all else follows from the struct tags.
type generator struct{ reflector *jsonschema.Reflector }

func generate(t *testing.T, name string, document any, comments map[string]string) []byte {
	g := &generator{}
	g.reflector = &jsonschema.Reflector{CommentMap: comments, Mapper: g.form, Anonymous: true, ExpandedStruct: true}
	s := g.reflector.Reflect(document)
	elements := g.reflector
	elements.ExpandedStruct = false
	for _, element := range named() {
		maps.Copy(s.Definitions, elements.ReflectFromType(element).Definitions)
	}
	g.finish(s)
	s.Title = "Sandpiper " + name + ", version 1"
	s.ID = jsonschema.ID("https://sandpiper.example/schema/" + name + ".v1.json")
	s.Definitions = reachable(t, s)
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	require.NoError(t, encoder.Encode(s))
	var again bytes.Buffer // invopop's own marshalling escapes < and > all the same
	require.NoError(t, json.Indent(&again, unescape(out.Bytes()), "", "  "))
	return again.Bytes()
}

// unescape writes < > and & as they are: schemas are read by people and are never put into HTML.
func unescape(text []byte) []byte {
	for _, c := range []struct{ escaped, plain string }{{"\\u003c", "<"}, {"\\u003e", ">"}, {"\\u0026", "&"}} {
		text = bytes.ReplaceAll(text, []byte(c.escaped), []byte(c.plain))
	}
	return text
}

// named are the elements of lists that are written as mappings from a name.
func named() []reflect.Type {
	return []reflect.Type{
		reflect.TypeFor[scenarios.Member](), reflect.TypeFor[scenarios.Device](), reflect.TypeFor[scenarios.Connection](),
		reflect.TypeFor[scenarios.Serving](), reflect.TypeFor[scenarios.Cohort](),
	}
}

const (
	plainForm = `^[-+]?P[0-9YMWDTHS.]+$`
	timeForm  = `^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:.]+(Z|[-+][0-9]{2}:[0-9]{2}))?$`
	wholeForm = `^\$\{.*\}$`
)

func text(pattern, description string) *jsonschema.Schema {
	return &jsonschema.Schema{Type: "string", Pattern: pattern, Description: description}
}

func mappingOf(value *jsonschema.Schema) *jsonschema.Schema {
	return &jsonschema.Schema{Type: "object", AdditionalProperties: value}
}

func reference(name string) *jsonschema.Schema { return &jsonschema.Schema{Ref: "#/$defs/" + name} }

// form is the schema of a type whose form in YAML does not follow from Go; nil for all others.
func (g *generator) form(t reflect.Type) *jsonschema.Schema {
	for _, element := range named() {
		if t == reflect.SliceOf(element) {
			return mappingOf(reference(element.Name()))
		}
	}
	expression := &jsonschema.Schema{Description: "A CEL expression.", AnyOf: []*jsonschema.Schema{{Type: "string", MinLength: new(uint64)}, {Type: "boolean"}, {Type: "number"}}}
	*expression.AnyOf[0].MinLength = 1
	switch t {
	case reflect.TypeFor[scenarios.Expr]():
		return expression
	case reflect.TypeFor[scenarios.Value]():
		return &jsonschema.Schema{} // anything; a value of its own, because the description is put on it
	case reflect.TypeFor[[]scenarios.Binding]():
		return mappingOf(expression)
	case reflect.TypeFor[[]scenarios.Variable]():
		return mappingOf(&jsonschema.Schema{Type: "string"})
	case reflect.TypeFor[[]scenarios.Setting](), reflect.TypeFor[[]scenarios.Loop]():
		return mappingOf(&jsonschema.Schema{})
	case reflect.TypeFor[scenarios.Row]():
		return mappingOf(&jsonschema.Schema{})
	case reflect.TypeFor[scenarios.Duration]():
		return text(plainForm, "An ISO 8601 duration, such as PT5M, P2D or -P3Y.")
	case reflect.TypeFor[scenarios.Moment](), reflect.TypeFor[scenarios.Until]():
		forms := []*jsonschema.Schema{text(plainForm, ""), text(timeForm, ""), text(wholeForm, "")}
		if t == reflect.TypeFor[scenarios.Until]() {
			forms = append(forms, &jsonschema.Schema{Const: "end"})
		}
		return &jsonschema.Schema{AnyOf: forms, Description: "A duration such as +PT5M, a time such as 2026-04-01T09:00:00+01:00, or an expression in ${ }."}
	case reflect.TypeFor[time.Time]():
		return text(timeForm, "A date, or a time with a UTC offset.")
	case reflect.TypeFor[scenarios.Range]():
		return &jsonschema.Schema{Description: "A range such as 34..79, or a whole number.",
			AnyOf: []*jsonschema.Schema{{Type: "integer", Minimum: json.Number("0")}, text(`^[0-9]+(\.\.[0-9]+)?$`, "")}}
	case reflect.TypeFor[scenarios.Verb]():
		return text(`^[^.]+\..+$`, "A connection and a verb, such as cds.invoke, or world.update.")
	case reflect.TypeFor[scenarios.Words]():
		return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{{Type: "string"}, {Type: "array", Items: &jsonschema.Schema{Type: "string"}}}}
	case reflect.TypeFor[scenarios.Budget]():
		properties := jsonschema.NewProperties()
		for _, stat := range (scenarios.Budget{}).Stats() {
			properties.Set(stat, &jsonschema.Schema{AnyOf: []*jsonschema.Schema{{Type: "number"}, {Type: "string"}}})
		}
		return &jsonschema.Schema{Type: "object", Properties: properties, AdditionalProperties: jsonschema.FalseSchema,
			Description: "Limits of a measure, by statistic: 500ms, PT0.5S or a number."}
	}
	if w, ok := reflect.TypeAssert[interface{ Words() []string }](reflect.Zero(t)); ok && t.Kind() == reflect.String {
		s := &jsonschema.Schema{Type: "string"}
		for _, word := range w.Words() {
			s.Enum = append(s.Enum, word)
		}
		return s
	}
	return nil
}

// finish adds what struct tags cannot say.
func (g *generator) finish(s *jsonschema.Schema) {
	for name, d := range s.Definitions {
		switch name {
		case "Connection", "Serving":
			d.AdditionalProperties = nil // the adapter's settings
		case "Check":
			for _, kind := range []string{"check", "measure", "eventually", "never", "always", "sometimes"} {
				d.OneOf = append(d.OneOf, &jsonschema.Schema{Required: []string{kind}})
			}
		case "Start":
			inner := *d
			*d = jsonschema.Schema{AnyOf: []*jsonschema.Schema{{Const: "none"}, &inner}}
		case "Fault":
			if on, ok := d.Properties.Get("on"); ok {
				on.Examples = nil
				for _, service := range append(fault.Services(), "any") {
					on.Examples = append(on.Examples, service)
				}
			}
		}
	}
}

// reachable drops the definitions that nothing refers to.
func reachable(t *testing.T, s *jsonschema.Schema) jsonschema.Definitions {
	t.Helper()
	keep := jsonschema.Definitions{}
	all := s.Definitions
	s.Definitions = nil
	var visit func(*jsonschema.Schema)
	visit = func(s *jsonschema.Schema) {
		text, err := json.Marshal(s)
		require.NoError(t, err)
		for name, d := range all {
			if _, have := keep[name]; !have && bytes.Contains(text, []byte(`"#/$defs/`+name+`"`)) {
				keep[name] = d
				visit(d)
			}
		}
	}
	visit(s)
	return keep
}
