package product_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/stretchr/testify/require"
)

// The key is made once: making one takes longer than everything else here.
var clientKey = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
})

func keyPEM(t *testing.T) []byte {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(clientKey())
	require.NoError(t, err)
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
}

// recordServer is a small FHIR server with a login of its own. What a test puts in before comes first.
type recordServer struct {
	*httptest.Server
	t *testing.T

	mu     sync.Mutex
	store  map[string][]any // by resource type
	asked  []string         // paths and queries of reads
	tokens int              // tokens given out
	valid  string           // the token that counts

	before func(w http.ResponseWriter, r *http.Request) (done bool)
}

func newRecordServer(t *testing.T) *recordServer {
	s := &recordServer{t: t, store: map[string][]any{"Patient": {map[string]any{"resourceType": "Patient", "id": "p1", "birthDate": "1960-05-01"}}}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /R4/.well-known/smart-configuration", func(w http.ResponseWriter, _ *http.Request) {
		write(w, 200, map[string]any{"token_endpoint": s.URL + "/token"})
	})
	mux.HandleFunc("POST /token", s.token)
	mux.HandleFunc("GET /R4/{type}", s.search)
	mux.HandleFunc("GET /R4/{type}/{id}", s.read)
	s.Server = httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

func write(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

// token checks the assertion as the API platform does.
func (s *recordServer) token(w http.ResponseWriter, r *http.Request) {
	signed, err := jwt.ParseSigned(r.FormValue("client_assertion"), []jose.SignatureAlgorithm{jose.RS512})
	if err != nil || r.FormValue("grant_type") != "client_credentials" || signed.Headers[0].KeyID != "k1" {
		write(w, 400, map[string]any{"error": "invalid_request"})
		return
	}
	var claims jwt.Claims
	if err := signed.Claims(&clientKey().PublicKey, &claims); err != nil ||
		claims.ValidateWithLeeway(jwt.Expected{Issuer: "app", Subject: "app", AnyAudience: jwt.Audience{s.URL + "/token"}, Time: time.Now()}, 0) != nil ||
		claims.ID == "" || time.Until(claims.Expiry.Time()) > 5*time.Minute {
		write(w, 401, map[string]any{"error": "invalid_client"})
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tokens++
	s.valid = "token-" + strconv.Itoa(s.tokens)
	write(w, 200, map[string]any{"access_token": s.valid, "expires_in": "599", "token_type": "Bearer"})
}

// enter notes the read and turns away whoever has no token, or whatever before decides.
func (s *recordServer) enter(w http.ResponseWriter, r *http.Request) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, strings.TrimPrefix(r.URL.String(), "/R4/"))
	if r.Header.Get("Authorization") != "Bearer "+s.valid || s.valid == "" {
		write(w, 401, map[string]any{})
		return false
	}
	return s.before == nil || !s.before(w, r)
}

func (s *recordServer) read(w http.ResponseWriter, r *http.Request) {
	if !s.enter(w, r) {
		return
	}
	for _, one := range s.store[r.PathValue("type")] {
		if one.(map[string]any)["id"] == r.PathValue("id") {
			write(w, 200, one)
			return
		}
	}
	write(w, 404, outcome("not-found"))
}

func (s *recordServer) search(w http.ResponseWriter, r *http.Request) {
	if !s.enter(w, r) {
		return
	}
	all := s.store[r.PathValue("type")]
	from, _ := strconv.Atoi(r.URL.Query().Get("from"))
	count, _ := strconv.Atoi(r.URL.Query().Get("_count"))
	to := min(from+count, len(all))
	entries := []any{}
	for _, one := range all[from:to] {
		entries = append(entries, map[string]any{"resource": one, "search": map[string]any{"mode": "match"}})
	}
	b := map[string]any{"resourceType": "Bundle", "type": "searchset", "total": len(all), "entry": entries, "link": []any{}}
	if to < len(all) {
		q := r.URL.Query()
		q.Set("from", strconv.Itoa(to))
		b["link"] = []any{map[string]any{"relation": "next", "url": s.URL + r.URL.Path + "?" + q.Encode()}}
	}
	write(w, 200, b)
}

func outcome(code string) map[string]any {
	return map[string]any{"resourceType": "OperationOutcome", "issue": []any{map[string]any{"severity": "error", "code": code}}}
}

func (s *recordServer) add(resourceType string, more ...map[string]any) {
	for _, m := range more {
		m["resourceType"] = resourceType
		if m["id"] == nil {
			m["id"] = fmt.Sprintf("%s-%d", resourceType, len(s.store[resourceType]))
		}
		if m["patient"] == nil && m["subject"] == nil {
			m["subject"] = map[string]any{"reference": "Patient/p1"}
		}
		s.store[resourceType] = append(s.store[resourceType], m)
	}
}

// Short ways to write what a record holds.

func text(words string) map[string]any { return map[string]any{"text": words} }

func coded(system, code, display string) map[string]any {
	return map[string]any{"coding": []any{map[string]any{"system": system, "code": code, "display": display}}}
}

func status(code string) map[string]any { return coded("http://terminology.hl7.org/x", code, "") }

func allergy(code map[string]any, verification, criticality string) map[string]any {
	return map[string]any{"patient": map[string]any{"reference": "Patient/p1"}, "code": code,
		"verificationStatus": status(verification), "clinicalStatus": status("active"), "criticality": criticality}
}

func taking(name string) map[string]any {
	return map[string]any{"status": "active", "intent": "order", "medicationCodeableConcept": text(name)}
}

func egfr(value float64, unit, when string) map[string]any {
	return map[string]any{"status": "final", "effectiveDateTime": when, "code": coded("http://snomed.info/sct", "1011481000000105", "eGFR"),
		"valueQuantity": map[string]any{"value": value, "unit": unit}}
}
