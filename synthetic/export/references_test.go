package export_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sandpiper/synthetic/export"
	"sandpiper/synthetic/fhir"
)

// What a resource refers to is there: people's own entries, and the clinicians and practices that they name.
func TestNothingDangles(t *testing.T) {
	dir := t.TempDir()
	m := run(t, export.Job{Population: population(t, 150), Format: "ndjson", Dir: dir})
	have, refs := map[string]bool{}, map[string]int{}
	for _, file := range m.Files {
		body, err := os.ReadFile(filepath.Join(dir, file.Name))
		require.NoError(t, err)
		for line := range bytes.Lines(body) {
			r, err := fhir.ParseResource(line)
			require.NoError(t, err)
			require.Equal(t, file.Type, r.Type)
			require.False(t, have[r.Type+"/"+r.ID], "%s/%s twice", r.Type, r.ID)
			have[r.Type+"/"+r.ID] = true
			count(t, r.JSON, refs)
		}
	}
	require.Greater(t, len(refs), 5_000)
	for ref := range refs {
		require.True(t, have[ref], ref)
	}
	for key := range have {
		if strings.HasPrefix(key, "Practitioner/") { // a practice may be there for its clinicians' sake
			require.Positive(t, refs[key], "%s is referred to by nobody", key)
		}
	}
}

// count counts the references in JSON.
func count(t testing.TB, body []byte, refs map[string]int) {
	var tree any
	require.NoError(t, json.Unmarshal(body, &tree))
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			for name, inner := range v {
				if ref, ok := inner.(string); ok && name == "reference" {
					refs[ref]++
				}
				walk(inner)
			}
		case []any:
			for _, inner := range v {
				walk(inner)
			}
		}
	}
	walk(tree)
}

// A bundle holds everything that it refers to, once, and can be put onto a server as it is.
func TestBundlesStandAlone(t *testing.T) {
	dir := t.TempDir()
	m := run(t, export.Job{Population: population(t, 60), Format: "bundle", Dir: dir})
	require.Equal(t, 60, m.People)
	require.Equal(t, 60, m.Files[0].Files)
	var all []byte
	files, err := filepath.Glob(filepath.Join(dir, "bundle", "00000", "*.json"))
	require.NoError(t, err)
	require.Len(t, files, 60)
	for _, file := range files {
		body, err := os.ReadFile(file)
		require.NoError(t, err)
		all = append(all, body...)
		var b struct {
			Type  string
			Entry []struct {
				FullURL  string
				Resource struct{ ResourceType, ID string }
				Request  struct{ Method, URL string }
			}
		}
		require.NoError(t, json.Unmarshal(body, &b))
		require.Equal(t, "transaction", b.Type)
		have, refs := map[string]bool{}, map[string]int{}
		for _, e := range b.Entry {
			key := e.Resource.ResourceType + "/" + e.Resource.ID
			require.False(t, have[key], key)
			have[key] = true
			require.Equal(t, key, e.Request.URL)
			require.Equal(t, "PUT", e.Request.Method)
			require.Equal(t, export.Base+"/"+key, e.FullURL)
		}
		count(t, body, refs)
		for ref := range refs {
			require.True(t, have[ref], ref)
		}
	}
	require.Equal(t, m.Files[0].SHA256, sum(all))
}
