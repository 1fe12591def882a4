package product

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// The kinds of pages that a provider shows.
const (
	pageSignIn  = "sign-in"
	pageConsent = "consent"
	pageProve   = "prove" // the person is asked to prove more about themselves
	pageReturn  = "return"
	pageOther   = "other"
)

// watch takes an authorisation request down as it leaves the product, and alters it where the step says so.
func (j *journey) watch(req *http.Request) {
	if !strings.HasSuffix(req.URL.Path, "/authorize") || req.Method != http.MethodGet || !req.URL.Query().Has("client_id") {
		return
	}
	q := req.URL.Query()
	asked := map[string]any{}
	for _, name := range []string{"client_id", "response_type", "response_mode", "prompt", "state", "nonce", "display", "code_challenge_method", "allow_registration"} {
		asked[name] = q.Get(name)
	}
	asked["scopes"], asked["vtr"] = texts(strings.Fields(q.Get("scope"))), []any{}
	var vectors []string
	if json.Unmarshal([]byte(q.Get("vtr")), &vectors) == nil {
		asked["vtr"] = texts(vectors)
	}
	asked["asserted"] = q.Get("asserted_login_identity") != ""
	if back, err := url.Parse(q.Get("redirect_uri")); err == nil {
		asked["returns_to"] = back.Path
	}
	j.authorize = asked
	j.luck = append(j.luck, q.Get("state"), q.Get("nonce"), q.Get("code_challenge"))
	if len(j.ask) == 0 {
		return
	}
	for k, v := range j.ask {
		if q.Del(k); v != "" {
			q.Set(k, v)
		}
	}
	req.URL.RawQuery = q.Encode()
}

func texts(list []string) []any {
	out := make([]any, len(list))
	for i, s := range list {
		out[i] = s
	}
	return out
}

// kindOf says what a page of a provider asks for. The mock's first form is the one that test tools know by its id.
func (p *page) kindOf() (string, *form) {
	for i := range p.forms {
		f := &p.forms[i]
		wants := func(value string) bool {
			return slices.ContainsFunc(f.buttons, func(b button) bool { return strings.Contains(b.value, value) })
		}
		switch {
		case f.has("code") && f.has("state"), f.has("error") && f.has("state"):
			return pageReturn, f // response_mode=form_post, which a browser with JavaScript sends by itself
		case f.has("username"):
			return pageSignIn, f
		case wants("leave"):
			return pageProve, f
		case wants("consent"):
			return pageConsent, f
		}
	}
	return pageOther, nil
}

// answerProvider fills in a page of the provider as the person would. It gives nil where the person is stuck.
func (j *journey) answerProvider(p *page) (*http.Request, error) {
	kind, f := p.kindOf()
	j.notice = strings.Join(p.alerts, " ")
	if kind == pageReturn {
		return f.request(f.sent(nil, nil))
	}
	again := slices.Contains(j.asked, any(kind))
	j.asked = append(j.asked, kind)
	if kind == pageOther || again || kind == pageSignIn && j.call.SignsInAs == "" {
		return nil, nil // it says the same again: this person does not get in
	}
	press := ""
	switch {
	case j.consent == "refuse" && kind != pageProve:
		press = "refuse"
	case j.uplift == "leave" && kind == pageProve:
		press = "leave"
	}
	return f.request(f.sent(map[string]string{"username": j.call.SignsInAs}, f.button(press)))
}

// button is the one whose value holds a word, else the first: what the person usually presses.
func (f *form) button(word string) *button {
	for i := range f.buttons {
		if word != "" && strings.Contains(f.buttons[i].value, word) {
			return &f.buttons[i]
		}
	}
	if len(f.buttons) == 0 {
		return nil
	}
	return &f.buttons[0]
}

// turnBack looks whether a request to the product is the way back from a sign-in, and does with it what the step says. It gives the request to make instead;
// nil ends the journey.
func (j *journey) turnBack(ctx context.Context, req *http.Request) (*http.Request, error) {
	back := backFrom(req)
	if back == nil {
		return req, nil
	}
	code := back.values.Get("code")
	if j.returned = map[string]any{"path": back.to.Path, "code": code != "", "error": back.values.Get("error"), "description": back.values.Get("error_description")}; code != "" {
		j.claim(code)
	}
	if j.tampered {
		return req, nil
	}
	j.tampered = true
	switch j.wayBack {
	case "keep":
		j.window.kept = back
		return nil, nil
	case "again":
		r, err := j.send(ctx, atProduct, req)
		if err != nil || r.outcome != OK {
			j.last, j.broken = r, true
			return nil, err
		}
	case "other-state":
		back = back.altered("state", "a-state-that-nobody-gave")
	case "without-state":
		back = back.altered("state", "")
	case "made-up-code":
		made := "made-up-" + j.call.RunID
		j.claim(made)
		back = back.altered("code", made)
	case "their-code":
		kept, err := j.keptBy(j.of)
		if err != nil {
			return nil, err
		}
		back = back.altered("code", kept.values.Get("code"))
	default:
		return req, nil
	}
	return back.request()
}

// claim says that whatever comes with a value belongs to this run.
func (j *journey) claim(value string) {
	if j.call.Claim != nil {
		j.call.Claim(value)
	}
}

// backFrom reads a request as the way back from a sign-in: an address or a form with state and a code or an error (RFC 6749 §4.1.2). Nil for another.
func backFrom(req *http.Request) *wayBack {
	to := *req.URL
	to.RawQuery = ""
	back := &wayBack{method: req.Method, to: &to, values: req.URL.Query()}
	if req.Method == http.MethodPost && req.GetBody != nil {
		body, err := req.GetBody()
		if err != nil {
			return nil
		}
		text, err := io.ReadAll(io.LimitReader(body, MaxBody))
		if err != nil {
			return nil
		}
		if back.values, err = url.ParseQuery(string(text)); err != nil {
			return nil
		}
	}
	if !back.values.Has("state") || !back.values.Has("code") && !back.values.Has("error") {
		return nil
	}
	return back
}
