package synthetic

import (
	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/course"
	"sandpiper/synthetic/gmf"
)

// Hosting is the same population with modules of the Generic Module Framework living as guests in its people: what they write
// comes into everybody's chart, under entry numbers of its own, and changes nothing else of it.
func (p *Population) Hosting(g *gmf.Guests) *Population {
	q := *p
	q.guests = g
	return &q
}

// host lets the guests write into a chart.
func (p *Population) host(person *Person, life *course.Life, c *chart.Chart) {
	if p.guests == nil {
		return
	}
	record := p.guests.Live(person, life, p.at)
	gmf.Merge(c, p.guests.Entries(person, &record))
}
