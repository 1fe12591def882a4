package oidc

import (
	"bytes"
	"html/template"
	"net/http"
	"strconv"

	"sandpiper/mocks"
)

// Page is a page of a made-up identity provider. It works without JavaScript and says what it is not.
//
// The first form has the id kc-form-login and the fields username and login, and its action is a whole URL that holds all the state there is:
// tools that read the platform's mock authorisation pages do not send back more (pytest-nhsd-apim, identity_service.py, auth_journey.py).
type Page struct {
	Status   int    // of HTTP; 0 for 200
	Title    string // what is to be done
	Provider string // who is played: "NHS login"
	Client   string // who asked
	Notice   string // what went wrong; empty for nothing
	Hint     string // below the form; empty for nothing
	Action   string // where the form goes; empty for a page without a form
	Name     string // what username means; empty: nobody is asked for a name
	Password bool
	Choices  []Choice // of one field, named Choice
	Choice   string
	Buttons  []Button
}

// Choice is one of several values of a field.
type Choice struct{ Value, Text string }

// Button is a way to send the form. The first is an input named login, as tools expect; others send Value as "decision".
type Button struct{ Value, Text string }

var page = template.Must(template.New("page").Parse(`<!DOCTYPE html>
<html lang="en-GB">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{{.Title}} - made-up {{.Provider}}</title>
<style>body{font:1.1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:2rem auto;padding:0 1rem;color:#111;background:#fff}
.not{border:3px solid #8a1c1c;padding:.6rem .9rem;font-weight:600}label{display:block;margin:1rem 0 .2rem;font-weight:600}.pick{font-weight:400}
input[type=text],input[type=password]{font:inherit;width:100%;box-sizing:border-box;padding:.4rem;border:2px solid #333}
input[type=submit],button{font:inherit;margin:1.2rem .6rem 0 0;padding:.45rem 1rem;border:2px solid #222;background:#222;color:#fff;cursor:pointer}
button{background:#fff;color:#222}:focus{outline:3px solid #b35c00;outline-offset:2px}</style></head>
<body><main>
<p class="not">This is not an NHS service. It is a rehearsal: the people are made up and no password is real.</p>
<h1>{{.Title}}</h1>
<p>This page plays {{.Provider}}{{with .Client}} for {{.}}{{end}}.</p>
{{with .Notice}}<p role="alert"><strong>{{.}}</strong></p>{{end}}
{{if .Action}}<form id="kc-form-login" action="{{.Action}}" method="post">
{{with .Name}}<label for="username">{{.}}</label><input type="text" id="username" name="username" value="" autocomplete="off" autocapitalize="none" spellcheck="false">{{end}}
{{if .Password}}<label for="password">Password, if it is a published test user (may be left empty)</label><input type="password" id="password" name="password" value="" autocomplete="off">{{end}}
{{$name := .Choice}}{{range $i, $c := .Choices}}<label class="pick"><input type="radio" name="{{$name}}" value="{{$c.Value}}"{{if eq $i 0}} checked{{end}}> {{$c.Text}}</label>
{{end}}<div>{{range $i, $b := .Buttons}}{{if eq $i 0}}<input type="submit" name="login" value="{{$b.Text}}">{{else}}<button type="submit" name="decision" value="{{$b.Value}}">{{$b.Text}}</button>{{end}}{{end}}</div>
</form>{{end}}
{{with .Hint}}<p>{{.}}</p>{{end}}
</main></body></html>
`))

// Show writes the page.
func (p Page) Show(w http.ResponseWriter) {
	var b bytes.Buffer
	if err := page.Execute(&b, p); err != nil {
		panic(err) // a page of texts always comes out
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(b.Len()))
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	if p.Status != 0 {
		w.WriteHeader(p.Status)
	}
	_, _ = w.Write(b.Bytes()) // a caller who has gone is nobody's failure
}

// Wrong shows why there is nothing to return to: no application is told of it.
func Wrong(w http.ResponseWriter, provider, notice, why string) {
	if why != "" {
		mocks.Explain(w.Header(), why)
	}
	Page{Status: http.StatusBadRequest, Title: "There is a problem", Provider: provider, Notice: notice}.Show(w)
}
