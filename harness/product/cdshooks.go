package product

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
)

// CDSHooks connects the CDS Hooks 2.0 adapter, in which the harness plays the electronic health record: it discovers the
// product's services, fires hooks at them with drafted orders and prefetched data, and brings back the cards.
//
// Verbs: discover, invoke, feedback. What invoke observes is documented at Invoked.
func CDSHooks(base string, env Env) Adapter {
	return &cdsAdapter{base: base, wire: newWire(env), signer: env.Signer, issuer: env.Issuer, wall: env.Wall}
}

type cdsAdapter struct {
	base   string
	wire   *wire
	signer Signer
	issuer string
	wall   wallClock
	signed atomic.Uint64 // tokens signed so far

	mu    sync.Mutex
	known *discovery // once it has been read
}

// Do performs the verb.
func (a *cdsAdapter) Do(ctx context.Context, call Call) (Observation, error) {
	switch call.Verb {
	case "discover":
		return a.discover(ctx, &call)
	case "invoke":
		return a.invoke(ctx, &call)
	case "feedback":
		return a.feedback(ctx, &call)
	}
	return Observation{}, fmt.Errorf("cds-hooks has no verb %q; it has discover, invoke, feedback", call.Verb)
}

// The keys that a step may use with invoke.
var invokeKeys = []string{"hook", "service", "draft_orders", "selections", "prefetch", "context", "encounter", "auth",
	"fhir_authorization", "headers", "timeout", "as_user", "about_patient"}

// Invoked names what a check can read after cds.invoke: status (0 when there was no answer), cards, systemActions,
// problems (how the answer departs from CDS Hooks 2.0), sent (what was asked: hook, service, hookInstance, the orders with the
// coding that was used, the prefetch keys), and of an answer other than 200 error: the body, parsed where it is JSON, else the
// first mostError bytes of it, else that it is empty. Cards are never null, so that cards.exists(…) is false, not an error, when there was
// no answer.
type Invoked struct {
	Status        int      `json:"status"`
	Cards         []any    `json:"cards"`
	SystemActions []any    `json:"systemActions"`
	Problems      []string `json:"problems"`
	Sent          sent     `json:"sent"`
	Error         any      `json:"error,omitempty"`
}

// mostError is how much of the body of an answer other than 200 is shown where it is no JSON, in bytes.
const mostError = 300

// invoke fires a hook (CDS Hooks 2.0, "Calling a CDS Service").
func (a *cdsAdapter) invoke(ctx context.Context, call *Call) (Observation, error) {
	if err := only(call.With, "with", invokeKeys...); err != nil {
		return Observation{}, err
	}
	service, failed, err := a.service(ctx, call)
	if err != nil || failed != nil {
		return orNothing(failed), err
	}
	q, err := a.question(ctx, call, service)
	if err != nil {
		return Observation{}, err
	}
	r, err := a.post(ctx, call, a.base+"/cds-services/"+service.ID, q.body)
	if err != nil {
		return Observation{}, err
	}
	out := Invoked{Status: r.status, Cards: []any{}, SystemActions: []any{}, Problems: []string{}, Sent: q.sent}
	seen := Observation{Latency: r.latency, Outcome: r.outcome, Message: r.message}
	if r.outcome == OK {
		seen.Outcome, seen.Message = out.read(r)
	}
	seen.Value, err = plain(out)
	return seen, err
}

// read takes the cards out of an answer, or keeps what stands in their place.
func (o *Invoked) read(r reply) (Outcome, string) {
	var body struct {
		Cards         []any `json:"cards"`
		SystemActions []any `json:"systemActions"`
	}
	if r.status != http.StatusOK {
		if json.Unmarshal(r.body, &o.Error) != nil {
			o.Error = excerpt(r.body, mostError)
		}
		if o.Error == "" {
			o.Error = "the body is empty"
		}
		return OK, ""
	}
	if err := json.Unmarshal(r.body, &body); err != nil {
		return Garbage, "an answer with cards was expected; " + opening(r.body)
	}
	if body.Cards == nil {
		return Garbage, `the answer has no "cards"; an empty list would say that there is nothing to say`
	}
	o.Cards = body.Cards
	if body.SystemActions != nil {
		o.SystemActions = body.SystemActions
	}
	o.Problems = append(o.Problems, cardProblems(r.body)...)
	return OK, ""
}

// post sends JSON with a signed token.
func (a *cdsAdapter) post(ctx context.Context, call *Call, at string, body []byte) (reply, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, at, bytes.NewReader(body))
	if err != nil {
		return reply{}, fmt.Errorf("ask %s: %w", at, err)
	}
	req.Header.Set("Content-Type", "application/json")
	if err := a.authorise(req, call, at); err != nil {
		return reply{}, err
	}
	limit, err := call.limit()
	if err != nil {
		return reply{}, err
	}
	if err := call.mark(req); err != nil {
		return reply{}, err
	}
	return a.wire.send(ctx, req, limit)
}

// service is the service that a call is for. failed is what to report instead when the product offers none or could not be asked.
func (a *cdsAdapter) service(ctx context.Context, call *Call) (found *cdsService, failed *Observation, err error) {
	known, failed, err := a.discovered(ctx, call)
	if err != nil || failed != nil {
		return nil, failed, err
	}
	found, missing, err := known.choose(call)
	if err != nil || missing == "" {
		return found, nil, err
	}
	unasked, err := a.unasked(Unreachable, missing)
	return nil, &unasked, err
}

// feedback tells the product what became of its cards (CDS Hooks 2.0, "Feedback"). The step gives card and outcome
// ("accepted" or "overridden") with suggestion or reason, or a whole list under feedback.
func (a *cdsAdapter) feedback(ctx context.Context, call *Call) (Observation, error) {
	keys := []string{"hook", "service", "feedback", "card", "outcome", "suggestion", "reason", "comment", "headers", "timeout", "auth", "as_user", "about_patient"}
	if err := only(call.With, "with", keys...); err != nil {
		return Observation{}, err
	}
	service, failed, err := a.service(ctx, call)
	if err != nil || failed != nil {
		return orNothing(failed), err
	}
	list, ok := call.With["feedback"]
	if !ok {
		one := map[string]any{"card": call.With["card"], "outcome": call.With["outcome"], "outcomeTimestamp": call.At.UTC().Format("2006-01-02T15:04:05Z07:00")}
		if s, ok := call.With["suggestion"]; ok {
			one["acceptedSuggestions"] = []any{map[string]any{"id": s}}
		}
		if s, ok := call.With["reason"]; ok {
			one["overrideReason"] = map[string]any{"reason": map[string]any{"code": s}, "userComment": call.With["comment"]}
		}
		list = []any{one}
	}
	body, err := json.Marshal(map[string]any{"feedback": list})
	if err != nil {
		return Observation{}, fmt.Errorf("feedback: %w", err)
	}
	r, err := a.post(ctx, call, a.base+"/cds-services/"+service.ID+"/feedback", body)
	if err != nil {
		return Observation{}, err
	}
	return Observation{Value: map[string]any{"status": float64(r.status)}, Latency: r.latency, Outcome: r.outcome, Message: r.message}, nil
}

// plain turns a value into what JSON would make of it, which is what checks and traces read.
func plain(v any) (map[string]any, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("write down what was observed: %w", err)
	}
	var out map[string]any
	if err := json.Unmarshal(text, &out); err != nil {
		return nil, fmt.Errorf("write down what was observed: %w", err)
	}
	return out, nil
}

func orNothing(o *Observation) Observation {
	if o == nil {
		return Observation{}
	}
	return *o
}
