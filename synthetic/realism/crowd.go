package realism

import "fmt"

// crowd counts the people: how many there are of each age and sex.
type crowd struct {
	lives int64
	count [2][bands]int64
}

func (c *crowd) see(l *look) {
	c.lives++
	if l.alive {
		c.count[l.sex()][l.band]++
	}
}

func (c *crowd) add(other gauge) {
	o := other.(*crowd)
	c.lives += o.lives
	for sex := range c.count {
		for b := range c.count[sex] {
			c.count[sex][b] += o.count[sex][b]
		}
	}
}

// report draws the population pyramid.
func (c *crowd) report(r *report) {
	total, census := 0.0, 0.0
	for sex := range c.count {
		for b := range c.count[sex] {
			total += float64(c.count[sex][b])
			census += r.census[sex][b]
		}
	}
	r.board.People, r.board.Lives = int(total), int(c.lives)
	s := Series{ID: "pyramid", Kind: "pyramid", Title: "Ages and sexes", X: "age in years", Y: "% of the population", Source: "Census 2021 England (ONS)",
		Text: "The shares of five-year age bands, men to the left and women to the right; the census is drawn as a step line over ours."}
	for b := range bands {
		s.Places = append(s.Places, bandName(b))
	}
	for _, x := range sexes {
		ours := Line{Name: x.word + ", ours", Who: "ours", Sex: x.name}
		theirs := Line{Name: x.word + ", census", Who: "published", Sex: x.name}
		for b := range bands {
			ours.Values = append(ours.Values, Figure(100*float64(c.count[x.sex][b])/total))
			theirs.Values = append(theirs.Values, Figure(100*r.census[x.sex][b]/census))
		}
		s.Lines = append(s.Lines, ours, theirs)
	}
	r.board.Series = append(r.board.Series, s)
}

// bandName is a five-year band as people write it: "40-44", "90+".
func bandName(b int) string {
	if b == bands-1 {
		return fmt.Sprintf("%d+", 5*b)
	}
	return fmt.Sprintf("%d-%d", 5*b, 5*b+4)
}
