package records_test

import (
	"io"
	"net"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
)

// connections is how many callers read at once, each on a connection of its own.
const connections = 16

// BenchmarkRead reads patients over loopback from the record server, behind the whole estate, and from a bare net/http server that makes
// the same checks by hand and has its answers in a map. It reports requests per second of both and the ratio of the two,
// which must not fall below 0.6. The two take turns, so that a machine busy with other things slows both.
//
//	go test ./mocks/records -run xxx -bench Read -benchtime 3x
func BenchmarkRead(b *testing.B) {
	r := newRig(b, 2000)
	r.realm.Tokens = &mocks.Tokens{}
	r.token = r.realm.Tokens.Issue("app", []string{"urn:nhsd:apim:app:level3:local-record"}, worldTime, 24*time.Hour).Value
	paths := make([]string, r.realm.World.Population().Len())
	for i := range paths {
		paths[i] = "/records/FHIR/R4/Patient/" + r.patient(i)
	}
	estate := serve(b, r.Estate)
	plain := serve(b, reference(b, r, paths))
	measure(b, plain, r.token, paths, 50*time.Millisecond)
	measure(b, estate, r.token, paths, 50*time.Millisecond)
	b.ResetTimer()
	var ours, bare float64
	for b.Loop() {
		bare += measure(b, plain, r.token, paths, 250*time.Millisecond)
		ours += measure(b, estate, r.token, paths, 250*time.Millisecond)
	}
	b.ReportMetric(ours/float64(b.N), "req/s")
	b.ReportMetric(bare/float64(b.N), "bare-req/s")
	b.ReportMetric(ours/bare, "ratio")
	b.ReportMetric(0, "ns/op")
}

// reference is what the estate is measured against: the checks that a caller may rely on (path, token, Accept, version), and a map.
func reference(b *testing.B, r rig, paths []string) http.Handler {
	bodies := make(map[string][]byte, len(paths))
	for _, path := range paths {
		w := r.do(http.MethodGet, path, "")
		require.Equal(b, 200, w.Code)
		bodies[path] = w.Body.Bytes()
	}
	authorization := "Bearer " + r.token
	mux := http.NewServeMux()
	mux.HandleFunc("GET /records/FHIR/R4/Patient/{id}", func(w http.ResponseWriter, request *http.Request) {
		if request.Header.Get("Authorization") != authorization {
			http.Error(w, "unauthorised", http.StatusUnauthorized)
			return
		}
		if accept := request.Header.Get("Accept"); accept != "" && accept != "application/fhir+json" {
			http.Error(w, "not acceptable", http.StatusNotAcceptable)
			return
		}
		body, ok := bodies[request.URL.Path]
		if !ok {
			http.NotFound(w, request)
			return
		}
		if request.Header.Get("If-None-Match") == `W/"1"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		h := w.Header()
		h.Set("X-Request-Id", request.Header.Get("X-Request-Id"))
		h.Set("Content-Type", "application/fhir+json")
		h.Set("Etag", `W/"1"`)
		h.Set("Last-Modified", worldTime.Format(http.TimeFormat))
		h.Set("Content-Length", strconv.Itoa(len(body)))
		_, _ = w.Write(body)
	})
	return mux
}

// serve starts a server on loopback and returns its address.
func serve(b *testing.B, h http.Handler) string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(b, err)
	server := mocks.Server(h)
	go func() { _ = server.Serve(listener) }()
	b.Cleanup(func() { _ = server.Close() })
	return "http://" + listener.Addr().String()
}

// measure reads for a while on 16 connections and returns requests per second.
func measure(b *testing.B, address, token string, paths []string, d time.Duration) float64 {
	transport := &http.Transport{MaxIdleConnsPerHost: connections, MaxConnsPerHost: connections, DisableCompression: true}
	defer transport.CloseIdleConnections()
	var done atomic.Int64
	var wait sync.WaitGroup
	start := time.Now()
	for caller := range connections {
		wait.Go(func() {
			for i := caller; time.Since(start) < d; i += connections {
				request, err := http.NewRequest(http.MethodGet, address+paths[i%len(paths)], nil)
				if err != nil {
					b.Error(err)
					return
				}
				request.Header["Authorization"] = []string{"Bearer " + token}
				request.Header["Accept"] = []string{"application/fhir+json"}
				request.Header["X-Request-Id"] = []string{"60e0b220-8136-4ca5-ae46-1d97ef59d068"}
				response, err := transport.RoundTrip(request)
				if err != nil {
					b.Error(err)
					return
				}
				_, err = io.Copy(io.Discard, response.Body)
				_ = response.Body.Close()
				if err != nil || response.StatusCode != http.StatusOK {
					b.Errorf("%s: status %d, %v", address, response.StatusCode, err)
					return
				}
				done.Add(1)
			}
		})
	}
	wait.Wait()
	return float64(done.Load()) / time.Since(start).Seconds()
}
