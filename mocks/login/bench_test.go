package login_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"sandpiper/mocks"
	"sandpiper/mocks/login/logintest"
)

// BenchmarkClientCredentials is what a token costs the platform: the assertion is made off the clock.
func BenchmarkClientCredentials(b *testing.B) {
	r := logintest.New(b, nil, mocks.App{ID: "machine", Keys: logintest.KeySet(), Scopes: []string{"urn:nhsd:apim:app:level3:x"}})
	for i := range b.N {
		b.StopTimer()
		form := logintest.Asserting(logintest.Assertion(b, "machine", logintest.Host+"/oauth2/token", fmt.Sprint(i), nil), "grant_type", "client_credentials").Encode()
		b.StartTimer()
		serve(b, r, form)
	}
}

// BenchmarkRefresh renews one sign-in over and over.
func BenchmarkRefresh(b *testing.B) {
	r := logintest.New(b, nil)
	token := r.Post("/oauth2/token", redeem(code(b, r, "/oauth2", "656005750104"))).JSON(b)["refresh_token"].(string)
	for b.Loop() {
		body := serve(b, r, renew(token).Encode())
		_, rest, _ := strings.Cut(body, `"refresh_token":"`)
		token, _, _ = strings.Cut(rest, `"`)
	}
}

func serve(b *testing.B, r *logintest.Rig, form string) string {
	request := httptest.NewRequest(http.MethodPost, logintest.Host+"/oauth2/token", strings.NewReader(form))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	r.ServeHTTP(w, request)
	if w.Code != http.StatusOK {
		b.Fatal(w.Code, w.Body)
	}
	return w.Body.String()
}
