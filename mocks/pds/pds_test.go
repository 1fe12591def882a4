package pds_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/uuid"
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

// as is the same estate for a caller with a token of a scope, on behalf of a user (nil for nobody).
func (r rig) as(scope string, user *mocks.User) rig {
	r.token = r.realm.Tokens.IssueTo(user, "app", []string{scope}, worldTime, 10*time.Minute).Value
	return r
}

// worker is a healthcare worker with one role.
func (r rig) worker() rig {
	return r.as(pds.WorkerScope, &mocks.User{Kind: mocks.Staff, Assurance: "aal3", Roles: []mocks.Role{{ID: "555254240100"}}, Role: "555254240100"})
}

// citizen is person i, signed in at P9.
func (r rig) citizen(i int) rig {
	return r.as(pds.PatientScope, &mocks.User{Kind: mocks.Citizen, Assurance: "P9", NHSNumber: r.number(i)})
}

// do sends a request below the service's root; headers come in pairs and an empty value takes one away.
func (r rig) do(method, path string, headers ...string) *httptest.ResponseRecorder {
	return r.send(method, path, "", headers...)
}

// send is do with a body.
func (r rig) send(method, path, body string, headers ...string) *httptest.ResponseRecorder {
	request := httptest.NewRequest(method, "http://example.test"+pds.Base+path, strings.NewReader(body))
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

// patch updates person i as they are now; each call under an identifier of its own.
func (r rig) patch(i int, patches string, headers ...string) *httptest.ResponseRecorder {
	_, version := r.realm.World.Person(i)
	headers = append([]string{"If-Match", fmt.Sprintf(`W/"%d"`, version.N), "Content-Type", "application/json-patch+json", "X-Request-ID", uuid.NewString()}, headers...)
	return r.send(http.MethodPatch, "/Patient/"+r.number(i), `{"patches":[`+patches+`]}`, headers...)
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
		if bytes.Contains(w.Body.Bytes(), []byte("/RelatedPerson/")) {
			name = "RelatedPersonBundle"
		}
		if bytes.Contains(w.Body.Bytes(), []byte("/Coverage?")) {
			name = "CoverageSearch"
		}
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
		raw = bytes.ReplaceAll(raw, []byte(`\/`), []byte("/"))
		// The bodies of requests and of coverage have schemas in files of their own, which the document names only from its operations.
		more := "  schemas:\n"
		for _, name := range []string{"Coverage", "CoverageSearch", "JsonPatch", "PatientCreateRequest", "RelatedPerson"} {
			more += "    " + name + ":\n      $ref: components/schemas/" + name + ".yaml\n"
		}
		raw = bytes.Replace(raw, []byte("  schemas:\n    Patient:"), []byte(more+"    Patient:"), 1)
		return operations(raw, filepath.Dir(path)), err
	}
	return loader.LoadFromFile(path)
})

var operationFile = regexp.MustCompile(`(?m)^( +)\$ref: '(components/paths/[a-z-]+\.yaml)'$`)

// operations puts the operations, which lie in files of their own, where the document refers to them: the loader follows no reference in that place.
func operations(raw []byte, folder string) []byte {
	return operationFile.ReplaceAllFunc(raw, func(ref []byte) []byte {
		m := operationFile.FindSubmatch(ref)
		text, err := os.ReadFile(filepath.Join(folder, string(m[2])))
		if err != nil {
			return ref // the loader will say so
		}
		text = []byte(strings.NewReplacer("../../personal-demographics.yaml#/", "#/", "../schemas/", "components/schemas/", `\/`, "/").Replace(string(text)))
		var out bytes.Buffer
		for line := range bytes.Lines(text) {
			if len(bytes.TrimSpace(line)) > 0 {
				out.Write(m[1])
			}
			out.Write(line)
		}
		return out.Bytes()
	})
}

func TestSpecificationIsHere(t *testing.T) {
	_, err := specification()
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("answers are not validated: the service's OpenAPI document is not beside the checkout")
	}
	require.NoError(t, err)
}
