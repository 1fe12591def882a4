package fhir_test

import (
	"bytes"
	"encoding/xml"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"sandpiper/synthetic"
	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/fhir"
)

// shared is the folder of reference material beside the checkout; tests that need it are skipped without it, except in CI.
func shared(t *testing.T, path ...string) string {
	t.Helper()
	root := os.Getenv("SANDPIPER_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	full := filepath.Join(append([]string{root}, path...)...)
	if _, err := os.Stat(full); err != nil {
		missing(t, "reference material is not here: "+err.Error())
	}
	return full
}

func missing(t *testing.T, reason string) {
	t.Helper()
	if os.Getenv("SANDPIPER_CI") != "" {
		t.Fatal(reason)
	}
	t.Skip(reason)
}

// everything is one resource of each shape that this package can emit for a record server, and the charts of some people.
func everything(t *testing.T) []fhir.Resource {
	p := projector()
	out := []fhir.Resource{
		p.Patient(ada(), asked),
		p.Patient(&demography.Person{Index: 1, Number: 9990000026}, chart.Ethnicity{}),
		p.Practitioner(practitioner()),
		p.Organization(practice()),
		fhir.NewOutcome("not-found", "there is no such patient", fhir.Coding{System: "https://fhir.nhs.uk/CodeSystem/Spine-ErrorOrWarningCode", Code: "RESOURCE_NOT_FOUND"}).Resource(),
		capability().Resource(),
	}
	for _, e := range sample() {
		out = append(out, p.Entry(ada(), &e)...)
	}
	pop, err := synthetic.Open(synthetic.DefaultRecipe(1000))
	require.NoError(t, err)
	for i := 0; i < 1000 && len(out) < 700; i += 83 {
		person, _, c := pop.Life(i)
		gp := pop.Practitioner(person.Practice, person.GP)
		surgery, ok := pop.Practice(person.Practice)
		require.True(t, ok)
		out = append(out, p.Patient(&person, c.Ethnicity), p.Practitioner(&gp), p.Organization(&surgery))
		for j := range c.Entries {
			if j < 8 || c.Entries[j].ID.Kind >= chart.Procedure && c.Entries[j].ID.K < 3 {
				out = append(out, p.Entry(&person, &c.Entries[j])...)
			}
		}
	}
	return out
}

func TestEverythingIsValidUKCore(t *testing.T) {
	if testing.Short() {
		t.Skip("runs a Java validator for half a minute")
	}
	validator := shared(t, "tools", "fhir-validate", "fhir-validate")
	for _, tool := range []string{"java", "mvn", "bash"} {
		if _, err := exec.LookPath(tool); err != nil {
			missing(t, err.Error())
		}
	}
	var lines bytes.Buffer
	for i, r := range everything(t) {
		served := r
		if r.Type != "OperationOutcome" {
			served = r.WithMeta(r.ID, i+1, updated)
			if r.ID == "" {
				served = r.WithMeta("metadata", i+1, updated)
			}
		}
		lines.Write(served.JSON)
		lines.WriteByte('\n')
	}
	file := filepath.Join(t.TempDir(), "sample.ndjson")
	require.NoError(t, os.WriteFile(file, lines.Bytes(), 0o644))
	out, err := exec.CommandContext(t.Context(), validator, "--uk-core", file).CombinedOutput()
	require.NoError(t, err, "%s", out)
	require.Regexp(t, regexp.MustCompile(`resources \d{3}, with errors 0, errors 0`), string(out))
	t.Logf("%s", out)
}

// Extensions and profiles that HL7 UK has retired, or only drafted, must not be sent.
func TestOnlyActiveDefinitionsAreUsed(t *testing.T) {
	definitions := shared(t, "specs", "uk-core-r4", "structuredefinitions")
	urls := regexp.MustCompile(`https://fhir\.hl7\.org\.uk/StructureDefinition/([A-Za-z0-9-]+)`)
	seen := map[string]bool{}
	for _, r := range everything(t) {
		for _, m := range urls.FindAllStringSubmatch(string(r.JSON), -1) {
			seen[m[1]] = true
		}
	}
	require.Greater(t, len(seen), 20)
	for name := range seen {
		body, err := os.ReadFile(filepath.Join(definitions, name+".xml"))
		require.NoError(t, err)
		var definition struct {
			Status struct {
				Value string `xml:"value,attr"`
			} `xml:"status"`
		}
		require.NoError(t, xml.Unmarshal(body, &definition))
		require.Equal(t, "active", definition.Status.Value, name)
	}
}
