package realism

// habits counts who smokes and who did.
type habits struct {
	people, now, before [ages][2][deciles]int64
}

func newHabits(*reference) *habits { return &habits{} }

func (h *habits) see(l *look) {
	if !l.alive {
		return
	}
	h.people[l.age()][l.sex()][l.decile()]++
	switch l.truth.Body.Smoking {
	case "current":
		h.now[l.age()][l.sex()][l.decile()]++
	case "ex":
		h.before[l.age()][l.sex()][l.decile()]++
	}
}

func (h *habits) add(other gauge) {
	o := other.(*habits)
	for age := range h.people {
		for sex := range h.people[age] {
			for d := range h.people[age][sex] {
				h.people[age][sex][d] += o.people[age][sex][d]
				h.now[age][sex][d] += o.now[age][sex][d]
				h.before[age][sex][d] += o.before[age][sex][d]
			}
		}
	}
}

func (h *habits) report(r *report) {
	s := Series{ID: "smoking", Kind: "line", Title: "Smoking", X: "age in years", Y: "% who smoke now", Source: "ONS, adult smoking habits 2023",
		Text: "The share of adults of each age who smoke now, ours against the published bands."}
	ours, theirs := Line{Name: "ours", Who: "ours"}, Line{Name: "published", Who: "published"}
	for _, x := range r.smoking {
		sex := -1
		if x.sex != "" {
			sex = int(sexOf(x.sex))
		}
		table := &h.now
		if x.habit == "ex" {
			table = &h.before
		}
		r.share("P12", x.what, count(table, x.from, x.to, sex, x.decile-1), count(&h.people, x.from, x.to, sex, x.decile-1))
	}
	for from := 15; from <= 90; from += 5 {
		to := from + 4
		if from == 90 {
			to = ages
		}
		now, people := count(&h.now, max(18, from), to, -1, -1), count(&h.people, max(18, from), to, -1, -1)
		low, high := wilson(now, people)
		s.Places, s.At = append(s.Places, bandName(from/5)), append(s.At, float64(from)+2.5)
		ours.Values, ours.Low, ours.High = append(ours.Values, Figure(100*ratio(now, people))), append(ours.Low, Figure(100*low)), append(ours.High, Figure(100*high))
		theirs.Values = append(theirs.Values, byAge(r.smoking, max(18, from+2)))
	}
	s.Lines = []Line{ours, theirs}
	r.board.Series = append(r.board.Series, s)
}
