package harness

import (
	"bytes"
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"sync"
)

// mostRead is how much of a form, or of a token endpoint's answer, is looked at, in bytes.
const mostRead = 64 << 10

// belonging knows which run a request is part of whose path names none. A product with a web front or an API knows one address of the mock NHS
// and not one for each run; its requests are told apart by what they carry: the run's id, passed on, or else a code that a browser of the run
// brought the product, and the tokens that it was given in the run. It is safe for many goroutines.
type belonging struct {
	mu    sync.Mutex
	runs  map[string]string   // realm by run id, for products that pass X-Sandpiper-Run on
	held  map[string]string   // realm by code or token
	given map[string][]string // codes and tokens by realm
}

// begin lets a realm take part.
func (b *belonging) begin(realm, run string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.runs == nil {
		b.runs, b.held, b.given = map[string]string{}, map[string]string{}, map[string][]string{}
	}
	b.runs[run], b.given[realm] = realm, nil
}

// end forgets a realm.
func (b *belonging) end(realm, run string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, value := range b.given[realm] {
		delete(b.held, value)
	}
	delete(b.given, realm)
	delete(b.runs, run)
}

// claim says that whatever carries a value is part of a realm's run. The first to claim it has it.
func (b *belonging) claim(realm, value string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, begun := b.given[realm]; !begun || value == "" || b.held[value] != "" {
		return
	}
	b.held[value] = realm
	b.given[realm] = append(b.given[realm], value)
}

// of is the realm that a request is part of; empty for none. What it reads of the body it puts back.
func (b *belonging) of(r *http.Request) string {
	b.mu.Lock()
	idle := len(b.given) == 0
	b.mu.Unlock()
	if idle {
		return ""
	}
	if run := r.Header.Get("X-Sandpiper-Run"); run != "" { // said, so not guessed: a product may carry a token that it was given in another run
		b.mu.Lock()
		realm := b.runs[run]
		b.mu.Unlock()
		if realm != "" {
			return realm
		}
	}
	for _, value := range carried(r) {
		b.mu.Lock()
		realm := b.held[value]
		b.mu.Unlock()
		if realm != "" {
			return realm
		}
	}
	return ""
}

// carried is what a request carries that was given to somebody: a bearer token, or the codes and tokens of a form.
func carried(r *http.Request) []string {
	var out []string
	if kind, token, ok := strings.Cut(r.Header.Get("Authorization"), " "); ok && strings.EqualFold(kind, "Bearer") {
		out = append(out, strings.TrimSpace(token))
	}
	media, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if r.Method != http.MethodPost || media != "application/x-www-form-urlencoded" || r.Body == nil {
		return out
	}
	text, err := io.ReadAll(io.LimitReader(r.Body, mostRead))
	r.Body = &reread{Reader: io.MultiReader(bytes.NewReader(text), r.Body), Closer: r.Body}
	form, parseErr := url.ParseQuery(string(text))
	if err != nil || parseErr != nil {
		return out
	}
	for _, name := range []string{"code", "refresh_token", "subject_token", "actor_token", "token"} {
		if value := form.Get(name); value != "" {
			out = append(out, value)
		}
	}
	return out
}

// reread is a body whose beginning has been read already.
type reread struct {
	io.Reader
	io.Closer
}

// overheard passes an answer of a token endpoint on. Its tokens are claimed before the last of it leaves, so that whoever has a token
// finds it known.
type overheard struct {
	http.ResponseWriter
	claim func(value string)
	kept  bytes.Buffer
}

// Write passes on.
func (o *overheard) Write(p []byte) (int, error) {
	if o.kept.Len()+len(p) <= mostRead {
		o.kept.Write(p)
		var given struct {
			Access  string `json:"access_token"`
			Refresh string `json:"refresh_token"`
			ID      string `json:"id_token"`
		}
		if json.Unmarshal(o.kept.Bytes(), &given) == nil {
			o.claim(given.Access)
			o.claim(given.Refresh)
			o.claim(given.ID)
		}
	}
	return o.ResponseWriter.Write(p)
}

// Unwrap is for http.ResponseController.
func (o *overheard) Unwrap() http.ResponseWriter { return o.ResponseWriter }
