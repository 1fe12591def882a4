package schema_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	validator "github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	yaml "go.yaml.in/yaml/v4"

	"sandpiper/scenarios"
	"sandpiper/scenarios/schema"
)

// compiled compiles a schema with a validator that has nothing to do with its generator.
func compiled(t *testing.T, name string) *validator.Schema {
	t.Helper()
	text, err := schema.Read(name)
	require.NoError(t, err)
	document, err := validator.UnmarshalJSON(bytes.NewReader(text))
	require.NoError(t, err)
	c := validator.NewCompiler()
	require.NoError(t, c.AddResource("mem:///"+name, document))
	s, err := c.Compile("mem:///" + name)
	require.NoError(t, err)
	return s
}

// decoded reads YAML as an editor does: dates are text.
func decoded(t *testing.T, text []byte) any {
	t.Helper()
	var n yaml.Node
	require.NoError(t, yaml.Load(text, &n))
	var walk func(*yaml.Node)
	walk = func(n *yaml.Node) {
		if n.Tag == "!!timestamp" {
			n.Tag, n.Style = "!!str", yaml.DoubleQuotedStyle
		}
		for _, c := range n.Content {
			walk(c)
		}
	}
	walk(&n)
	var v any
	require.NoError(t, n.Decode(&v))
	return v
}

func TestGoodFilesAreValid(t *testing.T) {
	files := map[string]string{
		"../testdata/pack/anticoagulant.scn.yaml": "scenario", "../testdata/pack/pack.yaml": "pack",
		"../testdata/pack/hazards.yaml": "hazards", "../testdata/pack/product.yaml": "product",
	}
	root := os.Getenv("SANDPIPER_SHARED")
	if root == "" {
		root = "../../../shared"
	}
	examples, err := filepath.Glob(filepath.Join(root, "design/examples/*.scn.yaml"))
	require.NoError(t, err)
	for _, e := range examples {
		files[e] = "scenario"
	}
	for file, name := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			assert.NoError(t, compiled(t, name).Validate(decoded(t, text)))
		})
	}
}

// TestWhatTheSchemaRefuses changes one thing in a good file. Whatever the schema refuses, Load must refuse too: an editor must never be
// stricter than the language.
func TestWhatTheSchemaRefuses(t *testing.T) {
	text, err := os.ReadFile("../testdata/pack/anticoagulant.scn.yaml")
	require.NoError(t, err)
	s := compiled(t, "scenario")
	for _, c := range []struct{ old, with, where string }{
		{"title: An", "titel: An", ""},
		{"seed: 7", "sed: 7", "/world"},
		{"seed: 7", "seed: seven", "/world/seed"},
		{"mode: virtual", "mode: virtul", "/world/clock/mode"},
		{"age: 60..90", "age: old", "/cast/patient/age"},
		{"criticality: low", "criticality: lowish", "/cast/patient/allergies/0/criticality"},
		{"onset: -P4Y", "onset: 4y", "/cast/patient/conditions/0/onset"},
		{"adapter: cds-hooks", "adapter: cds", "/product/cds/adapter"},
		{"    when: cds.invoke", "    whenn: cds.invoke", "/steps/0"},
		{"kind: http-503", "kind: http-504", "/steps/1/faults/0/kind"},
		{"p95: 500ms", "p59: 500ms", "/steps/0/then/2/budget"},
		{"      - check: order.status == 200", "      - chek: order.status == 200", "/steps/0/then/0"},
		{"      - check: order.status == 200", "      - check: order.status == 200\n        never: \"false\"", "/steps/0/then/0"},
		{"people: 900", "people: many", "/vary/sample/people"},
		{"    at_most: 0.005\n", "", "/claims/0"},
	} {
		t.Run(c.with, func(t *testing.T) {
			require.Contains(t, string(text), c.old)
			bad := []byte(strings.Replace(string(text), c.old, c.with, 1))
			err := s.Validate(decoded(t, bad))
			var refused *validator.ValidationError
			require.ErrorAs(t, err, &refused)
			assert.Contains(t, places(refused), c.where)
			_, err = scenarios.Parse("f", bad)
			var load *scenarios.LoadError
			assert.ErrorAs(t, err, &load)
		})
	}
}

// places lists where the leaves of a validation error are.
func places(e *validator.ValidationError) []string {
	if len(e.Causes) == 0 {
		place := ""
		for _, p := range e.InstanceLocation {
			place += "/" + p
		}
		return []string{place}
	}
	var out []string
	for _, c := range e.Causes {
		out = append(out, places(c)...)
	}
	return out
}

func TestRead(t *testing.T) {
	_, err := schema.Read("nothing")
	assert.ErrorContains(t, err, "scenario")
	text, err := schema.Read("scenario")
	require.NoError(t, err)
	assert.True(t, json.Valid(text))
}
