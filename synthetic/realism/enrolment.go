package realism

import (
	"math"
	"slices"
)

// enrolment counts who is on which QOF register, by age, sex and decile.
type enrolment struct {
	places []int // of the registers' signs
	people [ages][2][deciles]int64
	cases  [][ages][2][deciles]int64
}

func newEnrolment(ref *reference) *enrolment {
	e := &enrolment{cases: make([][ages][2][deciles]int64, len(ref.registers))}
	for i := range ref.registers {
		e.places = append(e.places, ref.place(ref.registers[i].key))
	}
	return e
}

func (e *enrolment) see(l *look) {
	if !l.alive {
		return
	}
	e.people[l.age()][l.sex()][l.decile()]++
	for i, place := range e.places {
		if l.has.has(place) {
			e.cases[i][l.age()][l.sex()][l.decile()]++
		}
	}
}

func (e *enrolment) add(other gauge) {
	o := other.(*enrolment)
	merge := func(to, from *[ages][2][deciles]int64) {
		for age := range to {
			for sex := range to[age] {
				for d := range to[age][sex] {
					to[age][sex][d] += from[age][sex][d]
				}
			}
		}
	}
	merge(&e.people, &o.people)
	for i := range e.cases {
		merge(&e.cases[i], &o.cases[i])
	}
}

// count adds up a table from one age to another, over one sex (-1 for both) and one decile (-1 for all).
func count(t *[ages][2][deciles]int64, from, to, sex, decile int) (n int64) {
	for age := max(0, from); age <= min(to, ages-1); age++ {
		for s := range t[age] {
			if sex >= 0 && s != sex {
				continue
			}
			for d, m := range t[age][s] {
				if decile < 0 || d == decile {
					n += m
				}
			}
		}
	}
	return n
}

func (e *enrolment) report(r *report) {
	e.totals(r)
	e.shape(r)
	e.gradient(r)
}

// totals compares each register, over its own denominator.
func (e *enrolment) totals(r *report) {
	s := Series{ID: "registers", Kind: "dots", Title: "QOF registers", X: "register", Y: "% of its denominator", Source: "QOF 2019/20; Synthea measured on 4,000 people of England's ages",
		Text: "Each register as a share of its own denominator, ours with a 95 % interval, beside what is published and what Synthea makes."}
	ours, theirs, synthea := Line{Name: "ours", Who: "ours"}, Line{Name: "published", Who: "published"}, Line{Name: "Synthea", Who: "synthea"}
	var sum, squares, noise, worst, worstError, n float64
	near := 0
	for i := range r.registers {
		g := &r.registers[i]
		cases, people := count(&e.cases[i], g.from, ages, -1, -1), count(&e.people, g.from, ages, -1, -1)
		share := 100 * ratio(cases, people)
		low, high := wilson(cases, people)
		s.Places = append(s.Places, g.name)
		ours.Values, ours.Low, ours.High = append(ours.Values, Figure(share)), append(ours.Low, Figure(100*low)), append(ours.High, Figure(100*high))
		theirs.Values, synthea.Values = append(theirs.Values, Figure(g.percent)), append(synthea.Values, g.synthea)
		if !g.scored {
			continue
		}
		off, spread := math.Abs(share-g.percent), 100*(high-low)/(2*normal95)
		n++
		sum, squares, noise = sum+off, squares+spread*spread, noise+absolute*spread
		if off > worst {
			worst, worstError = off, spread
		}
		if off <= 0.25*g.percent {
			near++
		}
	}
	s.Lines = []Line{ours, theirs, synthea}
	r.board.Series = append(r.board.Series, s)
	r.errors("P1", "", sum, squares, noise, n)
	r.normal("P2", "", worst, worstError)
	r.set("P3", "", float64(near))
}

// shaped are the registers whose age and sex shape is scored.
var shaped = [...]string{"HYP", "DM", "AST", "COPD", "CHD", "AF", "STIA", "HF", "CKD", "DEP"}

// faint is the published share in per cent below which a cell of the age and sex shape is left out.
const faint = 0.25

// few is how many cases must be expected in such a cell.
const few = 10

