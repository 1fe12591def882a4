package html

import (
	"embed"
	"fmt"
	"html/template"
	"io"

	"sandpiper/reports"
)

//go:embed page
var pages embed.FS

// Format is the page as one form of a report.
func Format() reports.Format {
	return reports.Format{Name: "html", File: "report/index.html", Render: Write}
}

// Write draws the page. The same evidence gives the same bytes.
func Write(w io.Writer, e *reports.Evidence) error {
	style, err := pages.ReadFile("page/style.css")
	if err != nil {
		return fmt.Errorf("draw html report: %w", err)
	}
	t, err := template.New("page").Funcs(words(e)).ParseFS(pages, "page/*.gohtml")
	if err != nil {
		return fmt.Errorf("draw html report: %w", err)
	}
	page := struct {
		*reports.Evidence
		Style template.CSS
	}{e, template.CSS(style)}
	if err := t.ExecuteTemplate(w, "page.gohtml", page); err != nil {
		return fmt.Errorf("draw html report: %w", err)
	}
	return nil
}
