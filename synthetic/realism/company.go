package realism

import "math"

// company counts how often pairs of signs keep each other company, within age and sex.
type company struct {
	pairs  []places
	people [][bands * 2]fourfold
}

// places are where the two signs of a pair stand.
type places struct{ one, other int }

func newCompany(ref *reference) *company {
	c := &company{people: make([][bands * 2]fourfold, len(ref.pairs))}
	for _, p := range ref.pairs {
		c.pairs = append(c.pairs, places{ref.place(p.one), ref.place(p.other)})
	}
	return c
}

func (c *company) see(l *look) {
	if !l.alive {
		return
	}
	for i, p := range c.pairs {
		c.people[i][2*l.band+l.sex()][l.has[p.one>>6]>>(p.one&63)&1][l.has[p.other>>6]>>(p.other&63)&1]++
	}
}

func (c *company) add(other gauge) {
	for i, strata := range other.(*company).people {
		for k := range strata {
			for x := range 2 {
				for y := range 2 {
					c.people[i][k][x][y] += strata[k][x][y]
				}
			}
		}
	}
}

// vague is the standard error of a log odds ratio above which a pair is not scored.
const vague = 0.25

func (c *company) report(r *report) {
	s := Series{ID: "company", Kind: "dots", Title: "Conditions that keep company", X: "pair", Y: "odds ratio, adjusted for age and sex", Source: "comorbidity.csv: synthesis of cohort literature, recalled, meant as ±30 %",
		Text: "How many times higher the odds of the second are in people with the first, ours with a 95 % interval beside the published value."}
	ours, theirs := Line{Name: "ours", Who: "ours"}, Line{Name: "published", Who: "published"}
	scored, near, out := 0, 0, 0
	for i, p := range r.pairs {
		ratio, err := mantelHaenszel(c.people[i][:])
		s.Places = append(s.Places, spoken(p.one)+" and "+spoken(p.other))
		ours.Values, theirs.Values = append(ours.Values, Figure(ratio)), append(theirs.Values, Figure(p.ratio))
		ours.Low, ours.High = append(ours.Low, Figure(ratio*math.Exp(-normal95*err))), append(ours.High, Figure(ratio*math.Exp(normal95*err)))
		if math.IsNaN(ratio) || err > vague {
			out++
			continue
		}
		scored++
		if math.Abs(math.Log(ratio/p.ratio)) <= math.Log(1.3) {
			near++
		}
	}
	s.Lines = []Line{ours, theirs}
	r.board.Series = append(r.board.Series, s)
	if scored == 0 {
		return
	}
	row := r.share("P11", "", int64(near), int64(scored))
	row.Note = join(row.Note, decimal(float64(near), 0)+" of "+plural(scored, "pair")+", "+plural(out, "pair")+" left out")
}
