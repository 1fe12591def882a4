package published

import (
	"cmp"
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"
)

// Kind is what an example is of.
type Kind string

// The kinds of examples.
const (
	OfParameter Kind = "parameter"
	OfRequest   Kind = "request"
	OfResponse  Kind = "response"
	OfMember    Kind = "member" // of a schema: a property or a whole
)

// Sample is one example of a specification, wherever it stands: inline, behind a reference, or among the components.
type Sample struct {
	At        string // "GET /Patient 200 application/fhir+json example"
	Kind      Kind
	Path      string // of the operation; empty for members
	Method    string
	Status    string // of a response
	Media     string
	Parameter *openapi3.Parameter
	Value     any // references to files are followed
	File      string
	Schema    *openapi3.SchemaRef // nil where the specification has none
}

// Check holds the example to its schema; no schema holds to everything, and XML to nothing that can be looked at here.
func (s *Sample) Check() error {
	if s.Schema == nil || s.Schema.Value == nil || strings.Contains(s.Media, "xml") {
		return nil
	}
	return s.Schema.Value.VisitJSON(s.Value)
}

// walk collects samples.
type walk struct {
	t     testing.TB
	files map[string]string // by their names, below the specification's folder
	seen  map[*openapi3.Schema]bool
	out   []Sample
}

// Samples is every example of a document, in the order of their places. References of values to files are followed to the one file of that name below
// folder, a path below ../shared/specs.
func Samples(t testing.TB, doc *openapi3.T, folder string) []Sample {
	t.Helper()
	w := &walk{t: t, files: map[string]string{}, seen: map[*openapi3.Schema]bool{}}
	for _, file := range Files(t, folder, "") {
		w.files[path.Base(file)] = file
	}
	items := doc.Paths.Map()
	for _, p := range slices.Sorted(maps.Keys(items)) {
		for _, method := range slices.Sorted(maps.Keys(items[p].Operations())) {
			w.operation(p, method, items[p], items[p].GetOperation(method))
		}
	}
	if doc.Components != nil {
		for _, name := range slices.Sorted(maps.Keys(doc.Components.Schemas)) {
			w.schema("components/schemas/"+name, doc.Components.Schemas[name])
		}
		for _, name := range slices.Sorted(maps.Keys(doc.Components.Parameters)) {
			w.parameter(Sample{At: "components/parameters/" + name, Kind: OfParameter}, doc.Components.Parameters[name].Value)
		}
		for _, name := range slices.Sorted(maps.Keys(doc.Components.Examples)) {
			w.add(Sample{At: "components/examples/" + name, Kind: OfResponse}, doc.Components.Examples[name].Value.Value)
		}
	}
	slices.SortStableFunc(w.out, func(a, b Sample) int { return cmp.Compare(a.At, b.At) })
	return w.out
}

// Files are the JSON files below a folder below ../shared/specs whose paths contain a text, as paths below it.
func Files(t testing.TB, folder, containing string) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(place(folder), func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && strings.HasSuffix(name, ".json") && strings.Contains(filepath.ToSlash(name), containing) {
			relative, _ := filepath.Rel(place(""), name)
			out = append(out, filepath.ToSlash(relative))
		}
		return err
	})
	if os.IsNotExist(err) {
		missing(t, "no published specification beside the checkout: "+err.Error())
	}
	require.NoError(t, err)
	return out
}

func (w *walk) operation(p, method string, item *openapi3.PathItem, o *openapi3.Operation) {
	at := Sample{At: method + " " + p, Path: p, Method: method}
	for _, parameter := range append(slices.Clone(item.Parameters), o.Parameters...) {
		one := at
		one.Kind, one.At = OfParameter, at.At+" "+parameter.Value.Name
		w.parameter(one, parameter.Value)
	}
	if o.RequestBody != nil {
		one := at
		one.Kind, one.At = OfRequest, at.At+" request"
		w.content(one, o.RequestBody.Value.Content)
	}
	responses := o.Responses.Map()
	for _, status := range slices.Sorted(maps.Keys(responses)) {
		one := at
		one.Kind, one.Status, one.At = OfResponse, status, at.At+" "+status
		w.content(one, responses[status].Value.Content)
		for _, name := range slices.Sorted(maps.Keys(responses[status].Value.Headers)) {
			w.schema(one.At+" "+name, responses[status].Value.Headers[name].Value.Schema)
		}
	}
}

func (w *walk) parameter(at Sample, p *openapi3.Parameter) {
	at.Parameter, at.Schema = p, p.Schema
	w.add(at, p.Example)
	w.examples(at, p.Examples)
	if p.Schema != nil && p.Schema.Value != nil {
		w.add(at, p.Schema.Value.Example)
		if items := p.Schema.Value.Items; items != nil && items.Value.Example != nil {
			at.Schema = items
			w.add(at, items.Value.Example)
		}
	}
}

func (w *walk) content(at Sample, content openapi3.Content) {
	for _, media := range slices.Sorted(maps.Keys(content)) {
		one := at
		one.Media, one.At, one.Schema = media, at.At+" "+media, content[media].Schema
		w.add(one, content[media].Example)
		w.examples(one, content[media].Examples)
		w.schema(one.At, content[media].Schema)
	}
}

func (w *walk) examples(at Sample, examples openapi3.Examples) {
	for _, name := range slices.Sorted(maps.Keys(examples)) {
		one := at
		one.At += " " + name
		w.add(one, examples[name].Value.Value)
	}
}

// schema collects the examples of a schema and of what is in it, once.
func (w *walk) schema(at string, ref *openapi3.SchemaRef) {
	if ref == nil || ref.Value == nil || w.seen[ref.Value] {
		return
	}
	w.seen[ref.Value] = true
	w.add(Sample{At: at, Kind: OfMember, Schema: ref}, ref.Value.Example)
	for _, name := range slices.Sorted(maps.Keys(ref.Value.Properties)) {
		w.schema(at+"/"+name, ref.Value.Properties[name])
	}
	w.schema(at+"/items", ref.Value.Items)
	for _, list := range []openapi3.SchemaRefs{ref.Value.AllOf, ref.Value.AnyOf, ref.Value.OneOf} {
		for _, one := range list {
			w.schema(at, one)
		}
	}
}

// add notes an example, following a reference to a file.
func (w *walk) add(at Sample, value any) {
	if value == nil {
		return
	}
	if at.At += " example"; at.Kind == OfMember {
		at.At = strings.TrimSuffix(at.At, " example")
	}
	at.Value = value
	if m, ok := value.(map[string]any); ok && len(m) == 1 {
		if ref, ok := m["$ref"].(string); ok {
			at.File = w.files[path.Base(ref)]
			require.NotEmpty(w.t, at.File, "%s refers to %s, which is not there", at.At, ref)
			require.NoError(w.t, json.Unmarshal(File(w.t, at.File), &at.Value))
		}
	}
	w.out = append(w.out, at)
}
