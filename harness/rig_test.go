package harness_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"sandpiper/harness"
	"sandpiper/harness/product"
	"sandpiper/mocks"
	"sandpiper/mocks/catalogue"
	"sandpiper/scenarios"
	"sandpiper/synthetic"
	"sandpiper/synthetic/clock"
)

const appID = "test-product"

var productKey = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
})

var population = sync.OnceValues(func() (*synthetic.Population, error) { return synthetic.Open(synthetic.DefaultRecipe(2000)) })

// fake is a small CDS Hooks product. It reads the patient's allergies from the record server that each call names, with a token
// that it gets there, several things at once, and puts identifiers of its own making into its cards.
type fake struct {
	hang    func(drug string) bool // does not answer for it
	answer  func(drug string, w http.ResponseWriter) bool
	alert   func(drug string, allergic bool) bool // nil: as it should be
	onBlind int                                   // status when the record cannot be read; 0 means 412
	trivial bool                                  // reads nothing
	stop    chan struct{}

	signer jose.Signer
	mu     sync.Mutex
	tokens map[string]string
	client *http.Client
}

func (f *fake) serve(t testing.TB) string {
	var err error
	f.signer, err = jose.NewSigner(jose.SigningKey{Algorithm: jose.RS512, Key: productKey()}, (&jose.SignerOptions{}).WithType("JWT").WithHeader("kid", "k1"))
	require.NoError(t, err)
	f.tokens, f.stop = map[string]string{}, make(chan struct{})
	f.client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /cds-services", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"services":[{"hook":"order-select","id":"s","title":"t","description":"d"}]}`)
	})
	mux.HandleFunc("POST /cds-services/s", f.invoke)
	server := httptest.NewServer(mux)
	t.Cleanup(func() {
		close(f.stop)
		server.Close()
		f.client.CloseIdleConnections()
	})
	return server.URL
}

func (f *fake) invoke(w http.ResponseWriter, r *http.Request) {
	var body struct {
		FHIRServer string
		Context    struct {
			PatientID   string
			DraftOrders struct {
				Entry []struct {
					Resource struct{ MedicationCodeableConcept struct{ Text string } }
				}
			}
		}
	}
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	drug := ""
	if e := body.Context.DraftOrders.Entry; len(e) > 0 {
		drug = strings.ToLower(e[0].Resource.MedicationCodeableConcept.Text)
	}
	if f.hang != nil && f.hang(drug) {
		select {
		case <-f.stop:
		case <-r.Context().Done():
		}
		return
	}
	if f.answer != nil && f.answer(drug, w) {
		return
	}
	allergic := false
	if !f.trivial {
		var err error
		allergic, err = f.read(body.FHIRServer, body.Context.PatientID)
		if err != nil && strings.Contains(err.Error(), ": 401: ") { // the world's clock has moved past the life of the token
			f.forget(body.FHIRServer)
			allergic, err = f.read(body.FHIRServer, body.Context.PatientID)
		}
		if err != nil {
			w.WriteHeader(f.onBlind)
			_, _ = io.WriteString(w, `{"cards":[]}`)
			return
		}
	}
	penicillin := strings.Contains(drug, "cillin")
	alert := penicillin && allergic
	if f.alert != nil {
		alert = f.alert(drug, allergic)
	}
	cards := []any{}
	if alert {
		cards = append(cards, map[string]any{"uuid": uuid.NewString(), "summary": "Penicillin allergy", "indicator": "critical", "source": map[string]any{"label": "fake"}})
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"cards": cards})
}

// read asks for the patient, their allergies and their problems at the same time.
func (f *fake) read(base, patient string) (allergic bool, err error) {
	token, err := f.token(base)
	if err != nil {
		return false, err
	}
	type answer struct {
		text string
		err  error
	}
	urls := []string{base + "/AllergyIntolerance?patient=" + patient, base + "/Patient/" + patient, base + "/Condition?patient=" + patient}
	answers := make([]answer, len(urls))
	var wg sync.WaitGroup
	for i, u := range urls {
		wg.Go(func() { answers[i].text, answers[i].err = f.get(u, token) })
	}
	wg.Wait()
	for _, a := range answers {
		if a.err != nil {
			return false, a.err
		}
	}
	return strings.Contains(strings.ToLower(answers[0].text), "penicillin"), nil
}

