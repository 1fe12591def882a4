package realism

import (
	"strings"
	"time"

	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/demography"
)

// programme is a vaccination or screening with the people whom it is for and what is published of it.
type programme struct {
	part, words string
	doses       int
	within      time.Duration // before the date; 0 for ever
	sex         string
	from, to    int
	percent     float64
}

// programmes reads the table of coverage.
func programmes() (out []programme) {
	for _, row := range table("coverage.csv") {
		p := programme{part: row.Text("part"), words: row.Text("words"), doses: row.Int("doses"), sex: row.Text("sex"),
			within: time.Duration(row.Float("within_years") * year * float64(24*time.Hour)), from: row.Int("from_age"), to: row.Int("to_age"), percent: row.Float("per_cent")}
		if p.to == 0 {
			p.to = ages
		}
		out = append(out, p)
	}
	return out
}

// offered reports whether a programme is for somebody.
func (p *programme) offered(l *look) bool {
	return l.years >= p.from && l.years <= p.to && (p.sex == "" || (p.sex == "M") == (l.person.Sex == demography.Male))
}

// coverage counts who has had what they were offered, as their records say.
type coverage struct {
	list        []programme
	people, had []int64
}

func newCoverage(ref *reference) *coverage {
	n := len(ref.programmes)
	return &coverage{ref.programmes, make([]int64, n), make([]int64, n)}
}

func (c *coverage) see(l *look) {
	if !l.alive {
		return
	}
	for i := range c.list {
		p := &c.list[i]
		if !p.offered(l) {
			continue
		}
		c.people[i]++
		doses := 0
		for k := range l.chart.Entries {
			e := &l.chart.Entries[k]
			if (e.ID.Kind == chart.Vaccination || e.ID.Kind == chart.Procedure) && e.Status == chart.Completed && strings.HasPrefix(e.Text, p.words) &&
				(p.within == 0 || l.at.Sub(e.Recorded) <= p.within) {
				doses++
			}
		}
		if doses >= p.doses {
			c.had[i]++
		}
	}
}

func (c *coverage) add(other gauge) {
	o := other.(*coverage)
	for i := range c.people {
		c.people[i] += o.people[i]
		c.had[i] += o.had[i]
	}
}

func (c *coverage) report(r *report) {
	s := Series{ID: "coverage", Kind: "share", Title: "Vaccination and screening", X: "programme", Y: "% of those it is for", Source: "UKHSA and NHS England (coverage.csv)",
		Text: "The share of those whom a programme is for who have had it by their records, ours with a 95 % interval beside published."}
	ours, theirs := Line{Name: "ours", Who: "ours"}, Line{Name: "published", Who: "published"}
	for i := range c.list {
		p := &c.list[i]
		r.share("P28", p.part, c.had[i], c.people[i])
		low, high := wilson(c.had[i], c.people[i])
		s.Places = append(s.Places, p.part)
		ours.Values, ours.Low, ours.High = append(ours.Values, Figure(100*ratio(c.had[i], c.people[i]))), append(ours.Low, Figure(100*low)), append(ours.High, Figure(100*high))
		theirs.Values = append(theirs.Values, Figure(p.percent))
	}
	s.Lines = []Line{ours, theirs}
	r.board.Series = append(r.board.Series, s)
}
