package product_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/harness/product"
	"sandpiper/harness/product/producttest"
)

// listener is a CDS service that keeps what it was asked and answers what it is told to.
type listener struct {
	*httptest.Server
	mu          sync.Mutex
	discoveries int
	tokens      []string
	asked       []map[string]any
	path        string
	status      int
	answer      string
}

func newListener(t testing.TB) *listener {
	l := &listener{status: 200, answer: `{"cards":[]}`}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /cds-services", func(w http.ResponseWriter, _ *http.Request) {
		l.discoveries++
		_, _ = io.WriteString(w, `{"services":[
			{"hook":"order-select","id":"choose","prefetch":{"patient":"Patient/{{context.patientId}}","allergies":"AllergyIntolerance?patient={{context.patientId}}",
				"me":"{{context.userId}}","role":"PractitionerRole?practitioner={{userPractitionerId}}","future":"Thing/{{context.somethingElse}}"}},
			{"hook":"order-sign","id":"sign"},{"hook":"patient-view","id":"view"},{"hook":"encounter-start","id":"visit"}]}`)
	})
	mux.HandleFunc("POST /", func(w http.ResponseWriter, r *http.Request) {
		l.mu.Lock()
		defer l.mu.Unlock()
		var body map[string]any
		_ = json.NewDecoder(r.Body).Decode(&body)
		l.path, l.asked, l.tokens = r.URL.Path, append(l.asked, body), append(l.tokens, strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "))
		w.WriteHeader(l.status)
		_, _ = io.WriteString(w, l.answer)
	})
	l.Server = httptest.NewServer(mux)
	t.Cleanup(l.Close)
	return l
}

// last is the latest question.
func (l *listener) last() map[string]any { return l.asked[len(l.asked)-1] }

func invoke(with map[string]any) product.Call {
	if with["draft_orders"] == nil {
		with["draft_orders"] = []any{map[string]any{"drug": "Amoxicillin 500mg capsules"}}
	}
	return product.Call{Product: "cds", Verb: "invoke", With: with, Settings: map[string]any{"hook": "order-select", "prefetch": "none"},
		BaseURL: "http://nhs.example.org/@r1", FHIRBase: "http://nhs.example.org/@r1/records/FHIR/R4", At: time.Date(2026, 4, 1, 8, 0, 0, 0, time.UTC),
		Patient: product.Patient{ID: "p1", NHSNumber: "9990000018"}, User: "Practitioner/d1", RunID: "run-1", Key: "1/run-1/choose", Timeout: 5 * time.Second,
		Fetch: func(_ context.Context, url string) ([]byte, error) {
			if strings.Contains(url, "AllergyIntolerance") {
				return nil, errors.New("down")
			}
			return []byte(`{"read":"` + url + `"}`), nil
		}}
}