func (f *fake) get(u, token string) (string, error) {
	req, err := http.NewRequest(http.MethodGet, u, nil)
	if err != nil {
		return "", err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("X-Request-ID", uuid.NewString())
	res, err := f.client.Do(req)
	if err != nil {
		return "", err
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %d: %s", u, res.StatusCode, text)
	}
	return string(text), err
}

func (f *fake) forget(base string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.tokens, strings.TrimSuffix(base, "/records/FHIR/R4")+"/oauth2/token")
}

func (f *fake) token(base string) (string, error) {
	endpoint := strings.TrimSuffix(base, "/records/FHIR/R4") + "/oauth2/token"
	f.mu.Lock()
	defer f.mu.Unlock()
	if t := f.tokens[endpoint]; t != "" {
		return t, nil
	}
	now := time.Now()
	claims, _ := json.Marshal(map[string]any{"iss": appID, "sub": appID, "aud": endpoint, "jti": uuid.NewString(), "iat": now.Unix(), "exp": now.Add(4 * time.Minute).Unix()})
	signed, err := f.signer.Sign(claims)
	if err != nil {
		return "", err
	}
	assertion, err := signed.CompactSerialize()
	if err != nil {
		return "", err
	}
	res, err := f.client.PostForm(endpoint, url.Values{"grant_type": {"client_credentials"}, "client_assertion": {assertion},
		"client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}})
	if err != nil {
		return "", err
	}
	defer func() { _ = res.Body.Close() }()
	var got struct {
		AccessToken string `json:"access_token"`
	}
	if err := json.NewDecoder(res.Body).Decode(&got); err != nil || got.AccessToken == "" {
		return "", fmt.Errorf("no token: %d %w", res.StatusCode, err)
	}
	f.tokens[endpoint] = got.AccessToken
	return got.AccessToken, nil
}

// rig is a campaign over a small population with the made-up NHS served in this process.
func rig(t testing.TB, f *fake, dir string, files ...string) *harness.Campaign {
	t.Helper()
	if f.onBlind == 0 {
		f.onBlind = http.StatusPreconditionFailed
	}
	people, err := population()
	require.NoError(t, err)
	set := jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: productKey().Public(), KeyID: "k1", Algorithm: "RS512", Use: "sig"}}}
	estate, err := mocks.NewEstate(mocks.Setup{Services: catalogue.Services(), Wall: clock.Func(time.Now),
		Apps: []mocks.App{{ID: appID, Name: "Test product", Keys: set, Scopes: []string{"urn:nhsd:apim:app:level3:local-record"}, ODS: "ZXAAAA"}}})
	require.NoError(t, err)
	gate := &harness.Gate{Next: estate}
	server := httptest.NewServer(gate)
	t.Cleanup(server.Close)
	c := &harness.Campaign{Population: people, Estate: estate, Gate: gate, Dir: dir, Workers: 2, Tool: harness.Tool{Name: "sandpiper", Version: "test"},
		Product: product.Guest{Title: "Fake", Launch: product.None{}, Serves: []product.Serve{{Name: "cds", Base: f.serve(t), Connect: product.CDSHooks}}},
		Env: product.Env{BaseURL: server.URL, Wall: time.Now, Sleep: func(ctx context.Context, d time.Duration) error {
			select {
			case <-time.After(d):
			case <-ctx.Done():
			}
			return ctx.Err()
		}}}
	for _, name := range files {
		s, err := scenarios.Load(filepath.Join("testdata", name))
		require.NoError(t, err)
		c.Scenarios = append(c.Scenarios, s)
	}
	return c
}
