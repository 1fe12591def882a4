package harness

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"sandpiper/harness/trace"
	"sandpiper/mocks"
)

// switchboard collects what the mock services of one run were asked, by many goroutines, until the run takes it down.
type switchboard struct {
	mu  sync.Mutex
	all []mocks.Exchange
}

func (s *switchboard) record(x mocks.Exchange) {
	s.mu.Lock()
	s.all = append(s.all, x)
	s.mu.Unlock()
}

func (s *switchboard) take() []mocks.Exchange {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := s.all
	s.all = nil
	return out
}

// told is an exchange on its way into the trace.
type told struct {
	at   time.Time
	key  string // what it is, luck aside; equal keys stay in the order in which they came
	nth  string // what Nth counts
	body trace.Exchanged
	wall trace.ExchangedWall
}

// transcript turns the exchanges of a step into events in an order that does not depend on luck, however many calls the product
// made at once: by app, service, operation, method, path, query, and what they said.
func transcript(xs []mocks.Exchange, m *trace.Mask, nth map[string]int) []told {
	for i := range xs { // in the order of completion: nobody can repeat what was not yet said
		x := &xs[i]
		for _, k := range sortedKeys(x.IDs) {
			m.Own(x.IDs[k])
		}
		m.Own(x.Path)
		m.Own(x.Query)
		m.Own(string(x.RequestBody))
		m.Give(string(x.ResponseBody))
		for _, k := range sortedKeys(x.ResponseHeader) {
			m.Give(x.ResponseHeader[k])
		}
	}
	out := make([]told, len(xs))
	order := make([]int, len(xs))
	for i := range xs {
		x := &xs[i]
		out[i].nth = m.Blind(strings.Join([]string{x.App, x.Service, x.Operation, x.Method, x.Path, x.Query}, "\x00"))
		out[i].key = out[i].nth + "\x00" + string(x.Outcome) + "\x00" + strings.Join(x.Faults, ",") + "\x00" + m.Blind(string(x.RequestBody))
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(xs[a].At.Compare(xs[b].At), strings.Compare(out[a].key, out[b].key), cmp.Compare(xs[a].Status, xs[b].Status))
	})
	sorted := make([]told, len(xs))
	for place, i := range order {
		nth[out[i].nth]++
		sorted[place] = out[i]
		sorted[place].fill(&xs[i], i, nth[out[i].nth], m)
	}
	return sorted
}

func (w *told) fill(x *mocks.Exchange, came, nth int, m *trace.Mask) {
	w.at = x.At
	w.body = trace.Exchanged{Service: x.Service, Operation: x.Operation, Method: x.Method, Path: m.Text(x.Path), Query: m.Text(x.Query), Status: x.Status,
		Outcome: string(x.Outcome), App: x.App, Nth: nth, People: x.People, Faults: x.Faults,
		RequestHeader: masked(x.RequestHeader, m), ResponseHeader: masked(x.ResponseHeader, m)}
	w.wall = trace.ExchangedWall{Order: came, TookNS: int64(x.Took), Sent: x.Sent, IDs: x.IDs}
	w.body.Request, w.wall.Request = bodyOf(x.RequestBody, m)
	w.body.Response, w.wall.Response = bodyOf(x.ResponseBody, m)
}

func masked(h map[string]string, m *trace.Mask) map[string]string {
	if len(h) == 0 {
		return nil
	}
	out := make(map[string]string, len(h))
	for _, k := range sortedKeys(h) {
		out[k] = m.Text(h[k])
	}
	return out
}

// bodyOf is a body as a trace keeps it. The digest of a long one is luck, since it covers links with a port in them.
func bodyOf(raw []byte, m *trace.Mask) (body any, digest json.RawMessage) {
	if len(raw) == 0 {
		return nil, nil
	}
	if bytes.HasPrefix(raw, []byte(`{"bytes":`)) && bytes.Contains(raw, []byte(`"sha256":"`)) && len(raw) < 200 {
		return "‹more than is kept›", json.RawMessage(raw)
	}
	if raw[0] == '{' || raw[0] == '[' {
		if body, err := m.JSON(raw); err == nil {
			return body, nil
		}
	}
	if !utf8.Valid(raw) {
		return "‹not text›", nil
	}
	return m.Text(string(raw)), nil
}