func TestHookRequest(t *testing.T) {
	l := newListener(t)
	a := product.CDSHooks(l.URL, producttest.Env(t))
	call := invoke(map[string]any{"encounter": "e1", "fhir_authorization": map[string]any{"access_token": "x"}, "draft_orders": []any{
		map[string]any{"drug": "amoxicillin 500 mg capsule", "dose": map[string]any{"text": "one", "times": int64(3), "per": "day", "quantity": int64(1), "unit": "capsule"}},
		map[string]any{"drug": "Flucloxacillin 250mg capsules", "coded_as": "dmd-amp"},
		map[string]any{"drug": "summat for the chest", "coded_as": "free-text", "selected": false, "dose": "twice a day"},
	}})
	seen, err := a.Do(t.Context(), call)
	require.NoError(t, err)
	require.Equal(t, product.OK, seen.Outcome, seen.Message)

	q := l.last()
	assert.Equal(t, "/cds-services/choose", l.path)
	assert.Equal(t, "order-select", q["hook"])
	assert.Equal(t, "http://nhs.example.org/@r1/records/FHIR/R4", q["fhirServer"])
	assert.Equal(t, map[string]any{"access_token": "x"}, q["fhirAuthorization"])
	assert.NotContains(t, q, "prefetch")
	about := q["context"].(map[string]any)
	assert.Equal(t, "Practitioner/d1", about["userId"])
	assert.Equal(t, "p1", about["patientId"])
	assert.Equal(t, "e1", about["encounterId"])
	assert.Len(t, about["selections"], 2, "the third was drafted earlier")

	entries := about["draftOrders"].(map[string]any)["entry"].([]any)
	require.Len(t, entries, 3)
	first := entries[0].(map[string]any)["resource"].(map[string]any)
	assert.Equal(t, "draft", first["status"])
	assert.Equal(t, map[string]any{"reference": "Patient/p1"}, first["subject"])
	assert.Equal(t, map[string]any{"text": "Amoxicillin 500mg capsules", "coding": []any{map[string]any{
		"system": "https://dmd.nhs.uk", "code": "39732411000001106", "display": "Amoxicillin 500mg capsules"}}}, first["medicationCodeableConcept"])
	repeat := first["dosageInstruction"].([]any)[0].(map[string]any)["timing"].(map[string]any)["repeat"]
	assert.Equal(t, map[string]any{"frequency": 3.0, "period": 1.0, "periodUnit": "d"}, repeat)
	second := entries[1].(map[string]any)["resource"].(map[string]any)["medicationCodeableConcept"]
	assert.Equal(t, map[string]any{"text": "Flucloxacillin 250mg capsules (Example Generics Ltd)"}, second, "no identifier of it is known")
	third := entries[2].(map[string]any)["resource"].(map[string]any)["medicationCodeableConcept"]
	assert.Equal(t, map[string]any{"text": "summat for the chest"}, third)

	again, err := a.Do(t.Context(), call)
	require.NoError(t, err)
	assert.Equal(t, seen.Value, again.Value, "a run is the same each time")
	assert.Equal(t, q, l.last())
	assert.Equal(t, 1, l.discoveries, "discovery is asked for once")
}

func TestPrefetch(t *testing.T) {
	l := newListener(t)
	a := product.CDSHooks(l.URL, producttest.Env(t))
	base := "http://nhs.example.org/@r1/records/FHIR/R4/"
	read := func(q string) any { return map[string]any{"read": base + q} }
	tests := []struct {
		how  any
		want map[string]any
	}{
		{"none", nil},
		{"partial", map[string]any{"allergies": nil}},
		{"full", map[string]any{"allergies": nil, "patient": read("Patient/p1"), "me": read("Practitioner/d1"), "role": read("PractitionerRole?practitioner=d1")}},
		{[]any{"Patient", "me"}, map[string]any{"patient": read("Patient/p1"), "me": read("Practitioner/d1")}},
	}
	for _, test := range tests {
		_, err := a.Do(t.Context(), invoke(map[string]any{"prefetch": test.how}))
		require.NoError(t, err)
		got, _ := l.last()["prefetch"].(map[string]any)
		assert.Equal(t, test.want, got, "%v", test.how)
	}
}

func TestClientToken(t *testing.T) {
	l := newListener(t)
	env := producttest.Env(t)
	a := product.CDSHooks(l.URL, env)
	seen := map[string]bool{}
	for range 3 {
		_, err := a.Do(t.Context(), invoke(map[string]any{}))
		require.NoError(t, err)
		token, err := jwt.ParseSigned(l.tokens[len(l.tokens)-1], []jose.SignatureAlgorithm{jose.ES384})
		require.NoError(t, err)
		assert.Equal(t, "ehr-1", token.Headers[0].KeyID)
		assert.Equal(t, env.Signer.JWKSURL, token.Headers[0].ExtraHeaders["jku"])
		var claims jwt.Claims
		require.NoError(t, token.Claims(&env.Signer.Key.PublicKey, &claims))
		require.NoError(t, claims.ValidateWithLeeway(jwt.Expected{Issuer: env.Issuer, AnyAudience: jwt.Audience{l.URL + "/cds-services/choose"}, Time: time.Now()}, 0))
		assert.LessOrEqual(t, claims.Expiry.Time().Sub(claims.IssuedAt.Time()), 5*time.Minute)
		assert.False(t, seen[claims.ID], "a token is never used twice")
		seen[claims.ID] = true
	}
	_, err := a.Do(t.Context(), invoke(map[string]any{"auth": "none"}))
	require.NoError(t, err)
	assert.Empty(t, l.tokens[len(l.tokens)-1])
}

