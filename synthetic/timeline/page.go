package timeline

import (
	"embed"
	"fmt"
	"html/template"
	"io"
	"time"
)

//go:embed page
var pages embed.FS

// Page writes a story as one HTML page that stands alone: no script, nothing to fetch.
func Page(w io.Writer, s *Story) error {
	style, err := pages.ReadFile("page/style.css")
	if err != nil {
		return fmt.Errorf("draw timeline: %w", err)
	}
	t, err := template.New("timeline.gohtml").Funcs(template.FuncMap{
		"date":    func(t time.Time) string { return t.Format("2 January 2006") },
		"iso":     func(t time.Time) string { return t.Format(time.DateOnly) },
		"said":    func(x Subject) string { return x.said() },
		"turning": turning,
	}).ParseFS(pages, "page/timeline.gohtml")
	if err != nil {
		return fmt.Errorf("draw timeline: %w", err)
	}
	page := struct {
		*Story
		Years []Year
		Style template.CSS
	}{s, s.years(), template.CSS(style)}
	if err := t.Execute(w, page); err != nil {
		return fmt.Errorf("draw timeline: %w", err)
	}
	return nil
}

// Year is the days of one year.
type Year struct {
	Year, Age int
	Days      []Day
}

// years groups the days.
func (s *Story) years() (out []Year) {
	for _, d := range s.Days {
		if n := len(out); n == 0 || out[n-1].Year != d.Date.Year() {
			out = append(out, Year{Year: d.Date.Year(), Age: d.Date.Year() - s.Subject.Born.Year()})
		}
		y := &out[len(out)-1]
		y.Days = append(y.Days, d)
	}
	return out
}
