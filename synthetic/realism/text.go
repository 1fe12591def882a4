package realism

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"
	"time"
)

// layout is a row of the table of text, 110 columns wide.
const layout = "%-30s %9v %9v  %-18s %-14s %8v  %s\n"

// Text writes the board as a table for a terminal. The same board gives the same bytes.
func Text(w io.Writer, b *Board) error {
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "Realism of %s people of %s, seed %d, on %s (model %s)\n", thousands(b.People), b.Recipe.Area, b.Recipe.Seed, b.Date.Format(time.DateOnly), b.Recipe.Model)
	fmt.Fprintf(out, "%d met, %d not met, %d explained, %d not measured here, %d shown without a target. Sandpiper is not an NHS service.\n\n",
		b.Count(Met), b.Count(NotMet), b.Count(Explained), b.Count(Elsewhere), b.Count(Shown))
	fmt.Fprintln(out, "What this cannot show:")
	for _, limit := range b.Limits {
		fmt.Fprintf(out, "  * %s\n", limit)
	}
	fmt.Fprintln(out)
	fmt.Fprintf(out, layout, "row", "published", "ours", "95 % interval", "target", "Synthea", "stands")
	subject := ""
	for i := range b.Rows {
		r := &b.Rows[i]
		if s := r.ID + " " + r.Metric; s != subject {
			subject = s
			fmt.Fprintf(out, "%s (%s)\n", s, r.Unit)
		}
		fmt.Fprintf(out, layout, "    "+r.Part, r.Published, r.Ours, r.interval(), dash(r.Target.String()), r.Synthea, r.Met)
	}
	fmt.Fprintln(out, "\nNotes:")
	for i := range b.Rows {
		if r := &b.Rows[i]; r.Note != "" {
			fmt.Fprintf(out, "  %s: %s\n", r.Name(), r.Note)
		}
		if r := &b.Rows[i]; r.Noise.Known() {
			fmt.Fprintf(out, "  %s: sampling alone would make %s\n", r.Name(), r.Noise)
		}
	}
	if len(b.Faults) > 0 {
		fmt.Fprintln(out, "\nFaults of clinical logic, with the first person that has one:")
		for _, f := range b.Faults {
			fmt.Fprintf(out, "  %s, %s: person %d, %s\n", f.Kind, plural(f.Faults, "fault"), f.Person, f.Text)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write realism table: %w", err)
	}
	return nil
}

// JSON writes the board as indented JSON. Unknown figures are null.
func JSON(w io.Writer, b *Board) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	if err := e.Encode(b); err != nil {
		return fmt.Errorf("write realism board: %w", err)
	}
	return nil
}

// String is the figure to three significant places, without needless zeros; a dash if it is unknown.
func (f Figure) String() string {
	if !f.Known() {
		return "–"
	}
	x := float64(f)
	places := 2
	switch {
	case math.Abs(x) >= 100:
		places = 0
	case math.Abs(x) >= 10:
		places = 1
	case x != 0 && math.Abs(x) < 1:
		places = 3
	}
	s := strconv.FormatFloat(x, 'f', places, 64)
	if y, err := strconv.ParseFloat(s, 64); err == nil && y == math.Trunc(y) && x == math.Trunc(x) {
		return strconv.FormatFloat(x, 'f', 0, 64)
	}
	return s
}

// interval is the interval in words; a dash if there is none.
func (r *Row) interval() string {
	if !r.Low.Known() || !r.High.Known() {
		return "–"
	}
	return r.Low.String() + " to " + r.High.String()
}

func dash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}
