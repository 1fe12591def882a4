package course

import (
	"time"

	"sandpiper/synthetic/demography"
)

// Chance is how many of the people like p (same age, sex, decile and ethnic group) have a condition at a time, 0 … 1, by the
// tables: for a cohort to say whom it may be drawn from, and for Given. Deaths after the model's day are not minded. An umbrella
// such as "cancer" has what its kinds have together; what is not in the tables has 0.
func (m *Model) Chance(p *demography.Person, key string, at time.Time) float64 {
	return m.Since(p, key, at, 0)
}

// Since is how many of the people like p have a condition at a time and have had it for some years without a break.
func (m *Model) Since(p *demography.Person, key string, at time.Time, years float64) float64 {
	w := stratum{p.Sex, p.Decile, m.groups[p.Ethnicity]}
	here := m.asOf
	if !p.Died.IsZero() && p.Died.Before(here) {
		here = p.Died
	}
	return m.atlas.since(w, key, moment{here.Sub(p.Born).Hours() / 24 / year, at.Sub(p.Born).Hours() / 24 / year, years})
}

// moment is an age that is asked about, how long something must have lasted by then, and the age at the model's day.
type moment struct{ here, age, years float64 }

func (a *atlas) since(w stratum, key string, t moment) float64 {
	if t.age-t.years < 0 {
		return 0
	}
	if key == hospiceKey {
		return a.hospice.near(a.mortality, w, t)
	}
	if i, ok := a.index[key]; ok {
		return a.diseases[i].since(a, w, t)
	}
	if a.brought(key) {
		return a.complicated(w, key, t)
	}
	none := 1.0
	for i := range a.diseases {
		d := &a.diseases[i]
		switch {
		case d.within == key && d.after < 0 && !d.remits:
			none *= 1 - d.curve.ill(w, t) // later stages are among them
		case d.within == key && d.after < 0:
			none *= 1 - d.since(a, w, t)
		case a.umbrellas[key] == d.key:
			return d.since(a, w, t) * share(d.kinds, key, w.sex, t.age)
		}
	}
	if of := a.umbrellas[key]; none == 1 && a.brought(of) {
		for i := range a.complications {
			if x := &a.complications[i]; x.key == of {
				return a.complicated(w, of, t) * share(x.kinds, key, w.sex, t.age)
			}
		}
	}
	return 1 - none
}

// brought reports whether a condition is a complication.
func (a *atlas) brought(key string) bool {
	for i := range a.complications {
		if a.complications[i].key == key {
			return true
		}
	}
	return false
}

// since is a disease's part of what Since says.
func (d *disease) since(a *atlas, w stratum, t moment) float64 {
	if d.remits {
		least := d.curve.now(w, t.age)
		for age := float64(int(t.age)); age > t.age-t.years; age-- {
			least = min(least, d.curve.now(w, age))
		}
		return min(least, d.curve.now(w, t.age-t.years))
	}
	p := d.curve.ill(w, t)
	for i := range a.diseases {
		if a.diseases[i].after == a.index[d.key] && a.diseases[i].key != d.key {
			p -= a.diseases[i].curve.ill(w, moment{t.here, t.age, 0})
		}
	}
	return max(0, p)
}

// ill is the share of a stratum who fell ill, of what never leaves, at least so many years before an age.
func (c *curve) ill(w stratum, t moment) float64 {
	by := t.age - t.years
	here := max(t.here, 0)
	if by >= here {
		gained := 0.0
		for age := here; age < by; {
			next := min(by, float64(int(age)+1))
			k := int(age)
			if k > demography.Oldest {
				break
			}
			gain := &c.gain[w.sex][w.decile-1]
			gained += c.times[ageGroup(k)][w.decile-1][w.group] * (gain[k+1] - gain[k]) * (next - age)
			age = next
		}
		return min(most, c.now(w, here)+gained)
	}
	highest := c.now(w, by)
	for k := range int(by) + 1 {
		highest = max(highest, c.chance(w, k))
	}
	return min(highest, c.now(w, here))
}

// share is how many of those with a disease that they fell ill of at an age have one of its kinds.
func share(kinds []kind, key string, sex demography.Sex, age float64) float64 {
	total, of := 0.0, 0.0
	for _, k := range kinds {
		if (k.sex == "" || k.sex == letter(sex)) && age >= k.from && age <= k.to {
			total += k.weight
			if k.key == key {
				of += k.weight
			}
		}
	}
	if total == 0 {
		return 0
	}
	return of / total
}

// complicated adds up a complication over how long ago its disease may have begun.
func (a *atlas) complicated(w stratum, key string, t moment) float64 {
	sum := 0.0
	for i := range a.complications {
		x := &a.complications[i]
		if x.key != key {
			continue
		}
		longer := a.since(w, x.of, t)
		for years := t.years; years < t.age && longer > 0; years++ {
			before := longer
			longer = a.since(w, x.of, moment{t.here, t.age, years + 1})
			sum += max(0, before-longer) * x.by(years-t.years+0.5)
		}
	}
	return sum
}
