package product

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// prescribing is the running product.
type prescribing struct {
	Config
	bug    Bug
	know   *knowledge
	tokens *tokens
	guard  *guard
	client *http.Client
	copies copies // only for CachesRecord
}

// service is one entry of the discovery answer (CDS Hooks 2.0, "Discovery").
type service struct {
	Hook        string            `json:"hook"`
	Title       string            `json:"title"`
	Description string            `json:"description"`
	ID          string            `json:"id"`
	Prefetch    map[string]string `json:"prefetch"`
}

// services is what the product offers; each is served at /cds-services/{id}.
func services() []service {
	return []service{
		{Hook: hookPatientView, ID: "medicines-at-a-glance", Title: "Medicines at a glance",
			Description: "Speaks up when the medicines on the record should not be together or do not suit the person."},
		{Hook: hookOrderSelect, ID: "choose-safely", Title: "As a medicine is chosen",
			Description: "Checks a medicine as it is picked: allergies, interactions, kidneys, conditions, duplicates."},
		{Hook: hookOrderSign, ID: "sign-safely", Title: "Before a medicine is signed",
			Description: "Checks every medicine before it is signed, its dose included."},
	}
}

// New makes the product as a handler, without a listener of its own.
func New(c Config) (http.Handler, error) {
	if c.Wall == nil || c.Sleep == nil {
		return nil, errors.New("the product needs a clock and a way to wait")
	}
	if c.Budget == 0 {
		c.Budget = 5 * time.Second
	}
	know, err := loadKnowledge()
	if err != nil {
		return nil, err
	}
	transport := c.Transport
	if transport == nil {
		transport = &http.Transport{
			DialContext:         (&net.Dialer{Timeout: 3 * time.Second}).DialContext,
			MaxIdleConns:        128,
			MaxIdleConnsPerHost: 64,
			IdleConnTimeout:     time.Minute,
		}
	}
	client := &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse // a record server that moves is a record server that cannot be read
	}}
	t, err := newTokens(c, client)
	if err != nil {
		return nil, err
	}
	p := &prescribing{Config: c, bug: c.Bug, know: know, tokens: t, client: client,
		guard: &guard{issuer: c.Issuer, jwks: c.JWKSURL, client: client, now: c.Wall, seen: map[string]time.Time{}}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /cds-services", p.discover)
	for _, s := range services() {
		mux.HandleFunc("POST /cds-services/"+s.ID, func(w http.ResponseWriter, r *http.Request) { p.hook(w, r, s.Hook) })
		mux.HandleFunc("POST /cds-services/"+s.ID+"/feedback", p.feedback)
	}
	return mux, nil
}

// discover answers GET /cds-services.
func (p *prescribing) discover(w http.ResponseWriter, _ *http.Request) {
	prefetch := map[string]string{}
	for _, n := range p.know.needs() {
		prefetch[n.key] = n.template
	}
	all := services()
	for i := range all {
		all[i].Prefetch = prefetch
	}
	answer(w, http.StatusOK, map[string]any{"services": all})
}

// hook answers one hook call: cards, or 412 when the record could not be read whole.
func (p *prescribing) hook(w http.ResponseWriter, req *http.Request, hook string) {
	if !p.admit(w, req) {
		return
	}
	h, err := readHook(http.MaxBytesReader(w, req.Body, maxQuestion), hook)
	if err != nil {
		refuse(w, http.StatusBadRequest, "invalid", err)
		return
	}
	if h.FHIRServer != "" && !p.mayRead(h.FHIRServer) {
		refuse(w, http.StatusForbidden, "forbidden", fmt.Errorf("fhirServer %s is not one that this service reads", h.FHIRServer))
		return
	}
	drafts, err := h.drafts()
	if err != nil {
		refuse(w, http.StatusBadRequest, "invalid", err)
		return
	}
	ctx, cancel := context.WithTimeout(req.Context(), p.Budget)
	defer cancel()
	cards, err := p.advise(ctx, h, drafts)
	if err != nil {
		p.log("%s %s: %v (%v)", hook, h.Instance, err, errors.Unwrap(err))
		refuse(w, http.StatusPreconditionFailed, "incomplete", err)
		return
	}
	answer(w, http.StatusOK, map[string]any{"cards": cards})
}

// admit asks the guard, and answers 401 for whoever may not call.
func (p *prescribing) admit(w http.ResponseWriter, req *http.Request) bool {
	err := p.guard.allow(req)
	if err != nil {
		p.log("%s refused: %v (%v)", req.URL.Path, err, errors.Unwrap(err))
		refuse(w, http.StatusUnauthorized, "login", err)
	}
	return err == nil
}

// feedback answers POST /cds-services/{id}/feedback: what became of the cards is logged.
func (p *prescribing) feedback(w http.ResponseWriter, req *http.Request) {
	if !p.admit(w, req) {
		return
	}
	var f struct {
		Feedback []struct {
			Card    string `json:"card"`
			Outcome string `json:"outcome"`
		} `json:"feedback"`
	}
	if err := json.NewDecoder(http.MaxBytesReader(w, req.Body, maxQuestion)).Decode(&f); err != nil {
		refuse(w, http.StatusBadRequest, "invalid", fmt.Errorf("the feedback cannot be read: %w", err))
		return
	}
	for _, one := range f.Feedback {
		if one.Card == "" || (one.Outcome != "accepted" && one.Outcome != "overridden") {
			refuse(w, http.StatusBadRequest, "invalid", errors.New("feedback needs a card and an outcome, accepted or overridden"))
			return
		}
		p.log("card %s %s", one.Card, one.Outcome)
	}
	answer(w, http.StatusOK, map[string]any{})
}

func (p *prescribing) log(format string, args ...any) {
	if p.Log != nil {
		fmt.Fprintf(p.Log, format+"\n", args...)
	}
}

// answer writes a JSON body.
func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the caller has gone; nobody is left to tell
}

// refuse writes an OperationOutcome.
func refuse(w http.ResponseWriter, status int, code string, why error) {
	answer(w, status, map[string]any{
		"resourceType": "OperationOutcome",
		"issue":        []any{map[string]string{"severity": "error", "code": code, "diagnostics": why.Error()}},
	})
}
