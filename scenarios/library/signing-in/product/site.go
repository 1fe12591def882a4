package product

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/go-jose/go-jose/v4"
	"golang.org/x/oauth2"
)

// patience is how long one call to NHS login may take.
const patience = 3 * time.Second

// site is the running product.
type site struct {
	Config
	signer   jose.Signer
	client   *http.Client // to NHS login
	sessions *sessions

	mu       sync.Mutex
	provider *oidc.Provider // nil until its discovery document has been read
}

// New makes the product as a handler, without a listener of its own.
func New(c Config) (http.Handler, error) {
	if c.Wall == nil || c.Issuer == "" || c.ClientID == "" {
		return nil, errors.New("the product needs a clock, the issuer of NHS login, and its client id there")
	}
	signer, err := newSigner(c.KeyPEM, c.KID)
	if err != nil {
		return nil, err
	}
	if c.Origin == "" {
		c.Origin = "http://" + c.Listen
	}
	if c.Transport == nil {
		c.Transport = &http.Transport{MaxIdleConns: 128, MaxIdleConnsPerHost: 64, IdleConnTimeout: time.Minute}
	}
	s := &site{Config: c, signer: signer, sessions: &sessions{now: c.Wall, held: map[string]*session{}}}
	s.client = &http.Client{Transport: c.Transport, Timeout: patience, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse // NHS login answers where it is or not at all
	}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.home)
	mux.HandleFunc("GET /sign-in", s.signIn)
	mux.HandleFunc("GET /callback", s.callback)
	mux.HandleFunc("POST /sign-out", s.signOut)
	for _, v := range services() {
		mux.HandleFunc("GET "+v.path, func(w http.ResponseWriter, r *http.Request) { s.serve(w, r, v) })
	}
	return guarded(mux), nil
}

// guarded adds what every page should say to a browser.
func guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Cache-Control", "no-store")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		next.ServeHTTP(w, r)
	})
}

// discovered is NHS login as its discovery document describes it. An attempt that fails is made again at the next request.
func (s *site) discovered(ctx context.Context) (*oidc.Provider, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.provider != nil {
		return s.provider, nil
	}
	// The provider fetches keys for as long as the product runs, not only for as long as this request.
	p, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), s.client), s.Issuer)
	if err != nil {
		return nil, fmt.Errorf("discover NHS login: %w", err)
	}
	s.provider = p
	return p, nil
}

// oauth is the client's side of a conversation with NHS login about a service.
func (s *site) oauth(p *oidc.Provider, v service) *oauth2.Config {
	endpoint := p.Endpoint()
	endpoint.AuthStyle = oauth2.AuthStyleInParams
	return &oauth2.Config{ClientID: s.ClientID, Endpoint: endpoint, RedirectURL: strings.TrimRight(s.Origin, "/") + "/callback", Scopes: v.asks(s.Bug)}
}

func (s *site) log(format string, args ...any) {
	if s.Log != nil {
		fmt.Fprintf(s.Log, format+"\n", args...)
	}
}
