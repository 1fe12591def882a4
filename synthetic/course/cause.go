package course

import (
	"time"

	"sandpiper/synthetic/draw"
)

// cause is one row of data/causes.csv: what a death may be put down to. Weights are relative to one another among the rows
// that fit a death.
type cause struct {
	key      string
	sex      string
	from, to float64 // ages
	had      float64 // weight if the person has the disease, or a kind of it
	fresh    float64 // weight if they have not, and it comes shortly before death
	days     float64 // how long before, at most
	of       string  // the disease that it comes with
	since    int     // year of the first deaths from it, 0 if there always were
}

func (a *atlas) loadCauses() {
	for _, row := range table("causes.csv") {
		a.causes = append(a.causes, cause{key: row.Text("cause"), sex: row.Text("sex"), from: row.Float("from"), to: row.Float("to"), had: row.Float("had"),
			fresh: row.Float("new"), days: row.Float("days"), of: row.Text("of"), since: row.Int("since")})
	}
}

// mostCauses bounds the rows of causes.csv.
const mostCauses = 128

// Nobody is on the palliative care register for an illness of so many days or fewer; and those on it, for most of a year on
// average, seldom die of what came late.
const (
	suddenly = 10
	foreseen = 0.25
)

// end settles what a person's death is put down to, and what comes shortly before it: the palliative care register, and the
// last illness of those who had nothing to die of.
func (m *Model) end(l *life) {
	age := l.died.Sub(l.Born).Hours() / 24 / year
	since, expected := m.notice(l, age)
	var weights [mostCauses]float64
	var has [mostCauses]int
	total := 0.0
	for i := range m.atlas.causes {
		c := &m.atlas.causes[i]
		if age < c.from || age >= c.to || l.died.Year() < c.since || c.sex != "" && c.sex != letter(l.sex) {
			continue
		}
		if has[i] = m.suffers(l, c.key); has[i] >= 0 {
			weights[i] = c.had
		} else if !expected {
			weights[i] = c.fresh
		} else if c.days > suddenly {
			weights[i] = c.fresh * foreseen
		}
		total += weights[i]
	}
	r := draw.Key(m.seed, uint64(l.Index), streamCause, 0)
	u := r.Float64() * total
	for i := range m.atlas.causes {
		if u -= weights[i]; u >= 0 || weights[i] == 0 {
			continue
		}
		if has[i] >= 0 {
			l.out.Cause = l.out.Conditions[has[i]].Is
		} else {
			onset := l.died.AddDate(0, 0, -int(m.atlas.causes[i].days*r.Float64()))
			if expected && since.Before(onset) {
				onset = since
			}
			l.out.Cause = m.lastIllness(l, &m.atlas.causes[i], onset)
		}
		break
	}
	if expected {
		l.out.Conditions = append(l.out.Conditions, Condition{Is: hospiceKey, Onset: since})
	}
}

// suffers is the index of a condition, or a kind of it, that a person has when they die; -1 if they have not.
func (m *Model) suffers(l *life, key string) int {
	for i := range l.out.Conditions {
		if c := &l.out.Conditions[i]; m.atlas.covers(key, c.Is) && (c.Ended.IsZero() || c.Ended.After(l.died)) {
			return i
		}
	}
	return -1
}

// lastIllness adds a disease that comes shortly before death, never before the day that the living were counted on.
func (m *Model) lastIllness(l *life, c *cause, onset time.Time) string {
	for _, first := range [2]time.Time{l.Born, m.asOf.AddDate(0, 0, 1)} {
		if onset.Before(first) && (first.Equal(l.Born) || !l.departed(m.asOf)) {
			onset = first
		}
	}
	if c.of != "" && m.suffers(l, c.of) < 0 {
		l.out.Conditions = append(l.out.Conditions, Condition{Is: c.of, Onset: onset})
	}
	l.out.Conditions = append(l.out.Conditions, Condition{Is: c.key, Onset: onset})
	return c.key
}
