package timeline

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"
)

// The narrowest and the widest page of text.
const (
	narrowest = 80
	usual     = 120
	widest    = 140
)

// Text writes a story in two columns of a page of some width: 80 to 140 columns, 0 for 120.
func Text(w io.Writer, s *Story, width int) error {
	if width == 0 {
		width = usual
	}
	width = min(max(width, narrowest), widest)
	left := (width - dated - 3) * 44 / 100
	p := printer{out: bufio.NewWriter(w), width: width, left: left, right: width - dated - 3 - left}
	p.head(s)
	last := 0
	for i := range s.Days {
		d := &s.Days[i]
		if d.Date.Year() != last {
			last = d.Date.Year()
			p.year(last, s.Subject.Born)
		}
		p.day(d)
	}
	if len(s.Never) > 0 {
		p.line("")
		p.wrapped("Never written down: "+strings.Join(s.Never, "; ")+".", "  ")
	}
	if err := p.out.Flush(); err != nil {
		return fmt.Errorf("write timeline: %w", err)
	}
	return nil
}

// JSON writes a story as indented JSON.
func JSON(w io.Writer, s *Story) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		return fmt.Errorf("write timeline: %w", err)
	}
	return nil
}

// dated is the width of the column of days.
const dated = 7

// printer lays a story out.
type printer struct {
	out                *bufio.Writer
	width, left, right int
}

func (p *printer) line(s string) { fmt.Fprintln(p.out, strings.TrimRight(s, " ")) }

// wrapped writes a paragraph, its later lines indented.
func (p *printer) wrapped(s, indent string) {
	for i, part := range wrap(s, p.width-len(indent)) {
		if i > 0 {
			part = indent + part
		}
		p.line(part)
	}
}

func (p *printer) head(s *Story) {
	x := &s.Subject
	p.wrapped(fmt.Sprintf("%s, person %d, NHS number %s (made up; Sandpiper is not an NHS service)", x.Name, x.Index, x.Number), "  ")
	state := fmt.Sprintf("aged %d", x.Age)
	if !x.Died.IsZero() {
		state = fmt.Sprintf("died %s aged %d", x.Died.Format("2 January 2006"), x.Age)
	}
	p.wrapped(fmt.Sprintf("%s, born %s, %s; %s; deprivation decile %d; %s; practice %s", x.Sex, x.Born.Format("2 January 2006"), state, x.said(), x.Decile, x.Home, x.Practice), "  ")
	p.line("")
	if len(s.Before) > 0 {
		p.wrapped("Before "+s.From.Format("2 January 2006")+": "+strings.Join(s.Before, "; ")+".", "  ")
		p.line("")
	}
	p.row("", "WHAT IS SO", "WHAT WAS WRITTEN")
}

// said is the ethnicity, with what the practice holds where that is something else.
func (x *Subject) said() string {
	switch x.Recorded {
	case x.Ethnicity:
		return x.Ethnicity
	case "":
		return x.Ethnicity + " (not on the record)"
	}
	return x.Ethnicity + " (on the record: " + x.Recorded + ")"
}

func (p *printer) year(year int, born time.Time) {
	title := fmt.Sprintf("%d, %s ", year, turning(year-born.Year()))
	p.line(title + strings.Repeat("─", max(0, p.width-utf8.RuneCountInString(title))))
}

// turning is the age that somebody reaches in a year.
func turning(age int) string {
	if age == 0 {
		return "born"
	}
	return fmt.Sprintf("turning %d", age)
}

func (p *printer) day(d *Day) {
	var left, right []string
	for _, f := range d.Facts {
		left = append(left, hang(f.Text, f.Mark, p.left)...)
	}
	for _, n := range d.Notes {
		text := n.Text
		if n.Kind != "contact" {
			text = n.Kind + ": " + text
		}
		if n.Code != "" {
			text += " [" + n.Code + "]"
		}
		right = append(right, hang(text, n.Mark, p.right)...)
	}
	date := d.Date.Format("2 Jan")
	for i := range max(len(left), len(right)) {
		var a, b string
		if i < len(left) {
			a = left[i]
		}
		if i < len(right) {
			b = right[i]
		}
		p.row(date, a, b)
		date = ""
	}
}

func (p *printer) row(date, left, right string) {
	p.line(pad(date, dated, true) + pad(left, p.left, false) + " │ " + right)
}

// hang wraps an item with its mark, later lines indented.
func hang(text, mark string, width int) []string {
	if mark != "" {
		text += " ← " + mark
	}
	out := wrap(text, width-2)
	for i := 1; i < len(out); i++ {
		out[i] = "  " + out[i]
	}
	return out
}

// wrap breaks a text into lines at spaces; a word longer than a line is cut.
func wrap(s string, width int) (out []string) {
	line := ""
	for word := range strings.FieldsSeq(s) {
		for utf8.RuneCountInString(word) > width {
			runes := []rune(word)
			if line != "" {
				out, line = append(out, line), ""
			}
			out, word = append(out, string(runes[:width])), string(runes[width:])
		}
		if line != "" && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width {
			out, line = append(out, line), ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	if line != "" || len(out) == 0 {
		out = append(out, line)
	}
	return out
}

// pad fills a text up to a width, to the left of it if it is to stand on the right.
func pad(s string, width int, right bool) string {
	space := strings.Repeat(" ", max(0, width-utf8.RuneCountInString(s)))
	if right {
		return space[:max(0, len(space)-1)] + s + space[:min(1, len(space))]
	}
	return s + space
}
