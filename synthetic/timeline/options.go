package timeline

import (
	"errors"
	"fmt"
	"io"
	"time"

	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/course"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/near"
)

// Options say how a story is told.
type Options struct {
	At    time.Time         // the day that it is told up to, not included; zero for the day after the last thing that happens or is written
	Years int               // how many years before it; 0 for the whole life
	Width int               // columns of text, 80 to 140; 0 for 120
	Form  string            // "text", "json" or "html"; empty for text
	Moves []demography.Move // changes of address, for what is so
}

// ErrForm is wrapped by the error for a form that there is not.
var ErrForm = errors.New("no such form of a timeline")

// fill puts in what was left out.
func (o *Options) fill(p *demography.Person, l *course.Life, c *chart.Chart) {
	if o.At.IsZero() {
		o.At = p.Born
		for _, x := range l.Conditions {
			o.reach(x.Onset)
		}
		for _, x := range l.Medicines {
			o.reach(x.Since)
		}
		for _, x := range l.Events {
			o.reach(x.At)
		}
		for i := range c.Entries {
			o.reach(c.Entries[i].Recorded)
		}
		o.reach(l.Died)
		o.At = o.At.AddDate(0, 0, 1)
	}
}

func (o *Options) reach(t time.Time) {
	if t.After(o.At) {
		o.At = t
	}
}

// Write tells a life in the form asked for: what was so beside what was written about it. The chart is that of the day that
// the story goes up to. Errors are those of w, or wrap ErrForm.
func Write(w io.Writer, p *demography.Person, l *course.Life, c *chart.Chart, o Options) error {
	story := Tell(p, l, c, o)
	switch o.Form {
	case "", "text":
		return Text(w, &story, o.Width)
	case "json":
		return JSON(w, &story)
	case "html":
		return Page(w, &story)
	}
	return fmt.Errorf("%w: %q, nearest is %q", ErrForm, o.Form, near.Closest(o.Form, []string{"text", "json", "html"}))
}

// apart is the time between two days in words: "12 days", "7 months", "3 years".
func apart(from, to time.Time) string {
	days := int(to.Sub(from).Hours() / 24)
	switch {
	case days < 60:
		return count(days, "day")
	case days < 730:
		return count(int(float64(days)/30.44+0.5), "month")
	}
	return count(int(float64(days)/365.2425+0.5), "year")
}
