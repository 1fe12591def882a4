package front

import (
	"bytes"
	_ "embed"
	"html/template"
	"net/http"
	"strconv"
	"strings"
)

//go:embed page.gohtml
var layout string

// Page is a page for developers: a title and a body, in a frame that says what it is not. It needs no script, and nothing from elsewhere.
type Page struct{ body *template.Template }

// NewPage makes a page of a template that defines "title" and "body". It panics if that is broken: pages are part of the program.
func NewPage(text string) *Page {
	words := template.FuncMap{"join": strings.Join}
	return &Page{template.Must(template.Must(template.New("page").Funcs(words).Parse(layout)).Parse(text))}
}

// Show writes the page.
func (p *Page) Show(w http.ResponseWriter, about any) {
	var b bytes.Buffer
	if err := p.body.Execute(&b, about); err != nil {
		http.Error(w, "the page could not be written: "+err.Error(), http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(b.Len()))
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	_, _ = w.Write(b.Bytes()) // a caller who has gone is nobody's failure
}
