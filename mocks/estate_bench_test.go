package mocks_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/gorilla/mux"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/world"
)

// page is about the size of one resource.
var page = make([]byte, 1500)

// fixed is a service that answers with the same bytes, so that what is measured is the estate and not a service.
type fixed struct{}

func (fixed) Name() string    { return "fixed" }
func (fixed) Needs() []string { return []string{"s"} }
func (fixed) Mount(r *mux.Router) {
	r.HandleFunc("/fixed/FHIR/R4/{type}/{id}", func(w http.ResponseWriter, r *http.Request) {
		mocks.CallFrom(r.Context()).View.Person(7)
		w.Header()["Content-Type"] = []string{"application/fhir+json"}
		_, _ = w.Write(page)
	}).Methods("GET").Name("read")
}

// load sends b.N requests over 16 kept connections and reports requests a second.
func load(b *testing.B, h http.Handler, path, token string) {
	server := httptest.NewServer(h)
	defer server.Close()
	const connections = 16
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: connections, MaxConnsPerHost: connections}}
	defer client.CloseIdleConnections()
	var left atomic.Int64
	left.Store(int64(b.N))
	var wg sync.WaitGroup
	b.ReportAllocs()
	b.ResetTimer()
	for range connections {
		wg.Go(func() {
			for left.Add(-1) >= 0 {
				r, _ := http.NewRequest(http.MethodGet, server.URL+path, nil)
				r.Header["Authorization"] = []string{"Bearer " + token}
				r.Header["X-Request-Id"] = []string{"60E0B220-8136-4CA5-AE46-1D97EF59D068"}
				response, err := client.Do(r)
				if err != nil {
					b.Error(err)
					return
				}
				_, _ = io.Copy(io.Discard, response.Body)
				_ = response.Body.Close()
				if response.StatusCode != 200 {
					b.Errorf("status %d", response.StatusCode)
					return
				}
			}
		})
	}
	wg.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "req/s")
}

// BenchmarkBare is the reference: net/http alone, answering with the same bytes.
func BenchmarkBare(b *testing.B) {
	load(b, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["Content-Type"] = []string{"application/fhir+json"}
		_, _ = w.Write(page)
	}), "/fixed/FHIR/R4/Patient/7", "x")
}

// BenchmarkEstate is the same through the estate, with the login check: in a realm that records nothing, and in one that records.
func BenchmarkEstate(b *testing.B) {
	estate, err := mocks.NewEstate(mocks.Setup{Services: []mocks.Service{open{"other", "/other/{id}"}, fixed{}}})
	require.NoError(b, err)
	root := world.New(newPopulation(b, 100), start)
	var last atomic.Pointer[mocks.Exchange]
	for _, c := range []struct {
		name   string
		record func(mocks.Exchange)
	}{{"silent", nil}, {"recorded", func(x mocks.Exchange) { last.Store(&x) }}} {
		realm := &mocks.Realm{Name: c.name, World: root.Branch(start), Record: c.record}
		path, closeRealm := estate.Open(realm)
		token := realm.Tokens.Issue("app", []string{"s"}, start, 1<<40).Value
		b.Run(c.name, func(b *testing.B) { load(b, estate, path+"/fixed/FHIR/R4/Patient/7", token) })
		closeRealm()
	}
}

// BenchmarkPassage is the estate's own cost of one call, without a network.
func BenchmarkPassage(b *testing.B) {
	estate, err := mocks.NewEstate(mocks.Setup{Services: []mocks.Service{fixed{}}})
	require.NoError(b, err)
	realm := &mocks.Realm{Name: "r", World: world.New(newPopulation(b, 100), start)}
	path, _ := estate.Open(realm)
	r := httptest.NewRequest("GET", path+"/fixed/FHIR/R4/Patient/7", nil)
	r.Header.Set("Authorization", "Bearer "+realm.Tokens.Issue("app", []string{"s"}, start, 1<<40).Value)
	w := &sink{header: http.Header{}}
	b.ReportAllocs()
	for b.Loop() {
		clear(w.header)
		estate.ServeHTTP(w, r)
	}
}

// sink is a ResponseWriter that forgets.
type sink struct{ header http.Header }

func (s *sink) Header() http.Header         { return s.header }
func (s *sink) Write(b []byte) (int, error) { return len(b), nil }
func (s *sink) WriteHeader(int)             {}

// BenchmarkRealmBytes reports the memory of an open realm with a world of its own.
func BenchmarkRealmBytes(b *testing.B) {
	estate, err := mocks.NewEstate(mocks.Setup{Services: []mocks.Service{fixed{}}})
	require.NoError(b, err)
	root := world.New(newPopulation(b, 100), start)
	const realms = 2000
	for b.Loop() {
		closers := make([]func(), realms)
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		for k := range closers {
			realm := &mocks.Realm{Name: "r", World: root.Branch(start)}
			realm.Name = realm.Name + string(rune('a'+k%26)) + strconv.Itoa(k)
			_, closers[k] = estate.Open(realm)
			realm.Tokens.Issue("app", []string{"s"}, start, 1<<40)
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/realms, "B/realm")
		for _, c := range closers {
			c()
		}
	}
}
