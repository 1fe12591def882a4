package oidc

import (
	"crypto/sha256"
	"encoding/base64"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"sandpiper/mocks"
)

// LongestQuery is how many characters the query of an authorisation request may have.
const LongestQuery = 8 << 10

// Registered reports whether an address is, byte by byte, one that the application registered to return to.
func Registered(app *mocks.App, address string) bool {
	return address != "" && slices.Contains(app.Redirects, address)
}

// Answer is what an authorisation request is answered with at the application's address.
type Answer struct {
	To   string   // a registered address
	Post bool     // response_mode=form_post
	Pair []string // names and values in turn
}

// Send sends the browser back. Values are escaped, so that nothing in them can become a header or another parameter.
func (a Answer) Send(w http.ResponseWriter) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "no-referrer")
	if a.Post {
		a.post(w)
		return
	}
	w.Header().Set("Location", a.location())
	w.WriteHeader(http.StatusFound)
}

// location is the address with the answer in its query.
func (a Answer) location() string {
	var b strings.Builder
	b.WriteString(a.To)
	next := byte('?')
	if strings.IndexByte(a.To, '?') >= 0 {
		next = '&'
	}
	for i := 0; i+1 < len(a.Pair); i += 2 {
		b.WriteByte(next)
		b.WriteString(escape(a.Pair[i]) + "=" + escape(a.Pair[i+1]))
		next = '&'
	}
	return b.String()
}

// escape writes a value for a query with %20 for spaces, as the platform does (research §2.2).
func escape(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }

// submit sends the form of a form_post answer; without JavaScript there is its button.
const submit = `document.forms[0].submit()`

// postPage is the page of OAuth 2.0 Form Post Response Mode.
var postPage = template.Must(template.New("post").Parse(`<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><title>Return to the application</title></head>
<body><form method="post" action="{{.To}}">{{range .Fields}}<input type="hidden" name="{{index . 0}}" value="{{index . 1}}">{{end}}
<p>This is not an NHS service. <button type="submit">Continue</button></p></form><script>` + submit + `</script></body></html>
`))

// post answers with a form that sends itself.
func (a Answer) post(w http.ResponseWriter) {
	sum := sha256.Sum256([]byte(submit))
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; base-uri 'none'; script-src 'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'")
	h.Set("X-Content-Type-Options", "nosniff")
	fields := slices.Collect(slices.Chunk(a.Pair, 2))
	_ = postPage.Execute(w, map[string]any{"To": template.URL(a.To), "Fields": fields}) // the address is a registered one; a caller who has gone is nobody's failure
}
