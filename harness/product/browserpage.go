package product

import (
	"bytes"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// page is what a browser without JavaScript makes of an HTML document.
type page struct {
	title    string
	text     string // what can be read on it, white space folded
	values   string // what stands in its fields
	headings []string
	alerts   []string // the text of what has the role alert
	links    []link
	forms    []form
}

type link struct {
	text string
	to   *url.URL
}

// form is a form of a page as it would be sent.
type form struct {
	method  string
	to      *url.URL
	fields  []field
	buttons []button
}

type field struct {
	name, value string
	hidden      bool
}

type button struct{ name, value, text string }

// readPage parses a document that came from an address.
func readPage(body []byte, at *url.URL) (*page, error) {
	doc, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	p := &page{}
	r := pageReader{page: p, base: at}
	r.walk(doc)
	p.text = folded(r.words.String())
	p.values = folded(r.typed.String())
	return p, nil
}

// pageReader walks a document once.
type pageReader struct {
	*page
	base  *url.URL
	words strings.Builder
	typed strings.Builder
	open  *form
}

// unseen are the elements whose content is not shown.
var unseen = map[atom.Atom]bool{atom.Script: true, atom.Style: true, atom.Template: true, atom.Head: true, atom.Noscript: false}

func (r *pageReader) walk(n *html.Node) {
	switch n.Type {
	case html.TextNode:
		r.words.WriteString(n.Data)
		return
	case html.ElementNode:
		if !r.enter(n) {
			return
		}
	}
	outer := r.open
	if n.DataAtom == atom.Form {
		r.forms = append(r.forms, form{method: strings.ToUpper(attribute(n, "method")), to: r.resolve(attribute(n, "action"))})
		r.open = &r.forms[len(r.forms)-1]
		if r.open.method != http.MethodPost {
			r.open.method = http.MethodGet
		}
	}
	for c := range n.ChildNodes() {
		r.walk(c)
	}
	r.open = outer
	if n.Type == html.ElementNode && !inline[n.DataAtom] {
		r.words.WriteByte('\n')
	}
}

// inline are the elements that do not part words.
var inline = map[atom.Atom]bool{atom.A: true, atom.B: true, atom.I: true, atom.Em: true, atom.Strong: true, atom.Span: true, atom.Abbr: true,
	atom.Small: true, atom.Code: true, atom.Time: true, atom.Mark: true, atom.Sub: true, atom.Sup: true}

// enter takes an element down, and reports whether what is in it can be seen.
func (r *pageReader) enter(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Head:
		for c := range n.Descendants() {
			switch c.DataAtom {
			case atom.Title:
				r.title = folded(content(c))
			case atom.Base:
				r.base = r.resolve(attribute(c, "href"))
			}
		}
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		r.headings = append(r.headings, folded(content(n)))
	case atom.A:
		if to := attribute(n, "href"); to != "" {
			r.links = append(r.links, link{text: folded(content(n)), to: r.resolve(to)})
		}
	case atom.Input, atom.Button, atom.Textarea, atom.Select:
		r.control(n)
	}
	if attribute(n, "role") == "alert" {
		r.alerts = append(r.alerts, folded(content(n)))
	}
	_, hidden := present(n, "hidden")
	return !unseen[n.DataAtom] && !hidden
}

// control takes down what can be filled in or pressed.
func (r *pageReader) control(n *html.Node) {
	kind, name, value := strings.ToLower(attribute(n, "type")), attribute(n, "name"), attribute(n, "value")
	switch n.DataAtom {
	case atom.Textarea:
		kind, value = "text", content(n)
	case atom.Select:
		kind, value = "text", chosenOption(n)
	case atom.Button:
		if kind == "" {
			kind = "submit"
		}
	}
	pressed := kind == "submit" || kind == "image" || n.DataAtom == atom.Button && kind != "button" && kind != "reset"
	if kind != "hidden" && kind != "password" && !pressed {
		r.typed.WriteString(value + "\n")
	}
	if r.open == nil {
		return
	}
	switch {
	case pressed:
		text := folded(content(n))
		if text == "" {
			text = value
		}
		r.open.buttons = append(r.open.buttons, button{name, value, text})
	case name == "" || kind == "button" || kind == "reset" || kind == "file":
	case kind == "checkbox" || kind == "radio":
		if _, on := present(n, "checked"); on {
			if value == "" {
				value = "on"
			}
			r.open.fields = append(r.open.fields, field{name: name, value: value})
		}
	default:
		r.open.fields = append(r.open.fields, field{name: name, value: value, hidden: kind == "hidden"})
	}
}

// chosenOption is the value of a select: of the option that is selected, or of the first.
func chosenOption(n *html.Node) string {
	first, found := "", false
	for c := range n.Descendants() {
		if c.DataAtom != atom.Option {
			continue
		}
		value, has := present(c, "value")
		if !has {
			value = folded(content(c))
		}
		if _, on := present(c, "selected"); on {
			return value
		}
		if !found {
			first, found = value, true
		}
	}
	return first
}

// resolve is an address of the page as a whole one; what cannot be read is the page itself.
func (r *pageReader) resolve(to string) *url.URL {
	u, err := r.base.Parse(strings.TrimSpace(to))
	if err != nil {
		return r.base
	}
	return u
}

// has reports whether a form asks for a field.
func (f *form) has(name string) bool {
	for _, x := range f.fields {
		if x.name == name {
			return true
		}
	}
	return false
}

// sent is what the form sends with some fields filled in and a button pressed.
func (f *form) sent(fill map[string]string, press *button) url.Values {
	out := url.Values{}
	for _, x := range f.fields {
		value := x.value
		if v, ok := fill[x.name]; ok {
			value = v
		}
		out.Add(x.name, value)
	}
	if press != nil && press.name != "" {
		out.Add(press.name, press.value)
	}
	return out
}

func (f *form) request(values url.Values) (*http.Request, error) {
	if f.method == http.MethodPost {
		return formRequest(f.to, values)
	}
	to := *f.to
	to.RawQuery = values.Encode()
	return http.NewRequest(http.MethodGet, to.String(), nil)
}

// content is the text in an element.
func content(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

func attribute(n *html.Node, name string) string {
	v, _ := present(n, name)
	return v
}

func present(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name && a.Namespace == "" {
			return a.Val, true
		}
	}
	return "", false
}

// folded is a text with every run of white space made one space, and what is no text replaced.
func folded(s string) string { return strings.Join(strings.Fields(strings.ToValidUTF8(s, "�")), " ") }

// clipped is the beginning of a text, cut between characters.
func clipped(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return s[:most] + "…"
}

// ofTen finds ten digits that may be grouped as NHS numbers are.
var ofTen = regexp.MustCompile(`\b\d{3}[ \x{a0}\x{2009}\x{202f}-]?\d{3}[ \x{a0}\x{2009}\x{202f}-]?\d{4}\b`)

// numbersIn lists what reads as an NHS number in a text, digits only, each once, in the order in which they stand.
func numbersIn(text string) []any {
	out := []any{}
	seen := map[string]bool{}
	for _, found := range ofTen.FindAllString(text, -1) {
		digits := strings.Map(func(r rune) rune {
			if r < '0' || r > '9' {
				return -1
			}
			return r
		}, found)
		if !seen[digits] {
			seen[digits] = true
			out = append(out, digits)
		}
	}
	return out
}
