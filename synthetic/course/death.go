package course

import (
	"math"
	"time"

	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/draw"
)

// burden is what illness does to the hazard of death on average, so that what it does to one person can be set against it:
// the logarithm of the mean product of hazard ratios among people of a sex, age, decile and ethnic group.
type burden struct {
	log [2][burdenAges][10][ethnicGroups]float64
}

// The burden is known for every fifth year of age.
const (
	burdenStep = 5
	burdenAges = 23
)

// loadBurden multiplies the mean hazard ratios of diseases as if they were independent; burden.csv says how much more it is
// because they keep company.
func loadBurden(a *atlas) *burden {
	b := &burden{}
	company := [2]line{}
	for _, row := range table("burden.csv") {
		for sex, column := range sexColumns {
			company[sex].x = append(company[sex].x, row.Float("age"))
			company[sex].mean = append(company[sex].mean, math.Log(row.Float(column)))
			company[sex].spread = append(company[sex].spread, 0)
		}
	}
	for sex := range b.log {
		for i := range b.log[sex] {
			more, _ := company[sex].at(float64(burdenStep * i))
			for d := range b.log[sex][i] {
				for g := range b.log[sex][i][d] {
					w := stratum{demography.Sex(sex), d + 1, g}
					b.log[sex][i][d][g] = more + math.Log(a.product(w, burdenStep*i))
				}
			}
		}
	}
	return b
}

// product is the product of the mean hazard ratios of exposures and diseases. A later stage of a disease adds to the one before.
func (a *atlas) product(w stratum, age int) float64 {
	product := 1.0
	for i := range a.exposures {
		h := &a.exposures[i]
		product *= 1 + (h.deadly-1)*h.curve.chance(w, age)
	}
	stages := 0.0
	for i := range a.diseases {
		d := &a.diseases[i]
		if d.deadly == 1 {
			continue
		}
		more := d.deadly - 1
		if d.after >= 0 {
			more = d.deadly - a.diseases[d.after].deadly
		}
		part := more * d.curve.chance(w, age)
		if i+1 < len(a.diseases) && a.diseases[i+1].after == i || d.after >= 0 {
			stages += part
			if i+1 == len(a.diseases) || a.diseases[i+1].after != i {
				product *= 1 + stages
				stages = 0
			}
			continue
		}
		product *= 1 + part
	}
	return product
}

// at is the logarithm of the burden at an age that need not be one of the steps.
func (b *burden) at(w stratum, age float64) float64 {
	x := min(age/burdenStep, burdenAges-1.001)
	k := int(x)
	p, q := b.log[w.sex][k][w.decile-1][w.group], b.log[w.sex][k+1][w.decile-1][w.group]
	return p + (q-p)*(x-float64(k))
}

// mostTimes is the logarithm of the most that illness multiplies anybody's hazard by.
const mostTimes = 4

// turn is an age at which the logarithm of somebody's hazard changes.
type turn struct{ age, by float64 }

// dies settles the day of death: the life table's hazard, times what the person's own illnesses do to it relative to people
// like them, run through to an exponential deviate. So illness comes before the death that it makes likelier, and the deaths of
// each age, sex and decile stay those of the table.
func (m *Model) dies(l *life) time.Time {
	if l.departed(m.asOf) {
		return l.Person.Died
	}
	r := draw.Key(m.seed, uint64(l.Index), streamDeath, 0)
	left := r.Exp()
	age := max(l.age, 0)
	now, turns := m.outlook(l, age)
	table, w := m.atlas.mortality, l.stratum
	hazard := table.at(w.sex, w.decile, age)
	for age < lastAge {
		next := min(lastAge, float64((int(age)/burdenStep+1)*burdenStep))
		if len(turns) > 0 && turns[0].age < next {
			next = turns[0].age
		}
		ahead := table.at(w.sex, w.decile, next)
		times := math.Exp(min(now-m.atlas.burden.at(w, (age+next)/2), mostTimes))
		if (ahead-hazard)*times >= left {
			age = max(age, table.age(w.sex, w.decile, hazard+left/times))
			break
		}
		left -= (ahead - hazard) * times
		age, hazard = next, ahead
		for len(turns) > 0 && turns[0].age <= age {
			now += turns[0].by
			turns = turns[1:]
		}
	}
	day := l.Born.AddDate(0, 0, int(age*year))
	if l.age >= 0 && !day.After(m.asOf) {
		day = m.asOf.AddDate(0, 0, 1)
	}
	return day
}

// outlook is the logarithm of what illness does to somebody's hazard at an age, and how that changes later, in order of age.
func (m *Model) outlook(l *life, age float64) (now float64, turns []turn) {
	turns = l.turns[:0]
	add := func(t turn) {
		i := len(turns)
		turns = append(turns, t)
		for ; i > 0 && turns[i-1].age > t.age; i-- {
			turns[i] = turns[i-1]
		}
		turns[i] = t
	}
	for _, ill := range l.ill {
		deadly := ill.deadly
		if deadly == 0 || ill.to <= age {
			continue
		}
		if ill.from <= age {
			now += deadly
		} else {
			add(turn{ill.from, deadly})
		}
		if !math.IsInf(ill.to, 1) {
			add(turn{ill.to, -deadly})
		}
	}
	return now, turns
}

// Died is the day on which a person dies, whether before or after the day asked about: everybody's is settled.
func (m *Model) Died(p *demography.Person) time.Time {
	l := m.begin(p)
	m.fallIll(&l)
	return m.dies(&l)
}

// DiedBefore is the day on which a person dies if that is before t. It is much quicker than Died for a t that few live to see
// the end of: most people would outlive it with the heaviest burden of illness.
func (m *Model) DiedBefore(p *demography.Person, t time.Time) (time.Time, bool) {
	r := draw.Key(m.seed, uint64(p.Index), streamDeath, 0)
	here, then := max(0, m.asOf.Sub(p.Born).Hours()/24/year), max(0, t.Sub(p.Born).Hours()/24/year)
	table := m.atlas.mortality
	least := r.Exp() * math.Exp(-mostTimes)
	if p.Died.IsZero() && table.at(p.Sex, p.Decile, then)-table.at(p.Sex, p.Decile, here) < least {
		return time.Time{}, false
	}
	died := m.Died(p)
	if !died.Before(t) {
		return time.Time{}, false
	}
	return died, true
}
