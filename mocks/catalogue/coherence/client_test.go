package coherence_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"

	"sandpiper/mocks/front"
)

// answer is what came back.
type answer struct {
	code   int
	header http.Header
	body   []byte
}

// do calls a path of the round's realm, or an address. Headers are names and values in turn.
func (r *round) do(method, path, body string, headers ...string) answer {
	return r.in(r.realm.Base(), method, path, body, headers...)
}

// in is do for a realm.
func (r *round) in(base, method, path, body string, headers ...string) answer {
	address := path
	if !strings.HasPrefix(path, "http") {
		address = host + base + path
	}
	u, err := url.Parse(address)
	if err != nil {
		panic(err)
	}
	request := &http.Request{Method: method, URL: u, Host: u.Host, Header: make(http.Header, 6), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		RemoteAddr: "127.0.0.1:40000", RequestURI: u.RequestURI(), Body: http.NoBody}
	if body != "" {
		request.Body, request.ContentLength = readCloser{strings.NewReader(body)}, int64(len(body))
	}
	for i := 0; i+1 < len(headers); i += 2 {
		if headers[i+1] != "" {
			request.Header.Set(headers[i], headers[i+1])
		}
	}
	w := httptest.NewRecorder()
	if path := u.Path; strings.HasPrefix(path, front.AppsPath) { // of the estate, and not of a realm
		r.desk.ServeHTTP(w, request)
	} else {
		r.estate.ServeHTTP(w, request)
	}
	if r.trace != nil {
		_, _ = fmt.Fprintln(r.trace, method, path, w.Code)
		_, _ = r.trace.Write(w.Body.Bytes())
	}
	return answer{w.Code, w.Header(), w.Body.Bytes()}
}

type readCloser struct{ *strings.Reader }

func (readCloser) Close() error { return nil }

// requestID is a fresh X-Request-ID.
func (r *round) requestID() string {
	return fmt.Sprintf("%08x-0000-4000-8000-%012x", r.n, r.next())
}

const correlation = "11c46f5f-cdef-4865-94b2-0ee0edcc26da"

// form posts a form.
func (r *round) form(path string, values url.Values, headers ...string) answer {
	return r.do(http.MethodPost, path, values.Encode(), append([]string{"Content-Type", "application/x-www-form-urlencoded"}, headers...)...)
}

// read reads the body, which must be JSON, if the status is the one wanted.
func (a answer) read(want int, into any) error {
	if a.code != want {
		return fmt.Errorf("status %d, must be %d: %s %s", a.code, want, clip(a.body), a.header.Get("X-Sandpiper-Why"))
	}
	if into == nil {
		return nil
	}
	if err := json.Unmarshal(a.body, into); err != nil {
		return fmt.Errorf("%w: %s", err, clip(a.body))
	}
	return nil
}

func clip(b []byte) []byte {
	b = bytes.TrimSpace(b)
	return b[:min(len(b), 600)]
}

// encoded is a JSON text.
func encoded(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(text)
}
