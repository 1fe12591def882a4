package product

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/google/uuid"
)

// carriesOrders reports whether a hook carries drafted orders, and whether the adapter can fire it at all.
func carriesOrders(hook string) (orders, known bool) {
	switch hook {
	case "order-select", "order-sign":
		return true, true
	case "patient-view":
		return false, true
	}
	return false, false
}

// unknownHook is the error of a scenario that wants a hook which the adapter does not know.
func unknownHook(hook string) error {
	return fmt.Errorf("the hook %q cannot be fired; hooks are order-select, order-sign, patient-view", hook)
}

// sent is what was asked, in a form that a reviewer of the trace can read.
type sent struct {
	Hook     string      `json:"hook,omitempty"`
	Service  string      `json:"service,omitempty"`
	Instance string      `json:"hookInstance,omitempty"`
	Orders   []sentOrder `json:"orders"`
	Prefetch []string    `json:"prefetch"`
}

// question is a hook request ready to be posted.
type question struct {
	body []byte
	sent sent
}

// hookBody is the request of CDS Hooks 2.0, "HTTP Request".
type hookBody struct {
	Hook          string                     `json:"hook"`
	Instance      string                     `json:"hookInstance"`
	FHIRServer    string                     `json:"fhirServer,omitempty"`
	Authorization any                        `json:"fhirAuthorization,omitempty"`
	Context       map[string]any             `json:"context"`
	Prefetch      map[string]json.RawMessage `json:"prefetch,omitempty"`
}

// write is the body as JSON. What was prefetched is JSON already, most of the body, and goes in as it is.
func (b hookBody) write() ([]byte, error) {
	prefetched := b.Prefetch
	b.Prefetch = nil
	out, err := json.Marshal(b)
	if err != nil || len(prefetched) == 0 {
		return out, err
	}
	out = append(out[:len(out)-1], `,"prefetch":`...)
	for i, key := range slices.Sorted(maps.Keys(prefetched)) {
		name, err := json.Marshal(key)
		if err != nil {
			return nil, err
		}
		out = append(append(append(append(out, "{,"[min(i, 1)]), name...), ':'), prefetched[key]...)
	}
	return append(out, '}', '}'), nil
}

// question builds the request for a service from what the step says.
func (a *cdsAdapter) question(ctx context.Context, call *Call, service *cdsService) (*question, error) {
	withOrders, known := carriesOrders(service.Hook)
	if !known {
		return nil, unknownHook(service.Hook)
	}
	q := &question{sent: sent{Hook: service.Hook, Service: service.ID, Instance: named(call.Key, "hookInstance"), Orders: []sentOrder{}, Prefetch: []string{}}}
	body := hookBody{Hook: service.Hook, Instance: q.sent.Instance, FHIRServer: call.FHIRBase,
		Context: map[string]any{"userId": call.User, "patientId": call.Patient.ID}}
	if v, ok := call.setting("encounter"); ok {
		body.Context["encounterId"] = v
	}
	if withOrders {
		if err := q.draft(call, body.Context); err != nil {
			return nil, err
		}
	}
	if v, ok := call.setting("context"); ok {
		more, ok := v.(map[string]any)
		if !ok {
			return nil, fmt.Errorf("context must be a mapping, not %T", v)
		}
		maps.Copy(body.Context, more)
	}
	if v, ok := call.setting("fhir_authorization"); ok {
		body.Authorization = v
	}
	var err error
	if body.Prefetch, err = prefetch(ctx, call, service); err != nil {
		return nil, err
	}
	for _, k := range service.keys() {
		if _, ok := body.Prefetch[k]; ok {
			q.sent.Prefetch = append(q.sent.Prefetch, k)
		}
	}
	if q.body, err = body.write(); err != nil {
		return nil, fmt.Errorf("write the hook request: %w", err)
	}
	return q, nil
}

// draft puts the drafted orders into the context.
func (q *question) draft(call *Call, context map[string]any) error {
	orders, err := drafts(call)
	if err != nil {
		return err
	}
	entries, selections := make([]any, len(orders)), make([]any, 0, len(orders))
	for i, o := range orders {
		entries[i] = map[string]any{"resource": o.resource}
		q.sent.Orders = append(q.sent.Orders, o.sentOrder)
		if o.Selected {
			selections = append(selections, "MedicationRequest/"+o.ID)
		}
	}
	context["draftOrders"] = map[string]any{"resourceType": "Bundle", "type": "collection", "entry": entries}
	if q.sent.Hook == "order-select" {
		context["selections"] = selections
	}
	return nil
}

// namespace is where the harness's own names become UUIDs.
var namespace = uuid.NewSHA1(uuid.NameSpaceURL, []byte("https://sandpiper.example.org/harness"))

// named is a UUID that follows from its parts alone (RFC 9562 §5.5), so that a run is the same every time it is played.
func named(parts ...string) string {
	return uuid.NewSHA1(namespace, []byte(strings.Join(parts, "\x00"))).String()
}
