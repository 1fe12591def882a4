package course

import (
	"time"

	"sandpiper/synthetic/demography"
)

// BodyAt is the body of a truth with the height that its owner had at an earlier day. Life.Body knows the rest.
func BodyAt(p *demography.Person, t *Truth, asOf, at time.Time) Body {
	b, g := t.Body, &load().gauges[height]
	was, _ := g.at(p.Sex, years(p.Born, at))
	is, _ := g.at(p.Sex, years(p.Born, asOf))
	b.HeightCM = tenth(b.HeightCM * was / is)
	return b
}
