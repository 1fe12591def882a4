package main

import (
	_ "embed"
	"html/template"
	"net/http"

	"sandpiper/mocks/catalogue"
	"sandpiper/synthetic"
)

//go:embed startpage.html
var startPageText string

var startPageTemplate = template.Must(template.New("start").Parse(startPageText))

// startPage answers GET / with a page that says what is served, and leaves the rest to the estate.
func startPage(estate http.Handler, people *synthetic.Population, o serveOptions) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" || (r.Method != http.MethodGet && r.Method != http.MethodHead) {
			estate.ServeHTTP(w, r)
			return
		}
		example := people.Person(min(7, people.Len()-1))
		page := struct {
			Base     string
			People   int
			Services []catalogue.Entry
			Open     bool
			Number   string
			Family   string
			Born     string
			AppID    string
		}{
			"http://" + r.Host, people.Len(), catalogue.Table(), o.Open,
			example.Number.String(), example.Name.Family, example.Born.Format("2006-01-02"), o.AppID,
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
		if err := startPageTemplate.Execute(w, page); err != nil {
			http.Error(w, "the start page could not be written", http.StatusInternalServerError)
		}
	})
}
