package course

import (
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/draw"
)

// reason is why people without a disease take something: the rows of one reason in data/reasons.csv.
type reason struct {
	key   string
	share [2][demography.Oldest + 2]float64 // of people of a sex and whole age, 0 … 1
	top   [2]float64
}

func (a *atlas) loadReasons() {
	points := map[string]*[2]line{}
	for _, row := range table("reasons.csv") {
		key := row.Text("reason")
		if points[key] == nil {
			points[key] = &[2]line{}
			a.reasons = append(a.reasons, reason{key: key})
		}
		for sex, column := range sexColumns {
			l := &points[key][sex]
			l.x, l.mean, l.spread = append(l.x, row.Float("age")), append(l.mean, row.Float(column)/100), append(l.spread, 0)
		}
	}
	for i := range a.reasons {
		x := &a.reasons[i]
		for sex := range x.share {
			for age := range x.share[sex] {
				x.share[sex][age], _ = points[x.key][sex].at(float64(age))
				x.top[sex] = max(x.top[sex], x.share[sex][age])
			}
		}
	}
}

// spell is the ages between which the share first passes u and then no longer does; ok is false if it never does.
func (x *reason) spell(sex demography.Sex, u float64) (s spell, ok bool) {
	if u >= x.top[sex] {
		return s, false
	}
	share, k := &x.share[sex], 0
	for share[k] <= u {
		k++
	}
	if s.from = float64(k); k > 0 {
		s.from = float64(k-1) + (u-share[k-1])/(share[k]-share[k-1])
	}
	for k < len(share) && share[k] > u {
		k++
	}
	if s.to = lastAge; k < len(share) {
		s.to = float64(k-1) + (share[k-1]-u)/(share[k-1]-share[k])
	}
	return s, true
}

// reason adds what a person is to have for a reason that is no disease.
func (t *treatment) reason(x *reason) {
	slots := t.model.atlas.usual[x.key]
	r := draw.Key(t.model.seed, uint64(t.Index), streamReason, slots[0].id)
	s, ok := x.spell(t.Sex, r.Float64())
	if !ok {
		return
	}
	from, to := t.model.day(t.life, s.from).Unix(), t.model.day(t.life, s.to).Unix()
	if x.key != "contraception" {
		for i := range slots {
			t.want(&slots[i], x.key, 0, from, to, false)
		}
		return
	}
	// Contraception is left off some months before each child and taken up again six weeks after.
	for i := range t.out.Pregnancies {
		p := &t.out.Pregnancies[i]
		if end := min(to, p.Conceived.Unix()-int64(r.Between(10, 240))*86400); from < end {
			t.want(&slots[0], x.key, uint64(i), from, end, false)
		}
		from = max(from, p.Ended.Unix()+42*86400)
	}
	if from < to {
		t.want(&slots[0], x.key, uint64(len(t.out.Pregnancies)), from, to, false)
	}
}
