package published

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
	"github.com/stretchr/testify/require"
)

// Host is the server that requests of these tests name.
const Host = "http://example.test"

// Spec is one published OpenAPI file.
type Spec struct {
	Doc    *openapi3.T
	router routers.Router
}

// File reads a file below ../shared/specs.
func File(t testing.TB, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile(place(name))
	if err != nil {
		missing(t, "no published specification beside the checkout: "+err.Error())
	}
	return raw
}

// place is where a file below ../shared/specs lies, seen from any folder of the checkout.
func place(name string) string {
	up := ".."
	for range 8 {
		if _, err := os.Stat(filepath.Join(up, "go.mod")); err == nil {
			break
		}
		up = filepath.Join("..", up)
	}
	return filepath.Join(up, "..", "shared", "specs", filepath.FromSlash(name))
}

func missing(t testing.TB, why string) {
	t.Helper()
	if os.Getenv("SANDPIPER_CI") != "" {
		t.Fatal(why)
	}
	t.Skip(why)
}

// Open reads an OpenAPI file whose service lies at a root. Words of the file that are to be read as others come in pairs: the security schemes that
// point at a server of the platform cannot be followed here.
func Open(t testing.TB, name, root string, instead ...string) Spec {
	t.Helper()
	raw := []byte(strings.NewReplacer(instead...).Replace(string(File(t, name))))
	loader := openapi3.NewLoader()
	loader.IsExternalRefsAllowed = true
	at, err := filepath.Abs(place(name))
	require.NoError(t, err)
	doc, err := loader.LoadFromDataWithPath(raw, &url.URL{Path: filepath.ToSlash(at)})
	require.NoError(t, err)
	return Of(t, doc, root)
}

// Of is a document that has been read, of a service that lies at a root.
func Of(t testing.TB, doc *openapi3.T, root string) Spec {
	t.Helper()
	doc.Servers = openapi3.Servers{{URL: Host + root}}
	doc.Security = nil
	for _, item := range doc.Paths.Map() {
		for _, operation := range item.Operations() {
			operation.Security = nil
		}
	}
	router, err := gorillamux.NewRouter(doc)
	require.NoError(t, err)
	return Spec{doc, router}
}

// Exchange sends a request to a handler and holds the request, if it is answered with 200, and the answer to the specification.
func (s Spec) Exchange(t testing.TB, h http.Handler, r *http.Request) *httptest.ResponseRecorder {
	t.Helper()
	route, parts, err := s.router.FindRoute(r)
	require.NoError(t, err, "%s %s is not an operation of the specification", r.Method, r.URL.Path)
	input := &openapi3filter.RequestValidationInput{Request: r, PathParams: parts, Route: route,
		Options: &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, IncludeResponseStatus: true}}
	invalid := openapi3filter.ValidateRequest(r.Context(), input)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code == http.StatusOK {
		require.NoError(t, invalid, "what we answer must be a request of the specification")
	}
	answer := &openapi3filter.ResponseValidationInput{RequestValidationInput: input, Status: w.Code, Header: w.Header(), Options: input.Options}
	answer.SetBodyBytes(w.Body.Bytes())
	require.NoError(t, openapi3filter.ValidateResponse(r.Context(), answer), "%s", w.Body)
	return w
}

// Example is an example of an answer.
type Example struct {
	Name, Media string
	Value       any // as JSON has it; a text for XML
}

// Examples is every example of the answers of an operation with a status ("200", "4XX"), in the order of their names.
func (s Spec) Examples(t testing.TB, path, method, status string) []Example {
	t.Helper()
	item := s.Doc.Paths.Find(path)
	require.NotNil(t, item, path)
	response := item.GetOperation(method).Responses.Value(status)
	require.NotNil(t, response, "%s %s %s", method, path, status)
	var out []Example
	for media, content := range response.Value.Content {
		if content.Example != nil {
			out = append(out, Example{"example", media, content.Example})
		}
		for name, example := range content.Examples {
			out = append(out, Example{name, media, example.Value.Value})
		}
	}
	slices.SortFunc(out, func(a, b Example) int { return strings.Compare(a.Media+a.Name, b.Media+b.Name) })
	return out
}

// Decode reads JSON.
func Decode(t testing.TB, raw []byte) any {
	t.Helper()
	var v any
	require.NoError(t, json.Unmarshal(raw, &v), "%s", raw)
	return v
}

// Members collects the paths of all members of a JSON value; the items of an array share one path.
func Members(v any) map[string]bool {
	out := make(map[string]bool)
	collect("", v, out)
	return out
}

func collect(path string, v any, into map[string]bool) {
	switch v := v.(type) {
	case map[string]any:
		for name, value := range v {
			into[path+"/"+name] = true
			collect(path+"/"+name, value, into)
		}
	case []any:
		for _, value := range v {
			collect(path, value, into)
		}
	}
}
