package realism

// burden counts the adults who have two or more long-term conditions.
type burden struct {
	groups []signs // of conditions that count once together
	people [ages][2][deciles]int64
	many   [ages][2][deciles]int64
}

func newBurden(ref *reference) *burden {
	b := &burden{}
	for _, keys := range ref.longTerm {
		var group signs
		for _, key := range keys {
			group.put(ref.place(key))
		}
		b.groups = append(b.groups, group)
	}
	return b
}

func (b *burden) see(l *look) {
	if !l.alive || l.years < 18 {
		return
	}
	n := 0
	for _, group := range b.groups {
		if l.has.meets(group) {
			n++
		}
	}
	b.people[l.age()][l.sex()][l.decile()]++
	if n >= 2 {
		b.many[l.age()][l.sex()][l.decile()]++
	}
}

func (b *burden) add(other gauge) {
	o := other.(*burden)
	for age := range b.people {
		for sex := range b.people[age] {
			for d := range b.people[age][sex] {
				b.people[age][sex][d] += o.people[age][sex][d]
				b.many[age][sex][d] += o.many[age][sex][d]
			}
		}
	}
}

func (b *burden) report(r *report) {
	s := Series{ID: "burden", Kind: "line", Title: "Two or more long-term conditions", X: "age in years", Y: "% of adults", Source: "Cassell 2018, McLean 2014; bands recalled",
		Text: "The share of adults who live with two or more long-term conditions, ours by five-year band against the published bands."}
	ours, theirs := Line{Name: "ours", Who: "ours"}, Line{Name: "published", Who: "published"}
	for _, x := range r.multimorbidity {
		sex := -1
		if x.sex != "" {
			sex = int(sexOf(x.sex))
		}
		r.share("P10", x.what, count(&b.many, x.from, x.to, sex, x.decile-1), count(&b.people, x.from, x.to, sex, x.decile-1))
	}
	for from := 20; from <= 90; from += 5 {
		to := from + 4
		if from == 90 {
			to = ages
		}
		many, people := count(&b.many, from, to, -1, -1), count(&b.people, from, to, -1, -1)
		low, high := wilson(many, people)
		s.Places, s.At = append(s.Places, bandName(from/5)), append(s.At, float64(from)+2.5)
		ours.Values, ours.Low, ours.High = append(ours.Values, Figure(100*ratio(many, people))), append(ours.Low, Figure(100*low)), append(ours.High, Figure(100*high))
		theirs.Values = append(theirs.Values, byAge(r.multimorbidity, from+2))
	}
	s.Lines = []Line{ours, theirs}
	r.board.Series = append(r.board.Series, s)
}

// byAge is the value of the narrowest band, for both sexes and all deciles, that holds an age; unknown outside all of them.
func byAge(list []share, age int) Figure {
	out, width := Unknown(), ages+1
	for _, x := range list {
		if x.sex == "" && x.decile == 0 && x.from <= age && age <= x.to && x.to-x.from < width {
			out, width = Figure(x.value), x.to-x.from
		}
	}
	return out
}
