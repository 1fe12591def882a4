package login_test

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/login/logintest"
	"sandpiper/mocks/mockstest/published"
)

const specification = "identity-service/specification/identity-service.yaml"

// asItAnswers is the specification with what it says of two members that the platform itself does not hold to: its policies
// (AssignMessage.GenerateTokenResponse.xml) and its end-to-end tests write both as strings.
func asItAnswers(t *testing.T) published.Spec {
	t.Helper()
	integer := func(of string) string {
		return "type: integer\n                    description: The lifetime in seconds of the " + of + " token."
	}
	spec := published.Open(t, specification, "/oauth2", integer("access"), strings.Replace(integer("access"), "integer", "string", 1),
		integer("refresh"), strings.Replace(integer("refresh"), "integer", "string", 1))
	// It knows seven codes of errors; the policies and tests, of which the digest has the catalogue, have more.
	for _, operation := range [][2]string{{"/authorize", "GET"}, {"/token", "POST"}} {
		for _, status := range []string{"400", "401"} {
			code := errorSchema(t, spec, operation[0], operation[1], status).Properties["error"].Value
			if len(code.Enum) == 7 { // they may be one and the same
				code.Enum = append(code.Enum, "invalid_client", "invalid_grant", "unsupported_grant_type", "public_key error")
			}
		}
	}
	return spec
}

// errorSchema is the schema of an operation's errors.
func errorSchema(t *testing.T, spec published.Spec, path, method, status string) *openapi3.Schema {
	t.Helper()
	response := spec.Doc.Paths.Find(path).GetOperation(method).Responses.Value(status)
	require.NotNil(t, response)
	return response.Value.Content.Get("application/json").Schema.Value
}

// example is the example of a property or parameter, as text.
func example(t *testing.T, schema *openapi3.SchemaRef) string {
	t.Helper()
	require.NotNil(t, schema.Value.Example)
	return schema.Value.Example.(string)
}

// examplesApp is the application of the specification's examples.
func examplesApp(t *testing.T, form openapi3.Schemas) mocks.App {
	t.Helper()
	return mocks.App{ID: example(t, form["client_id"]), Secret: example(t, form["client_secret"]), Redirects: []string{example(t, form["redirect_uri"])},
		Scopes: logintest.Scopes}
}

// TestPublishedExamples: the specification's examples are valid by its own schemas.
func TestPublishedExamples(t *testing.T) {
	spec := published.Open(t, specification, "/oauth2")
	require.NoError(t, spec.Doc.Validate(t.Context(), openapi3.EnableExamplesValidation()))
}

// TestPublishedRequests sends the requests that the specification's examples make up, of the application that they name, and holds the
// answers to its schemas.
func TestPublishedRequests(t *testing.T) {
	spec := asItAnswers(t)
	form := spec.Doc.Paths.Find("/token").Post.RequestBody.Value.Content.Get("application/x-www-form-urlencoded").Schema.Value.Properties
	app := examplesApp(t, form)
	r := logintest.New(t, nil, app)

	// GET /authorize with every parameter's example; where it has none, the only value that there is.
	asked := url.Values{}
	for _, p := range spec.Doc.Paths.Find("/authorize").Get.Parameters {
		value := p.Value.Schema.Value.Example
		if value == nil {
			require.Len(t, p.Value.Schema.Value.Enum, 1, p.Value.Name)
			value = p.Value.Schema.Value.Enum[0]
		}
		asked.Set(p.Value.Name, value.(string))
	}
	require.Len(t, asked, 5)
	assert.Equal(t, 302, r.Get("/oauth2/authorize?"+asked.Encode()).StatusCode)
	back := r.Browser().Visit("/oauth2/authorize", changed(asked, []string{"login_as", "656005750104"}))
	require.Equal(t, 302, back.StatusCode, back.Text)
	assert.True(t, strings.HasPrefix(back.Header.Get("Location"), app.Redirects[0]+"?"), back.Header.Get("Location"))

	// What comes back is in the query of Location, though the specification describes a body. Its enum of code, ["code"], is a slip.
	told := spec.Doc.Paths.Find("/authorize").Get.Responses.Value("302").Value.Content.Get("application/x-www-form-urlencoded").Schema.Value
	require.Equal(t, []any{"code"}, told.Properties["code"].Value.Enum)
	told.Properties["code"].Value.Enum = nil
	answer := map[string]any{}
	for name := range back.Query(t) {
		answer[name] = back.Query(t).Get(name)
	}
	require.NoError(t, told.VisitJSON(answer))
	assert.Equal(t, example(t, told.Properties["state"]), answer["state"])

	// POST /token with every property's example but for the code, which is used once, and the refresh token, which comes after it.
	body := url.Values{"grant_type": {"authorization_code"}}
	for name, property := range form {
		if name != "grant_type" && name != "refresh_token" {
			body.Set(name, example(t, property))
		}
	}
	unknown := post(t, spec, r, body)
	assert.Equal(t, 400, unknown.Code, "the example of a code was given to somebody else")
	body.Set("code", back.Query(t).Get("code"))
	require.Equal(t, 200, post(t, spec, r, body).Code)
}

