package realism

import (
	"fmt"
	"math"
)

// survival counts the days that people live at each age, from the population's date or their birth to their end, and their
// deaths.
type survival struct {
	days   [2][deciles][ages]int64
	deaths [2][deciles][ages]int64
}

const year = 365.2425 // days

// birthday is the day after birth on which an age is reached.
func birthday(age int) int64 { return int64(math.Round(float64(age) * year)) }

func (s *survival) see(l *look) {
	from := max(0, int64(l.at.Sub(l.person.Born).Hours()/24))
	to := birthday(ages)
	if !l.died.IsZero() {
		to = int64(l.died.Sub(l.person.Born).Hours() / 24)
	}
	days, deaths := &s.days[l.sex()][l.decile()], &s.deaths[l.sex()][l.decile()]
	for age := min(int(float64(from)/year), ages-1); age < ages && birthday(age) <= to; age++ {
		last := birthday(age + 1)
		if age == ages-1 {
			last = math.MaxInt64
		}
		if lived := min(to, last) - max(from, birthday(age)); lived > 0 {
			days[age] += lived
		}
		if !l.died.IsZero() && to >= birthday(age) && to < last {
			deaths[age]++
		}
	}
}

func (s *survival) add(other gauge) {
	o := other.(*survival)
	for sex := range s.days {
		for d := range s.days[sex] {
			for age := range s.days[sex][d] {
				s.days[sex][d][age] += o.days[sex][d][age]
				s.deaths[sex][d][age] += o.deaths[sex][d][age]
			}
		}
	}
}

// table is the period life table of a sex, of one decile or of all (-1).
func (s *survival) table(sex, decile int) lifeTable {
	t := lifeTable{q: make([]float64, ages), deaths: make([]float64, ages)}
	for age := range ages {
		var days, deaths int64
		for d := range deciles {
			if decile < 0 || d == decile {
				days += s.days[sex][d][age]
				deaths += s.deaths[sex][d][age]
			}
		}
		t.deaths[age] = float64(deaths)
		if days > 0 {
			rate := float64(deaths) / (float64(days) / year)
			t.q[age] = min(1, rate/(1+(1-lived(age))*rate))
		}
	}
	return t
}

func (s *survival) report(r *report) {
	curve := Series{ID: "survival", Kind: "line", Title: "Survival", X: "age in years", Y: "% still alive", Source: "ONS life table 2020",
		Text: "Of 100 newborns, how many would reach each age at the mortality of each age, ours against the life table of the Office for National Statistics."}
	gaps := Series{ID: "expectancy", Kind: "line", Title: "Life expectancy by deprivation", X: "decile, 1 the most deprived", Y: "years at birth", Source: "ONS 2018-20; values of single deciles recalled",
		Text: "Life expectancy at birth in each decile of deprivation, ours against published."}
	for age := 0; age <= 100; age += 2 {
		curve.Places, curve.At = append(curve.Places, fmt.Sprint(age)), append(curve.At, float64(age))
	}
	for d := range deciles {
		gaps.Places, gaps.At = append(gaps.Places, decileColumns[d][1:]), append(gaps.At, float64(d+1))
	}
	worst, worstError := 0.0, 0.0
	for _, x := range sexes {
		ours, theirs := s.table(int(x.sex), -1), r.table[x.sex]
		e0, err := ours.expectancy()
		r.normal("P7", x.word, e0, err)
		for from := 40; from < 100; from += 10 {
			rate, deaths := ours.rate(from, from+10)
			want, _ := theirs.rate(from, from+10)
			if off := math.Abs(math.Log(rate / want)); off > worst || math.IsNaN(off) || rate == 0 {
				worst, worstError = off, 1/math.Sqrt(max(deaths, 1))
			}
		}
		a, b := Line{Name: x.word + ", ours", Who: "ours", Sex: x.name}, Line{Name: x.word + ", published", Who: "published", Sex: x.name}
		alive, want := ours.alive(), theirs.alive()
		for age := 0; age <= 100; age += 2 {
			a.Values, b.Values = append(a.Values, Figure(100*alive[age])), append(b.Values, Figure(100*want[age]))
		}
		curve.Lines = append(curve.Lines, a, b)
		gaps.Lines = append(gaps.Lines, s.gap(r, int(x.sex), x.word, x.name)...)
	}
	r.normal("P8", "", worst, worstError)
	r.board.Series = append(r.board.Series, curve, gaps)
}

// gap compares the deciles of one sex: by the slope index, which is what the line of life expectancy over ten equal groups
// rises from one end to the other, and by the two end deciles.
func (s *survival) gap(r *report, sex int, word, name string) []Line {
	ours, theirs := Line{Name: word + ", ours", Who: "ours", Sex: name}, Line{Name: word + ", published", Who: "published", Sex: name}
	var slope, square, width float64
	var ends [2][2]float64
	for d := range deciles {
		t := s.table(sex, d)
		e0, err := t.expectancy()
		x := (float64(d) - 4.5) / deciles
		slope, square, width = slope+x*e0, square+x*x*err*err, width+x*x
		if d == 0 || d == deciles-1 {
			ends[d/(deciles-1)] = [2]float64{e0, err}
		}
		ours.Values, theirs.Values = append(ours.Values, Figure(e0)), append(theirs.Values, Figure(r.expectancy[sex][d]))
		ours.Low, ours.High = append(ours.Low, Figure(e0-normal95*err)), append(ours.High, Figure(e0+normal95*err))
	}
	r.normal("P9", word, slope/width, math.Sqrt(square)/width)
	r.normal("P9", word+", end deciles", ends[1][0]-ends[0][0], math.Hypot(ends[0][1], ends[1][1]))
	return []Line{ours, theirs}
}
