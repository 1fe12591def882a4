package main

import (
	"fmt"
	"strings"
	"time"

	"sandpiper/harness"
	"sandpiper/harness/judge"
)

// meter shows how far a campaign has come: on a terminal one line that is redrawn, elsewhere a line every ten seconds.
type meter struct {
	app   *app
	quiet bool
	what  string
	drawn time.Time
	line  int  // columns of the line that stands on the terminal
	whole bool // all has been shown
}

// campaign is whom a campaign tells of its progress: nobody where nobody looks, since each run would be judged for it.
func (m *meter) campaign() func(harness.Progress) {
	if m.quiet {
		return nil
	}
	return m.tell
}

// tell is a campaign's Progress.
func (m *meter) tell(p harness.Progress) {
	m.show(p.Done, p.Total, func() string {
		bad := 0
		for _, counts := range p.Counts {
			bad += counts[judge.Fail.String()] + counts[judge.Breach.String()] + counts[judge.Error.String()]
		}
		text := fmt.Sprintf("%s %s of %s runs", m.what, inThousands(p.Done), inThousands(p.Total))
		if bad > 0 {
			text += fmt.Sprintf(", %s not passed", inThousands(bad))
		}
		return text
	})
}

// people is the progress of work over a population.
func (m *meter) people(done, total int) {
	m.show(done, total, func() string {
		return fmt.Sprintf("%s %s of %s people", m.what, inThousands(done), inThousands(total))
	})
}

// part is the progress of an export, which is counted in parts of the population.
func (m *meter) part(done, of, people int, bytes int64) {
	m.show(done, of, func() string {
		return fmt.Sprintf("%s %s people, %s MB", m.what, inThousands(people), inThousands(int(bytes>>20)))
	})
}

// show draws a line of words, unless one was drawn a moment ago.
func (m *meter) show(done, total int, words func() string) {
	if m.quiet {
		return
	}
	every := 10 * time.Second
	if m.app.Interactive {
		every = 100 * time.Millisecond
	}
	now := m.app.Now()
	if m.whole || done < total && now.Sub(m.drawn) < every {
		return
	}
	m.whole = done >= total
	if m.drawn.IsZero() && !m.app.Interactive && done < total {
		m.drawn = now
		return
	}
	m.drawn = now
	text := words()
	if !m.app.Interactive {
		fmt.Fprintln(m.app.Stderr, text)
		return
	}
	const columns = 24
	full := columns * done / max(total, 1)
	bar := strings.Repeat("█", full) + strings.Repeat("░", columns-full)
	text = "  " + bar + " " + text
	pad := max(0, m.line-len([]rune(text)))
	fmt.Fprintf(m.app.Stderr, "\r%s%s", text, strings.Repeat(" ", pad))
	m.line = len([]rune(text))
}

// end leaves the terminal with an empty line to write on.
func (m *meter) end() {
	if m.line > 0 {
		fmt.Fprintf(m.app.Stderr, "\r%s\r", strings.Repeat(" ", m.line))
		m.line = 0
	}
}
