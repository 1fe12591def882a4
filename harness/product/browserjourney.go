package product

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// The places where a browser can be.
const (
	atProduct   = "product"
	atProvider  = "provider" // the sign-in pages of the mock NHS
	atElsewhere = "elsewhere"
)

// journey is one visit or click, hop by hop.
type journey struct {
	*browser
	*outing
	window *window
	limit  time.Duration
	end    time.Time // of the time that it may take, wall

	hops      []any
	asked     []any          // kinds of pages that the provider showed, in order
	notice    string         // what the provider's last page said had gone wrong
	authorize map[string]any // the last authorisation request, as the product made it
	returned  map[string]any // with what the provider sent the browser back
	cookies   []any          // that the product set
	elsewhere string         // the address of another host that the browser was sent to
	missing   string         // the link or button that the page did not have
	tampered  bool           // the way back has been dealt with
	luck      []string       // texts that the product made up
	last      reply
	broken    bool // the last answer was no answer, and the product's doing
}

// visit opens the product.
func (j *journey) visit(ctx context.Context) error {
	if j.wayBack == "theirs" {
		back, err := j.keptBy(j.of)
		if err != nil {
			return err
		}
		j.tampered = true
		req, err := back.request()
		if err != nil {
			return err
		}
		return j.travel(ctx, req)
	}
	at, err := url.Parse(placed(j.base, "/"))
	if err == nil {
		at, err = at.Parse(strings.TrimRight(at.String(), "/") + "/" + strings.TrimLeft(j.path, "/"))
	}
	if err != nil {
		return fmt.Errorf("path: %w", err)
	}
	values := at.Query()
	for k, v := range j.query {
		values.Set(k, v)
	}
	at.RawQuery = values.Encode()
	if j.nhsApp {
		asserted, err := j.jumpOff(ctx)
		if err != nil {
			return err
		}
		// The App puts it last, in camel case (web integration, step by step).
		at.RawQuery = strings.TrimPrefix(at.RawQuery+"&assertedLoginIdentity="+asserted, "&")
	}
	req, err := http.NewRequest(http.MethodGet, at.String(), nil)
	if err != nil {
		return fmt.Errorf("path %q makes no request: %w", j.path, err)
	}
	return j.travel(ctx, req)
}

// click follows a link of the open page, or presses a button of it.
func (j *journey) click(ctx context.Context) error {
	if j.window.page == nil {
		return errors.New("no page is open in this browser: visit one first")
	}
	p := j.window.page
	for i := range p.links {
		if strings.EqualFold(p.links[i].text, j.link) {
			req, err := http.NewRequest(http.MethodGet, p.links[i].to.String(), nil)
			if err != nil {
				return fmt.Errorf("follow the link %q: %w", j.link, err)
			}
			return j.travel(ctx, req)
		}
	}
	for i := range p.forms {
		f := &p.forms[i]
		for k := range f.buttons {
			if strings.EqualFold(f.buttons[k].text, j.link) {
				req, err := f.request(f.sent(j.fields, &f.buttons[k]))
				if err != nil {
					return fmt.Errorf("press the button %q: %w", j.link, err)
				}
				return j.travel(ctx, req)
			}
		}
	}
	j.missing = j.link
	return nil
}

// keptBy is the way back that another browser has kept.
func (j *journey) keptBy(name string) (*wayBack, error) {
	other, ok := j.window.all[name]
	if !ok || other.kept == nil {
		return nil, fmt.Errorf("of: the browser %q keeps no way back; a step before must have visited with it and way_back: keep", name)
	}
	return other.kept, nil
}

// travel sends a request and goes on from its answer until there is a page to stay on.
func (j *journey) travel(ctx context.Context, req *http.Request) error {
	for len(j.hops) < mostHops {
		at := j.where(req.URL)
		if at == atElsewhere {
			j.elsewhere = whereabouts(req.URL)
			return nil
		}
		if at == atProduct {
			var err error
			if req, err = j.turnBack(ctx, req); err != nil || req == nil {
				return err
			}
		}
		if at == atProvider {
			j.watch(req)
		}
		r, err := j.send(ctx, at, req)
		if err != nil {
			return err
		}
		j.last = r
		if r.outcome != OK {
			j.broken = at == atProduct
			return nil
		}
		next, err := j.redirect(req, r)
		if err != nil {
			return err
		}
		if next == nil {
			if next, err = j.stay(at, req, r); err != nil || next == nil {
				return err
			}
		}
		req = next
	}
	j.last.outcome, j.last.message, j.broken = Refused, fmt.Sprintf("it was sent on more than %d times", mostHops), true
	return nil
}

