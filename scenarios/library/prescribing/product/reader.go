package product

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// reader reads one caller's FHIR server.
type reader struct {
	base   string // without a trailing slash
	bearer string // the token that the EHR handed over, if any
	tokens *tokens
	client *http.Client
	sleep  func(context.Context, time.Duration) error
	bug    Bug
}

// maxAnswer bounds one answer of a record server, in bytes.
const maxAnswer = 8 << 20

// patience is the longest that the product waits before it tries again: a prescriber is sitting there.
const patience = 50 * time.Millisecond

// readerFor makes the reader of the server that the hook names.
func (p *prescribing) readerFor(h *hookRequest) *reader {
	r := &reader{base: strings.TrimRight(h.FHIRServer, "/"), tokens: p.tokens, client: p.client, sleep: p.Sleep, bug: p.bug}
	if h.Authorization != nil {
		r.bearer = h.Authorization.AccessToken
	}
	return r
}

// get reads a URL of the server: a fresh token after one 401, one more try after a 429, a 503 or a broken connection.
// It returns the whole body of a 200 answer, or an error.
func (r *reader) get(ctx context.Context, at string) ([]byte, error) {
	if r.base == "" {
		return nil, errors.New("it was not prefetched, and no fhirServer is named")
	}
	if err := r.within(at); err != nil {
		return nil, err
	}
	var renewed, again bool
	for {
		body, wait, err := r.once(ctx, at)
		var status *statusError
		switch {
		case err == nil:
			return body, nil
		case errors.As(err, &status) && status.code == http.StatusTooManyRequests && r.bug == RateLimitMeansNone:
			return nil, nil
		case errors.As(err, &status) && status.code == http.StatusUnauthorized && !renewed && r.bearer == "":
			renewed = true
			r.tokens.forget(r.base)
		case !again && passing(err):
			again = true
			if err := r.sleep(ctx, min(wait, patience)); err != nil {
				return nil, err
			}
		default:
			return nil, err
		}
	}
}

// passing reports whether an error may be gone a moment later.
func passing(err error) bool {
	if status, ok := errors.AsType[*statusError](err); ok {
		return status.code == http.StatusServiceUnavailable || status.code == http.StatusTooManyRequests
	}
	return !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, context.Canceled)
}

// statusError is an answer other than 200.
type statusError struct {
	at   string
	code int
}

func (e *statusError) Error() string { return fmt.Sprintf("%s answered %d", e.at, e.code) }

// once makes one request. wait is what the server asks for before the next.
func (r *reader) once(ctx context.Context, at string) (body []byte, wait time.Duration, err error) {
	bearer := r.bearer
	if bearer == "" {
		if bearer, err = r.tokens.get(ctx, r.base); err != nil {
			return nil, 0, err
		}
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, at, nil)
	if err != nil {
		return nil, 0, fmt.Errorf("read %s: %w", at, err)
	}
	req.Header.Set("Accept", "application/fhir+json")
	req.Header.Set("Authorization", "Bearer "+bearer)
	// net/http would quietly ask again when a connection that was kept open breaks. How often to try is for get to decide;
	// a body, though an empty one, makes the request one that may not be repeated.
	req.Body = io.NopCloser(strings.NewReader(""))
	return send(r.client, req)
}

// send makes a request and reads its answer whole.
func send(client *http.Client, req *http.Request) (body []byte, wait time.Duration, err error) {
	path := req.URL.Path
	res, err := client.Do(req)
	if err != nil {
		return nil, 0, fmt.Errorf("read %s: %w", path, err)
	}
	defer res.Body.Close()
	body, err = io.ReadAll(io.LimitReader(res.Body, maxAnswer+1))
	if err != nil {
		return nil, 0, fmt.Errorf("read %s: the answer broke off: %w", path, err)
	}
	if len(body) > maxAnswer {
		return nil, 0, fmt.Errorf("read %s: the answer is larger than %d bytes", path, maxAnswer)
	}
	if res.StatusCode != http.StatusOK {
		if s, err := strconv.Atoi(res.Header.Get("Retry-After")); err == nil && s >= 0 {
			wait = time.Duration(s) * time.Second
		}
		return nil, wait, &statusError{path, res.StatusCode}
	}
	return body, 0, nil
}

// within refuses an address outside the server: a token goes nowhere else, whatever a link says.
func (r *reader) within(at string) error {
	base, err := url.Parse(r.base)
	if err != nil {
		return fmt.Errorf("fhirServer: %w", err)
	}
	u, err := url.Parse(at)
	if err != nil {
		return fmt.Errorf("link: %w", err)
	}
	if u.Scheme != base.Scheme || u.Host != base.Host || !strings.HasPrefix(u.Path, base.Path+"/") {
		return fmt.Errorf("link %s leads away from %s", at, r.base)
	}
	return nil
}