// shape compares prevalence by age and sex.
func (e *enrolment) shape(r *report) {
	var sum, squares, noise, n float64
	for i := range r.registers {
		g := &r.registers[i]
		s := Series{ID: "age-" + g.code, Kind: "line", Title: g.name + " by age", X: "age in years", Y: "% of people", Source: "register_ages.csv: shapes recalled, level of QOF 2019/20",
			Text: "Prevalence of " + g.name + " by five-year age band in men and women, ours against published."}
		for _, x := range sexes {
			ours := Line{Name: x.word + ", ours", Who: "ours", Sex: x.name}
			theirs := Line{Name: x.word + ", published", Who: "published", Sex: x.name}
			for b := range bands {
				to := 5*b + 4
				if b == bands-1 {
					to = ages
				}
				cases, people := count(&e.cases[i], 5*b, to, int(x.sex), -1), count(&e.people, 5*b, to, int(x.sex), -1)
				low, high := wilson(cases, people)
				ours.Values, ours.Low, ours.High = append(ours.Values, Figure(100*ratio(cases, people))), append(ours.Low, Figure(100*low)), append(ours.High, Figure(100*high))
				theirs.Values = append(theirs.Values, Figure(g.byAge[x.sex][b]))
			}
			s.Lines = append(s.Lines, ours, theirs)
		}
		for b := range bands {
			s.Places, s.At = append(s.Places, bandName(b)), append(s.At, float64(5*b)+2.5)
		}
		r.board.Series = append(r.board.Series, s)
		if !slices.Contains(shaped[:], g.code) {
			continue
		}
		for _, x := range sexes {
			for from := 20; from <= 90; from += 10 {
				off, spread, ok := e.cell(r, i, int(x.sex), from)
				if ok {
					sum, squares, noise, n = sum+off, squares+spread*spread, noise+absolute*spread, n+1
				}
			}
		}
	}
	row := r.errors("P4", "", sum, squares, noise, n)
	row.Note = join(row.Note, plural(int(n), "cell")+" compared")
}

// cell is the absolute log ratio of ours to what is published in ten years of age, 90 standing for all above, with the
// standard error of its logarithm.
func (e *enrolment) cell(r *report, i, sex, from int) (off, spread float64, ok bool) {
	g := &r.registers[i]
	to := from + 9
	if from == 90 {
		to = ages
	}
	var expected, people, cases float64
	for b := from / 5; b <= min(to/5, bands-1); b++ {
		top := 5*b + 4
		if b == bands-1 {
			top = ages
		}
		n := float64(count(&e.people, 5*b, top, sex, -1))
		people += n
		expected += n * g.byAge[sex][b] / 100
		cases += float64(count(&e.cases[i], 5*b, top, sex, -1))
	}
	if people == 0 || expected/people*100 < faint || expected < few {
		return 0, 0, false
	}
	return math.Abs(math.Log((cases + 0.5) / (expected + 0.5))), 1 / math.Sqrt(expected+0.5), true
}

// gradient compares prevalence by decile of deprivation.
func (e *enrolment) gradient(r *report) {
	var trend, ends, trendSquares, endSquares, trendNoise, endNoise, n float64
	for i := range r.registers {
		g := &r.registers[i]
		s := Series{ID: "decile-" + g.code, Kind: "line", Title: g.name + " by deprivation", X: "decile, 1 the most deprived", Y: "% of the register's denominator",
			Source: "QOF 2019/20 by decile", Text: "Crude prevalence of " + g.name + " in each decile of deprivation, ours against published."}
		ours, theirs := Line{Name: "ours", Who: "ours"}, Line{Name: "published", Who: "published"}
		var cases, expected [deciles]float64
		for d := range deciles {
			c, people := count(&e.cases[i], g.from, ages, -1, d), count(&e.people, g.from, ages, -1, d)
			low, high := wilson(c, people)
			cases[d], expected[d] = float64(c), float64(people)*g.deciles[d]/100
			ours.Values, ours.Low, ours.High = append(ours.Values, Figure(100*ratio(c, people))), append(ours.Low, Figure(100*low)), append(ours.High, Figure(100*high))
			theirs.Values = append(theirs.Values, Figure(g.deciles[d]))
			s.Places, s.At = append(s.Places, decileColumns[d][1:]), append(s.At, float64(d+1))
		}
		s.Lines = []Line{ours, theirs}
		r.board.Series = append(r.board.Series, s)
		if expected[0] == 0 || expected[deciles-1] == 0 {
			continue
		}
		want := g.deciles[0] / g.deciles[deciles-1]
		slope, spread := trendOf(cases[:], expected[:])
		n++
		trend += math.Abs(want * (math.Exp(-slope) - 1))
		trendSquares += want * want * spread * spread
		raw := want * (cases[0] + 0.5) / (expected[0] + 0.5) / ((cases[deciles-1] + 0.5) / (expected[deciles-1] + 0.5))
		ends += math.Abs(raw - want)
		rawError := want * math.Sqrt(1/(expected[0]+0.5)+1/(expected[deciles-1]+0.5))
		endSquares += rawError * rawError
		trendNoise, endNoise = trendNoise+absolute*want*spread, endNoise+absolute*rawError
	}
	r.errors("P5", "ten deciles", trend, trendSquares, trendNoise, n)
	r.errors("P5", "end deciles", ends, endSquares, endNoise, n)
}

func ratio(a, b int64) float64 {
	if b == 0 {
		return math.NaN()
	}
	return float64(a) / float64(b)
}
