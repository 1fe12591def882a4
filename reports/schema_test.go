package reports_test

import (
	"bytes"
	"flag"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/invopop/jsonschema"
	validator "github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/harness/judge"
	"sandpiper/reports"
	"sandpiper/reports/bundle"
	"sandpiper/reports/evidencetest"
	"sandpiper/reports/hazard"
)

var update = flag.Bool("update", false, "write the golden files and the schema again")

// reflected is the schema that the Go types have now.
func reflected(t *testing.T) []byte {
	t.Helper()
	r := jsonschema.Reflector{Anonymous: true, BaseSchemaID: "https://sandpiper.example/schema", Mapper: words}
	require.NoError(t, r.AddGoComments("sandpiper/reports", "./", jsonschema.WithFullComment()))
	s := r.Reflect(&reports.Evidence{})
	s.ID = "https://sandpiper.example/schema/evidence.v1.json"
	s.Title = "Sandpiper evidence, version 1"
	raw, err := bundle.Encode(s)
	require.NoError(t, err)
	return raw
}

// words gives the types that write themselves as text their words; the reflector cannot know them.
func words(of reflect.Type) *jsonschema.Schema {
	switch of {
	case reflect.TypeFor[judge.Verdict]():
		s := &jsonschema.Schema{Type: "string"}
		for v := judge.Pass; v <= judge.Error; v++ {
			s.Enum = append(s.Enum, v.String())
		}
		return s
	case reflect.TypeFor[hazard.Observed]():
		return &jsonschema.Schema{Type: "string", Enum: []any{hazard.NotExercised, hazard.NoEvent, hazard.Event}}
	}
	return nil
}

func compiled(t *testing.T) *validator.Schema {
	t.Helper()
	doc, err := validator.UnmarshalJSON(bytes.NewReader(reports.Schema()))
	require.NoError(t, err)
	c := validator.NewCompiler()
	require.NoError(t, c.AddResource("evidence.v1.json", doc))
	s, err := c.Compile("evidence.v1.json")
	require.NoError(t, err)
	return s
}

func TestSchemaIsThatOfTheTypes(t *testing.T) {
	want := reflected(t)
	if *update {
		require.NoError(t, os.WriteFile("schema/evidence.v1.json", want, 0o644))
		return
	}
	assert.Equal(t, string(want), string(reports.Schema()), "run go generate ./reports")
}

func TestEvidenceIsValidUnderItsSchema(t *testing.T) {
	in := evidencetest.Inputs()
	bare := evidencetest.Inputs()
	bare.HazardLog, bare.Kill, bare.Product, bare.Services, bare.Digests = nil, nil, nil, nil, nil
	bare.Outcomes[0].Claims[0].By = nil
	for name, one := range map[string]reports.Inputs{"full": in, "bare": bare} {
		e, err := reports.Assemble(one)
		require.NoError(t, err)
		var out bytes.Buffer
		require.NoError(t, reports.WriteJSON(&out, &e))
		doc, err := validator.UnmarshalJSON(&out)
		require.NoError(t, err)
		assert.NoError(t, compiled(t).Validate(doc), name)
	}
}

func TestTheSchemaRefusesWhatIsNotEvidence(t *testing.T) {
	e := sample(t)
	var out bytes.Buffer
	require.NoError(t, reports.WriteJSON(&out, &e))
	whole := out.String()
	for name, change := range map[string][2]string{
		"a verdict that is none": {`"verdict": "breach"`, `"verdict": "fine"`},
		"a missing part":         {`"limits":`, `"limit":`},
		"a number as text":       {`"covered": 7`, `"covered": "7"`},
	} {
		changed := strings.Replace(whole, change[0], change[1], 1)
		require.NotEqual(t, whole, changed, name)
		doc, err := validator.UnmarshalJSON(strings.NewReader(changed))
		require.NoError(t, err)
		assert.Error(t, compiled(t).Validate(doc), name)
	}
}
