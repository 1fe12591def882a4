package catalogue_test

import (
	"encoding/json"
	"net"
	"net/http"
	"os"
	"regexp"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/synthetic/nhs"
)

// Environment of a process that plays the reference.
const (
	referenceBodies = "SANDPIPER_BENCH_BODIES" // a file: paths and what is answered there
	referenceToken  = "SANDPIPER_BENCH_TOKEN"
)

// BenchmarkReference is no measurement: it plays the reference in a process of its own, which BenchmarkPeers starts and ends. It is net/http alone, answering
// with the same bytes after the same checks: a token looked up, its scope, the form of X-Request-ID, the check digit of the number.
func BenchmarkReference(b *testing.B) {
	file := os.Getenv(referenceBodies)
	if file == "" {
		b.Skip("played in a process of its own, by BenchmarkPeers")
	}
	text, err := os.ReadFile(file)
	require.NoError(b, err)
	var bodies map[string]json.RawMessage
	require.NoError(b, json.Unmarshal(text, &bodies))
	const scope = "read"
	tokens := map[string][]string{os.Getenv(referenceToken): {scope}}
	uuid := regexp.MustCompile(`^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$`)
	debug.SetGCPercent(300) // as the mock NHS
	listener, err := net.Listen("tcp", "127.0.0.1:"+os.Getenv("PORT"))
	require.NoError(b, err)
	server := mocks.Server(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		kind, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
		if scopes := tokens[token]; kind != "Bearer" || len(scopes) == 0 || scopes[0] != scope {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		id := r.Header.Get("X-Request-Id")
		if !uuid.MatchString(id) {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		path := r.URL.Path
		if _, err := nhs.ParseNumber(path[strings.LastIndexByte(path, '/')+1:]); err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		body, ok := bodies[path]
		if !ok {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		h := w.Header()
		h["Content-Type"], h["Etag"], h["X-Request-Id"] = []string{"application/fhir+json"}, []string{`W/"1"`}, []string{id}
		h["Content-Length"] = []string{strconv.Itoa(len(body))}
		_, _ = w.Write(body)
	}))
	require.NoError(b, server.Serve(listener))
}