func TestAnswers(t *testing.T) {
	l := newListener(t)
	a := product.CDSHooks(l.URL, producttest.Env(t))
	long := strings.Repeat("a", 141)
	tests := []struct {
		name, answer string
		status       int
		outcome      product.Outcome
		problems     []any
		says         string
	}{
		{name: "none", answer: `{"cards":[]}`, outcome: product.OK, problems: []any{}},
		{name: "good", answer: `{"cards":[{"summary":"s","indicator":"info","source":{"label":"l"}}],"systemActions":[{"type":"create","description":"d","resource":{}}]}`, outcome: product.OK, problems: []any{}},
		{name: "refused", answer: `{"resourceType":"OperationOutcome"}`, status: 412, outcome: product.OK, problems: []any{}},
		{name: "no cards", answer: `{}`, outcome: product.Garbage, problems: []any{}, says: `no "cards"`},
		{name: "not JSON", answer: `hello`, outcome: product.Garbage, problems: []any{}, says: "begins with hello"},
		{name: "empty", answer: "", outcome: product.Garbage, problems: []any{}, says: "the body is empty"},
		{name: "not cards", answer: `{"cards":{}}`, outcome: product.Garbage, problems: []any{}, says: "begins with"},
		{name: "broken cards", outcome: product.OK, answer: `{"cards":[{"summary":"` + long + `","indicator":"loud","suggestions":[{"actions":[{"type":"eat"},{"type":"create","description":"d"},{"type":"delete","description":"d"}]}],"links":[{}]},{}],"systemActions":[{"type":"update","description":"d"}]}`,
			problems: []any{
				"cards[0] has a summary of 141 characters; 140 are allowed",
				`cards[0] has the indicator "loud"; there are info, warning, critical`,
				"cards[0] has no source.label",
				`cards[0] has suggestions and the selectionBehavior ""; there are at-most-one, any`,
				"cards[0].suggestions[0] has no label",
				`cards[0].suggestions[0].actions[0] has the type "eat"; there are create, update, delete`,
				"cards[0].suggestions[0].actions[0] has no description",
				"cards[0].suggestions[0].actions[1] would create and has no resource",
				"cards[0].suggestions[0].actions[2] would delete and has no resourceId",
				"cards[0].links[0] needs a label, a url and a type, absolute or smart",
				"cards[1] has no summary",
				`cards[1] has the indicator ""; there are info, warning, critical`,
				"cards[1] has no source.label",
				"systemActions[0] would update and has no resource",
			}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			l.answer, l.status = test.answer, max(test.status, 200)
			seen, err := a.Do(t.Context(), invoke(map[string]any{}))
			require.NoError(t, err)
			assert.Equal(t, test.outcome, seen.Outcome)
			assert.Contains(t, seen.Message, test.says)
			assert.Equal(t, float64(l.status), seen.Value["status"])
			assert.Equal(t, test.problems, seen.Value["problems"])
			assert.IsType(t, []any{}, seen.Value["cards"])
		})
	}
}

