package front

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"net/http"
	"strconv"
	"strings"
)

//go:embed page.gohtml
var layout string

// copying puts a button beside each block of code that copies it. Without JavaScript there are the blocks.
//
//go:embed copy.js
var copying string

// Page is a page for developers: a title and a body, in a frame that says what it is not. It works without its one script, and needs nothing from
// elsewhere.
type Page struct{ body *template.Template }

// NewPage makes a page of a template that defines "title" and "body". It panics if that is broken: pages are part of the program.
func NewPage(text string) *Page {
	words := template.FuncMap{
		"join": strings.Join, "thousands": thousands,
		"copying": func() template.HTML { return template.HTML("<script>" + copying + "</script>") }, //nolint:gosec // the script is part of the program
	}
	return &Page{template.Must(template.Must(template.New("page").Funcs(words).Parse(layout)).Parse(text))}
}

// Show writes the page.
func (p *Page) Show(w http.ResponseWriter, about any) { p.ShowAs(w, http.StatusOK, about) }

// ShowAs writes the page with a status.
func (p *Page) ShowAs(w http.ResponseWriter, status int, about any) {
	var b bytes.Buffer
	if err := p.body.Execute(&b, about); err != nil {
		http.Error(w, "the page could not be written: "+err.Error(), http.StatusInternalServerError)
		return
	}
	sum := sha256.Sum256([]byte(copying))
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(b.Len()))
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+
		"'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // a caller who has gone is nobody's failure
}

// thousands writes a number with commas: 57,700,000.
func thousands(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}
