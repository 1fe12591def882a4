package pds_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/pds"
	"sandpiper/mocks/world"
	"sandpiper/synthetic"
)

const requestID = "60E0B220-8136-4CA5-AE46-1D97EF59D068"

var worldTime = time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)

// rig is an estate with PDS, in which a caller with a token is an application and one without may look around as in the sandbox.
type rig struct {
	*mocks.Estate
	realm *mocks.Realm
	token string
}

func newRig(t testing.TB, people int, open bool) rig {
	t.Helper()
	population, err := synthetic.Open(synthetic.DefaultRecipe(people))
	require.NoError(t, err)
	realm := &mocks.Realm{World: world.New(population, worldTime), OpenAccess: open}
	estate, err := mocks.NewEstate(mocks.Setup{Services: []mocks.Service{pds.Service{}}, Apps: []mocks.App{{ID: "app"}}, Default: realm})
	require.NoError(t, err)
	r := rig{Estate: estate, realm: realm}
	if !open {
		r.token = r.issue(pds.AppScope)
	}
	return r
}

func (r rig) issue(scope string) string {
	return r.realm.Tokens.Issue("app", []string{scope}, worldTime, 10*time.Minute).Value
}

// do sends a request below the service's root; headers come in pairs and an empty value takes one away.
func (r rig) do(method, path string, headers ...string) *httptest.ResponseRecorder {
	request := httptest.NewRequest(method, "http://example.test"+pds.Base+path, nil)
	request.Header.Set("X-Request-ID", requestID)
	if r.token != "" {
		request.Header.Set("Authorization", "Bearer "+r.token)
	}
	for i := 0; i < len(headers); i += 2 {
		if headers[i+1] == "" {
			request.Header.Del(headers[i])
			continue
		}
		request.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	r.ServeHTTP(w, request)
	return w
}

func (r rig) get(path string, headers ...string) *httptest.ResponseRecorder {
	return r.do(http.MethodGet, path, headers...)
}

func (r rig) number(i int) string { return r.realm.World.Population().Number(i).String() }

// conforms checks an answer against NHS England's own OpenAPI document, when that is at hand.
func conforms(t *testing.T, w *httptest.ResponseRecorder) {
	t.Helper()
	doc, err := specification()
	if errors.Is(err, fs.ErrNotExist) {
		return // TestSpecificationIsHere says so, once
	}
	require.NoError(t, err)
	var body map[string]any
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &body))
	name, _ := body["resourceType"].(string)
	if name == "Bundle" {
		name = "PatientSearch"
	}
	require.Contains(t, doc.Components.Schemas, name)
	assert.NoError(t, doc.Components.Schemas[name].Value.VisitJSON(body), w.Body)
}

// specification reads the document once. Its pattern for ETags escapes a slash, which YAML 1.2 allows and the loader's YAML does not.
var specification = sync.OnceValues(func() (*openapi3.T, error) {
	path := filepath.Join("..", "..", "..", "shared", "specs", "pds", "specification", "personal-demographics.yaml")
	if _, err := os.Stat(path); err != nil {
		return nil, err
	}
	loader := openapi3.NewLoader()
	loader.IsExternalRefsAllowed = true
	loader.ReadFromURIFunc = func(_ *openapi3.Loader, location *url.URL) ([]byte, error) {
		raw, err := os.ReadFile(filepath.FromSlash(location.Path))
		return bytes.ReplaceAll(raw, []byte(`\/`), []byte("/")), err
	}
	return loader.LoadFromFile(path)
})

func TestSpecificationIsHere(t *testing.T) {
	_, err := specification()
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("answers are not validated: the service's OpenAPI document is not beside the checkout")
	}
	require.NoError(t, err)
}
