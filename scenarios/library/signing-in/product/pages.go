package product

import (
	"bytes"
	"errors"
	"html/template"
	"net/http"
	"slices"
	"strings"
)

// view is a page of the website.
type view struct {
	Title   string
	Words   []string
	Facts   [][2]string // names and values
	Links   []anchor
	SignOut bool
}

type anchor struct{ Text, To string }

var layout = template.Must(template.New("page").Parse(`<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{{.Title}} - reference website</title>
<style>body{font:1.1rem/1.5 system-ui,sans-serif;max-width:36rem;margin:2rem auto;padding:0 1rem;color:#111;background:#fff}
.not{border:3px solid #8a1c1c;padding:.6rem .9rem;font-weight:600}dt{font-weight:600}:focus{outline:3px solid #b35c00;outline-offset:2px}</style></head>
<body><p class="not">This is not an NHS service. It is a rehearsal: the people are made up.</p>
<main><h1>{{.Title}}</h1>{{range .Words}}<p>{{.}}</p>{{end}}
{{with .Facts}}<dl>{{range .}}<dt>{{index . 0}}</dt><dd>{{index . 1}}</dd>{{end}}</dl>{{end}}
{{with .Links}}<ul>{{range .}}<li><a href="{{.To}}">{{.Text}}</a></li>{{end}}</ul>{{end}}
{{if .SignOut}}<form action="/sign-out" method="post"><button type="submit">Sign out</button></form>{{end}}</main></body></html>
`))

// show writes a page.
func (s *site) show(w http.ResponseWriter, status int, v view) {
	var b bytes.Buffer
	if err := layout.Execute(&b, v); err != nil {
		http.Error(w, "the page could not be made", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // a reader who has gone is nobody's failure
}

// home answers GET /.
func (s *site) home(w http.ResponseWriter, _ *http.Request) {
	v := view{Title: "Reference website", Words: []string{"Choose a service. You will be asked to sign in with NHS login."}}
	for _, one := range services() {
		v.Links = append(v.Links, anchor{one.title, one.path})
	}
	s.show(w, http.StatusOK, v)
}

// serve answers a service: for whoever has signed in well enough for it, from what NHS login says of them now.
func (s *site) serve(w http.ResponseWriter, r *http.Request, v service) {
	x := s.sessions.of(r)
	who := x.person
	if s.Bug == OneForAll && who == nil {
		who = s.sessions.lastSignedIn()
	}
	asserted := r.URL.Query().Has("assertedLoginIdentity") // a person from the NHS App is who the App says, not who was here before
	enough := func() bool {
		return v.trusts(who.vot) && !slices.ContainsFunc(v.scopes, func(scope string) bool { return !who.scopes[scope] })
	}
	if who == nil || asserted || s.Bug != AcceptsLowerTrust && s.Bug != AsksTooLittle && !enough() {
		s.begin(w, r, v, r.URL.Query().Get("silent") == "yes")
		return
	}
	d, err := s.ask(r.Context(), who)
	if errors.Is(err, errOver) && s.Bug == KeepsShowing && who.known != nil {
		d, err = who.known, nil
	}
	switch {
	case errors.Is(err, errOver):
		x.person = nil
		s.sessions.renew(&x)
		s.sessions.keep(w, x)
		s.show(w, http.StatusUnauthorized, view{Title: "You have been signed out", Words: []string{"Your sign-in has ended. Sign in again to go on."},
			Links: []anchor{{"Sign in again", "/sign-in?for=" + v.path}}})
	case err != nil && s.Bug == OutageIsEmpty:
		s.show(w, http.StatusOK, view{Title: v.title, Words: []string{"We have nothing to show you."}})
	case err != nil:
		s.unavailable(w, r, err)
	default:
		if s.Bug == KeepsShowing {
			who.known = d
			s.sessions.keep(w, x)
		}
		s.show(w, http.StatusOK, s.page(v, d))
	}
}

// page is what a service shows somebody. An NHS number that is only claimed is for matching and not for showing (NHS login, P5).
func (s *site) page(v service, d *details) view {
	out := view{Title: v.title, SignOut: true}
	fact := func(name, value string) {
		if value != "" {
			out.Facts = append(out.Facts, [2]string{name, value})
		}
	}
	fact("E-mail address", d.Email)
	fact("Name", strings.TrimSpace(d.Given+" "+d.Family))
	fact("Date of birth", d.Born)
	if d.Level == "P9" || s.Bug == ShowsClaimed {
		fact("NHS number", grouped(d.NHSNumber))
	}
	if v.path == "/my-surgery" {
		linked := d.Credentials != nil && d.Credentials.Key != "" && d.Credentials.User != ""
		fact("GP surgery", d.Practice.Code)
		if linked || s.Bug == AssumesLinked {
			out.Words = append(out.Words, "You are linked to the online services of your GP surgery.")
		} else {
			out.Words = append(out.Words, "We could not link you to the online services of your GP surgery. Contact your GP surgery and ask for your linkage details.")
		}
	}
	if s.Bug != NoSettingsLink {
		out.Links = append(out.Links, anchor{"Manage your NHS login", s.Issuer + "/settings"})
	}
	out.Links = append(out.Links, anchor{"Start page", "/"})
	return out
}

// grouped writes an NHS number as people read it: 999 123 4567.
func grouped(number string) string {
	if len(number) != 10 {
		return number
	}
	return number[:3] + " " + number[3:6] + " " + number[6:]
}