func TestCallsThatMakeNoSense(t *testing.T) {
	l := newListener(t)
	a := product.CDSHooks(l.URL, producttest.Env(t))
	order := func(m map[string]any) map[string]any { return map[string]any{"draft_orders": []any{m}} }
	tests := []struct {
		name string
		with map[string]any
		says string
	}{
		{"unknown key", map[string]any{"prefech": "none"}, `no "prefech"`},
		{"unknown hook", map[string]any{"hook": "order-eat"}, `"order-eat" cannot be fired`},
		{"hook that cannot be fired", map[string]any{"hook": "encounter-start"}, "cannot be fired"},
		{"unknown medicine", order(map[string]any{"drug": "Amoxicilin 500mg capsules"}), `the nearest is "Amoxicillin 500mg capsules"`},
		{"no identifier", order(map[string]any{"drug": "Flucloxacillin 250mg capsules"}), "write it as free-text"},
		{"unknown coding", order(map[string]any{"drug": "Amoxicillin 500mg capsules", "coded_as": "read-2"}), "dmd-vmp, dmd-amp, free-text"},
		{"unknown key of an order", order(map[string]any{"drug": "x", "strength": "5mg"}), `no "strength"`},
		{"no drug", order(map[string]any{}), "drug must be"},
		{"dose per nothing", order(map[string]any{"drug": "Amoxicillin 500mg capsules", "dose": map[string]any{"times": 1, "per": "fortnight"}}), "fortnight"},
		{"orders that are no list", map[string]any{"draft_orders": "amoxicillin"}, "must be a list"},
		{"prefetch of something else", map[string]any{"prefetch": []any{"Encounter"}}, "announces no \"Encounter\""},
		{"prefetch misspelt", map[string]any{"prefetch": "ful"}, `"ful" is none of`},
		{"timeout", map[string]any{"timeout": "soon"}, "no length of time"},
		{"auth", map[string]any{"auth": "basic"}, "neither jwt nor none"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := a.Do(t.Context(), invoke(test.with))
			assert.ErrorContains(t, err, test.says)
		})
	}
	_, err := a.Do(t.Context(), product.Call{Verb: "sing"})
	assert.ErrorContains(t, err, `no verb "sing"; it has discover, invoke, feedback`)
}

func TestPatientViewCarriesNoOrders(t *testing.T) {
	l := newListener(t)
	call := invoke(map[string]any{"hook": "patient-view", "context": map[string]any{"encounterId": "e9"}})
	_, err := product.CDSHooks(l.URL, producttest.Env(t)).Do(t.Context(), call)
	require.NoError(t, err)
	assert.Equal(t, map[string]any{"userId": "Practitioner/d1", "patientId": "p1", "encounterId": "e9"}, l.last()["context"])
}

func TestFeedback(t *testing.T) {
	l := newListener(t)
	call := invoke(map[string]any{"card": "c1", "outcome": "overridden", "reason": "benefit-outweighs"})
	call.Verb = "feedback"
	delete(call.With, "draft_orders")
	seen, err := product.CDSHooks(l.URL, producttest.Env(t)).Do(t.Context(), call)
	require.NoError(t, err)
	assert.Equal(t, 200.0, seen.Value["status"])
	assert.Equal(t, "/cds-services/choose/feedback", l.path)
	one := l.last()["feedback"].([]any)[0].(map[string]any)
	assert.Equal(t, "c1", one["card"])
	assert.Equal(t, "overridden", one["outcome"])
	assert.Equal(t, "2026-04-01T08:00:00Z", one["outcomeTimestamp"])
	assert.Equal(t, map[string]any{"code": "benefit-outweighs"}, one["overrideReason"].(map[string]any)["reason"])
}

func TestDiscovery(t *testing.T) {
	l := newListener(t)
	a := product.CDSHooks(l.URL, producttest.Env(t))
	seen, err := a.Do(t.Context(), product.Call{Verb: "discover", Timeout: time.Second})
	require.NoError(t, err)
	assert.Len(t, seen.Value["services"], 4)

	nobody := product.CDSHooks("http://127.0.0.1:1", producttest.Env(t))
	seen, err = nobody.Do(t.Context(), invoke(map[string]any{}))
	require.NoError(t, err)
	assert.Equal(t, product.Unreachable, seen.Outcome)
	assert.Regexp(t, `^discovery: nothing answers at its address \(GET http://127\.0\.0\.1:[0-9]+/cds-services\); no hook was fired`, seen.Message)
	assert.Equal(t, []any{}, seen.Value["cards"])
}