// where says whose an address is.
func (j *journey) where(at *url.URL) string {
	if at.Scheme != "http" && at.Scheme != "https" {
		return atElsewhere
	}
	if base, err := url.Parse(j.base); err == nil && at.Host == base.Host {
		return atProduct
	}
	if j.estate(at) {
		return atProvider
	}
	return atElsewhere
}

func (b *browser) estate(at *url.URL) bool {
	for _, base := range []string{b.env.BaseURL, b.env.Bind} {
		if u, err := url.Parse(base); err == nil && base != "" && at.Host == u.Host {
			return true
		}
	}
	return false
}

// send makes one request with the browser's cookies and keeps those that come back. What goes to the mock NHS goes into the run's realm.
func (j *journey) send(ctx context.Context, at string, req *http.Request) (reply, error) {
	shown := req.URL
	for _, c := range j.window.jar.Cookies(home(shown)) {
		req.AddCookie(c)
	}
	req.Header.Set("User-Agent", userAgent(j.agent))
	req.Header.Set("Accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8")
	req.Header.Set("Accept-Language", "en-GB")
	if at == atProvider && !strings.HasPrefix(shown.Path, "/@") {
		realm, err := url.Parse(j.call.BaseURL)
		if err != nil {
			return reply{}, err
		}
		inside := *shown
		inside.Path, inside.RawPath = realm.Path+shown.Path, ""
		if bind, err := url.Parse(j.env.Bind); err == nil && bind.Host != "" { // a container knows the estate by another address than we do
			req.Host, inside.Host = shown.Host, bind.Host
		}
		req.URL = &inside
	}
	if j.call.RunID != "" && at == atProduct {
		req.Header.Set("X-Sandpiper-Run", j.call.RunID)
	}
	r, err := j.wire.send(ctx, req, j.remaining())
	if err != nil {
		if ctx.Err() == nil {
			return r, err
		}
		r = reply{outcome: TimedOut, message: fmt.Sprintf("no page within %s (%s %s)", j.limit, req.Method, whereabouts(shown))}
	}
	req.URL = shown
	if set := (&http.Response{Header: r.header}).Cookies(); len(set) > 0 {
		j.window.jar.SetCookies(home(shown), set)
		for _, c := range set {
			if at == atProduct {
				j.cookies = append(j.cookies, map[string]any{"name": c.Name, "http_only": c.HttpOnly, "secure": c.Secure, "same_site": sameSite(c.SameSite)})
			}
		}
	}
	j.hops = append(j.hops, map[string]any{"at": at, "method": req.Method, "path": shown.Path, "status": float64(r.status)})
	return r, nil
}

func sameSite(s http.SameSite) string {
	switch s {
	case http.SameSiteLaxMode:
		return "lax"
	case http.SameSiteStrictMode:
		return "strict"
	case http.SameSiteNoneMode:
		return "none"
	}
	return ""
}

// redirect is the request that an answer sends the browser on with; nil if it does not (RFC 9110 §15.4).
func (j *journey) redirect(req *http.Request, r reply) (*http.Request, error) {
	to := r.header.Get("Location")
	if r.status < 300 || r.status > 399 || to == "" {
		return nil, nil
	}
	at, err := req.URL.Parse(to)
	if err != nil {
		j.last.outcome, j.last.message, j.broken = Garbage, "it was sent on to what is no address", j.where(req.URL) == atProduct
		return nil, nil //nolint:nilerr // what the product answers is an observation
	}
	method := http.MethodGet
	if (r.status == http.StatusTemporaryRedirect || r.status == http.StatusPermanentRedirect) && req.GetBody != nil {
		body, err := req.GetBody()
		if err != nil {
			return nil, err
		}
		next, err := http.NewRequest(req.Method, at.String(), body)
		if err == nil {
			next.Header.Set("Content-Type", req.Header.Get("Content-Type"))
		}
		return next, err
	}
	next, err := http.NewRequest(method, at.String(), nil)
	if err != nil {
		j.last.outcome, j.last.message, j.broken = Garbage, "it was sent on to what is no address", j.where(req.URL) == atProduct
		return nil, nil //nolint:nilerr // likewise
	}
	return next, nil
}

// stay opens the page of an answer. On a sign-in page of the mock NHS it does what the person would, and gives the next request.
func (j *journey) stay(at string, req *http.Request, r reply) (*http.Request, error) {
	p, err := readPage(r.body, req.URL)
	if err != nil {
		j.last.outcome, j.last.message, j.broken = Garbage, "the page cannot be read as HTML", at == atProduct
		return nil, nil //nolint:nilerr // likewise
	}
	j.window.at, j.window.page = req.URL, p
	if at != atProvider || r.status != http.StatusOK {
		return nil, nil
	}
	return j.answerProvider(p)
}
