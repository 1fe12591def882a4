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
<style>:root{color-scheme:light dark;--ink:#17232b;--dim:#47565f;--paper:#fbfaf7;--card:#fff;--edge:#6f777d;--line:#d5d0c4;--act:#00566f;--onact:#fff;--mark:#8a3b00;--warn:#fdf1e3}
@media (prefers-color-scheme:dark){:root{--ink:#e9edee;--dim:#b3bfc5;--paper:#12181c;--card:#192227;--edge:#8496a0;--line:#35424a;--act:#86d2ee;--onact:#08222d;--mark:#ffb680;--warn:#2a1e13}}
*{box-sizing:border-box}body{font:1.0625rem/1.55 system-ui,-apple-system,"Segoe UI",arial,sans-serif;margin:0;color:var(--ink);background:var(--paper)}
.not{background:var(--warn);border-bottom:1px solid var(--mark);margin:0;padding:.5rem 1.25rem;font-size:.95rem;text-align:center}.not strong{color:var(--mark)}
main{max-width:32rem;margin:2rem auto;padding:0 1.25rem}.card{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:1.2rem 1.5rem 1.5rem}
h1{font-size:1.7rem;line-height:1.2;margin:.2rem 0 .4rem}.dim{color:var(--dim);margin:.2rem 0 1rem}.wrong{border-left:4px solid var(--mark);background:var(--warn);padding:.5rem .9rem;border-radius:0 8px 8px 0}
label{display:block;margin:1rem 0 .25rem;font-weight:600}.pick{font-weight:400;margin:.5rem 0;padding:.35rem 0}
input[type=text],input[type=password]{font:inherit;width:100%;padding:.5rem .6rem;border:1px solid var(--edge);border-radius:6px;background:var(--card);color:var(--ink)}
input[type=submit],button{font:inherit;margin:1.3rem .6rem 0 0;padding:.45rem 1.2rem;min-height:2.6rem;border:1px solid var(--act);border-radius:6px;background:var(--act);color:var(--onact);cursor:pointer}
button{background:var(--card);color:var(--act)}:focus-visible{outline:3px solid var(--act);outline-offset:2px}</style></head>
<body><header><p class="not"><strong>This is not an NHS service.</strong> It is a rehearsal: the people are made up and no password is real.</p></header>
<main><div class="card">
<h1>{{.Title}}</h1>
<p class="dim">This page plays {{.Provider}}{{with .Client}} for {{.}}{{end}}.</p>
{{with .Notice}}<p role="alert" class="wrong"><strong>{{.}}</strong></p>{{end}}
{{if .Action}}<form id="kc-form-login" action="{{.Action}}" method="post">
{{with .Name}}<label for="username">{{.}}</label><input type="text" id="username" name="username" value="" autocomplete="off" autocapitalize="none" spellcheck="false">{{end}}
{{if .Password}}<label for="password">Password, if it is a published test user (may be left empty)</label><input type="password" id="password" name="password" value="" autocomplete="off">{{end}}
{{$name := .Choice}}{{range $i, $c := .Choices}}<label class="pick"><input type="radio" name="{{$name}}" value="{{$c.Value}}"{{if eq $i 0}} checked{{end}}> {{$c.Text}}</label>
{{end}}<div>{{range $i, $b := .Buttons}}{{if eq $i 0}}<input type="submit" name="login" value="{{$b.Text}}">{{else}}<button type="submit" name="decision" value="{{$b.Value}}">{{$b.Text}}</button>{{end}}{{end}}</div>
</form>{{end}}
{{with .Hint}}<p class="dim">{{.}}</p>{{end}}
</div></main></body></html>
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
	Page{Status: http.StatusBadRequest, Title: "There is a problem", Provider: provider, Notice: notice,
		Hint: "What would have been right stands on Sandpiper's console, and in the X-Sandpiper-Why header of this answer."}.Show(w)
}
