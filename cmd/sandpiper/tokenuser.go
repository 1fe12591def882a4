package main

import (
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"time"
)

// usualRedirect is where the app that serve registers lets people return to: the address of many a program in development. Nothing need listen
// there for 'sandpiper token', which reads the code out of the address.
const usualRedirect = "http://localhost:3000/callback"

// secret is the client secret of the app that serve registers. It follows from the private key, so that whoever has the key's file has both.
func (k appKey) secret() string {
	sum := sha256.Sum256(append([]byte("sandpiper client secret\n"), x509.MarshalPKCS1PrivateKey(k.private)...))
	return hex.EncodeToString(sum[:16])
}

// Bounds of a walk through sign-in pages.
const (
	mostPages    = 16
	mostPageText = 256 << 10
)

var (
	signInForm = regexp.MustCompile(`<form id="kc-form-login" action="([^"]+)"`)
	firstRadio = regexp.MustCompile(`<input type="radio" name="([^"]+)" value="([^"]+)" checked>`)
	alerted    = regexp.MustCompile(`<p role="alert"[^>]*><strong>([^<]*)</strong>`)
)

// walk is a browser on its way through the sign-in pages of a mock NHS.
type walk struct {
	client *http.Client
	name   string // to sign in with
	home   string // the address that ends the walk
}

// codeFor signs somebody in as a browser would, and gives the code that the app gets.
func codeFor(ctx context.Context, o tokenOptions, name, scope string) (string, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return "", err
	}
	w := walk{&http.Client{Jar: jar, Timeout: 10 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}, name, o.Redirect}
	ask := url.Values{"client_id": {o.AppID}, "redirect_uri": {o.Redirect}, "response_type": {"code"}, "state": {"sandpiper"}}
	if scope != "" {
		ask.Set("scope", scope)
	}
	next, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(o.URL, "/token")+"/authorize?"+ask.Encode(), nil)
	if err != nil {
		return "", usage("--url: %w", err)
	}
	for range mostPages {
		var done *url.URL
		if next, done, err = w.step(ctx, next); err != nil {
			return "", err
		}
		if done == nil {
			continue
		}
		if code := done.Query().Get("code"); code != "" {
			return code, nil
		}
		return "", &exitError{code: exitFail, err: fmt.Errorf("%s cannot sign in: %s %s", name, done.Query().Get("error"), done.Query().Get("error_description"))}
	}
	return "", &exitError{code: exitFail, err: fmt.Errorf("the sign-in of %s does not end", name)}
}

// step asks for one page, and makes the request that follows from it; done is the address at home that the walk has come to.
func (w walk) step(ctx context.Context, r *http.Request) (next *http.Request, done *url.URL, err error) {
	res, err := w.client.Do(r)
	if err != nil {
		return nil, nil, &exitError{code: exitUnreachable, err: fmt.Errorf("sign in (is 'sandpiper serve' running?): %w", err)}
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, mostPageText))
	if err != nil {
		return nil, nil, fmt.Errorf("read a sign-in page: %w", err)
	}
	if to := res.Header.Get("Location"); to != "" {
		at, err := r.URL.Parse(to)
		if err != nil {
			return nil, nil, fmt.Errorf("follow a sign-in: %w", err)
		}
		if strings.HasPrefix(at.String(), w.home) {
			return nil, at, nil
		}
		next, err = http.NewRequestWithContext(ctx, http.MethodGet, at.String(), nil)
		return next, nil, err
	}
	form := signInForm.FindSubmatch(body)
	notice := alerted.FindSubmatch(body)
	switch {
	case notice != nil:
		return nil, nil, &exitError{code: exitFail, err: fmt.Errorf("%s cannot sign in: %s%s", w.name, html.UnescapeString(string(notice[1])), whyOf(res))}
	case form == nil:
		return nil, nil, &exitError{code: exitFail, err: fmt.Errorf("%s answered %s: %s%s", r.URL.Path, res.Status, strings.TrimSpace(string(body)), whyOf(res))}
	}
	fields := url.Values{"username": {w.name}, "login": {"Continue"}}
	if choice := firstRadio.FindSubmatch(body); choice != nil {
		fields.Set(string(choice[1]), html.UnescapeString(string(choice[2])))
	}
	next, err = http.NewRequestWithContext(ctx, http.MethodPost, html.UnescapeString(string(form[1])), strings.NewReader(fields.Encode()))
	if err == nil {
		next.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return next, nil, err
}
