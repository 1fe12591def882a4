package product

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"sort"
	"strconv"
	"strings"
)

// discovery is what GET {base}/cds-services answered (CDS Hooks 2.0, "Discovery").
type discovery struct {
	Services []cdsService `json:"services"`
	raw      map[string]any
	at       string // where it was read, for messages
}

// cdsService is one service that the product offers.
type cdsService struct {
	Hook     string            `json:"hook"`
	ID       string            `json:"id"`
	Title    string            `json:"title"`
	Prefetch map[string]string `json:"prefetch"`
}

// keys lists the prefetch keys in alphabetical order.
func (s *cdsService) keys() []string {
	out := make([]string, 0, len(s.Prefetch))
	for k := range s.Prefetch {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

// discover is the verb: it always asks, and shows what the product offers.
func (a *cdsAdapter) discover(ctx context.Context, call *Call) (Observation, error) {
	found, seen, err := a.ask(ctx, call)
	if err != nil {
		return Observation{}, err
	}
	if found != nil {
		a.mu.Lock()
		a.known = found
		a.mu.Unlock()
	}
	return seen, nil
}

// discovered is the product's services, asked for once. When the product cannot be asked, failed is the observation to hand on: a hook that was
// never fired has no answer, so it is never one that a check could take for silence about a danger.
func (a *cdsAdapter) discovered(ctx context.Context, call *Call) (found *discovery, failed *Observation, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.known != nil {
		return a.known, nil, nil
	}
	found, seen, err := a.ask(ctx, call)
	if err != nil {
		return nil, nil, err
	}
	if found == nil {
		outcome := Unreachable
		if seen.Outcome == TimedOut {
			outcome = TimedOut
		}
		out, err := a.unasked(outcome, seen.Message)
		out.Latency = seen.Latency
		return nil, &out, err
	}
	a.known = found
	return found, nil, nil
}

// ask makes the discovery request; found is nil when there was no good answer.
func (a *cdsAdapter) ask(ctx context.Context, call *Call) (found *discovery, seen Observation, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, a.base+"/cds-services", nil)
	if err != nil {
		return nil, Observation{}, fmt.Errorf("discover at %s: %w", a.base, err)
	}
	req.Header.Set("Accept", "application/json")
	limit, err := call.limit()
	if err != nil {
		return nil, Observation{}, err
	}
	r, err := a.wire.send(ctx, req, limit)
	if err != nil {
		return nil, Observation{}, err
	}
	seen = Observation{Latency: r.latency, Outcome: r.outcome, Message: r.message,
		Value: map[string]any{"status": float64(r.status), "services": []any{}}}
	if r.outcome != OK {
		return nil, seen, nil
	}
	d := &discovery{at: whereabouts(req.URL)}
	if r.status != http.StatusOK || json.Unmarshal(r.body, d) != nil || json.Unmarshal(r.body, &d.raw) != nil || d.Services == nil {
		seen.Outcome = Garbage
		seen.Message = fmt.Sprintf("GET %s answered %d, without a list of services; %s", whereabouts(req.URL), r.status, opening(r.body))
		if r.status == http.StatusNotFound {
			seen.Message += " (base in the product file is what stands before /cds-services)"
		}
		return nil, seen, nil
	}
	seen.Value["services"] = d.raw["services"]
	return d, seen, nil
}

// unasked is the observation when no hook could be fired, with why. It has the members of an answer and nothing in them.
func (a *cdsAdapter) unasked(outcome Outcome, why string) (Observation, error) {
	value, err := plain(Invoked{Cards: []any{}, SystemActions: []any{}, Problems: []string{}, Sent: sent{Orders: []sentOrder{}, Prefetch: []string{}}})
	why = "discovery: " + why + "; no hook was fired"
	return Observation{Outcome: outcome, Message: why, Value: value}, err
}

// choose finds the service that the call means: by id (setting service), else by hook. When the product offers none, missing says so.
func (d *discovery) choose(call *Call) (found *cdsService, missing string, err error) {
	id, err := call.text("service", "")
	if err != nil {
		return nil, "", err
	}
	hook, err := call.text("hook", "")
	if err != nil {
		return nil, "", err
	}
	if id == "" && hook == "" {
		return nil, "", fmt.Errorf("neither hook nor service is given; hooks are order-select, order-sign, patient-view")
	}
	var offered []string
	for i := range d.Services {
		s := &d.Services[i]
		if (id == "" || s.ID == id) && (hook == "" || s.Hook == hook) {
			return s, "", nil
		}
		offered = append(offered, s.Hook+" ("+s.ID+")")
	}
	if _, known := carriesOrders(hook); hook != "" && !known {
		return nil, "", unknownHook(hook)
	}
	asked := "hook " + strconv.Quote(hook)
	if id != "" {
		asked = strings.TrimPrefix(asked+" and id "+strconv.Quote(id), `hook "" and `)
	}
	if len(offered) == 0 {
		offered = []string{"none at all"}
	}
	return nil, fmt.Sprintf("%s offers no service for %s; it offers %s", d.at, asked, strings.Join(offered, ", ")), nil
}
