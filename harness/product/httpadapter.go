package product

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sort"
	"strings"
)

// HTTP connects the plain adapter: the verb send (or get, post, put, patch, delete) makes one request and brings back
// status, headers, body and, where the body is JSON, json. The setting base is a path under where the product file says that the
// product is, or a URL in place of that.
func HTTP(base string, env Env) Adapter { return &httpAdapter{base: base, wire: newWire(env)} }

type httpAdapter struct {
	base string
	wire *wire
}

// The keys that a step may use with the adapter.
var httpKeys = []string{"method", "path", "query", "headers", "body", "json", "timeout", "as_user", "about_patient"}

// Do makes the request.
func (a *httpAdapter) Do(ctx context.Context, call Call) (Observation, error) {
	if err := only(call.With, "with", httpKeys...); err != nil {
		return Observation{}, err
	}
	req, err := a.request(&call)
	if err != nil {
		return Observation{}, err
	}
	limit, err := call.limit()
	if err != nil {
		return Observation{}, err
	}
	r, err := a.wire.send(ctx, req, limit)
	if err != nil {
		return Observation{}, err
	}
	seen := Observation{Latency: r.latency, Outcome: r.outcome, Message: r.message}
	seen.Value = map[string]any{"status": float64(r.status), "headers": headerValue(r.header), "body": string(bytes.ToValidUTF8(r.body, []byte("�"))), "json": nil}
	if strings.Contains(r.header.Get("Content-Type"), "json") && len(r.body) > 0 {
		var parsed any
		if err := json.Unmarshal(r.body, &parsed); err != nil {
			seen.Outcome, seen.Message = Garbage, "the answer says that it is JSON and is not; "+opening(r.body)
		}
		seen.Value["json"] = parsed
	}
	return seen, nil
}

// request builds what the step asks for.
func (a *httpAdapter) request(call *Call) (*http.Request, error) {
	method := strings.ToUpper(call.Verb)
	if method == "SEND" {
		m, err := call.text("method", http.MethodGet)
		if err != nil {
			return nil, err
		}
		method = strings.ToUpper(m)
	}
	path, err := call.text("path", "")
	if err != nil {
		return nil, err
	}
	base, err := call.text("base", "")
	if err != nil {
		return nil, err
	}
	at, err := url.Parse(placed(placed(a.base, base), path))
	if err != nil {
		return nil, fmt.Errorf("path: %w", err)
	}
	query, err := call.pairs("query")
	if err != nil {
		return nil, err
	}
	values := at.Query()
	for k, v := range query {
		values.Set(k, v)
	}
	at.RawQuery = values.Encode()
	body, kind, err := call.body()
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequest(method, at.String(), body)
	if err != nil {
		return nil, fmt.Errorf("method %q and path %q make no request: %w", method, path, err)
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	return req, call.mark(req)
}

// body is the setting body (text as it is, anything else as JSON) or json.
func (c *Call) body() (io.Reader, string, error) {
	v, ok := c.setting("json")
	if !ok {
		v, ok = c.setting("body")
		if text, plain := v.(string); plain {
			return strings.NewReader(text), "text/plain; charset=utf-8", nil
		}
	}
	if !ok {
		return nil, "", nil
	}
	text, err := json.Marshal(v)
	if err != nil {
		return nil, "", fmt.Errorf("body: %w", err)
	}
	return bytes.NewReader(text), "application/json", nil
}

// mark adds the run's id and the headers that the scenario asks for.
func (c *Call) mark(req *http.Request) error {
	if c.RunID != "" {
		req.Header.Set("X-Sandpiper-Run", c.RunID)
	}
	headers, err := c.pairs("headers")
	for k, v := range headers {
		req.Header.Set(k, v)
	}
	return err
}

// headerValue is an answer's headers for checks: names in lower case, several values joined, Date left out because it is
// different every time.
func headerValue(h http.Header) map[string]any {
	out := map[string]any{}
	for k, v := range h {
		if k == "Date" {
			continue
		}
		sorted := append([]string(nil), v...)
		sort.Strings(sorted)
		out[strings.ToLower(k)] = strings.Join(sorted, ", ")
	}
	return out
}
