package citizen

import (
	"bytes"
	"html/template"
	"net/http"
	"strconv"
)

// front is the page for somebody who has not signed in, or may not.
type front struct {
	Trouble   string
	CanSignIn bool
	SignIn    string
}

// sheet is the page of the log.
type sheet struct {
	answer
	Root     string
	SignedIn bool // in this browser, so that it can sign out
}

// Newer and Older are the numbers of the pages beside; 0 for none.
func (s sheet) Newer() int { return s.Page - 1 }

// Older is the number of the page of older entries; 0 for none.
func (s sheet) Older() int {
	if s.Page >= s.Pages {
		return 0
	}
	return s.Page + 1
}

// choice is one thing that a citizen may want of other organisations.
type choice struct{ Word, Text string }

// Choices are what a citizen may want of other organisations.
func (sheet) Choices() []choice {
	return []choice{{"unstated", "I have not said"}, {"given", "Yes"}, {"refused", "No"}}
}

// pages is the two pages. They need no script, and follow WCAG 2.2 AA: a language, a title, landmarks, a link past the banner, headings in order, a
// table with a caption and heads, states in words and not in colours, rows that stand one below the other by the width of a phone (with the roles of a
// table, which a browser otherwise forgets), contrast of at least 7:1, targets of at least 24 px, a visible focus.
var pages = template.Must(template.New("").Parse(`{{define "head"}}<!DOCTYPE html>
<html lang="en-GB">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{{.}} - who looked at my data (a rehearsal)</title>
<style>:root{color-scheme:light dark;--ink:#17232b;--dim:#47565f;--paper:#fbfaf7;--card:#fff;--edge:#7d8489;--line:#d5d0c4;--link:#00566f;--onact:#fff;--mark:#8a3b00;--warn:#fdf1e3}
@media (prefers-color-scheme:dark){:root{--ink:#e9edee;--dim:#b3bfc5;--paper:#12181c;--card:#192227;--edge:#8496a0;--line:#35424a;--link:#86d2ee;--onact:#08222d;--mark:#ffb680;--warn:#2a1e13}}
*{box-sizing:border-box}body{font:1.0625rem/1.55 system-ui,-apple-system,"Segoe UI",arial,sans-serif;margin:0;color:var(--ink);background:var(--paper)}main,footer{max-width:70rem;margin:0 auto;padding:.8rem 1.25rem}
.not{background:var(--warn);border-bottom:1px solid var(--mark);margin:0;padding:.5rem 1.25rem;font-size:.95rem;text-align:center}.not strong{color:var(--mark)}.skip{position:absolute;left:-99rem}.skip:focus{position:static}
h1{font-size:clamp(1.7rem,4.5vw,2.2rem);line-height:1.15;margin:.8rem 0 .4rem}a{color:var(--link);display:inline-block;min-height:24px}:focus-visible{outline:3px solid var(--link);outline-offset:2px}p{max-width:46rem}header .not{max-width:none}
table{border-collapse:collapse;width:100%;min-width:44rem}caption{text-align:left;font-weight:600;padding:.5rem 0}th,td{border-bottom:1px solid var(--line);padding:.55rem .9rem .55rem 0;text-align:left;vertical-align:top}
.wide{overflow-x:auto}button,a[href$="/sign-in"]{font:inherit;padding:.45rem 1.2rem;min-height:2.6rem;border:1px solid var(--link);border-radius:6px;background:var(--card);color:var(--link);cursor:pointer}a[href$="/sign-in"]{background:var(--link);color:var(--onact);text-decoration:none}
dl{display:grid;grid-template-columns:max-content auto;gap:.2rem 1rem}dt{font-weight:600}dd{margin:0}nav a{margin-right:1.5rem}.why{display:block;color:var(--dim)}fieldset{border:0;padding:0;margin:0}legend{font-weight:600}fieldset p{margin:.2rem 0}label{display:inline-block;min-height:24px}
@media(max-width:46rem){table{min-width:0}table,caption,tbody,tr,th,td{display:block}thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}tr{border-bottom:2px solid var(--edge);padding:.5rem 0}tbody th,td{border:0;padding:.15rem 0}td::before{content:attr(data-head) ": ";font-weight:600}}footer{color:var(--dim)}</style></head>
<body><a class="skip" href="#main">Skip to the content</a>
<header><p class="not"><strong>This is not an NHS service.</strong> It is a rehearsal: the people are made up.</p></header>
<main id="main">{{end}}
{{define "foot"}}</main><footer><p>Made by Sandpiper, which is not an NHS service. Times are those of the rehearsal's own clock.</p></footer></body></html>
{{end}}
{{define "front"}}{{template "head" "Sign in"}}
<h1>Who looked at my data</h1>
{{with .Trouble}}<p role="alert"><strong>{{.}}</strong></p>{{end}}
<p>Here people of the rehearsal see which applications and staff have asked for their data, when, for what, and which rule let them or did not.</p>
{{if .CanSignIn}}<p><a href="{{.SignIn}}">Sign in with the made-up NHS login</a></p>{{else}}<p>Programs send a citizen's own access token with <code>Accept: application/json</code>.</p>{{end}}
{{template "foot"}}{{end}}
{{define "log"}}{{template "head" .Name}}
<h1>Who looked at my data</h1>
<dl><dt>Name</dt><dd>{{.Name}}</dd><dt>NHS number</dt><dd>{{.NHSNumber}} (made up)</dd></dl>
{{if .FellOut}}<p>The log has no more room: {{.FellOut}} older entries, about all people together, have fallen out. Nothing is missing since {{.Since}}.</p>{{end}}
{{if .Entries}}<div class="wide" role="region" aria-label="Who asked for my data" tabindex="0"><table role="table">
<caption>{{.Total}} {{if eq .Total 1}}entry{{else}}entries{{end}}, the newest first{{if gt .Pages 1}}; page {{.Page}} of {{.Pages}}{{end}}</caption>
<thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">When</th><th scope="col" role="columnheader">Who</th><th scope="col" role="columnheader">What</th><th scope="col" role="columnheader">Why</th><th scope="col" role="columnheader">What came of it</th></tr></thead>
<tbody role="rowgroup">{{range .Entries}}
<tr role="row"><th scope="row" role="rowheader"><time datetime="{{.At}}">{{.When}}</time></th>
<td role="cell" data-head="Who">{{with .User}}{{.}}{{else}}An application by itself{{end}}{{with .Role}}, {{.}}{{end}}{{with .Organisation}}, of {{.}}{{end}}<span class="why">{{if eq .Application "anonymous"}}no application was named{{else}}by {{if and .Name (ne .Name .Application)}}{{.Name}}, {{end}}{{.Application}}{{end}}</span></td>
<td role="cell" data-head="What">{{.Kind}}<span class="why">{{.Act}}, {{.Service}}</span></td>
<td role="cell" data-head="Why">{{with .Purpose}}{{.}}{{else}}not said{{end}}{{with .Reason}}<span class="why"><strong>Reason given to break the glass:</strong> {{.}}</span>{{end}}</td>
<td role="cell" data-head="What came of it"><strong>{{.Outcome}}</strong>{{with .Because}}<span class="why">Because {{.}}.</span>{{end}}{{with .Rule}}<span class="why">Rule: {{.}}</span>{{end}}</td></tr>{{end}}
</tbody></table></div>{{else}}<p>Nobody has asked for your data{{if .FellOut}} since then{{end}}.</p>{{end}}
{{if gt .Pages 1}}<nav aria-label="Pages">{{with .Newer}}<a href="{{$.Root}}?page={{.}}" rel="prev">Newer entries</a>{{end}}{{with .Older}}<a href="{{$.Root}}?page={{.}}" rel="next">Older entries</a>{{end}}</nav>{{end}}
{{if .Consent}}<h2>Organisations other than my practice</h2>
<p>What you want of them is told to the rules of the rehearsal. A rule may let a clinician go past it in an emergency, for a reason that is shown above.</p>
<form method="post" action="{{.Root}}/consent"><fieldset><legend>May they see my record?</legend>
{{range .Choices}}<p><label><input type="radio" name="consent" value="{{.Word}}"{{if eq .Word $.Consent}} checked{{end}}> {{.Text}}</label></p>{{end}}
</fieldset><p><button type="submit">Keep this</button></p></form>{{end}}
{{if .SignedIn}}<form method="post" action="{{.Root}}/sign-out"><p><button type="submit">Sign out</button></p></form>{{end}}
{{template "foot"}}{{end}}`))

// write sends the page.
func (f front) write(w http.ResponseWriter, status int) { send(w, status, "front", f) }

// write sends the page.
func (s sheet) write(w http.ResponseWriter) { send(w, http.StatusOK, "log", s) }

func send(w http.ResponseWriter, status int, name string, data any) {
	var b bytes.Buffer
	if err := pages.ExecuteTemplate(&b, name, data); err != nil {
		panic(err) // a page of texts always comes out
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(b.Len()))
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // a caller who has gone is nobody's failure
}