// post sends a form of POST /token and holds request and answer to the specification.
func post(t *testing.T, spec published.Spec, r *logintest.Rig, form url.Values) *httptest.ResponseRecorder {
	t.Helper()
	return spec.Exchange(t, r, tokenRequest(form))
}

func tokenRequest(form url.Values) *http.Request {
	request := httptest.NewRequest(http.MethodPost, published.Host+"/oauth2/token", strings.NewReader(form.Encode()))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return request
}

// TestPublishedSchemas holds the errors of both operations to the schemas, and each kind of good answer. The specification knows two grants only
// and wants the members of the first for the second: those requests are not its own, their answers are.
func TestPublishedSchemas(t *testing.T) {
	spec := asItAnswers(t)
	r := logintest.New(t, nil, apps()...)
	for _, q := range []url.Values{start("client_id", ""), start("client_id", "x"), start("client_id", "revoked"), start("client_id", "nothing"),
		start("redirect_uri", ""), start("redirect_uri", "https://evil.example")} {
		w := spec.Exchange(t, r, httptest.NewRequest(http.MethodGet, published.Host+"/oauth2/authorize?"+q.Encode(), nil))
		assert.GreaterOrEqual(t, w.Code, 400)
	}
	c := code(t, r, "/oauth2", "656005750104")
	for i, form := range []url.Values{redeem(c, "grant_type", "x"), redeem(c, "client_id", ""), redeem(c, "client_id", "x"), redeem(c, "client_secret", ""),
		redeem(c, "redirect_uri", ""), redeem(c, "code", ""), redeem("x"), renew("x"), renew(""), asserted(t, logintest.Claims{"kid": "x"}, nil),
		asserted(t, nil, logintest.Claims{"iss": "x", "sub": "x"}), logintest.Asserting("x", "grant_type", "client_credentials")} {
		assert.GreaterOrEqual(t, post(t, spec, r, form).Code, 400, strconv.Itoa(i))
	}
	good := spec.Doc.Paths.Find("/token").Post.Responses.Value("200").Value.Content.Get("application/json").Schema.Value
	first := r.Post("/oauth2/token", redeem(c)).JSON(t)
	for name, got := range map[string]logintest.Reply{
		"refresh":     r.Post("/oauth2/token", renew(first["refresh_token"].(string))),
		"credentials": r.Post("/oauth2/token", credentials(t, "good", nil)),
		"exchange":    r.Post("/oauth2/token", exchange(t, idToken(t, r, "656005750107"), "published")),
	} {
		require.Equal(t, 200, got.StatusCode, "%s: %s", name, got.Text)
		require.NoError(t, good.VisitJSON(map[string]any(got.JSON(t))), name)
	}
}

// TestPublishedUserinfo holds userinfo to the two published samples: every member that we tell is one of theirs and of its kind, and what we
// do not tell is what nobody of the population has.
func TestPublishedUserinfo(t *testing.T) {
	bank := published.Decode(t, published.File(t, "identity-service/derived-response-bank.json")).(map[string]any)["test_userinfo"].(map[string]any)["response"]
	simulated := published.Decode(t, published.File(t, "identity-service/derived-userinfo-simulated-auth.json"))
	theirs := published.Shape(bank)
	for path, kind := range published.Shape(simulated) {
		assert.Equal(t, theirs[path], kind, "the two samples agree on %s", path)
	}
	r := logintest.New(t, nil)
	ours := map[string]string{}
	for _, who := range append(oneOfEachRole(r), "656005750104", "656005750107", "910000000001") {
		body := r.Post("/oauth2/token", redeem(code(t, r, "/oauth2-mock", who))).JSON(t)
		got := r.Get("/oauth2/userinfo", "Authorization", "Bearer "+body["access_token"].(string))
		require.Equal(t, 200, got.StatusCode, got.Text)
		maps.Copy(ours, published.Shape(any(got.JSON(t))))
	}
	for path, kind := range ours {
		assert.Equal(t, kind, theirs[path], "our %s", path)
	}
	var lacking []string
	for path := range theirs {
		if _, ok := ours[path]; !ok {
			lacking = append(lacking, path)
		}
	}
	assert.ElementsMatch(t, []string{
		"/consultant_id", "/gdc_id", "/gdp_id", "/gmp_id", "/rcn_id", "/middle_names", "/nhsid_org_memberships/gnc",
		"/nhsid_nrbac_roles/workgroups", "/nhsid_nrbac_roles/workgroups[]", "/nhsid_nrbac_roles/workgroups_codes", "/nhsid_nrbac_roles/workgroups_codes[]",
		"/nhsid_nrbac_roles/aow", "/nhsid_nrbac_roles/aow[]", "/nhsid_nrbac_roles/aow_codes", "/nhsid_nrbac_roles/aow_codes[]",
	}, lacking)
}

// oneOfEachRole is a clinician of the population for each job that there is at its practices.
func oneOfEachRole(r *logintest.Rig) []string {
	var out []string
	seen := make(map[string]bool)
	population := r.Realm.World.Population()
	for practice := range population.Practices() {
		for k := range practice.Practitioners {
			if who := population.Practitioner(practice.Code, k); !seen[who.Role] {
				seen[who.Role] = true
				out = append(out, who.SDSUser)
			}
		}
		if len(out) >= 5 { // all the roles of package people
			break
		}
	}
	return out
}