// TestNoHookIsFired: what goes wrong before the hook is no answer to it.
func TestNoHookIsFired(t *testing.T) {
	for _, row := range []struct {
		name, answer string
		status       int
		with         map[string]any
		says         string
	}{
		{"wrong base", "404 page not found", 404, nil, "/cds-services answered 404, without a list of services; the body begins with 404 page not found"},
		{"not JSON", "<html>hello", 200, nil, "/cds-services answered 200, without a list of services; the body begins with <html>hello"},
		{"empty", "", 200, nil, "the body is empty"},
		{"JSON of another kind", `{"status":"up"}`, 200, nil, `begins with {"status":"up"}`},
		{"broken", `{"error":"database"}`, 500, nil, "answered 500"},
		{"no services", `{"services":[]}`, 200, nil, `/cds-services offers no service for hook "order-select"; it offers none at all`},
		{"no service for the hook", `{"services":[{"hook":"order-sign","id":"sign"}]}`, 200, nil, `no service for hook "order-select"; it offers order-sign (sign)`},
		{"no service of the name", `{"services":[{"hook":"order-select","id":"choose"}]}`, 200, map[string]any{"service": "choos"}, `no service for hook "order-select" and id "choos"`},
	} {
		t.Run(row.name, func(t *testing.T) {
			posts := 0
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodPost {
					posts++
				}
				w.WriteHeader(row.status)
				_, _ = io.WriteString(w, row.answer)
			}))
			t.Cleanup(server.Close)
			with := row.with
			if with == nil {
				with = map[string]any{}
			}
			for _, verb := range []string{"invoke", "feedback"} {
				call := invoke(with)
				if call.Verb = verb; verb == "feedback" {
					delete(call.With, "draft_orders")
				}
				seen, err := product.CDSHooks(server.URL, producttest.Env(t)).Do(t.Context(), call)
				require.NoError(t, err)
				assert.Equal(t, product.Unreachable, seen.Outcome)
				assert.Contains(t, seen.Message, row.says)
				assert.Contains(t, seen.Message, server.URL+"/cds-services")
				assert.Contains(t, seen.Message, "no hook was fired")
				assert.Equal(t, 0.0, seen.Value["status"])
			}
			assert.Zero(t, posts)
		})
	}
}

// TestRefusalIsShown: the body of an answer other than 200 is there for a finding to show.
func TestRefusalIsShown(t *testing.T) {
	l := newListener(t)
	a := product.CDSHooks(l.URL, producttest.Env(t))
	for _, row := range []struct {
		answer string
		err    any
	}{
		{`{"error":"no such patient"}`, map[string]any{"error": "no such patient"}},
		{"no such\npatient", "no such patient"},
		{"", "the body is empty"},
		{strings.Repeat("x", 400), strings.Repeat("x", 300) + "…"},
	} {
		l.answer, l.status = row.answer, 422
		seen, err := a.Do(t.Context(), invoke(map[string]any{}))
		require.NoError(t, err)
		assert.Equal(t, product.OK, seen.Outcome)
		assert.Equal(t, row.err, seen.Value["error"])
	}
}

func FuzzAnswer(f *testing.F) {
	f.Add(`{"cards":[]}`, 200)
	f.Add(`{"cards":[{"summary":1}]}`, 200)
	f.Add(`{"cards":[{"suggestions":[{"actions":[{"resource":null}]}]}],"systemActions":7}`, 200)
	f.Add("\x00\xff", 500)
	l := newListener(f)
	env := product.Env{Wall: time.Now}
	a := product.CDSHooks(l.URL, env)
	f.Fuzz(func(t *testing.T, answer string, status int) {
		if status < 200 || status > 599 {
			status = 200
		}
		l.answer, l.status = answer, status
		seen, err := a.Do(t.Context(), invoke(map[string]any{}))
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := seen.Value["cards"].([]any); !ok {
			t.Fatalf("cards is %T", seen.Value["cards"])
		}
		if _, err := json.Marshal(seen.Value); err != nil {
			t.Fatal(err)
		}
	})
}
