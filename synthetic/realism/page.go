package realism

import (
	"embed"
	"fmt"
	"html/template"
	"io"
	"strings"
	"time"
)

//go:embed page
var pages embed.FS

// Page writes the board as one HTML page that stands alone: no script, nothing to fetch, every plot with its table. The same
// board gives the same bytes.
func Page(w io.Writer, b *Board) error {
	style, err := pages.ReadFile("page/style.css")
	if err != nil {
		return fmt.Errorf("draw realism page: %w", err)
	}
	t, err := template.New("page.gohtml").Funcs(template.FuncMap{
		"thousands": thousands, "date": func(t time.Time) string { return t.Format("2 January 2006") },
		"dash": dash, "tone": tone, "count": b.Count, "interval": (*Row).interval,
	}).ParseFS(pages, "page/*.gohtml")
	if err != nil {
		return fmt.Errorf("draw realism page: %w", err)
	}
	page := struct {
		*Board
		Chapters []chapter
		Style    template.CSS
	}{b, chapters(b), template.CSS(style)}
	if err := t.Execute(w, page); err != nil {
		return fmt.Errorf("draw realism page: %w", err)
	}
	return nil
}

// chapter is some plots under one heading.
type chapter struct {
	ID, Title, Text string
	Small           bool // many plots of one shape
	Figures         []figureOf
}

// figureOf is a series with its drawing.
type figureOf struct {
	*Series
	Plot plot
}

// contents are the chapters of the page with the series of each; a name that ends in a hyphen stands for all that begin so.
var contents = [...]struct{ id, title, text, series string }{
	{"people", "The people", "Who lives in England, by age and sex.", "pyramid"},
	{"registers", "Prevalence", "The registers of the Quality and Outcomes Framework. Scales are logarithmic; a value of 0 stands at the left edge.", "registers"},
	{"ages", "Prevalence by age", "Men and women, each register in its own scale.", "age-"},
	{"deprivation", "Prevalence by deprivation", "Crude, from the most deprived tenth of neighbourhoods to the least, each register in its own scale.", "decile-"},
	{"survival", "Survival", "How long people live, and how that differs with where they live.", "survival expectancy"},
	{"company", "Conditions that keep company", "Odds ratios over five-year ages and sexes, on a logarithmic scale.", "company burden"},
	{"body", "Habits and bodies", "Smoking, weight and blood pressure.", "smoking mass mass-age pressure-age"},
	{"use", "Use of services", "What people use, and what is prescribed.", "contacts items wards coverage"},
}

func chapters(b *Board) (out []chapter) {
	for _, c := range contents {
		ch := chapter{ID: c.id, Title: c.title, Text: c.text, Small: strings.HasSuffix(c.series, "-")}
		for i := range b.Series {
			s := &b.Series[i]
			for name := range strings.FieldsSeq(c.series) {
				if s.ID == name || strings.HasSuffix(name, "-") && strings.HasPrefix(s.ID, name) {
					ch.Figures = append(ch.Figures, figureOf{s, draw(s)})
				}
			}
		}
		if len(ch.Figures) > 0 {
			out = append(out, ch)
		}
	}
	return out
}

// tone is the colour and the sign of a standing.
func tone(s Standing) struct{ Class, Sign string } {
	switch s {
	case Met:
		return struct{ Class, Sign string }{"good", "✓"}
	case NotMet:
		return struct{ Class, Sign string }{"bad", "✗"}
	case Explained:
		return struct{ Class, Sign string }{"open", "?"}
	}
	return struct{ Class, Sign string }{"quiet", "–"}
}
