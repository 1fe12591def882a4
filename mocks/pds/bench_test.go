package pds_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sandpiper/mocks/pds"
)

// hammer sends b.N reads over 16 kept connections and reports requests a second.
func hammer(b *testing.B, h http.Handler, path func(k int64) string, token string) {
	server := httptest.NewServer(h)
	defer server.Close()
	const connections = 16
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: connections, MaxConnsPerHost: connections}}
	defer client.CloseIdleConnections()
	var next atomic.Int64
	var wg sync.WaitGroup
	b.ReportAllocs()
	b.ResetTimer()
	for range connections {
		wg.Go(func() {
			for {
				k := next.Add(1)
				if k > int64(b.N) {
					return
				}
				request, _ := http.NewRequest(http.MethodGet, server.URL+path(k), nil)
				request.Header["Authorization"] = []string{"Bearer " + token}
				request.Header["X-Request-Id"] = []string{requestID}
				response, err := client.Do(request)
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

// BenchmarkRead reads patients of a thousand, beside net/http alone with the same checks (token, identifier, number) and as many bytes:
// the ratio of the two in one run is what counts.
func BenchmarkRead(b *testing.B) {
	r := newRig(b, 1000, false)
	var bodies sync.Map
	path := func(k int64) string { return pds.Base + "/Patient/" + r.number(int(k*7919%1000)) }
	for k := range int64(1000) {
		w := r.get(strings.TrimPrefix(path(k), pds.Base))
		bodies.Store(path(k), w.Body.Bytes())
	}
	bare := http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		id := request.Header.Get("X-Request-Id")
		if request.Header.Get("Authorization") != "Bearer "+r.token || len(id) != 36 || strings.Count(id, "-") != 4 {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		body, ok := bodies.Load(request.URL.Path)
		if !ok {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		h := w.Header()
		h["Content-Type"], h["Etag"], h["X-Request-Id"] = []string{"application/fhir+json"}, []string{`W/"1"`}, []string{id}
		_, _ = w.Write(body.([]byte))
	})
	b.Run("bare", func(b *testing.B) { hammer(b, bare, path, r.token) })
	b.Run("pds", func(b *testing.B) { hammer(b, r, path, r.token) })
}

// BenchmarkSearch measures searches without a network, over people of many sizes of population; p99 is in milliseconds.
func BenchmarkSearch(b *testing.B) {
	for _, people := range []int{1_000_000, 57_700_000} {
		r := newRig(b, people, true)
		population := r.realm.World.Population()
		whom := func(k int) int { return (k*7919 + 13) * 104_729 % people }
		for _, c := range []struct {
			name  string
			query func(k int) url.Values
		}{
			{"family and birth date", func(k int) url.Values {
				p := population.Person(whom(k))
				return url.Values{"family": {p.Name.Family}, "birthdate": {p.Born.Format(time.DateOnly)}}
			}},
			{"family, year and postcode", func(k int) url.Values {
				p := population.Person(whom(k))
				year := p.Born.Year()
				return url.Values{"family": {p.Name.Family}, "address-postalcode": {p.Address.Postcode}, "birthdate": {fmt.Sprintf("ge%d-01-01", year), fmt.Sprintf("le%d-12-31", year)}}
			}},
			{"fuzzy", func(k int) url.Values {
				p := population.Person(whom(k))
				return url.Values{"_fuzzy-match": {"true"}, "family": {p.Name.Family}, "given": {p.Name.Given[0]}, "birthdate": {p.Born.Format(time.DateOnly)}}
			}},
		} {
			b.Run(fmt.Sprintf("%s/people=%d", c.name, people), func(b *testing.B) {
				var took []time.Duration
				k := 0
				for b.Loop() {
					b.StopTimer()
					path := "/Patient?" + c.query(k).Encode()
					k++
					b.StartTimer()
					began := time.Now()
					w := r.get(path)
					took = append(took, time.Since(began))
					require.Equal(b, 200, w.Code)
				}
				slices.Sort(took)
				b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
				b.ReportMetric(float64(len(took))/b.Elapsed().Seconds(), "searches/s")
			})
		}
	}
}

// BenchmarkPatch measures updates of one part, without a network.
func BenchmarkPatch(b *testing.B) {
	r := newRig(b, 1000, false).worker()
	i := subject(b, r)
	k := 0
	for b.Loop() {
		w := r.patch(i, fmt.Sprintf(`{"op":"replace","path":"/name/0/id","value":"N1"},{"op":"replace","path":"/name/0/family","value":"Smith%d"}`, k%10))
		require.Equal(b, 200, w.Code, w.Body)
		k++
	}
}
