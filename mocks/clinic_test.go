package mocks_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/mux"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/world"
	"sandpiper/synthetic"
	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/clock"
)

// clinic is the smallest service that has everything: routes by type, writes, a scope, an open route, and ways to go wrong.
type clinic struct{}

const clinicBase = "/clinic/FHIR/R4"

func (clinic) Name() string    { return "clinic" }
func (clinic) Needs() []string { return []string{"clinic:read", "clinic:all"} }
func (clinic) Open(r *http.Request) bool {
	return r.URL.Path == clinicBase+"/metadata" || strings.HasPrefix(r.URL.Path, "/clinic/odd/")
}
func (clinic) Deny(w http.ResponseWriter, r *http.Request, d mocks.Denial) { mocks.Outcome(w, r, d) }

func (c clinic) Mount(r *mux.Router) {
	r.HandleFunc(clinicBase+"/metadata", c.metadata).Methods("GET").Name("capabilities")
	r.HandleFunc(clinicBase+"/Patient/{id:[0-9]+}", c.read).Methods("GET").Name("read")
	r.HandleFunc(clinicBase+"/{type:AllergyIntolerance|Condition}", c.search).Methods("GET").Name("search")
	r.HandleFunc(clinicBase+"/AllergyIntolerance", c.create).Methods("POST").Name("create")
	r.HandleFunc("/clinic/odd/{what}", c.odd).Methods("GET")
}

func answer(w http.ResponseWriter, status int, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	w.Header().Set("Content-Type", "application/fhir+json")
	w.WriteHeader(status)
	_, _ = w.Write(b)
}

func (clinic) metadata(w http.ResponseWriter, r *http.Request) {
	answer(w, 200, map[string]string{"url": mocks.CallFrom(r.Context()).Base + clinicBase})
}

func (clinic) read(w http.ResponseWriter, r *http.Request) {
	call := mocks.CallFrom(r.Context())
	i, _ := strconv.Atoi(mux.Vars(r)["id"])
	if !call.View.Population().Exists(i) {
		mocks.Outcome(w, r, mocks.Denial{Status: 404, Text: "nobody"})
		return
	}
	call.Touch(i)
	p, v := call.View.Person(i)
	w.Header().Set("ETag", `W/"`+strconv.Itoa(v.N)+`"`)
	answer(w, 200, map[string]any{"id": p.Index, "sex": p.Sex.String(), "phone": p.Phone})
}

func (clinic) search(w http.ResponseWriter, r *http.Request) {
	call := mocks.CallFrom(r.Context())
	i, _ := strconv.Atoi(r.URL.Query().Get("patient"))
	call.Touch(i)
	kind := map[string]chart.Kind{"AllergyIntolerance": chart.Allergy, "Condition": chart.Problem}[mux.Vars(r)["type"]]
	texts := []string{}
	for _, e := range call.View.Chart(i, kind) {
		texts = append(texts, e.Entry.Text)
	}
	answer(w, 200, map[string]any{"entry": texts})
}

func (clinic) create(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		mocks.Outcome(w, r, mocks.Denial{Status: 413, Text: err.Error()})
		return
	}
	call := mocks.CallFrom(r.Context())
	record := call.Pen().Add(1, chart.Entry{ID: chart.ID{Kind: chart.Allergy}, Text: string(body), Raw: body})
	w.Header().Set("Location", call.Base+clinicBase+"/AllergyIntolerance/"+strconv.Itoa(record.Entry.ID.K))
	answer(w, 201, map[string]string{"access_token": "s3cret", "text": "kept"})
}

func (clinic) odd(w http.ResponseWriter, r *http.Request) {
	switch mux.Vars(r)["what"] {
	case "panic":
		_, _ = w.Write([]byte("half"))
		panic("on purpose")
	case "panic-after-flush":
		_, _ = w.Write([]byte("half"))
		w.(http.Flusher).Flush()
		panic("on purpose")
	case "big":
		for range 40 {
			_, _ = w.Write(make([]byte, 64<<10))
		}
	case "nothing":
	case "no-content":
		w.WriteHeader(http.StatusNoContent)
	}
}

// start is when the worlds of these tests begin.
var start = time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)

// bench is an estate of one clinic over loopback.
type bench struct {
	testing.TB
	estate *mocks.Estate
	realm  *mocks.Realm
	url    string
	path   string // of the realm
	slept  []time.Duration

	mu   sync.Mutex
	seen []mocks.Exchange
}

func newPopulation(tb testing.TB, n int) *synthetic.Population {
	tb.Helper()
	p, err := synthetic.Open(synthetic.DefaultRecipe(n))
	require.NoError(tb, err)
	return p
}

// newBench opens one realm that records; set alters the estate before it is built.
func newBench(tb testing.TB, set func(*mocks.Setup)) *bench {
	tb.Helper()
	b := &bench{TB: tb}
	setup := mocks.Setup{
		Services: []mocks.Service{clinic{}},
		Apps:     []mocks.App{{ID: "app-1", Name: "First App"}, {ID: "app-2"}},
		Wall:     clock.NewVirtual(start),
		Sleep: func(_ context.Context, d time.Duration) error {
			b.mu.Lock()
			defer b.mu.Unlock()
			b.slept = append(b.slept, d)
			return nil
		},
	}
	if set != nil {
		set(&setup)
	}
	var err error
	b.estate, err = mocks.NewEstate(setup)
	require.NoError(tb, err)
	server := httptest.NewServer(b.estate)
	tb.Cleanup(server.Close)
	b.url = server.URL
	b.realm = &mocks.Realm{Name: "one", World: world.New(newPopulation(tb, 100), start), Record: b.record}
	b.path, _ = b.estate.Open(b.realm)
	return b
}

func (b *bench) record(x mocks.Exchange) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.seen = append(b.seen, x)
}

func (b *bench) last() mocks.Exchange {
	b.mu.Lock()
	defer b.mu.Unlock()
	require.NotEmpty(b, b.seen)
	return b.seen[len(b.seen)-1]
}

func (b *bench) token(app string) string {
	return b.realm.Tokens.Issue(app, []string{"clinic:read"}, b.realm.World.Clock().Now(), time.Hour).Value
}

// do sends a request with a token of app-1 on a connection of its own. The path is within the realm.
func (b *bench) do(method, path, body string, header ...string) (*http.Response, string, error) {
	b.Helper()
	r, err := http.NewRequestWithContext(context.Background(), method, b.url+b.path+path, strings.NewReader(body))
	require.NoError(b, err)
	r.Header.Set("Authorization", "Bearer "+b.token("app-1"))
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 10 * time.Second}
	response, err := client.Do(r)
	if err != nil {
		return nil, "", err
	}
	defer response.Body.Close()
	got, err := io.ReadAll(response.Body)
	return response, string(got), err
}

func (b *bench) get(path string) (*http.Response, string) {
	b.Helper()
	response, body, err := b.do("GET", path, "")
	require.NoError(b, err)
	return response, body
}

// send is a bare GET under a context.
func (b *bench) send(ctx context.Context, path string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, b.url+b.path+path, nil)
	require.NoError(b, err)
	r.Header.Set("Authorization", "Bearer "+b.token("app-1"))
	response, err := http.DefaultClient.Do(r)
	if err == nil {
		err = response.Body.Close()
	}
	return err
}
